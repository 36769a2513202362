"""Whole groups as columns of a linear program (Gilmore and Gomory 1961; Barnhart et al. 1998)."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy import sparse
from scipy.optimize import linprog

from matcher.instance import Instance, Ints
from matcher.solve.interior import minimise
from matcher.solve.pricing import Floats
from matcher.solve.seating import Seating, mix_cost

Group = tuple[int, tuple[int, ...]]  # candidate and members

NEAR = 1e-4  # loss of a group at the prices, below which it may be part of an optimum
LEAST = 200  # groups looked at, at least
MISSING = 3000.0  # pairs that one missed of a held level costs


@dataclass(frozen=True, slots=True)
class Held:
    """An earlier level, held at its value: `seat` @ seated + `group` x groups == `total`.

    With `least` it may be more than that: a reserve whose floor is reached.
    """

    seat: Floats
    group: float
    total: float
    least: bool = False


@dataclass(frozen=True, slots=True)
class Goal:
    """What is maximised: `seat` @ seated + `group` x groups - (mixed pairs, if `mixed`)."""

    seat: Floats
    group: float = 0.0
    mixed: bool = False


@dataclass(frozen=True, slots=True)
class MasterSolution:
    """Optimum over the columns at hand, with its prices.

    Attributes
    ----------
    value : float
    person : array, shape (people,)
        Price of a seat for each person, >= 0.
    held : array, shape (held levels,)
    group : array, shape (candidates,)
        Price of one group of each candidate, >= 0: its provider's.
    """

    value: float
    person: Floats
    held: Floats
    group: Floats


class Columns:
    """Groups found so far, and the linear program over them.

    Parameters
    ----------
    instance : Instance
    """

    def __init__(self, instance: Instance) -> None:
        self.instance = instance
        self.missing = MISSING
        self._seen: set[Group] = set()
        # A row limits how many groups a provider leads, or how many are open of one candidate.
        self._limit_of = np.array([c.provider for c in instance.candidates], dtype=np.int64)
        self._limit = instance.capacity.astype(float)
        self._candidate: list[int] = []
        self._members: list[tuple[int, ...]] = []
        self._mix: list[int] = []
        # The same members one after the other, and how many each column has: of the first columns,
        # the rest is added when it is asked for.
        self._people = np.empty(0, dtype=np.int64)
        self._sizes = np.empty(0, dtype=np.int64)

    def __len__(self) -> int:
        return len(self._candidate)

    def add(self, candidate: int, members: tuple[int, ...]) -> bool:
        """Add a group; return whether it is new."""
        key = (candidate, members)
        if key in self._seen:
            return False
        self._seen.add(key)
        self._candidate.append(candidate)
        self._members.append(members)
        self._mix.append(mix_cost(self.instance, members))
        return True

    def add_seating(self, seating: Seating) -> None:
        """Add the groups of a seating."""
        for sitting in seating:
            self.add(sitting.candidate, sitting.members)

    def prune(self, most: int, goal: Goal, prices: MasterSolution, held: list[Held]) -> None:
        """Beyond `most` columns, keep the two thirds that are worth most at the given prices."""
        if len(self) <= most:
            return
        loss = self._loss(goal, held, prices)
        self._keep(np.sort(np.argsort(loss, kind="stable")[: 2 * most // 3]).tolist())

    def close(self, shut: Collection[int]) -> None:
        """Drop the columns of some candidates."""
        self._keep([k for k, c in enumerate(self._candidate) if c not in shut])

    def limit(self, most: Mapping[int, int]) -> None:
        """Open no more groups of each of these candidates, whatever else their providers lead."""
        first = len(self._limit)
        self._limit_of[list(most)] = np.arange(first, first + len(most))
        self._limit = np.concatenate([self._limit, list(most.values())])

    def _keep(self, keep: Sequence[int]) -> None:
        """Drop all other columns; the numbers rise."""
        people, column = self._flat()
        kept = np.zeros(len(self), dtype=bool)
        kept[keep] = True
        self._people, self._sizes = people[kept[column]], self._sizes[kept]
        self._candidate = [self._candidate[k] for k in keep]
        self._members = [self._members[k] for k in keep]
        self._mix = [self._mix[k] for k in keep]
        self._seen = set(zip(self._candidate, self._members, strict=True))

    def _flat(self) -> tuple[Ints, Ints]:
        """Return everybody in a column, and which."""
        fresh = self._members[len(self._sizes) :]
        if fresh:
            more = np.fromiter((p for m in fresh for p in m), dtype=np.int64)
            self._people = np.concatenate([self._people, more])
            self._sizes = np.concatenate([self._sizes, [len(m) for m in fresh]])
        return self._people, np.repeat(np.arange(len(self)), self._sizes)

    def _worth(self, goal: Goal) -> Floats:
        people, column = self._flat()
        seats = np.bincount(column, weights=goal.seat[people], minlength=len(self))
        pairs = np.array(self._mix if goal.mixed else [0.0] * len(self), dtype=float)
        worth: Floats = seats + goal.group - pairs
        return worth

    def _paid(self, prices: MasterSolution, held: list[Held]) -> Floats:
        people, column = self._flat()
        price = prices.person.copy()
        group = prices.group[self._candidate]
        for level, paid in zip(held, prices.held, strict=True):
            price += paid * level.seat
            group = group + paid * level.group
        total: Floats = np.bincount(column, weights=price[people], minlength=len(self)) + group
        return total

    def _loss(self, goal: Goal, held: list[Held], prices: MasterSolution) -> Floats:
        return self._paid(prices, held) - self._worth(goal)

    def nearest(
        self, goal: Goal, held: list[Held], prices: MasterSolution, most: int
    ) -> list[Group]:
        """Return the columns that lose least at some prices."""
        order = np.argsort(self._loss(goal, held, prices), kind="stable")
        return [self.group(int(k)) for k in order[:most]]

    def group(self, column: int) -> Group:
        """Return a column's candidate and members."""
        return self._candidate[column], self._members[column]

    def solve(self, goal: Goal, held: list[Held], precision: float) -> MasterSolution | None:
        """Solve the linear program from inside; None where numbers fail.

        Parameters
        ----------
        goal : Goal
        held : list of Held
        precision : float
            Relative gap.
        """
        cost, matrix, right = self._program(goal, held)
        found = minimise(cost, matrix, right, precision)
        if not (np.isfinite(found.price).all() and np.isfinite(found.x).all()):
            return None
        rows = len(self.instance.people)
        limits = rows + len(self._limit)
        return MasterSolution(
            value=-found.value,
            person=np.maximum(-found.price[:rows], 0.0),
            held=-found.price[limits:] / _scale(held),
            group=np.maximum(-found.price[rows:limits], 0.0)[self._limit_of],
        )

    def openings(
        self, goal: Goal, held: list[Held], prices: MasterSolution, seconds: float = np.inf
    ) -> dict[int, float]:
        """Return how much of each candidate an optimum with few open groups opens.

        Such a corner of the optimal face says more about which groups to open than its middle does.
        Nothing is returned where it is not found in time.
        """
        loss = self._loss(goal, held, prices)
        near = np.sort(np.argsort(loss, kind="stable")[: int((loss < NEAR).sum()) + LEAST])
        cost, rows, right = self._program(goal, held)
        rest = np.arange(len(self), len(cost))
        keep = np.concatenate([near, rest])
        solved: Any = linprog(
            cost[keep],
            A_eq=rows.tocsc()[:, keep],
            b_eq=right,
            bounds=(0, None),
            method="highs-ds",
            options={"time_limit": seconds},
        )
        used: dict[int, float] = {}
        if solved.x is not None and solved.status == 0:
            for k in np.flatnonzero(solved.x[: len(near)] > 1e-7):
                c = self._candidate[near[k]]
                used[c] = used.get(c, 0.0) + float(solved.x[k])
        return used

    def _program(self, goal: Goal, held: list[Held]) -> tuple[Floats, sparse.csr_matrix, Floats]:
        """Return costs, rows and right sides: people, limits, held levels; groups, then slack.

        A held level may be missed at a high price, so that the program never is infeasible.
        """
        people, column = self._flat()
        columns, levels = len(self), len(held)
        everybody = len(self.instance.people)
        limits = everybody + len(self._limit)
        row = np.concatenate([people, everybody + self._limit_of[self._candidate]])
        once = sparse.csr_matrix(
            (np.ones(len(row)), (row, np.concatenate([column, np.arange(columns)]))),
            shape=(limits, columns),
        )
        scale = _scale(held)
        adds = np.array([np.bincount(column, h.seat[people], columns) + h.group for h in held])
        penalty = 20.0 * max(1.0, float(np.abs(goal.seat).max(initial=0.0)), abs(goal.group))
        if goal.mixed:
            penalty = max(penalty, self.missing * max(self.instance.trait_weights, default=1))
        over = [0.0 if h.least else penalty for h in held]
        slack = sparse.identity(limits)
        missed = sparse.identity(levels)
        rows = sparse.block_array(
            [[once, slack, None, None], [adds.reshape(levels, columns) / scale[:, None], None,
             missed, -missed]]
            if levels
            else [[once, slack]]
        ).tocsr()  # fmt: skip
        cost = np.concatenate(
            [-self._worth(goal), np.zeros(limits), np.full(levels, penalty), over]
        )
        totals = np.array([h.total for h in held]) / scale
        right = np.concatenate([np.ones(everybody), self._limit, totals])
        return cost, rows, right


def _scale(held: list[Held]) -> Floats:
    return np.array([max(1.0, float(np.abs(h.seat).max(initial=0.0))) for h in held])
