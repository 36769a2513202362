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

ROOM = 4_000  # people times groups that are seated anew at a time


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
    able, moves : array of bool, shape (people, groups)
        Who could sit in which, and who sits in which and may be moved.
    """

    step: Bools
    reach: Bools
    free: Bools
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
        largest = [near.largest[near.candidates[s.candidate].provider] for s in seating]
        sizes = np.array([len(s.members) for s in seating], np.int64)
        return cls(step, _closed(step), sizes < np.array(largest, np.int64), able, moves)

    def around(self, groups: Iterable[int]) -> list[int]:
        """Return some groups and those that people could be pushed on to, the nearest first."""
        queue = list(dict.fromkeys(groups))
        found: list[int] = []
        room = ROOM
        for group in queue:  # grows while it is read
            room -= int(self.able[:, group].sum())
            if room < 0 and found:
                break
            found.append(group)
            queue += [g for g in np.flatnonzero(self.step[group]).tolist() if g not in queue]
        return sorted(found)

    def path(self, starts: Iterable[int], ends: Bools) -> list[int]:
        """Return a shortest chain of groups from one of some to one of others; empty if none."""
        before = dict.fromkeys(starts, -1)
        queue = list(before)
        for group in queue:  # grows while it is read
            if ends[group]:
                found = [group]
                while (group := before[group]) >= 0:
                    found.append(group)
                return found[::-1]
            for near in np.flatnonzero(self.step[group]).tolist():
                if near not in before:
                    before[near] = group
                    queue.append(near)
        return []

    def frees(self, group: int) -> bool:
        """Whether somebody new in a group could push others on until one takes a free seat."""
        return bool(self.free[self.reach[group]].any())

    def into(self, groups: Sequence[int], people: Ints) -> Bools:
        """Return which of some people could come, by any chain, to a seat in one of some groups."""
        from_which = self.reach[:, list(groups)].any(axis=1)
        return np.asarray(self.able[np.ix_(people, from_which)].any(axis=1))

    def into_further(self, near: Instance, opening: Opening, people: Ints) -> Bools:
        """Return which of some people could come, by any chain, to a group that is not open yet."""
        could = near.members[opening[0]]
        leaving = self.moves[could].any(axis=0)
        from_which = self.reach[:, leaving].any(axis=1)
        chained = np.asarray(self.able[np.ix_(people, from_which)].any(axis=1))
        return np.isin(people, could) | chained


def _closed(step: Bools) -> Bools:
    """Return the transitive closure."""
    known = step
    while True:
        further: Bools = known.astype(np.float32) @ known.astype(np.float32) > 0.5
        if (further == known).all():
            return known
        known = further
