"""Rule ``one-seat``: nobody sits twice."""

from __future__ import annotations

from collections.abc import Iterator

from matcher.cohort import Group
from matcher.rules.plan import Plan, repeated
from matcher.rules.shape import Broken, Rule
from matcher.rules.words import listed

CODE = "one-seat"
WORDS = "A participant sits in at most one group."


def crew(group: Group, plan: Plan) -> Iterator[Broken]:
    """Find members listed twice in one group."""
    for member in repeated(group.members):
        text = f"{member} is listed more than once in {group.id}."
        yield Broken(CODE, group.id, (member,), text)


def whole(plan: Plan) -> Iterator[Broken]:
    """Find members of several groups."""
    for member, groups in plan.sits.items():
        if len(groups) > 1:
            text = f"{member} sits in {listed(group.id for group in groups)}."
            yield Broken(CODE, "", (member,), text)


RULE = Rule(CODE, WORDS, crew=crew, whole=whole)
