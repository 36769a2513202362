"""Level ``groups``, only when the program asks for it: no more groups than needed."""

from __future__ import annotations

from matcher.levels.level import Level
from matcher.rules.plan import Plan
from matcher.rules.words import some

NAME = "groups"


def value(plan: Plan) -> float:
    """Count the groups."""
    return len(plan.groups)


def words(value: float, plan: Plan) -> str:
    """Return the count in words."""
    return some(int(value), "group")


LEVEL = Level(NAME, False, value, words)
