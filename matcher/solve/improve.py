"""Large neighbourhood search: a few groups at a time, solved exactly with every rule."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np

from matcher.instance import Instance
from matcher.solve.exact import ExactModel
from matcher.solve.seating import (
    Level,
    Seating,
    dislike,
    free_weeks,
    meeting_of,
    mix_cost,
    score,
)
from matcher.solve.stop import Clock

Objective = tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Effort:
    """How much one neighbourhood is given.

    Attributes
    ----------
    groups : int
        Groups freed at a time.
    times : int
        Other times tried for each freed group.
    waiting : int
        People without a seat who may come in; 0 keeps the seated people seated.
    seconds : float
    """

    groups: int = 5
    times: int = 2
    waiting: int = 0
    seconds: float = 2.0


class Neighbourhoods:
    """Frees related groups again and again.

    Parameters
    ----------
    instance : Instance
    levels : sequence of Level
    rng : numpy Generator
    """

    def __init__(
        self, instance: Instance, levels: Sequence[Level], rng: np.random.Generator
    ) -> None:
        self.instance = instance
        self.levels = levels
        self.rng = rng

    def round(
        self,
        seating: Seating,
        objective: Objective,
        effort: Effort,
        clock: Clock,
        workers: int,
    ) -> Seating:
        """Solve as many disjoint neighbourhoods as there are workers; return the better seating."""
        regions = self._regions(seating, effort, 1 if clock.counted else workers)
        if len(regions) == 1:
            answers = [self._solve(seating, regions[0], objective, effort, clock)]
        else:
            with ThreadPoolExecutor(len(regions)) as pool:
                answers = list(
                    pool.map(lambda r: self._solve(seating, r, objective, effort, clock), regions)
                )
        best = seating
        for region, answer in zip(regions, answers, strict=True):
            if answer is None:
                continue
            gone = {seating[k] for k in region}
            changed = (*(s for s in best if s not in gone), *answer)
            if score(self.instance, changed, self.levels) > score(self.instance, best, self.levels):
                best = changed
        return best

    def _regions(self, seating: Seating, effort: Effort, count: int) -> list[list[int]]:
        """Choose groups that could exchange people; no provider stands in two regions."""
        if not seating:
            return []
        instance = self.instance
        provider = [instance.candidates[s.candidate].provider for s in seating]
        reach = [frozenset(instance.members[s.candidate].tolist()) for s in seating]
        cost = np.array(
            [1.0 + mix_cost(instance, s.members) + 0.2 * dislike(instance, s) for s in seating]
        )
        free = np.ones(len(seating), dtype=bool)
        regions = []
        for _ in range(count):
            if not free.any():
                break
            weight = np.where(free, cost, 0.0)
            first = int(self.rng.choice(len(seating), p=weight / weight.sum()))
            ties = np.array(
                [
                    len(reach[first].intersection(s.members))
                    + len(reach[k].intersection(seating[first].members))
                    if free[k] and k != first
                    else -1.0
                    for k, s in enumerate(seating)
                ]
            )
            ties = ties + self.rng.random(len(seating)) * 4.0
            order = [int(k) for k in np.argsort(-ties, kind="stable") if free[k] and k != first]
            region = [first, *order[: effort.groups - 1]]
            regions.append(region)
            inside = {provider[k] for k in region}
            free &= np.array([p not in inside for p in provider])
        return regions

    def _solve(
        self,
        seating: Seating,
        region: list[int],
        objective: Objective,
        effort: Effort,
        clock: Clock,
    ) -> Seating | None:
        instance = self.instance
        freed = [seating[k] for k in region]
        inside = set(region)
        beside = tuple(s for k, s in enumerate(seating) if k not in inside)
        people = {person for s in freed for person in s.members}
        seated = set(people)
        candidates = {s.candidate for s in freed} | self._other_times(freed, beside, people, effort)
        if effort.waiting:
            taken = {person for s in seating for person in s.members}
            reach = np.unique(np.concatenate([instance.members[c] for c in sorted(candidates)]))
            people |= set([p for p in reach.tolist() if p not in taken][: effort.waiting])
        model = ExactModel(instance, candidates, people, beside)
        if not effort.waiting:
            for person in seated:
                model.model.add_exactly_one(seat for _, seat in model.seats_of[person])
        model.hint(tuple(freed))
        seconds = min(effort.seconds, clock.left)
        if seconds <= 0:
            return None
        answer = model.solve(
            objective,
            seconds=3 * seconds if clock.counted else seconds,
            seed=int(self.rng.integers(1 << 30)) if clock.counted else 0,
            deterministic=seconds if clock.counted else None,
            stop=clock.stop,
        )
        clock.spend(0.05 + (seconds if not answer.optimal else 0.2 * seconds))
        return answer.seating

    def _other_times(
        self, freed: Sequence, beside: Seating, people: set[int], effort: Effort
    ) -> set[int]:
        """Return other times of the freed groups' providers that suit the freed people best."""
        instance = self.instance
        chosen: set[int] = set()
        for sitting in freed:
            provider = instance.candidates[sitting.candidate].provider
            led = [
                meeting_of(instance, s)
                for s in beside
                if instance.candidates[s.candidate].provider == provider
            ]
            suits = []
            for c in instance.of_provider[provider]:
                number = sum(1 for p in people if p in self._reach(c))
                if number >= instance.smallest and any(True for _ in free_weeks(instance, c, led)):
                    suits.append((number + 6.0 * self.rng.random(), c))
            chosen |= {c for _, c in sorted(suits, reverse=True)[: effort.times]}
        return chosen

    def _reach(self, candidate: int) -> frozenset[int]:
        cache = self.__dict__.setdefault("_reach_of", {})
        if candidate not in cache:
            cache[candidate] = frozenset(self.instance.members[candidate].tolist())
        found: frozenset[int] = cache[candidate]
        return found
