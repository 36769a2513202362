"""The best group of one candidate with the rules between members kept.

Pricing by a sort leaves out who may not sit together and who must. Where its answer breaks such a
rule, the answer is branched: of two who may not share a group one goes, of three colleagues where
two are allowed one goes, a together-group comes whole or not at all, and the rest is sorted again.
Few groups need it and few branches each.
"""

from __future__ import annotations

import heapq
from collections import defaultdict

import numpy as np

from matcher.instance import Instance
from matcher.solve.pricing import Floats

MOST_BRANCHES = 200  # after that the bound of the best open branch is given, which is still valid

People = frozenset[int]
Branch = tuple[People, People]  # people left out, and people who must come


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
        if any(p in instance.unit_of for p in members):
            return True
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
        barred = self.instance.candidates[candidate].barred
        return bool(self._broken(members) or self._torn(members) or set(barred) & set(members))

    def best(self, candidate: int, reward: Floats, weight: float) -> tuple[float, tuple[int, ...]]:
        """Return an upper bound of the best group's worth, and a group that keeps the rules.

        The two agree unless the branches ran out; the group may be empty.
        """
        if candidate not in self._people:
            members = self.instance.members[candidate].tolist()
            inside = set(members)
            self._people[candidate] = [
                p for p in members if inside.issuperset(self.instance.unit_of.get(p, ()))
            ]
        people = sorted(self._people[candidate], key=lambda p: -reward[p])
        largest = int(self.instance.largest[self.instance.candidates[candidate].provider])
        nobody: People = frozenset()
        root: Branch = (nobody, nobody)
        worth, members = self._sorted(people, reward, weight, largest, root)
        heap = [(-worth, 0, members, root)]
        count = 0
        while count < MOST_BRANCHES:
            below, _, members, branch = heap[0]
            ways = self._ways(members, branch)
            if ways is None or below >= 0:
                return -below, tuple(sorted(members)) if ways is None else ()
            heapq.heappop(heap)
            for way in ways:
                count += 1
                value, rest = self._sorted(people, reward, weight, largest, way)
                heapq.heappush(heap, (-value, count, rest, way))
            if not heap:
                return -np.inf, ()
        return -heap[0][0], ()

    def _ways(self, members: list[int], branch: Branch) -> list[Branch] | None:
        """Return how a broken answer could be put right, one way at a time; None if it is whole."""
        banned, must = branch
        broken = self._broken(members)
        if broken:
            return [(banned | {person}, must) for person in broken if person not in must]
        unit = self._torn(members)
        if not unit:
            return None
        ways = [(banned | unit, must)] if must.isdisjoint(unit) else []
        return [*ways, (banned, must | unit)] if banned.isdisjoint(unit) else ways

    def _torn(self, members: list[int]) -> People:
        """Return a together-group that is here in part, or nobody."""
        inside = set(members)
        for person in members:
            unit = self.instance.unit_of.get(person, ())
            if not inside.issuperset(unit):
                return frozenset(unit)
        return frozenset()

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
        self, people: list[int], reward: Floats, weight: float, largest: int, branch: Branch
    ) -> tuple[float, list[int]]:
        """Return worth and members of the best group of a branch, as pricing does."""
        banned, must = branch
        chosen: list[tuple[float, int]] = []
        marginal: list[tuple[float, int]] = []
        alike: dict[int, int] = defaultdict(int)
        trait = self.instance.traits[0] if weight else None
        for person in sorted(people, key=lambda p: p not in must) if must else people:
            if person in banned:
                continue
            worth = float(reward[person])
            if trait is not None and trait[person] >= 0:
                value = int(trait[person])
                if alike[value] >= largest:
                    continue
                worth -= weight * alike[value]
                alike[value] += 1
            (chosen if person in must else marginal).append((-worth, person))
        marginal.sort()
        smallest = self.instance.smallest
        if len(chosen) + len(marginal) < smallest or len(chosen) > largest:
            return -np.inf, []
        least = max(0, smallest - len(chosen))
        chosen += marginal[:least]
        chosen += [m for m in marginal[least : least + largest - len(chosen)] if m[0] < 0]
        return -sum(m[0] for m in chosen), [person for _, person in chosen]
