"""The best group of one candidate with the rules between members kept.

Pricing by a sort leaves out who may not sit together. Where its answer breaks such a rule, the
answer is branched: of two who may not share a group one goes, of three colleagues where two are
allowed one goes, and the rest is sorted again. Few groups need it and few branches each.
"""

from __future__ import annotations

import heapq
from collections import defaultdict

import numpy as np

from matcher.instance import Instance
from matcher.solve.pricing import Floats

MOST_BRANCHES = 200  # after that the bound of the best open branch is given, which is still valid


class PairRules:
    """Exact best groups, one candidate at a time."""

    def __init__(self, instance: Instance) -> None:
        self.instance = instance
        self._people: dict[int, list[int]] = {}
        self._touched = [bool(foes) for foes in instance.foes]
        self.concerned = np.array([self._concerns(c) for c in range(len(instance.candidates))])

    def _concerns(self, candidate: int) -> bool:
        """Whether any rule between members, or a barred person, could matter there."""
        instance = self.instance
        if instance.candidates[candidate].barred:
            return True
        members = instance.members[candidate].tolist()
        inside = set(members)
        if any(instance.foes[p] & inside for p in members if self._touched[p]):
            return True
        if not instance.employer_max:
            return False
        employers = instance.employer[members]
        return bool(
            (np.bincount(employers[employers >= 0], minlength=1) > instance.employer_max).any()
        )

    def breaks(self, candidate: int, members: list[int]) -> bool:
        """Whether a sorted answer breaks a rule there."""
        return bool(
            self._broken(members) or set(self.instance.candidates[candidate].barred) & set(members)
        )

    def best(self, candidate: int, reward: Floats, weight: float) -> tuple[float, tuple[int, ...]]:
        """Return an upper bound of the best group's worth, and a group that keeps the rules.

        The two agree unless the branches ran out; the group may be empty.
        """
        if candidate not in self._people:
            self._people[candidate] = self.instance.members[candidate].tolist()
        people = sorted(self._people[candidate], key=lambda p: -reward[p])
        largest = int(self.instance.largest[self.instance.candidates[candidate].provider])
        start = self._sorted(people, reward, weight, largest, frozenset())
        heap = [(-start[0], 0, start[1], frozenset[int]())]
        for count in range(1, MOST_BRANCHES):
            worth, _, members, banned = heap[0]
            broken = self._broken(members)
            if not broken or worth >= 0:
                return -worth, tuple(sorted(members)) if not broken else ()
            heapq.heappop(heap)
            for k, person in enumerate(broken):
                out = banned | {person}
                value, rest = self._sorted(people, reward, weight, largest, out)
                heapq.heappush(heap, (-value, count * 8 + k, rest, out))
        return -heap[0][0], ()

    def _broken(self, members: list[int]) -> list[int]:
        """Return people of whom one has to go, or nobody."""
        for person in members:
            if self._touched[person]:
                foe = next((p for p in members if p in self.instance.foes[person]), None)
                if foe is not None:
                    return [person, foe]
        most = self.instance.employer_max
        if most:
            staff: dict[int, list[int]] = defaultdict(list)
            for person in members:
                employer = int(self.instance.employer[person])
                if employer >= 0:
                    staff[employer].append(person)
                    if len(staff[employer]) > most:
                        return staff[employer]
        return []

    def _sorted(
        self,
        people: list[int],
        reward: Floats,
        weight: float,
        largest: int,
        banned: frozenset[int],
    ) -> tuple[float, list[int]]:
        """Return worth and members of the best group without the banned, as pricing does."""
        marginal: list[tuple[float, int]] = []
        alike: dict[int, int] = defaultdict(int)
        trait = self.instance.traits[0] if weight else None
        for person in people:
            if person in banned:
                continue
            worth = float(reward[person])
            if trait is not None and trait[person] >= 0:
                value = int(trait[person])
                if alike[value] >= largest:
                    continue
                worth -= weight * alike[value]
                alike[value] += 1
            marginal.append((-worth, person))
        marginal.sort()
        smallest = self.instance.smallest
        if len(marginal) < smallest:
            return -np.inf, []
        chosen = marginal[:smallest] + [m for m in marginal[smallest:largest] if m[0] < 0]
        return -sum(m[0] for m in chosen), [person for _, person in chosen]
