"""Level ``stability``: people keep the group they were told of."""

from __future__ import annotations

from matcher.cohort import Group, Meeting
from matcher.levels.level import Level
from matcher.rules.plan import Plan, meeting_of
from matcher.rules.words import some

NAME = "stability"


def value(plan: Plan) -> float:
    """Count those seated in the earlier proposal who do not keep their group."""
    return len(moved(plan))


def moved(plan: Plan) -> list[str]:
    """Return who was seated earlier and now is not, or elsewhere.

    A group is the same under any id where provider and meeting are. Somebody who left the
    waitlist was not moved by the proposal and is not counted.
    """
    if plan.earlier is None:
        return []
    return [
        member
        for group in plan.earlier.groups
        for member in group.members
        if member in plan.cohort.participant_by_id
        and same_group(group) not in map(same_group, plan.sits.get(member, ()))
    ]


def same_group(group: Group) -> tuple[str, Meeting | None]:
    """Return what makes a group the same one in two proposals."""
    return group.provider_id, meeting_of(group)


def words(value: float, plan: Plan) -> str:
    """Return the count in words."""
    return f"{some(int(value), 'person', 'people')} moved against the earlier proposal"


LEVEL = Level(NAME, False, value, words)
