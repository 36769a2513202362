"""Rule ``slot``: meetings start on the grid, on a weekday and at an hour the program allows."""

from __future__ import annotations

from collections.abc import Iterator

from matcher.cohort import Group, Provider
from matcher.cohort.availability import WEEKDAYS, clock_of, minute_of, within
from matcher.rules.plan import CLOCK, Plan, meeting_of
from matcher.rules.shape import Broken, Rule
from matcher.rules.words import at_own_clock, listed, name_of

CODE = "slot"
WORDS = (
    "A meeting starts on the program's grid, on one of its weekdays, and lies whole within the "
    "day's hours on the provider's own clock."
)


def crew(group: Group, plan: Plan) -> Iterator[Broken]:
    """Judge the weekday and the start."""
    program = plan.cohort.program
    days = [WEEKDAYS[day] for day in program.weekdays]
    if group.weekday not in days:
        text = f"{group.id} meets on '{group.weekday}'; the program meets on {listed(days)}."
        yield Broken(CODE, group.id, (), text)
    if not CLOCK.fullmatch(group.start):
        text = f"{group.id} starts at '{group.start}', which is no time of the form HH:MM."
        yield Broken(CODE, group.id, (), text)
    elif minute_of(group.start) % program.slot_minutes:
        grid = f"every {program.slot_minutes} minutes from midnight"
        text = f"{group.id} starts at {group.start}; meetings start {grid}."
        yield Broken(CODE, group.id, (), text)


def lead(provider: Provider, group: Group, plan: Plan) -> str | None:
    """Hold the meeting against the day's hours on the provider's clock, the whole term."""
    meeting = meeting_of(group)
    if meeting is None:
        return None
    window = plan.cohort.program.day_window
    for span in plan.spans(meeting, provider.time_zone):
        if not within(window, meeting.minutes, span):
            local = at_own_clock(span, provider.time_zone)
            hours = f"not whole within {clock_of(window[0])}-{clock_of(window[1])} of one day"
            return f"{name_of(group)} takes {provider.id} to {local}, {hours}."
    return None


RULE = Rule(CODE, WORDS, lead=lead, crew=crew)
