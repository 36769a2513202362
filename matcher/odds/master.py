"""The linear program over seatings: which of them to draw, and how often."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy import sparse
from scipy.optimize import linprog

from matcher.instance import Bools
from matcher.solve.pricing import Floats


@dataclass(frozen=True, slots=True)
class MasterAnswer:
    """An optimum over the seatings at hand.

    Attributes
    ----------
    value : float
        The smallest chance.
    weights : array, shape (seatings,)
    prices : array, shape (people,)
        What a seat of each person would add, >= 0.
    level : float
        What a further seating must be worth more than, at these prices, to help.
    """

    value: float
    weights: Floats
    prices: Floats
    level: float


class Master:
    """Seatings found so far, as sets of people.

    Parameters
    ----------
    people : int
    """

    def __init__(self, people: int) -> None:
        self.people = people
        self._known: set[tuple[int, ...]] = set()
        self._columns: list[tuple[int, ...]] = []

    def __len__(self) -> int:
        return len(self._columns)

    def add(self, seated: Sequence[int]) -> bool:
        """Add a seating; return whether somebody else is seated than in all others."""
        key = tuple(seated)
        if key in self._known:
            return False
        self._known.add(key)
        self._columns.append(key)
        return True

    @property
    def covered(self) -> Bools:
        """Who sits in some seating."""
        found: Bools = np.zeros(self.people, dtype=bool)
        for column in self._columns:
            found[list(column)] = True
        return found

    def _matrix(self) -> sparse.csc_matrix:
        rows = np.array([p for column in self._columns for p in column], dtype=np.int64)
        at = np.repeat(np.arange(len(self)), [len(column) for column in self._columns])
        return sparse.csc_matrix((np.ones(len(rows)), (rows, at)), (self.people, len(self)))

    def worth(self, prices: Floats) -> Floats:
        """Return what every seating is worth at prices of people."""
        found: Floats = self._matrix().T @ prices
        return found

    def chances(self, weights: Floats) -> Floats:
        """Return everybody's chance under a distribution."""
        found: Floats = self._matrix() @ weights
        return found

    def solve(self, group: Bools, floors: Floats) -> MasterAnswer | None:
        """Make the smallest chance in a group as large as possible.

        Parameters
        ----------
        group : array of bool, shape (people,)
        floors : array, shape (people,)
            Least chance of everybody.

        Returns
        -------
        MasterAnswer or None
            None where the solver gave no answer.
        """
        matrix = self._matrix()
        asked = np.flatnonzero(group | (floors > 0))
        rows = sparse.hstack(
            [-matrix.tocsr()[asked], sparse.csc_matrix(group[asked, None].astype(float))]
        )
        least = np.where(group, 0.0, floors)[asked]
        solved: Any = linprog(
            np.append(np.zeros(len(self)), -1.0),
            A_ub=rows.tocsc(),
            b_ub=-least,
            A_eq=sparse.csc_matrix(np.append(np.ones(len(self)), 0.0)[None, :]),
            b_eq=[1.0],
            bounds=(0.0, 1.0),
            method="highs",
        )
        if solved.status != 0 or solved.x is None:
            return None
        prices = np.zeros(self.people)
        prices[asked] = np.maximum(-solved.ineqlin.marginals, 0.0)
        weights: Floats = np.maximum(solved.x[:-1], 0.0)
        value = -float(solved.fun)
        return MasterAnswer(
            value=value,
            weights=weights / weights.sum(),
            prices=prices,
            level=value + float(prices @ np.where(group, 0.0, floors)),
        )
