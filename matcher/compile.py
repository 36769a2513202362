"""From a cohort to an Instance: who may sit where, worked out once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from math import lcm
from typing import Any

import numpy as np

from matcher.cohort import (
    AnyPin,
    Cohort,
    Mark,
    Meeting,
    Participant,
    Program,
    Proposal,
    Provider,
)
from matcher.cohort.availability import DAY, WEEKS_OF, local_spans, within
from matcher.cohort.pins import never_with, times_of
from matcher.cohort.places import floor_of, largest_group, may_lead
from matcher.cohort.policy import meets
from matcher.cohort.turn import points_of, tier_name, tier_of, turn_order
from matcher.hold import Held
from matcher.instance import Bools, Candidate, EarlierGroup, Instance, Ints, Pool, Reserved
from matcher.levels.reserve import who_meets
from matcher.weekgrid import free_at

SURE = frozenset({Mark.FREE, Mark.PREFERRED})
LIKED = frozenset({Mark.PREFERRED})
FINEST_POINTS = 10**6  # points may have so many parts of one


NOTHING = Held()


def compile_instance(
    cohort: Cohort,
    earlier: Proposal | None = None,
    pins: Sequence[AnyPin] = (),
    held: Held = NOTHING,
) -> Instance:
    """Compile a cohort to arrays; names, e-mails and monitoring columns stay behind.

    Parameters
    ----------
    cohort : Cohort
    earlier : Proposal, optional
        What to start from and to measure `stability` against; needed where rows are pinned.
    pins : sequence of AnyPin
        Times of providers and who never sits with whom; seats are pinned by ``group_id``.
    held : Held
        Groups of the earlier proposal that stay, beside which all else is solved.
    """
    program = cohort.program
    people = [cohort.participant_by_id[id] for id in turn_order(cohort)]
    place = {person.id: index for index, person in enumerate(people)}
    providers = [p for p in cohort.providers if may_lead(program, p)]
    languages = sorted({language for p in providers for language in p.languages})
    units, blocked = _units(cohort, place, held)
    pools, candidates = _Candidates(
        cohort, people, providers, languages, blocked, pins, held
    ).build()
    groups = _earlier(earlier, place, providers, languages, candidates, held)
    points, scale = _points(program, people)
    met = _sectors_met(cohort, held)
    return Instance(
        people=tuple(person.id for person in people),
        providers=tuple(provider.id for provider in providers),
        languages=tuple(languages),
        urgency=np.array([tier_of(program, p) for p in people], dtype=np.int64)
        if program.priority.mode == "tiers"
        else np.zeros(len(people), dtype=np.int64),
        tiers=tuple(f"seats.{tier_name(tier)}" for tier in program.priority.tiers)
        if program.priority.mode == "tiers"
        else ("points",),
        by_points=program.priority.mode == "points",
        points=points,
        point_scale=scale,
        traits=_traits(program, people),
        trait_weights=tuple(weight for _, weight in _mixed(program)),
        employer=_codes(person.organization for person in people),
        employer_max=program.same_organization_max,
        units=units,
        conflicts=_conflicts(cohort, place),
        knows=np.array(
            [
                [not v.sectors or p.sector in v.sectors or v.id in met for p in people]
                for v in providers
            ],
            dtype=bool,
        ).reshape(len(providers), len(people)),
        leads_as=np.array(
            [
                next((i for i, v in enumerate(providers) if v.id == person.id), -1)
                if person.id in cohort.provider_by_id
                else -1
                for person in people
            ],
            dtype=np.int64,
        ),
        capacity=np.array(
            [max(0, v.max_groups - held.led.get(v.id, 0)) for v in providers], dtype=np.int64
        ),
        largest=np.array([largest_group(program, v) for v in providers], dtype=np.int64),
        smallest=program.group_size[0],
        fewest_groups=program.fewest_groups,
        pools=pools,
        candidates=candidates,
        earlier=groups,
        pinned=_pinned(cohort, earlier, place, held),
        reserves=_reserves(cohort, people, held),
    )


def _sectors_met(cohort: Cohort, held: Held) -> set[str]:
    """Providers whose listed sectors are met by a group that stays, whatever else they lead."""
    known = cohort.participant_by_id
    return {
        group.provider_id
        for group in held.groups
        if group.provider_id in cohort.provider_by_id
        and any(
            known[one].sector in cohort.provider_by_id[group.provider_id].sectors
            for one in group.members
            if one in known
        )
    }


def _reserves(cohort: Cohort, people: Sequence[Participant], held: Held) -> tuple[Reserved, ...]:
    return tuple(
        Reserved(
            reserve.level,
            max(0, floor_of(cohort, reserve) - len(held.members & who_meets(reserve, cohort))),
            np.array([meets(person, reserve.where) for person in people], dtype=bool),
        )
        for reserve in cohort.program.priority.reserves
    )


def _points(program: Program, people: Sequence[Participant]) -> tuple[Ints, int]:
    """Return whole points and what they were multiplied by."""
    if program.priority.mode != "points":
        return np.ones(len(people), dtype=np.int64), 1
    given: dict[str, Any] = {
        name: Fraction(str(value)).limit_denominator(FINEST_POINTS)
        for name, value in program.priority.points.items()
    }
    more: list[Any] = [
        Fraction(str(bonus.points)).limit_denominator(FINEST_POINTS)
        for bonus in program.priority.bonuses
    ]
    bonuses = tuple(
        replace(bonus, points=points)
        for bonus, points in zip(program.priority.bonuses, more, strict=True)
    )
    every = [*given.values(), *more]
    scale = lcm(*(value.denominator for value in every))
    if scale > 1000 * FINEST_POINTS:  # odd fractions that have nothing in common
        scale = FINEST_POINTS
    fractions = replace(program, priority=replace(program.priority, points=given, bonuses=bonuses))
    exact = [Fraction(points_of(fractions, person)) for person in people]
    return np.array([round(value * scale) for value in exact], dtype=np.int64), scale


def _codes(values: Iterable[str]) -> Ints:
    seen: dict[str, int] = {"": -1}
    return np.array([seen.setdefault(value, len(seen) - 1) for value in values], dtype=np.int64)


def _mixed(program: Program) -> list[tuple[str, int]]:
    """Return the mixed attributes, the heaviest first: pricing and flow see only that one."""
    return sorted(((a, w) for a, w in program.mix.items() if w), key=lambda pair: -pair[1])


def _traits(program: Program, people: Sequence[Participant]) -> Ints:
    rows = [
        _codes(getattr(person, attribute) for person in people) for attribute, _ in _mixed(program)
    ]
    return np.array(rows, dtype=np.int64).reshape(len(rows), len(people))


def _units(
    cohort: Cohort, place: Mapping[str, int], held: Held
) -> tuple[tuple[tuple[int, ...], ...], frozenset[int]]:
    """Together-groups, and the people of those that can never have a seat."""
    possible: list[tuple[int, ...]] = []
    blocked = {place[member] for member in held.members if member in place}
    for unit in sorted({tuple(sorted(unit)) for unit in cohort.together.values()}):
        known = tuple(sorted(place[member] for member in unit if member in place))
        too_many = len(unit) > cohort.program.group_size[1]
        if len(known) < len(unit) or too_many or held.members & set(unit):
            blocked.update(known)
        else:
            possible.append(known)
    return tuple(possible), frozenset(blocked)


def _conflicts(cohort: Cohort, place: Mapping[str, int]) -> frozenset[tuple[int, int]]:
    pairs = set()
    for pair in cohort.apart | cohort.supervision:
        known = sorted(place[id] for id in pair if id in place)
        if len(known) == 2:
            pairs.add((known[0], known[1]))
    return frozenset(pairs)


def _pinned(
    cohort: Cohort, earlier: Proposal | None, place: Mapping[str, int], held: Held
) -> dict[int, int]:
    if earlier is None:
        return {}
    number = {group.id: index for index, group in enumerate(earlier.groups)}
    return {
        place[person.id]: number[person.group_id]
        for person in cohort.participants
        if person.group_id in number and person.id in place and person.id not in held.members
    }


def _earlier(
    earlier: Proposal | None,
    place: Mapping[str, int],
    providers: Sequence[Provider],
    languages: Sequence[str],
    candidates: Sequence[Candidate],
    held: Held,
) -> tuple[EarlierGroup, ...] | None:
    if earlier is None:
        return None
    found = {
        (providers[c.provider].id, languages[c.language], c.meeting(weeks)): index
        for index, c in enumerate(candidates)
        for weeks in c.variants
    }
    return tuple(
        EarlierGroup(
            id=group.id,
            candidate=found.get((group.provider_id, group.language, group.meeting), -1),
            weeks=group.weeks,
            members=tuple(
                sorted(place[m] for m in group.members if m in place and m not in held.members)
            ),
        )
        for group in earlier.groups
    )


class _Candidates:
    """Finds the meetings each provider could lead and who could come."""

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
