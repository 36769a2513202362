"""Large neighbourhood search: the groups of a few providers at a time, solved exactly."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np

from matcher.instance import Instance
from matcher.solve.exact import ExactModel
from matcher.solve.goals import Objective
from matcher.solve.remix import remix
from matcher.solve.seating import (
    Level,
    Seating,
    clashes,
    dislike,
    level_value,
    mix_cost,
    score,
    seated_twice,
)
from matcher.solve.stop import Clock

MOST_SEARCHED = 12  # groups up to which a search without the linear program is worth its time


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

    groups: int = 10
    times: int = 4
    waiting: int = 0
    seconds: float = 5.0


class Neighbourhoods:
    """Frees related groups again and again.

    Parameters
    ----------
    instance : Instance
    levels : sequence of Level
    rng : numpy Generator
    promise : mapping, optional
        Candidate to how much the linear program opens it: tried before other times.
    """

    def __init__(
        self,
        instance: Instance,
        levels: Sequence[Level],
        rng: np.random.Generator,
        promise: Mapping[int, float] | None = None,
    ) -> None:
        self.instance = instance
        self.levels = levels
        self.rng = rng
        self.promise = dict(promise or {})
        self._reach: dict[int, frozenset[int]] = {}

    def round(
        self,
        seating: Seating,
        objective: Objective,
        held: Sequence[Level],
        effort: Effort,
        clock: Clock,
        workers: int,
    ) -> Seating:
        """Solve as many disjoint neighbourhoods as there are workers; return the better seating.

        Parameters
        ----------
        seating : Seating
        objective : sequence of (level name, weight)
        held : sequence of Level
            Levels that keep their value where people who wait may come in.
        effort : Effort
        clock : Clock
        workers : int
        """
        jobs = []
        for region in self._regions(seating, effort, 1 if clock.counted else workers):
            jobs.append((region, self._candidates(seating, region, effort)))

        def work(job: tuple[list[int], set[int]]) -> Seating | None:
            if not effort.waiting and objective[0][0] == "mix" and not self.instance.pinned:
                freed = tuple(seating[k] for k in job[0])
                found = remix(self.instance, freed, objective, effort.seconds, clock)
                if found is not None or len(job[0]) > MOST_SEARCHED:
                    return found
            return self._solve(seating, *job, objective, held, effort, clock)

        if len(jobs) < 2:
            answers = [work(job) for job in jobs]
        else:
            with ThreadPoolExecutor(len(jobs)) as pool:
                answers = list(pool.map(work, jobs))
        best = seating
        for (region, _), answer in zip(jobs, answers, strict=True):
            if answer is None:
                continue
            gone = {seating[k] for k in region}
            changed = (*(s for s in best if s not in gone), *answer)
            # Two regions may have called in the same person, or a provider who now leads.
            if seated_twice(changed) or clashes(self.instance, changed):
                continue
            if score(self.instance, changed, self.levels) > score(self.instance, best, self.levels):
                best = changed
        return best

    def _regions(self, seating: Seating, effort: Effort, count: int) -> list[list[int]]:
        """Choose providers whose groups could exchange people; regions share no provider."""
        of: dict[int, list[int]] = defaultdict(list)
        for k, sitting in enumerate(seating):
            of[self.instance.candidates[sitting.candidate].provider].append(k)
        members = {v: [p for k in ks for p in seating[k].members] for v, ks in of.items()}
        reach = {
            v: frozenset[int]().union(*(self._reached(seating[k].candidate) for k in ks))
            for v, ks in of.items()
        }
        cost = {
            v: 1.0
            + sum(
                mix_cost(self.instance, seating[k].members)
                + 0.1 * dislike(self.instance, seating[k])
                for k in ks
            )
            for v, ks in of.items()
        }
        free = sorted(of)
        regions = []
        for _ in range(count):
            if not free:
                break
            weight = np.array([cost[v] for v in free])
            first = free[int(self.rng.choice(len(free), p=weight / weight.sum()))]
            near = {
                v: float(self.rng.random())
                * (
                    len(reach[first].intersection(members[v]))
                    + len(reach[v].intersection(members[first]))
                )
                / len(members[v])
                for v in free
                if v != first
            }
            chosen = [first]
            size = len(of[first])
            for v in sorted(near, key=lambda v: (-near[v], v)):
                if size + len(of[v]) <= effort.groups:
                    chosen.append(v)
                    size += len(of[v])
            regions.append(sorted(k for v in chosen for k in of[v]))
            free = [v for v in free if v not in chosen]
        return regions

    def _candidates(self, seating: Seating, region: list[int], effort: Effort) -> set[int]:
        """Return the freed groups' candidates, and other times of their providers."""
        instance = self.instance
        chosen = {seating[k].candidate for k in region}
        people = {p for k in region for p in seating[k].members}
        for provider in sorted({instance.candidates[c].provider for c in chosen}):
            suits = []
            for c in instance.of_provider[provider]:
                number = len(people & self._reached(c))
                if number >= instance.smallest:
                    likely = self.promise.get(c, 0.0)
                    suits.append((100.0 * likely + number * float(self.rng.random()), c))
            chosen |= {c for _, c in sorted(suits, reverse=True)[: effort.times]}
        return chosen

    def _solve(
        self,
        seating: Seating,
        region: list[int],
        candidates: set[int],
        objective: Objective,
        held: Sequence[Level],
        effort: Effort,
        clock: Clock,
    ) -> Seating | None:
        instance = self.instance
        inside = set(region)
        freed = tuple(seating[k] for k in region)
        beside = tuple(s for k, s in enumerate(seating) if k not in inside)
        seated = {person for s in freed for person in s.members}
        people = seated | self._waiting(seating, candidates, effort.waiting)
        model = ExactModel(instance, candidates, people, beside)
        if effort.waiting:
            for level in held:
                model.hold(level.name, level_value(model.instance, freed, level.name))
        else:
            for person in seated:
                model.model.add_exactly_one(seat for _, seat in model.seats_of[person])
        model.hint(freed)
        seconds = min(effort.seconds, clock.left)
        if seconds <= 0.05:
            return None
        answer = model.solve(
            objective,
            seconds=seconds,
            deterministic=seconds if clock.counted else None,
            stop=clock.stop,
        )
        clock.spend(0.05 + answer.work)
        return answer.seating

    def _waiting(self, seating: Seating, candidates: set[int], most: int) -> set[int]:
        """Return those without a seat who could come in, short reserves and early turns first."""
        if not most:
            return set()
        taken = {person for s in seating for person in s.members}
        reach = frozenset[int]().union(*(self._reached(c) for c in candidates))
        short = [r.people for r in self.instance.reserves if r.seated(taken) < r.floor]
        first = sorted(reach - taken, key=lambda p: (not any(of[p] for of in short), p))
        return set(first[:most])

    def _reached(self, candidate: int) -> frozenset[int]:
        if candidate not in self._reach:
            self._reach[candidate] = frozenset(self.instance.members[candidate].tolist())
        return self._reach[candidate]
