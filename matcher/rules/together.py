"""Rule ``together``: people who sit in one group or in none."""

from __future__ import annotations

from collections.abc import Iterator

from matcher.rules.plan import Plan
from matcher.rules.shape import Broken, Rule
from matcher.rules.words import listed

CODE = "together"
WORDS = "People who asked to be together sit in one group, or none of them does."


def whole(plan: Plan) -> Iterator[Broken]:
    """Look at every together-group once."""
    for unit in sorted(map(sorted, set(plan.cohort.together.values()))):
        seats = {member: plan.sits.get(member, ()) for member in unit}
        if len(set(seats.values())) > 1:
            where = listed(sorted({group.id for sat in seats.values() for group in sat}))
            seated = [member for member, sat in seats.items() if sat]
            without = [member for member, sat in seats.items() if not sat]
            left = f" and {listed(without)} without a seat" if without else ""
            text = f"{listed(seated)} in {where}{left}: they asked to be together."
            yield Broken(CODE, "", tuple(unit), text)


RULE = Rule(CODE, WORDS, whole=whole)
