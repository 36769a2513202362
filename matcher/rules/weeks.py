"""Rule ``weeks``: a group meets in weeks of the month that suit its cadence."""

from __future__ import annotations

from collections.abc import Iterator

from matcher.cohort import Group
from matcher.cohort.availability import WEEKS_OF
from matcher.rules.plan import Plan
from matcher.rules.shape import Broken, Rule
from matcher.rules.words import listed

CODE = "weeks"
WORDS = (
    "Twice-monthly groups meet in weeks 1 and 3 or 2 and 4 of the month, monthly groups in one "
    "of the weeks 1 to 4."
)


def crew(group: Group, plan: Plan) -> Iterator[Broken]:
    """Hold the weeks against the cadence; their order does not matter."""
    allowed = WEEKS_OF.get(group.cadence)
    if allowed is not None and tuple(sorted(group.weeks)) not in allowed:
        given = listed(group.weeks) or "none"
        choices = " or ".join(listed(weeks) for weeks in allowed)
        text = f"{group.id} is {group.cadence} and meets in weeks {given}; allowed: {choices}."
        yield Broken(CODE, group.id, (), text)


RULE = Rule(CODE, WORDS, crew=crew)
