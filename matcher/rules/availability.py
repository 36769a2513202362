"""Rule ``availability``: everybody is free on every session's date, on their own clock."""

from __future__ import annotations

from matcher.cohort import Group, Participant, Provider
from matcher.cohort.availability import covers
from matcher.rules.plan import Plan, meeting_of
from matcher.rules.shape import Rule
from matcher.rules.words import at_own_clock, name_of, when

CODE = "availability"
WORDS = (
    "Every member and the provider are free for the whole meeting on every session's date, "
    "each on their own clock."
)


def free(row: Participant | Provider, group: Group, plan: Plan) -> str | None:
    """Say when somebody is not free for a group, None where they always are.

    A meeting that names no time (see `meeting_of`) is left to the rules it breaks.
    """
    meeting = meeting_of(group)
    if meeting is None:
        return None
    for span in plan.spans(meeting, row.time_zone):
        if not covers(row.availability, (span,)):
            missing = f"week {span.week} of the month, {at_own_clock(span, row.time_zone)}"
            return (
                f"{row.id} is not free for all of {name_of(group)} ({when(meeting)}): "
                f"missing is {missing}."
            )
    return None


def lead(provider: Provider, group: Group, plan: Plan) -> str | None:
    """Judge the provider's availability."""
    return free(provider, group, plan)


def seat(person: Participant, group: Group, plan: Plan) -> str | None:
    """Judge a member's availability."""
    return free(person, group, plan)


RULE = Rule(CODE, WORDS, lead=lead, seat=seat)
