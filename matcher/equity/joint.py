"""All tables read together: what three or more of them tell that no two do.

A reader who knows which values go together (whose agency lies in which region) can set up one
linear program over all that is published: its unknowns are how many of the counted there are of
each combination of values, its rows the tables. The least and the most that it allows for a small
count are what can be worked out (Hundepool et al., *Statistical Disclosure Control*, 2012,
chapter 4). Where that leaves too little, the finest table gives way whole.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.optimize import linprog

from matcher.equity.nested import Counted
from matcher.equity.suppress import LEAST, SMALL, withhold

Table = list[Counted]
Floats = NDArray[np.float64]
WIDE = 2  # least distance of what stays possible for a small count: three numbers
NEAR = 1e-6


def protect_together(tables: Sequence[Table]) -> list[Table]:
    """Return tables of one kind of count, those withheld that tell too much beside the others.

    Parameters
    ----------
    tables : sequence of tables
        The coarsest first, protected two by two.
    """
    if not _tells(tables):
        return list(tables)
    kept: list[Table] = []
    for table in tables:
        kept.append(table)
        # The finest gives way; the ones before it only where they tell by themselves.
        for place in reversed(range(len(kept))):
            if not _tells(kept):
                break
            kept[place] = _withheld(kept[place])
    return kept


def _withheld(table: Table) -> Table:
    spans = withhold([one.count for one in table])
    return [replace(one, shown=span) for one, span in zip(table, spans, strict=True)]


def _tells(tables: Sequence[Table]) -> bool:
    """Whether some small count is left with fewer possible values than it may have."""
    total = sum(one.count for one in tables[0]) if tables else 0
    least = min(SMALL, total, WIDE)
    small = [
        (k, place)
        for k, table in enumerate(tables)
        for place, one in enumerate(table)
        if one.count < LEAST and len(table) > 1
    ]
    if not small or not least:
        return False
    reader = _Reader(tables, total)
    goals = sparse.vstack([reader.rows[k][place] for k, place in small], format="csr")
    low, high = np.full(len(small), np.inf), np.full(len(small), -np.inf)
    # A few counts made large or small at once show of most that they may be either.
    for point in reader.points(goals):
        counts = goals @ point
        low, high = np.minimum(low, counts), np.maximum(high, counts)
    for place in np.flatnonzero(~(high - low >= least - NEAR)).tolist():
        goal = goals[place].toarray().ravel()
        ends = [float(goal @ reader.extreme(sign * goal)) for sign in (1.0, -1.0)]
        if not ends[1] - ends[0] >= least - NEAR:
            return True
    return False


class _Reader:
    """Somebody who knows which values go together, and works through every table.

    Attributes
    ----------
    rows : list of sparse matrix
        For each table, one row a value, over the combinations of values there are.
    """

    def __init__(self, tables: Sequence[Table], total: int) -> None:
        people = sorted({person for one in tables[0] for person in one.people})
        number = {person: k for k, person in enumerate(people)}
        value = np.zeros((len(people), len(tables)), dtype=np.int64)
        for k, table in enumerate(tables):
            for place, one in enumerate(table):
                value[[number[person] for person in one.people], k] = place
        kinds = np.unique(value, axis=0)
        self.rows = [
            sparse.csr_matrix(
                (np.ones(len(kinds)), (kinds[:, k], np.arange(len(kinds)))),
                (len(table), len(kinds)),
            )
            for k, table in enumerate(tables)
        ]
        open_ones = [k for k, table in enumerate(tables) if not table[0].shown.withheld]
        shown = [one.shown for k in open_ones for one in tables[k]]
        everybody = sparse.csr_matrix(np.ones((1, len(kinds))))
        matrix = sparse.vstack([everybody, *(self.rows[k] for k in open_ones)], format="csr")
        low = np.array([total, *(span.low for span in shown)], dtype=float)
        high = np.array([total, *(span.high for span in shown)], dtype=float)
        fixed = low == high
        self._equal, self._total = matrix[fixed], low[fixed]
        self._between = sparse.vstack([matrix[~fixed], -matrix[~fixed]], format="csr")
        self._limits = np.concatenate([high[~fixed], -low[~fixed]])

    def extreme(self, cost: Floats) -> Floats:
        """Return how many there may be of each combination, with the least cost.

        Not a number where the solver fails: what is not known to be safe is not shown.
        """
        found = linprog(
            cost, A_ub=self._between, b_ub=self._limits, A_eq=self._equal, b_eq=self._total,
            method="highs",
        )  # fmt: skip
        point: Floats = np.full(len(cost), np.nan) if found.x is None else found.x
        return point

    def points(self, goals: sparse.csr_matrix) -> Iterator[Floats]:
        """Yield some of what is possible: the goals small or large, all and by halves."""
        count = goals.shape[0]
        every = np.ones(count)
        halves = [np.where(np.arange(count) // width % 2, 1.0, -1.0) for width in (1, 2)]
        for weights in (every, *halves):
            cost = goals.T @ weights
            yield self.extreme(cost)
            yield self.extreme(-cost)
