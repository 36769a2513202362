"""Whole groups as columns of a linear program (Gilmore and Gomory 1961; Barnhart et al. 1998)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy import sparse
from scipy.optimize import linprog

from matcher.instance import Bools, Instance, Ints
from matcher.solve.pricing import Floats
from matcher.solve.seating import Seating, mix_cost


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
    provider : array, shape (providers,)
        Price of one of a provider's groups, >= 0.
    used : dict
        Candidate to how much of it is open, fractions included.
    open : array, shape (columns,)
    """

    value: float
    person: Floats
    held: Floats
    provider: Floats
    used: dict[int, float]
    open: Floats


class Columns:
    """Groups found so far, and the linear program over them."""

    def __init__(self, instance: Instance) -> None:
        self.instance = instance
        self._seen: set[tuple[int, tuple[int, ...]]] = set()
        self._candidate: list[int] = []
        self._members: list[tuple[int, ...]] = []
        self._mix: list[int] = []

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
        """Keep the `most` columns that are worth most at the given prices."""
        if len(self) <= most:
            return
        worth = self._worth(goal) - self._paid(prices, held)
        keep = np.sort(np.argsort(-worth, kind="stable")[: most // 2])
        self._candidate = [self._candidate[k] for k in keep]
        self._members = [self._members[k] for k in keep]
        self._mix = [self._mix[k] for k in keep]
        self._seen = set(zip(self._candidate, self._members, strict=True))

    def _flat(self) -> tuple[Ints, Ints]:
        people = np.fromiter((p for m in self._members for p in m), dtype=np.int64)
        column = np.repeat(np.arange(len(self)), [len(m) for m in self._members])
        return people, column

    def _provider(self) -> Ints:
        of = np.array([c.provider for c in self.instance.candidates], dtype=np.int64)
        return of[np.array(self._candidate, dtype=np.int64)]

    def _worth(self, goal: Goal) -> Floats:
        people, column = self._flat()
        seats = np.bincount(column, weights=goal.seat[people], minlength=len(self))
        pairs = np.array(self._mix if goal.mixed else [0.0] * len(self), dtype=float)
        worth: Floats = seats + goal.group - pairs
        return worth

    def _paid(self, prices: MasterSolution, held: list[Held]) -> Floats:
        people, column = self._flat()
        price = prices.person.copy()
        group = prices.provider[self._provider()]
        for level, paid in zip(held, prices.held, strict=True):
            price += paid * level.seat
            group = group + paid * level.group
        total: Floats = np.bincount(column, weights=price[people], minlength=len(self)) + group
        return total

    def group(self, column: int) -> tuple[int, tuple[int, ...]]:
        """Return a column's candidate and members."""
        return self._candidate[column], self._members[column]

    def solve(
        self,
        goal: Goal,
        held: list[Held],
        *,
        capacity: Ints | None = None,
        closed: Bools | None = None,
    ) -> MasterSolution | None:
        """Solve the linear program; None where the solver gave no prices.

        Parameters
        ----------
        goal : Goal
        held : list of Held
        capacity : array of int, optional
            Groups each provider may still lead; the instance's if not given.
        closed : array of bool, optional
            Columns that may not be used.
        """
        people, column = self._flat()
        columns, rows = len(self), len(held)
        once = sparse.csc_matrix(
            (np.ones(len(people)), (people, column)), shape=(len(self.instance.people), columns)
        )
        leads = sparse.csc_matrix(
            (np.ones(columns), (self._provider(), np.arange(columns))),
            shape=(len(self.instance.providers), columns),
        )
        worth = self._worth(goal)
        # A held level may be missed at a high price, so that the program never is infeasible.
        scale = np.array([max(1.0, float(np.abs(h.seat).max(initial=0.0))) for h in held])
        penalty = 10.0 * max(1.0, float(np.abs(goal.seat).max(initial=0.0)), abs(goal.group))
        if goal.mixed:
            penalty = max(penalty, 1000.0 * max(self.instance.trait_weights, default=1))
        slack = sparse.csc_matrix(np.diag(scale))
        equal = sparse.csc_matrix(
            np.array(
                [np.bincount(column, h.seat[people], columns) + h.group for h in held]
            ).reshape(rows, columns)
        )
        upper = sparse.vstack([once, leads])
        if rows:
            upper = sparse.hstack([upper, sparse.csc_matrix((upper.shape[0], 2 * rows))])
            equal = sparse.hstack([equal, slack, -slack])
        room = self.instance.capacity if capacity is None else capacity
        most = np.full(columns + 2 * rows, np.inf)
        if closed is not None:
            most[:columns][closed] = 0.0
        over = np.array([0.0 if h.least else penalty for h in held])
        solved: Any = linprog(
            np.concatenate([-worth, np.full(rows, penalty), over]),
            A_ub=upper.tocsc(),
            b_ub=np.concatenate([np.ones(once.shape[0]), room]),
            A_eq=equal.tocsc() if rows else None,
            b_eq=np.array([h.total for h in held]) if rows else None,
            bounds=np.stack([np.zeros_like(most), most], axis=1),
            method="highs",
        )
        if solved.x is None or solved.status != 0:
            return None
        paid = -solved.ineqlin.marginals
        used: dict[int, float] = {}
        for k in np.flatnonzero(solved.x[:columns] > 1e-7):
            used[self._candidate[k]] = used.get(self._candidate[k], 0.0) + float(solved.x[k])
        return MasterSolution(
            value=-float(solved.fun),
            person=np.maximum(paid[: once.shape[0]], 0.0),
            held=-solved.eqlin.marginals if rows else np.zeros(0),
            provider=np.maximum(paid[once.shape[0] :], 0.0),
            used=used,
            open=solved.x[:columns],
        )
