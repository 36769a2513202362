"""All tables read together: what three or more of them tell that no two do.

A reader who knows which values go together (whose agency lies in which region) can set up one
linear program over all that is published: its unknowns are how many of the counted there are of
each combination of values, its rows the tables. The least and the most that it allows for a small
count are what can be worked out (Hundepool et al., *Statistical Disclosure Control*, 2012,
chapter 4). Where that leaves too little, the finest table gives way whole.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.optimize import linprog

from matcher.equity.nested import Counted
from matcher.equity.suppress import LEAST, SMALL, withhold

Table = list[Counted]
Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
WIDE = 2  # least distance of what stays possible for a small count: three numbers
NEAR = 1e-6
IDLE = 3  # looks at many counts at once without news, before each is looked at by itself


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

    def look(cost: Floats) -> None:
        """Widen what every small count is known to be able to be, by one possible case."""
        counts = goals @ reader.extreme(cost)
        np.fmin(low, counts, out=low)
        np.fmax(high, counts, out=high)

    def narrow() -> Ints:
        return np.flatnonzero(~(high - low >= least - NEAR))

    # Some counts made large and others small at once show of most that they may be either.
    signs = np.random.default_rng(len(small))
    idle, rest = 0, narrow()
    while len(rest) and idle < IDLE:
        cost = goals[rest].T @ signs.choice((-1.0, 1.0), len(rest))
        look(cost)
        look(-cost)
        idle = idle + 1 if len(narrow()) == len(rest) else 0
        rest = narrow()
    for place in rest.tolist():
        if high[place] - low[place] >= least - NEAR:
            continue
        goal = goals[place].toarray().ravel()
        look(goal)
        look(-goal)
        if not high[place] - low[place] >= least - NEAR:
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
        least = ~fixed & (low > 0)  # that no count is below nought needs no row
        self._equal, self._total = matrix[fixed], low[fixed]
        self._between = sparse.vstack([matrix[~fixed], -matrix[least]], format="csr")
        self._limits = np.concatenate([high[~fixed], -low[least]])

    def extreme(self, cost: Floats) -> Floats:
        """Return how many there may be of each combination, with the least cost.

        Not a number where the solver fails: what is not known to be safe is not shown.
        """
        # Making these programs smaller first takes ten times as long as solving them.
        for presolve in (False, True):
            found = linprog(
                cost, A_ub=self._between, b_ub=self._limits, A_eq=self._equal, b_eq=self._total,
                method="highs", options={"presolve": presolve},
            )  # fmt: skip
            if found.x is not None:
                point: Floats = found.x
                return point
        return np.full(len(cost), np.nan)
