"""What turns, chains and claims say of one person's chances at a seat, before anything is tried."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import cached_property

import numpy as np

from matcher.cohort import Entry, Meeting
from matcher.cohort.availability import local_spans
from matcher.instance import Bools
from matcher.solve.assign import Opening
from matcher.solve.seating import free_weeks, meeting_of
from matcher.whatif.chains import Chains
from matcher.whatif.changes import Change, renewable
from matcher.whatif.claims import Claims
from matcher.whatif.standing import Standing, holds


class Prospects:
    """What can be said of somebody's chances without trying anything out."""

    def __init__(self, standing: Standing) -> None:
        self.standing = standing
        self.loose = standing.loose
        self.person = standing.person
        self.row = standing.cohort.participant_by_id[self.loose.people[self.person]]
        self.chains = Chains.of(standing)
        self.claims = Claims(standing.now)
        self.waiting = np.zeros(len(self.loose.people), bool)
        self.waiting[standing.waiting] = True

    @cached_property
    def free(self) -> int:
        """How many seats nobody has."""
        now = self.standing.now
        return sum(
            int(now.largest[now.candidates[s.candidate].provider]) - len(s.members)
            for s in self.standing.seating
        )

    @cached_property
    def later(self) -> Bools:
        """Who has a later turn, and might lose their seat to them."""
        seated = self.chains.moves.any(axis=1) & self._alike
        seated[: self.person] = False
        return np.asarray(seated)

    @cached_property
    def _ends(self) -> Bools:
        """Groups where a chain may end: with a free seat, or somebody whose seat may be taken."""
        later = self._alike.copy()
        later[: self.person] = False
        ends = self.chains.free | np.asarray(self.chains.moves[later].any(axis=0))
        if not ends.any():
            return np.asarray(self.chains.moves[self._alike].any(axis=0))
        return ends

    @cached_property
    def _alike(self) -> Bools:
        """Whose seat is worth no more to any seats level than theirs."""
        loose = self.loose
        if loose.by_points:
            return np.asarray(loose.points <= loose.points[self.person])
        return np.asarray(loose.urgency == loose.urgency[self.person])

    def leader(self, group: int) -> str:
        """Return the id of a group's provider."""
        candidate = self.loose.candidates[self.standing.seating[group].candidate]
        return self.loose.providers[candidate.provider]

    @property
    def whole(self) -> int:
        """How many groups there are; the index that a further opening gets."""
        return len(self.standing.seating)

    @cached_property
    def _comes(self) -> Bools:
        """To which of `mine` they can come as things stand."""
        return self.standing.comes(self.standing.cohort, self.row)

    @cached_property
    def new_to_me(self) -> dict[int, bool]:
        """Candidates that one more time, and nothing else, would open to them."""
        standing = self.standing
        found = dict.fromkeys(range(len(self.loose.candidates)), False)
        for c, can in zip(standing.mine, self._comes.tolist(), strict=True):
            found[c] = not can and self._suits(c)
        return found

    def _suits(self, c: int) -> bool:
        """Whether cadence and language suit them."""
        candidate, wish = self.loose.candidates[c], self.row.group_language
        language = self.loose.languages[candidate.language]
        return self.row.cadence in ("either", candidate.cadence) and (
            wish.wish != "only" or wish.language == language
        )

    def entry_change(self, meeting: Meeting) -> Change | None:
        """Return the one more time they need for a meeting, None where no single entry does it."""
        entry = entry_for(self.standing, meeting, self.row.time_zone)
        return None if entry is None else Change("entry", self.row.id, entry)

    def _new_time(self, opening: Opening) -> Change | None:
        if not self.new_to_me[opening[0]]:
            return None
        return self.entry_change(self.loose.candidates[opening[0]].meeting(opening[1]))

    def _beside(self, change: Change) -> int:
        """Return how far a new time lies from those they gave on that day, in minutes."""
        entry = change.entry
        assert entry is not None  # noqa: S101 - for mypy: these changes have one
        same = [own for own in self.row.availability if own.weekday == entry.weekday]
        gaps = [max(0, own.start - entry.end, entry.start - own.end) for own in same]
        return min(gaps, default=24 * 60)

    def _takes_a_seat(self, group: int) -> tuple[bool, bool]:
        """Whether a seat in a group could be theirs at no tier's loss, and whether by turn.

        Without a free seat at the end of some chain, somebody of their own tier has to lose one.
        """
        if self.chains.frees(group):
            return True, True
        seated = self.chains.moves[:, self.chains.reach[group]].any(axis=1) & self._alike
        return bool(seated.any()), bool(seated[self.person :].any())

    def _rivals(self, candidate: int) -> int:
        """Count those waiting with an earlier turn who could take a seat there from them."""
        able = self.standing.now.members[candidate]
        return int((self.waiting[able] & (able < self.person)).sum())

    def _queue(self, groups: Sequence[int]) -> int | None:
        """Return how many waiting people are too many before them for one more seat in each group.

        Below 0 a seat is theirs by turn; None: they could not come to it by any chain.
        """
        if not groups:
            return None
        queue = np.array([p for p in self.standing.waiting if p <= self.person], np.int64)
        could = self.chains.into(groups, queue)
        return int(could[:-1].sum()) - len(groups) if could[-1] else None

    def _company(self, opening: Opening, *, joined: bool) -> tuple[int, int]:
        """Count the waiting who could come to a further group, and the earlier turns of them.

        With `joined`, the person asked about counts, whether they can come yet or not.
        """
        members = self.standing.now.members[opening[0]]
        able = members[self.waiting[members]]
        ahead = int(np.searchsorted(able, self.person))
        more = joined and not holds(able, self.person)
        return len(able) + more, ahead

    def providers(self, *, spare: bool) -> list[int]:
        """Return providers who could lead one more group: with room for it, or with none left."""
        cohort, led = self.standing.cohort, np.zeros(len(self.loose.providers), np.int64)
        for candidate, _ in self.standing.openings:
            led[self.loose.candidates[candidate].provider] += 1
        room = self.standing.now.capacity
        found = []
        for v, id in enumerate(self.loose.providers):
            provider = cohort.provider_by_id[id]
            barred = provider.max_groups > 0 and room[v] == 0
            may = not barred and not renewable(cohort.program, provider)
            if may and bool(led[v] < room[v]) == spare:
                found.append(v)
        return found

    def _openings(self, provider: int) -> Iterator[Opening]:
        """Return the groups that a provider could open beside those they lead or sit in."""
        loose = self.loose
        for c in loose.of_provider[provider]:
            weeks = next(free_weeks(loose, c, self._busy.get(provider, ())), None)
            if weeks is not None:
                yield c, weeks

    @cached_property
    def _busy(self) -> dict[int, list[Meeting]]:
        """When each provider leads, or sits in somebody else's group."""
        found: dict[int, list[Meeting]] = defaultdict(list)
        for sitting in self.standing.seating:
            meeting = meeting_of(self.loose, sitting)
            found[self.loose.candidates[sitting.candidate].provider].append(meeting)
            for provider in self.loose.leads_as[list(sitting.members)].tolist():
                found[provider].append(meeting)
        return found


def entry_for(standing: Standing, meeting: Meeting, time_zone: str) -> Entry | None:
    """Return the entry that frees somebody for a meeting all year, None where it takes several."""
    program = standing.cohort.program
    spans = local_spans(meeting, program.start_date, program.hours, program.time_zone, time_zone)
    if len({span.weekday for span in spans}) != 1:
        return None
    start, end = min(span.start for span in spans), max(span.end for span in spans)
    return Entry(spans[0].weekday, start, end)
