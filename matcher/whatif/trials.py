"""Where one person might get a seat, in the order in which it is worth trying.

Every change of each kind is listed that could do it at all; what is left out could not, for rules
between members only ever take chances away from those counted here.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from matcher.instance import Bools
from matcher.solve.assign import Opening
from matcher.solve.seating import meeting_of
from matcher.whatif.changes import Change, changed
from matcher.whatif.prospects import Prospects
from matcher.whatif.standing import holds

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


class Listed:
    """Trials that are worked out only as far as somebody asks, and kept."""

    def __init__(self, trials: Iterator[Trial]) -> None:
        self._more = trials
        self._known: list[Trial] = []

    def __iter__(self) -> Iterator[Trial]:
        """Go through them from the first on."""
        yield from self._known
        for trial in self._more:
            self._known.append(trial)
            yield trial


class Trials(Prospects):
    """The trials for whoever a standing is about."""

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
                inside = holds(now.members[opening[0]], self.person)
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
