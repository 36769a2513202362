"""Where one person might get a seat, in the order in which it is worth trying.

Every change of each kind is listed that could do it at all; what is left out could not, for rules
between members only ever take chances away from those counted here.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from matcher.cohort import Entry, Meeting
from matcher.cohort.availability import local_spans
from matcher.instance import Bools, Ints
from matcher.solve.assign import Opening
from matcher.solve.seating import free_weeks, meeting_of
from matcher.whatif.chains import Chains
from matcher.whatif.changes import Change, changed, renewable
from matcher.whatif.claims import Claims
from matcher.whatif.standing import Standing

Order = tuple[bool, int, int, Opening]


@dataclass(frozen=True, slots=True)
class Trial:
    """Changes to try, what to open with them, and which group they are about.

    Attributes
    ----------
    changes : tuple of Change
    further : tuple of Opening
    group : int
        Index of the opening in which a seat is looked for, -1 for any.
    likely : bool
        Whether turns alone say that it works.
    """

    changes: tuple[Change, ...]
    further: tuple[Opening, ...] = ()
    group: int = -1
    likely: bool = True


class Trials:
    """The trials for whoever a standing is about."""

    def __init__(self, standing: Standing) -> None:
        self.standing = standing
        self.loose = standing.loose
        self.person = standing.person
        self.row = standing.cohort.participant_by_id[self.loose.people[self.person]]
        self.chains = Chains.of(standing)
        self.claims = Claims(standing.now)
        self.waiting = np.zeros(len(self.loose.people), bool)
        self.waiting[standing.waiting] = True

    def seats_in(self, trial: Trial) -> list[int]:
        """Return in which openings a trial may seat the person, the shortest chains first."""
        if trial.group >= 0:
            return [trial.group]
        ends = self._ends_of(trial)
        mine = np.flatnonzero(self.chains.able[self.person]).tolist()
        chains = {group: self.chains.path([group], ends) for group in mine}
        rivals = {g: self._rivals(self.standing.seating[g].candidate) for g in mine}
        return sorted((g for g in mine if chains[g]), key=lambda g: (rivals[g], len(chains[g]), g))

    def hopeless(self, trial: Trial, group: int) -> bool:
        """Whether a seat there would ask for more seats than there are.

        Everybody before them who has a claim to it would need one, too, and nobody but later turns
        of their own tier may lose theirs.
        """
        whole, now = self.whole, self.standing.now
        opens = [candidate for candidate, _ in trial.further]
        at = opens[group - whole] if group >= whole else self.standing.seating[group].candidate
        waiting = [p for p in self.standing.waiting if p < self.person]
        kinds = {change.kind for change in trial.changes}
        room = self.free + sum(int(now.largest[now.candidates[c].provider]) for c in opens)
        if kinds & {"seat", "size"}:
            room += int(self._ends_of(trial).sum())
        return len(self.claims.on(self.person, at, waiting)) >= room + int(self.later.sum())

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

    def region(self, trial: Trial, group: int) -> list[int]:
        """Return the groups that a seat in one concerns: the chain it needs, and what is near."""
        near: list[int] = []
        for candidate, _ in trial.further:
            sits = self.chains.moves[self.standing.now.members[candidate]].sum(axis=0)
            near += np.argsort(-sits, kind="stable")[: int((sits > 0).sum())].tolist()
        if group < len(self.standing.seating):
            near = [group, *self.chains.path([group], self._ends_of(trial)), *near]
        return self.chains.around(near)

    def _ends_of(self, trial: Trial) -> Bools:
        """Return the groups where a chain may end: where a change makes room, if it does."""
        whole = self.whole
        kinds = {change.kind for change in trial.changes}
        if "size" in kinds:
            return np.ones(whole, bool)
        if "seat" in kinds:
            who = {change.who for change in trial.changes}
            return np.array([self.leader(g) in who for g in range(whole)], bool)
        if trial.further:
            members = [self.standing.now.members[c] for c, _ in trial.further]
            return np.asarray(self.chains.moves[np.concatenate(members)].any(axis=0))
        return self._ends

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

    # --- what the person could change ------------------------------------------------------------

    def entries(self) -> Iterator[Trial]:
        """Try one more time at which a group meets that could take them."""
        found = []
        for group, sitting in enumerate(self.standing.seating):
            if not self.new_to_me[sitting.candidate]:
                continue
            change = self.entry_change(meeting_of(self.loose, sitting))
            could, by_turn = self._takes_a_seat(group)
            if change is not None and could:
                rivals = self._rivals(sitting.candidate)
                likely = by_turn and not rivals
                order = (not by_turn, rivals, not self._ends[group], self._beside(change), group)
                found.append((order, Trial((change,), (), group, likely)))
        yield from (trial for _, trial in sorted(found, key=lambda pair: pair[0]))

    def entries_with_groups(self) -> Iterator[Trial]:
        """Try one more time at which a provider with room could open a further group."""
        found = []
        for provider in self.providers(spare=True):
            for opening in self._openings(provider):
                change = self._new_time(opening)
                if change is not None:
                    count, ahead = self._company(opening, joined=True)
                    if count >= self.loose.smallest:
                        found.append(
                            ((ahead, -count, opening), Trial((change,), (opening,), self.whole))
                        )
        yield from (trial for _, trial in sorted(found, key=lambda pair: pair[0]))

    def own_ways(self) -> Iterator[Trial]:
        """Try any cadence, and any language of theirs, at the groups that opens to them."""
        for change, more in self._ways():
            for group, (candidate, _) in enumerate(self.standing.openings):
                could, by_turn = self._takes_a_seat(group)
                if candidate in more and could:
                    likely = by_turn and not self._rivals(candidate)
                    yield Trial((change,), (), group, likely)

    def _ways(self) -> Iterator[tuple[Change, set[int]]]:
        """Yield another cadence and language of theirs, and the candidates that each opens."""
        changes = []
        if self.row.cadence != "either":
            changes.append(Change("cadence", self.row.id))
        if self.row.group_language.wish == "only":
            changes.append(Change("wish", self.row.id))
        for change in changes:
            after = changed(self.standing.cohort, [change])
            then = self.standing.comes(after, after.participant_by_id[self.row.id])
            yield change, set(np.array(self.standing.mine)[then & ~self._comes].tolist())

    def openable(self) -> dict[int, Change | None]:
        """Return the candidates open to them, and with what change those that one would open."""
        mine = np.array(self.standing.mine, np.int64)
        found: dict[int, Change | None] = dict.fromkeys(mine[self._comes].tolist())
        for change, more in self._ways():
            found |= dict.fromkeys(more, change)
        for c in mine[~self._comes].tolist():
            candidate = self.loose.candidates[c]
            if time := self._new_time((c, candidate.variants[0])):
                found[c] = time
        return found

    @cached_property
    def _comes(self) -> Bools:
        """To which of `mine` they can come as things stand."""
        return self.standing.comes(self.standing.cohort, self.row)

    # --- what providers could change -------------------------------------------------------------

    def groups(self) -> Iterator[Trial]:
        """Try one more group of a provider, at a time they gave: first where the person could come.

        Afterwards where others could, whose seats would become free.
        """
        direct: list[tuple[Order, Trial]] = []
        others: list[tuple[Order, Trial]] = []
        now, me = self.standing.now, np.array([self.person], np.int64)
        for provider in self.providers(spare=False):
            change = Change("group", self.loose.providers[provider])
            for opening in self._openings(provider):
                count, ahead = self._company(opening, joined=False)
                inside = _holds(now.members[opening[0]], self.person)
                likely = inside and count >= now.smallest and ahead < int(now.largest[provider])
                trial = Trial((change,), (opening,), self.whole if inside else -1, likely)
                (direct if inside else others).append(((not likely, ahead, -count, opening), trial))
        yield from (trial for _, trial in sorted(direct, key=lambda pair: pair[0]))
        for _, trial in sorted(others, key=lambda pair: pair[0]):
            if self.chains.into_further(now, trial.further[0], me).any():
                yield trial

    def seats(self) -> Iterator[Trial]:
        """Try one more seat: in one provider's groups, or in all."""
        led: dict[int, list[int]] = {}
        for group, sitting in enumerate(self.standing.seating):
            led.setdefault(self.loose.candidates[sitting.candidate].provider, []).append(group)
        high = self.standing.cohort.program.group_size[1]
        own = [v for v in led if self.standing.now.largest[v] >= high]
        found = [(self._queue(led[v]), 0, Change("seat", self.loose.providers[v])) for v in led]
        found.append((self._queue([g for v in own for g in led[v]]), 1, Change("size")))
        could = [(late, wide, change) for late, wide, change in found if late is not None]
        for late, _, change in sorted(could, key=lambda one: (one[0], one[1], one[2].who)):
            yield Trial((change,), likely=late < 0)

    # --- two changes at once ---------------------------------------------------------------------

    def pairs(self) -> Iterator[Trial]:
        """Try one more time together with one more seat, or one more group, of a provider."""
        found = []
        for group, sitting in enumerate(self.standing.seating):
            if self.new_to_me[sitting.candidate]:
                entry = self.entry_change(meeting_of(self.loose, sitting))
                provider = self.loose.candidates[sitting.candidate].provider
                seat = Change("seat", self.loose.providers[provider])
                late = self._queue([group])
                if entry is not None:
                    order = (-1 if late is None else late, self._beside(entry), group)
                    found.append((order, Trial((entry, seat), (), group)))
        yield from (trial for _, trial in sorted(found, key=lambda pair: pair[0]))
        more = []
        for provider in self.providers(spare=False):
            room = Change("group", self.loose.providers[provider])
            for opening in self._openings(provider):
                entry = self._new_time(opening)
                if entry is not None:
                    count, ahead = self._company(opening, joined=True)
                    if count >= self.loose.smallest:
                        trial = Trial((entry, room), (opening,), self.whole)
                        more.append(((ahead, -count, opening), trial))
        yield from (trial for _, trial in sorted(more, key=lambda pair: pair[0]))

    # --- elementary questions --------------------------------------------------------------------

    @property
    def whole(self) -> int:
        """How many groups there are; the index that a further opening gets."""
        return len(self.standing.seating)

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
        more = joined and not _holds(able, self.person)
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


def _holds(people: Ints, person: int) -> bool:
    index = int(np.searchsorted(people, person))
    return index < len(people) and int(people[index]) == person
