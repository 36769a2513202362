"""The meetings each provider could lead, and who could come to each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

import numpy as np

from matcher.cohort import AnyPin, Cohort, Mark, Meeting, Participant, Provider
from matcher.cohort.availability import DAY, WEEKS_OF, local_spans, within
from matcher.cohort.pins import never_with, times_of
from matcher.hold import Held
from matcher.instance import Bools, Candidate, Ints, Pool
from matcher.weekgrid import free_at

SURE = frozenset({Mark.FREE, Mark.PREFERRED})
LIKED = frozenset({Mark.PREFERRED})


class Candidates:
    """Finds the meetings each provider could lead and who could come.

    Parameters
    ----------
    cohort : Cohort
    people : sequence of Participant
        In the instance's order.
    providers : sequence of Provider
        Those who may lead, in the instance's order.
    languages : sequence of str
    blocked : frozenset of int
        People who can never have a seat.
    pins : sequence of AnyPin
        Times of providers, and who never sits with whom.
    held : Held
        Groups that stay, whose members and providers are busy then.
    """

    def __init__(
        self,
        cohort: Cohort,
        people: Sequence[Participant],
        providers: Sequence[Provider],
        languages: Sequence[str],
        blocked: frozenset[int],
        pins: Sequence[AnyPin],
        held: Held,
    ) -> None:
        self.cohort = cohort
        self.program = cohort.program
        self.people = people
        self.providers = providers
        self.languages = languages
        self.times = times_of(pins)
        self.never = never_with(pins)
        self.held = held
        self.open = np.ones(len(people), dtype=bool)
        self.open[list(blocked)] = False
        self.meetings = self._meetings()
        self.led = self._led()
        used = self.led.any(axis=0)
        self.meetings = [self.meetings[m] for m in np.flatnonzero(used)]
        self.led = self.led[:, used]
        self._pools: list[Pool] = []
        self._pool_of: dict[tuple[object, ...], int] = {}

    def _meetings(self) -> list[Meeting]:
        starts = range(0, DAY, self.program.slot_minutes)
        return [
            Meeting(weekday, start, cadence, weeks)
            for weekday in self.program.weekdays
            for start in starts
            for cadence in self.program.cadences
            for weeks in WEEKS_OF[cadence]
        ]

    def _led(self) -> Bools:
        """Tell which provider could lead at which meeting (rules availability, slot, cadence)."""
        free = free_at(self.program, self.providers, self.meetings)
        in_window = {
            name: np.array([self._within(meeting, name) for meeting in self.meetings], dtype=bool)
            for name in {provider.time_zone for provider in self.providers}
        }
        for row, provider in enumerate(self.providers):
            accepted = np.array([provider.cadence in ("either", m.cadence) for m in self.meetings])
            free[row] &= in_window[provider.time_zone] & accepted
            times = self.times.get(provider.id)
            if times is not None:
                free[row] &= np.array([m.named in times for m in self.meetings], dtype=bool)
            free[row] &= ~self._taken(provider.id)
        return free

    def _within(self, meeting: Meeting, zone: str) -> bool:
        """Whether a meeting lies within the day's hours on a clock, all year."""
        program = self.program
        spans = local_spans(meeting, program.start_date, program.hours, program.time_zone, zone)
        return all(within(program.day_window, meeting.minutes, span) for span in spans)

    def _taken(self, id: str) -> Bools:
        """Tell which meetings overlap a group that stays, which somebody leads or sits in."""
        busy = self.held.busy.get(id, ())
        return np.array(
            [any(meeting.overlaps(other) for other in busy) for meeting in self.meetings],
            dtype=bool,
        )

    def build(self) -> tuple[tuple[Pool, ...], tuple[Candidate, ...]]:
        """Return who could sit together, and who could lead them when."""
        self.free = free_at(self.program, self.people, self.meetings)
        for row, person in enumerate(self.people):
            if person.id in self.held.led:
                self.free[row] &= ~self._taken(person.id)
        sure = free_at(self.program, self.people, self.meetings, SURE)
        liked = free_at(self.program, self.people, self.meetings, LIKED)
        marks = np.array(
            [any(e.mark is Mark.PREFERRED for e in p.availability) for p in self.people], dtype=bool
        )
        self.dislike = 2 * ~sure + (marks[:, None] & ~liked)
        self.cadence_ok = {
            cadence: np.array([p.cadence in ("either", cadence) for p in self.people], dtype=bool)
            for cadence in self.program.cadences
        }
        self.speaks = [self._speakers(language) for language in self.languages]
        self.counts: dict[tuple[str, str], Bools] = {}
        barred = self._barred()
        found: dict[tuple[int, int, int, str, int, int], list[tuple[int, ...]]] = defaultdict(list)
        for v, provider in enumerate(self.providers):
            for m in np.flatnonzero(self.led[v]):
                meeting = self.meetings[m]
                for language in map(self.languages.index, provider.languages):
                    pool = self._pool(int(m), language, provider)
                    if len(self._pools[pool].people) >= self.program.group_size[0]:
                        key = (v, meeting.weekday, meeting.start, meeting.cadence, language, pool)
                        found[key].append(meeting.weeks)
        candidates = []
        for (v, weekday, start, cadence, language, pool), variants in found.items():
            inside = tuple(i for i in self._pools[pool].people.tolist() if i in barred[v])
            if len(self._pools[pool].people) - len(inside) >= self.program.group_size[0]:
                candidates.append(
                    Candidate(v, weekday, start, cadence, tuple(variants), language, pool, inside)
                )
        return tuple(self._pools), tuple(candidates)

    def _speakers(self, language: str) -> tuple[Bools, Ints]:
        able = [
            language in p.languages
            and (p.group_language.wish != "only" or p.group_language.language == language)
            for p in self.people
        ]
        unmet = [
            p.group_language.wish == "prefer" and p.group_language.language != language
            for p in self.people
        ]
        return np.array(able, dtype=bool), np.array(unmet, dtype=np.int64)

    def _qualified(self, provider: Provider) -> Bools:
        kind = (provider.credential, provider.endorsement)
        if kind not in self.counts:
            table = self.program.qualification
            self.counts[kind] = np.array(
                [table.counts(p.endorsement_target, *kind) for p in self.people], dtype=bool
            )
        return self.counts[kind]

    def _pool(self, m: int, language: int, provider: Provider) -> int:
        asked = (m, language, provider.credential, provider.endorsement)
        if asked in self._pool_of:
            return self._pool_of[asked]
        speaks, unmet = self.speaks[language]
        fits = self.free[:, m] & self.cadence_ok[self.meetings[m].cadence] & speaks & self.open
        people = np.flatnonzero(fits & self._qualified(provider))
        dislike = (self.dislike[people, m] + unmet[people]).astype(np.int64)
        meeting = self.meetings[m]
        # Weeks of the month that suit the same people share a pool, and so one candidate.
        same = (
            meeting.weekday, meeting.start, meeting.cadence, language,
            people.tobytes(), dislike.tobytes(),
        )  # fmt: skip
        if same not in self._pool_of:
            self._pool_of[same] = len(self._pools)
            self._pools.append(Pool(people, dislike))
        self._pool_of[asked] = self._pool_of[same]
        return self._pool_of[asked]

    def _barred(self) -> list[frozenset[int]]:
        """People each provider may not lead: themselves, supervisors, reports, apart."""
        pairs = self.cohort.apart | self.cohort.supervision
        place = {person.id: index for index, person in enumerate(self.people)}
        number = {provider.id: index for index, provider in enumerate(self.providers)}
        barred: list[set[int]] = [set() for _ in self.providers]
        for id, index in place.items():
            if id in number:
                barred[number[id]].add(index)
        for pair in pairs:
            for id in pair:
                (other,) = pair - {id}
                if id in number and other in place:
                    barred[number[id]].add(place[other])
        for id, people in self.never.items():
            if id in number:
                barred[number[id]].update(place[one] for one in people if one in place)
        return [frozenset(ids) for ids in barred]
