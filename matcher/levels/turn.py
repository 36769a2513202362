"""Level ``turn``: among equally many per tier, the earlier turn gets the seat."""

from __future__ import annotations

from matcher.levels.level import Level, plain
from matcher.rules.plan import Plan

NAME = "turn"


def value(plan: Plan) -> float:
    """Add up, over the seated, the number of turns from theirs to the last one's."""
    last = len(plan.order)
    return sum(last - place for person, place in plan.order.items() if person in plan.sits)


def words(value: float, plan: Plan) -> str:
    """Return the sum in words."""
    return f"the seated people's turns add up to {plain(value)} (an earlier turn counts more)"


LEVEL = Level(NAME, True, value, words)
