"""When a group really meets: session dates after holidays and breaks."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache, lru_cache, partial

from matcher.cohort.availability import session_dates, to_utc, week_of_month
from matcher.cohort.cohort import Cohort
from matcher.cohort.program import Program
from matcher.cohort.proposal import Group

WEEK = timedelta(days=7)
Day = date  # a session's field is called date too


@dataclass(frozen=True, slots=True)
class Session:
    """One meeting of a group.

    Attributes
    ----------
    number : int
        1 for the group's first session by date.
    date : date
        The day it is held, in the group's time zone.
    moved_from : date or None
        The regular day it could not be held on.
    why : str
        What that day is: a holiday's name, ``holiday`` or ``break``; blank where nothing moved.
    """

    number: int
    date: Day
    moved_from: Day | None = None
    why: str = ""


Dates = Mapping[str, Sequence[Session]]  # by group id


def day_off(program: Program, day: date) -> str | None:
    """Return why nobody meets on `day`, or None where people do.

    Returns
    -------
    str or None
        ``break``, the holiday's name, or ``holiday`` for a date the program lists itself.

    Raises
    ------
    ValueError
        Where the program's holiday code is none that the ``holidays`` package knows.
    """
    if any(first <= day <= last for first, last in program.breaks):
        return "break"
    if isinstance(program.holidays, str):
        if program.holidays.casefold() == "none":
            return None
        return _holidays_of(program.holidays, day.year).get(day)
    return "holiday" if day in program.holidays else None


@lru_cache(maxsize=512)
def _holidays_of(code: str, year: int) -> Mapping[date, str]:
    import holidays

    country, _, subdivision = code.partition("-")
    try:
        found = holidays.country_holidays(country, subdiv=subdivision or None, years=year)
    except NotImplementedError as unknown:
        raise ValueError(
            f"holidays: '{code}' is not a known country or country-subdivision code; "
            "accepted are codes such as US or US-MA, a list of dates, or none"
        ) from unknown
    return dict(found.items())


def sessions(group: Group, cohort: Cohort, groups: Sequence[Group]) -> list[Session]:
    """Return the sessions of one group, by date.

    Parameters
    ----------
    group : Group
    cohort : Cohort
        Gives the program's start, hours, holidays and breaks.
    groups : sequence of Group
        All groups of the proposal: a moved session goes where its provider leads nothing else.
    """
    others = [other for other in groups if other.id != group.id]
    return list(all_sessions(cohort, [group, *others])[group.id])


def all_sessions(cohort: Cohort, groups: Sequence[Group]) -> dict[str, tuple[Session, ...]]:
    """Return the sessions of every group, by group id.

    A group's regular days are the first ``hours`` (monthly: ``hours / 2``) of its weekday and
    weeks from the start date on. Regular days on which people meet are settled first. Then the
    lost ones move, earliest first (of one day: smaller group id first), each to the first of

    1. the fifth such weekday of its month, where there is one;
    2. the same weekday one week later, two weeks later, and so on, into later months

    that is no day off and on which nobody would have to be in two places: not the provider, who
    may lead other groups, nor anybody who sits in one group and leads another. So a provider
    whose weeks are all taken makes a session up in a fifth week or after the term, and the
    number of sessions and the meeting time always stay.
    """
    leaders = {group.provider_id for group in groups}
    off = cache(partial(day_off, cohort.program))
    taken: dict[str, list[tuple[datetime, datetime]]] = defaultdict(list)
    settled: dict[str, list[tuple[date, date | None]]] = {group.id: [] for group in groups}
    lost: list[tuple[date, str, Group]] = []

    def settle(group: Group, day: date, moved_from: date | None = None) -> None:
        settled[group.id].append((day, moved_from))
        for person in _tied(group, leaders):
            taken[person].append(_instants(group, day))

    for group in groups:
        for day in regular_dates(cohort.program, group):
            if off(day) is None:
                settle(group, day)
            else:
                lost.append((day, group.id, group))
    for day, _, group in sorted(lost, key=lambda entry: entry[:2]):
        clock = [span for person in _tied(group, leaders) for span in taken[person]]
        free = (
            later
            for later in _days_to_move_to(day)
            if off(later) is None and not _meets(_instants(group, later), clock)
        )
        settle(group, next(free), day)

    return {
        group_id: tuple(
            Session(number, day, moved, (moved and off(moved)) or "")
            for number, (day, moved) in enumerate(sorted(days, key=lambda pair: pair[0]), start=1)
        )
        for group_id, days in settled.items()
    }


def regular_dates(program: Program, group: Group) -> tuple[date, ...]:
    """Return the dates a group would meet on if there were no holidays and breaks."""
    meeting = group.meeting
    count = program.hours * 60 // meeting.minutes
    return session_dates(meeting.weekday, meeting.weeks, program.start_date, count)


def _tied(group: Group, leaders: set[str]) -> set[str]:
    """People of this group who may have to be in another one: only leaders can be in two."""
    return {group.provider_id, *leaders.intersection(group.members)}


def _instants(group: Group, day: date) -> tuple[datetime, datetime]:
    begin = to_utc(day, group.meeting.start, group.time_zone)
    return begin, begin + timedelta(minutes=group.meeting.minutes)


def _meets(span: tuple[datetime, datetime], taken: Sequence[tuple[datetime, datetime]]) -> bool:
    return any(span[0] < end and begin < span[1] for begin, end in taken)


def _days_to_move_to(day: date) -> Iterator[date]:
    ahead = [day + WEEK * weeks for weeks in range(1, 5)]
    fifth = [other for other in ahead if other.month == day.month and week_of_month(other) == 5]
    yield from fifth
    while True:
        day += WEEK
        if day not in fifth:
            yield day
