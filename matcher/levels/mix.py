"""Level ``mix``: groups in which people differ in sector, region, role or organization."""

from __future__ import annotations

from collections import Counter

from matcher.cohort import Participant
from matcher.levels.level import Level, plain
from matcher.rules.plan import Plan
from matcher.rules.words import listed

NAME = "mix"


def value(plan: Plan) -> float:
    """Add up the weights of all pairs of members of one group who have the same value."""
    return sum(
        weight * same_pairs(plan.members(group), attribute)
        for group in plan.groups
        for attribute, weight in plan.cohort.program.mix.items()
        if weight
    )


def same_pairs(members: list[Participant], attribute: str) -> int:
    """Count pairs with the same value of one attribute; blank ones form no pair."""
    counts = Counter(str(getattr(person, attribute)) for person in members)
    return sum(count * (count - 1) // 2 for text, count in counts.items() if text)


def words(value: float, plan: Plan) -> str:
    """Return the cost in words."""
    counted = [attribute for attribute, weight in plan.cohort.program.mix.items() if weight]
    if not counted:
        return "the program does not ask for mixed groups"
    return f"pairs alike in {listed(counted)} within one group cost {plain(value)}"


LEVEL = Level(NAME, False, value, words)
