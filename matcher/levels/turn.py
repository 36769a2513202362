"""Level ``turn``: among equally many per tier, the earlier turn gets the seat."""

from __future__ import annotations

from matcher.cohort.turn import turn_order
from matcher.levels.level import Level, plain
from matcher.rules.plan import Plan

NAME = "turn"


def value(plan: Plan) -> float:
    """Add up, over the seated, the number of turns from theirs to the last one's."""
    order = turn_order(plan.cohort)
    return sum(len(order) - place for place, person in enumerate(order) if person in plan.sits)


def words(value: float, plan: Plan) -> str:
    """Return the sum in words."""
    return f"the seated people's turns add up to {plain(value)} (an earlier turn counts more)"


LEVEL = Level(NAME, True, value, words)
