"""Which seats somebody new in a group could free, others moving on from group to group.

With the groups given, seats are a flow: whoever joins a group may push a member on to another one,
who pushes the next, until somebody takes a free seat or the last one loses theirs. The first turns
keep their seats, so who loses it is the latest turn at the end of any such chain. Rules between
members are left out, so this says where to look first; what it finds is always tried out.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from matcher.instance import Bools, Instance, Ints
from matcher.solve.assign import Opening
from matcher.whatif.standing import Standing

REGION = 30  # groups whose people are seated anew at a time


@dataclass(frozen=True)
class Chains:
    """The groups of a proposal, and how people could move on between them.

    Attributes
    ----------
    step, reach : array of bool, shape (groups, groups)
        From which group somebody could be pushed on into which: at once, or over any number of
        steps.
    free : array of bool, shape (groups,)
        Which have a free seat.
    latest : array of int, shape (groups,)
        The latest turn among members who may be moved; -1 for none.
    able, moves : array of bool, shape (people, groups)
        Who could sit in which, and who sits in which and may be moved.
    """

    step: Bools
    reach: Bools
    free: Bools
    latest: Ints
    able: Bools
    moves: Bools

    @classmethod
    def of(cls, standing: Standing) -> Chains:
        """Look at a proposal as it stands."""
        near, seating = standing.now, standing.seating
        able = np.zeros((len(near.people), len(seating)), bool)
        for group, sitting in enumerate(seating):
            able[near.members[sitting.candidate], group] = True
        moves = np.zeros_like(able)
        stays = {*standing.pinned, *standing.loose.unit_of}
        step = np.eye(len(seating), dtype=bool)
        for group, sitting in enumerate(seating):
            members = [p for p in sitting.members if p not in stays]
            moves[members, group] = True
            step[group] |= able[members].any(axis=0)
        turns = np.arange(len(near.people))[:, None]
        latest = np.where(moves, turns, -1).max(axis=0, initial=-1)
        largest = [near.largest[near.candidates[s.candidate].provider] for s in seating]
        sizes = np.array([len(s.members) for s in seating], np.int64)
        return cls(step, _closed(step), sizes < np.array(largest, np.int64), latest, able, moves)

    def around(self, groups: Iterable[int]) -> list[int]:
        """Return some groups and those that people could be pushed on to, the nearest first."""
        found = list(dict.fromkeys(groups))[:REGION]
        for group in found:  # grows while it is read
            if len(found) >= REGION:
                break
            near = [g for g in np.flatnonzero(self.step[group]).tolist() if g not in found]
            found += near[: REGION - len(found)]
        return sorted(found)

    def gives_way(self, group: int) -> int:
        """Return the latest turn that somebody new in a group could push out; -1: for nobody."""
        return int(self.latest[self.reach[group]].max(initial=-1))

    def frees(self, group: int) -> bool:
        """Whether somebody new in a group could push others on until one takes a free seat."""
        return bool(self.free[self.reach[group]].any())

    def into(self, groups: Sequence[int]) -> Bools:
        """Return who could come, by any chain, to a seat in one of some groups."""
        from_which = self.reach[:, list(groups)].any(axis=1)
        found: Bools = self.able[:, from_which].any(axis=1)
        return found

    def into_further(self, near: Instance, opening: Opening) -> Bools:
        """Return who could come, by any chain, to a seat in a group that is not open yet."""
        could = np.zeros(len(self.able), bool)
        could[near.members[opening[0]]] = True
        leaving = (self.moves & could[:, None]).any(axis=0)
        from_which = self.reach[:, leaving].any(axis=1)
        found: Bools = could | self.able[:, from_which].any(axis=1)
        return found


def _closed(step: Bools) -> Bools:
    """Return the transitive closure."""
    known = step
    while True:
        further: Bools = known.astype(np.float32) @ known.astype(np.float32) > 0.5
        if (further == known).all():
            return known
        known = further
