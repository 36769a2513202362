"""How times and lists read in a rule's sentence."""

from __future__ import annotations

from collections.abc import Iterable

from matcher.cohort import Group, Meeting, Span
from matcher.cohort.availability import DAY, WEEKDAYS, clock_of


def listed(items: Iterable[object]) -> str:
    """Return ``a``, ``a and b`` or ``a, b and c``."""
    words = [str(item) for item in items]
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} and {words[-1]}"


def some(count: int, one: str, more: str | None = None) -> str:
    """Return a count with its noun: ``1 member``, ``2 members``, ``no members``."""
    noun = one if count == 1 else more or f"{one}s"
    return f"{count or 'no'} {noun}"


def when(meeting: Meeting) -> str:
    """Return a meeting as a coordinator would say it: ``Tue 12:30-13:30, weeks 1 and 3``."""
    day = WEEKDAYS[meeting.weekday].capitalize()
    end = clock_of((meeting.start + meeting.minutes) % DAY)
    weeks = f"week{'s' if len(meeting.weeks) > 1 else ''} {listed(meeting.weeks)}"
    return f"{day} {clock_of(meeting.start)}-{end}, {weeks}"


def at_own_clock(span: Span, zone: str) -> str:
    """Return a piece of somebody's own day: ``Tue 09:30-10:30 (America/Denver)``."""
    day = WEEKDAYS[span.weekday].capitalize()
    return f"{day} {clock_of(span.start)}-{clock_of(span.end)} ({zone})"


def name_of(group: Group) -> str:
    """Return a group's id, or words for one that has none yet."""
    return group.id or "the group"
