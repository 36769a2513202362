"""Prices, and the bound that they prove."""

from __future__ import annotations

from dataclasses import dataclass, field

from matcher.solve.columns import Held
from matcher.solve.pricing import Floats, Priced


@dataclass(frozen=True, slots=True)
class Prices:
    """Prices that gave a bound."""

    person: Floats
    held: Floats

    def paid(self, held: list[Held]) -> list[float]:
        """Return the held levels' prices; one that may be more than its total has none above 0."""
        return [
            min(float(price), 0.0) if level.least else float(price)
            for price, level in zip(self.held, held, strict=True)
        ]


@dataclass(frozen=True, slots=True)
class Bound:
    """A proven upper bound of a goal.

    Attributes
    ----------
    value : float
    used : dict
        Candidate to how much of it the linear program opens: a guide to good seatings.
    closed : bool
        Whether the linear program was solved to its end.
    work : float
        Seconds of work, counted.
    prices : Prices, optional
        The prices that give the value.
    """

    value: float
    used: dict[int, float] = field(default_factory=dict)
    closed: bool = False
    work: float = 0.0
    prices: Prices | None = None


@dataclass(frozen=True, slots=True)
class Worth:
    """What the best group of every candidate is worth; `instead` where the sort broke a rule."""

    priced: Priced
    worth: Floats
    instead: dict[int, tuple[int, ...]]
