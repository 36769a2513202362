"""Linear programs by an interior-point method that may end early.

Column generation wants prices from well inside the set of optimal ones, and at first only roughly
right: prices of a vertex swing from one end to the other, and the program over whole groups then
needs many times the rounds (primal-dual column generation; Gondzio, Gonzalez-Brevis and Munari
2013). The steps are Mehrotra's (1992) predictor and corrector.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.linalg import LinAlgError, cho_factor, cho_solve

from matcher.solve.pricing import Floats

if TYPE_CHECKING:
    from scipy import sparse

MOST_STEPS = 80
INSIDE = 0.995  # of the way to the border, that a step goes at most
RIDGE = 1e-9  # keeps the normal equations definite where rows depend on each other


@dataclass(frozen=True, slots=True)
class Interior:
    """Where the method ended.

    Attributes
    ----------
    x : array, shape (columns,)
    price : array, shape (rows,)
        Dual values: what one more of a row's right side adds to the minimum.
    value, bound : float
        Of `x` and of `price`.
    """

    x: Floats
    price: Floats
    value: float
    bound: float


def minimise(cost: Floats, rows: sparse.csr_matrix, right: Floats, precision: float) -> Interior:
    """Minimise `cost` @ x where `rows` @ x == `right`, x >= 0, to a relative gap of `precision`."""
    with np.errstate(all="ignore"):  # whoever asks looks at what came out
        return _Method(cost, rows, right).run(precision)


class _Method:
    def __init__(self, cost: Floats, rows: sparse.csr_matrix, right: Floats) -> None:
        self.cost, self.rows, self.right = cost, rows, right
        self.columns = rows.T.tocsr()
        self.x, self.price, self.slack = self._start()

    def _factor(self, weight: Floats) -> tuple[Floats, bool]:
        """Factor rows @ diag(weight) @ columns."""
        scaled = self.rows.copy()
        scaled.data = scaled.data * weight[scaled.indices]
        normal = (scaled @ self.columns).toarray()
        ridge = RIDGE
        while True:
            normal[np.diag_indices_from(normal)] += ridge
            try:
                factor: tuple[Floats, bool] = cho_factor(normal, check_finite=False)
            except LinAlgError:
                ridge = max(1e3 * ridge, 1e-9 * float(normal.diagonal().max()))
            else:
                return factor

    def _start(self) -> tuple[Floats, Floats, Floats]:
        """Return a point well inside (Mehrotra 1992)."""
        factor = self._factor(np.ones(len(self.cost)))
        x = self.columns @ cho_solve(factor, self.right, check_finite=False)
        price = cho_solve(factor, self.rows @ self.cost, check_finite=False)
        slack = self.cost - self.columns @ price
        x = x + max(-1.5 * x.min(initial=0.0), 0.0)
        slack = slack + max(-1.5 * slack.min(initial=0.0), 0.0)
        both = float(x @ slack)
        x = x + 0.5 * both / max(float(slack.sum()), 1e-12) + 1e-3
        slack = slack + 0.5 * both / max(float(x.sum()), 1e-12) + 1e-3
        return x, price, slack

    def run(self, precision: float) -> Interior:
        """Step until the gap is small enough."""
        close = max(precision, 1e-6)
        value = bound = 0.0
        for _ in range(MOST_STEPS):
            missing = self.right - self.rows @ self.x
            above = self.cost - self.columns @ self.price - self.slack
            value, bound = float(self.cost @ self.x), float(self.right @ self.price)
            if (
                abs(value - bound) < precision * (1 + abs(value))
                and np.linalg.norm(missing) < close * (1 + np.linalg.norm(self.right))
                and np.linalg.norm(above) < close * (1 + np.linalg.norm(self.cost))
            ):
                break
            self._step(missing, above)
        return Interior(self.x, self.price, value, bound)

    def _step(self, missing: Floats, above: Floats) -> None:
        x, slack = self.x, self.slack
        weight = x / slack
        factor = self._factor(weight)

        def direction(product: Floats) -> tuple[Floats, Floats, Floats]:
            right = missing + self.rows @ (weight * above - product / slack)
            price = cho_solve(factor, right, check_finite=False)
            moved = above - self.columns @ price
            return (product - x * moved) / slack, price, moved

        mean = float(x @ slack) / len(x)
        dx, _, ds = direction(-x * slack)
        near = float((x + _far(x, dx) * dx) @ (slack + _far(slack, ds) * ds)) / len(x)
        centre = (near / mean) ** 3 * mean
        dx, dy, ds = direction(centre - x * slack - dx * ds)
        primal, dual = INSIDE * _far(x, dx), INSIDE * _far(slack, ds)
        self.x = x + primal * dx
        self.price = self.price + dual * dy
        self.slack = slack + dual * ds


def _far(point: Floats, step: Floats) -> float:
    """Return how much of a step stays at or above nought."""
    return 1.0 / max(1.0, float(np.max(-step / point, initial=0.0)))
