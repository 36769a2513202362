"""Large neighbourhood search: the groups of a few providers at a time, solved exactly."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TypeVar

import numpy as np

from matcher.instance import Instance
from matcher.solve.columns import Columns
from matcher.solve.exact import ExactModel
from matcher.solve.goals import Objective
from matcher.solve.helpers import Helpers
from matcher.solve.part import Part, part_of
from matcher.solve.remix import Remixed, remix, remix_beside
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

T = TypeVar("T")

MOST_SEARCHED = 12  # groups up to which a search without the linear program is worth its time
MOST_NEAR = 24  # groups up to which a region has to be of groups near one another


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
    helpers : Helpers, optional
        Who seats regions for a better mix, beside this process.
    columns : Columns, optional
        Where groups go that the regions' programs think well of.
    """

    def __init__(
        self,
        instance: Instance,
        levels: Sequence[Level],
        rng: np.random.Generator,
        promise: Mapping[int, float] | None = None,
        helpers: Helpers | None = None,
        columns: Columns | None = None,
    ) -> None:
        self.instance = instance
        self.levels = levels
        self.rng = rng
        self.promise = dict(promise or {})
        self.helpers = helpers
        self.columns = columns

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
        regions = self._regions(seating, effort, 1 if clock.counted else workers)
        answers: list[Seating | None] = [None] * len(regions)
        if not effort.waiting and objective[0][0] == "mix" and not self.instance.pinned:
            answers = self._remixed(seating, regions, objective, effort, clock)
        rest = [
            k
            for k, (region, answer) in enumerate(zip(regions, answers, strict=True))
            if answer is None and (effort.waiting or len(region) <= MOST_SEARCHED)
        ]
        tried = [(regions[k], self._candidates(seating, regions[k], effort)) for k in rest]

        def search(job: tuple[list[int], set[int]]) -> Seating | None:
            return self._solve(seating, *job, objective, held, effort, clock)

        for k, answer in zip(rest, _at_once(search, tried), strict=True):
            answers[k] = answer
        best = seating
        for region, answer in zip(regions, answers, strict=True):
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

    def _remixed(
        self,
        seating: Seating,
        regions: list[list[int]],
        objective: Objective,
        effort: Effort,
        clock: Clock,
    ) -> list[Seating | None]:
        """Seat the people of each region anew, for a better mix."""
        instance = self.instance
        parts: list[tuple[Part, Seating]] = []
        for region in regions:
            freed = tuple(seating[k] for k in region)
            people = {person for s in freed for person in s.members}
            part = part_of(
                instance, people, {instance.candidates[s.candidate].provider for s in freed}
            )
            parts.append((part, part.inside(freed)))
        if self.helpers is None or clock.counted:
            found: list[Remixed | None] = [
                remix(part.instance, now, objective, effort.seconds, clock) for part, now in parts
            ]
        else:
            end = time.time() + clock.left
            found = self.helpers.map(
                remix_beside,
                [(part.instance, now, objective, effort.seconds, end) for part, now in parts],
            )
        seatings: list[Seating | None] = []
        for (part, _), answer in zip(parts, found, strict=True):
            if answer is None:
                seatings.append(None)
                continue
            seatings.append(None if answer.seating is None else part.outside(answer.seating))
            if self.columns is not None:
                for candidate, members in answer.columns:
                    self.columns.add(*part.group(candidate, members))
        return seatings

    def _regions(self, seating: Seating, effort: Effort, count: int) -> list[list[int]]:
        """Choose providers whose groups could exchange people; regions share no provider.

        Many groups are drawn at random: they find partners among themselves anyway, while those
        nearest to one another meet at the same few times, where a flow has mixed them already.
        """
        of: dict[int, list[int]] = defaultdict(list)
        for k, sitting in enumerate(seating):
            of[self.instance.candidates[sitting.candidate].provider].append(k)
        if effort.groups > MOST_NEAR:
            return self._drawn(of, effort.groups, count)
        members = {v: [p for k in ks for p in seating[k].members] for v, ks in of.items()}
        led_by = np.full(len(self.instance.people), -1)
        could = np.zeros((len(self.instance.providers), len(self.instance.people)), dtype=bool)
        for v, ks in of.items():
            led_by[members[v]] = v
            for k in ks:
                could[v, self.instance.members[seating[k].candidate]] = True
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
            come = np.bincount(led_by[could[first] & (led_by >= 0)], minlength=len(could))
            go = could[:, members[first]].sum(axis=1)
            near = {
                v: float(self.rng.random()) * float(come[v] + go[v]) / len(members[v])
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

    def _drawn(self, of: Mapping[int, list[int]], groups: int, count: int) -> list[list[int]]:
        """Draw regions of so many groups, whole providers at a time."""
        regions: list[list[int]] = [[] for _ in range(count)]
        for v in self.rng.permutation(sorted(of)).tolist():
            region = min(regions, key=len)
            if len(region) + len(of[v]) <= groups:
                region += of[v]
        return [sorted(region) for region in regions if region]

    def _candidates(self, seating: Seating, region: list[int], effort: Effort) -> set[int]:
        """Return the freed groups' candidates, and other times of their providers."""
        instance = self.instance
        chosen = {seating[k].candidate for k in region}
        seated = np.zeros(len(instance.people), dtype=bool)
        seated[[p for k in region for p in seating[k].members]] = True
        for provider in sorted({instance.candidates[c].provider for c in chosen}):
            suits = []
            for c in instance.of_provider[provider]:
                number = int(seated[instance.members[c]].sum())
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
        reach = {p for c in candidates for p in self.instance.members[c].tolist()}
        short = [r.people for r in self.instance.reserves if r.seated(taken) < r.floor]
        first = sorted(reach - taken, key=lambda p: (not any(of[p] for of in short), p))
        return set(first[:most])


def _at_once(function: Callable[[T], Seating | None], jobs: Sequence[T]) -> list[Seating | None]:
    """Call a function with each job, all of them at a time."""
    if len(jobs) < 2:
        return [function(job) for job in jobs]
    with ThreadPoolExecutor(len(jobs)) as pool:
        return list(pool.map(function, jobs))
