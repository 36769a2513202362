"""A lottery over seatings, and the stages of its smallest chances."""

from __future__ import annotations

from dataclasses import dataclass, field

from matcher.instance import Bools
from matcher.solve.pricing import Floats
from matcher.solve.seating import Seating


@dataclass
class Stage:
    """A smallest chance on its way: whose, what was reached, and what it can be at most.

    Attributes
    ----------
    tier : int
    round : int
        0 for the smallest chance of a tier, then the next.
    people : array of bool, shape (people,)
        Among whom it is the smallest.
    value, bound : float
        The bound holds with the chances of earlier stages kept.
    """

    tier: int
    round: int
    people: Bools
    value: float = 0.0
    bound: float = 1.0


@dataclass(frozen=True)
class Lottery:
    """A distribution over seatings.

    Attributes
    ----------
    seatings : tuple of Seating
        Each keeps every rule and has the settled seats in each tier.
    weights : array, shape (seatings,)
        Their probabilities.
    chance : array, shape (people,)
    never : array of bool, shape (people,)
        Proven: no such seating has them.
    stages : tuple of Stage
        Those of round 0 first, one a tier that has seats.
    """

    seatings: tuple[Seating, ...]
    weights: Floats
    chance: Floats
    never: Bools
    stages: tuple[Stage, ...] = field(default=())
