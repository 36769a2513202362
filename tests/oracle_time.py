"""The oracle's calendar: session dates, local times of each zone, who is free, what overlaps."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from functools import cache
from typing import NamedTuple
from zoneinfo import ZoneInfo

from tests.oracle_model import MINUTES, WEEK_PATTERNS, Diary, Meeting, Program, Provider, span


class Term(NamedTuple):
    """What fixes the session dates of a meeting."""

    zone: str
    first: date
    hours: int


class Piece(NamedTuple):
    """A stretch of a meeting on one local date: weekday, week of the month, minutes of the day."""

    weekday: int
    week: int
    start: int
    end: int


def term_of(program: Program) -> Term:
    return Term(program.time_zone, program.start_date, program.hours)


def week_of_month(day: date) -> int:
    """k where the date is the k-th such weekday of its month."""
    return (day.day - 1) // 7 + 1


@cache
def session_dates(term: Term, meeting: Meeting) -> tuple[date, ...]:
    """The first hours (monthly: hours/2) such dates from the start date on, unmoved."""
    if not set(meeting.weeks) & {1, 2, 3, 4, 5}:
        return ()
    wanted = term.hours * 60 // MINUTES[meeting.cadence]
    day = term.first + timedelta((meeting.weekday - term.first.weekday()) % 7)
    found: list[date] = []
    while len(found) < wanted:
        if week_of_month(day) in meeting.weeks:
            found.append(day)
        day += timedelta(7)
    return tuple(found)


@cache
def session_starts(term: Term, meeting: Meeting) -> tuple[int, ...]:
    """The same as points in time, in minutes since 1970 (UTC)."""
    zone = ZoneInfo(term.zone)
    hour, minute = divmod(meeting.start, 60)
    return tuple(
        int(datetime(day.year, day.month, day.day, hour, minute, tzinfo=zone).timestamp()) // 60
        for day in session_dates(term, meeting)
    )


@cache
def local_pieces(term: Term, meeting: Meeting, zone: str) -> tuple[Piece, ...]:
    """Every different local time the year brings someone in the zone, cut at local midnights."""
    place = ZoneInfo(zone)
    pieces: set[Piece] = set()
    for start in session_starts(term, meeting):
        end = start + MINUTES[meeting.cadence]
        opening = datetime.fromtimestamp(start * 60, place)
        closing = datetime.fromtimestamp(end * 60, place)
        if opening.utcoffset() == closing.utcoffset():
            pieces.update(_cut_at_midnight(opening, end - start))
        else:  # the clock changes during the meeting: minute by minute
            for minute in range(start, end):
                pieces.update(_cut_at_midnight(datetime.fromtimestamp(minute * 60, place), 1))
    return tuple(sorted(pieces))


def _cut_at_midnight(opening: datetime, minutes: int) -> list[Piece]:
    day, start = opening.date(), opening.hour * 60 + opening.minute
    today = Piece(day.weekday(), week_of_month(day), start, min(start + minutes, 1440))
    if start + minutes <= 1440:
        return [today]
    following = day + timedelta(1)
    rest = Piece(following.weekday(), week_of_month(following), 0, start + minutes - 1440)
    return [today, rest]


def is_free(term: Term, meeting: Meeting, zone: str, diary: Diary) -> bool:
    """Whether every minute of every session lies in some entry."""
    return all(
        not span(piece.start, piece.end)
        & ~(diary.sure.get(piece[:2], 0) | diary.possible.get(piece[:2], 0))
        for piece in local_pieces(term, meeting, zone)
    )


def time_cost(term: Term, meeting: Meeting, zone: str, diary: Diary) -> int:
    """The part of level `preference` that a member's own marks make: 0, 1, 2 or 3."""
    only_possible = outside_preferred = False
    for piece in local_pieces(term, meeting, zone):
        minutes, key = span(piece.start, piece.end), piece[:2]
        if minutes & diary.possible.get(key, 0) & ~diary.sure.get(key, 0):
            only_possible = True
        if diary.preferred and minutes & ~diary.preferred.get(key, 0):
            outside_preferred = True
    return 2 * only_possible + outside_preferred


def in_window(program: Program, meeting: Meeting, zone: str) -> bool:
    """Whether every session lies whole inside day_window, which is one of a single local day."""
    opens, closes = program.window
    pieces = local_pieces(term_of(program), meeting, zone)
    inside = all(opens <= piece.start and piece.end <= closes for piece in pieces)
    return inside and not passes_midnight(term_of(program), meeting, zone)


@cache
def passes_midnight(term: Term, meeting: Meeting, zone: str) -> bool:
    """Whether some session ends on another local day than it begins."""
    place, minutes = ZoneInfo(zone), MINUTES[meeting.cadence]
    return any(
        datetime.fromtimestamp(start * 60, place).date()
        != datetime.fromtimestamp((start + minutes - 1) * 60, place).date()
        for start in session_starts(term, meeting)
    )


def on_grid(program: Program, meeting: Meeting) -> bool:
    return meeting.start % program.slot_minutes == 0 and meeting.weekday in program.weekdays


@cache
def overlaps(term: Term, one: Meeting, other: Meeting) -> bool:
    """Whether some (unmoved) sessions of two meetings run at the same time."""
    if (one.weekday - other.weekday) % 7 not in (0, 1, 6):
        return False
    length, other_length = MINUTES[one.cadence], MINUTES[other.cadence]
    others = session_starts(term, other)
    return any(
        begin < start + other_length and start < begin + length
        for begin in session_starts(term, one)
        for start in others
    )


def accepts(cadence: str, wish: str) -> bool:
    return wish in ("either", cadence)


def meetings_of(program: Program, provider: Provider) -> list[Meeting]:
    """Every meeting that rules slot, weeks, cadence and availability let a provider hold."""
    term = term_of(program)
    return [
        meeting
        for cadence in program.cadences
        if accepts(cadence, provider.cadence)
        for weekday in program.weekdays
        for start in range(0, 1440, program.slot_minutes)
        for weeks in WEEK_PATTERNS[cadence]
        if is_free(
            term,
            (meeting := Meeting(cadence, weekday, start, weeks)),
            provider.time_zone,
            provider.diary,
        )
        and in_window(program, meeting, provider.time_zone)
    ]
