"""Weekly availability, meeting patterns, and what a meeting asks of a person's own clock."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from functools import lru_cache
from zoneinfo import ZoneInfo

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
DAY = 24 * 60  # minutes
Piece = tuple[int, int, int, int]  # a `Span` as plain numbers
WEEKS_OF = {"twice-monthly": ((1, 3), (2, 4)), "monthly": ((1,), (2,), (3,), (4,))}
MINUTES_OF = {"twice-monthly": 60, "monthly": 120}


class Mark(StrEnum):
    """How gladly somebody would meet at a time they listed."""

    PREFERRED = "preferred"
    FREE = "free"
    POSSIBLE = "possible"


@dataclass(frozen=True, slots=True, order=True)
class Entry:
    """One stretch of a week in civil time of the row's own zone.

    Attributes
    ----------
    weekday : int
        0 is Monday.
    start, end : int
        Minutes after local midnight, ``0 <= start < end <= 1440``.
    mark : Mark
    weeks : tuple of int
        Weeks of the month (1-5) it holds in; empty: all of them.
    """

    weekday: int
    start: int
    end: int
    mark: Mark = Mark.FREE
    weeks: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, order=True)
class Meeting:
    """When a group meets, in the programme's zone.

    Attributes
    ----------
    weekday : int
        0 is Monday.
    start : int
        Minutes after midnight.
    cadence : str
        ``twice-monthly`` (60 minutes) or ``monthly`` (120 minutes).
    weeks : tuple of int
        Which of the month's such weekdays, for example ``(1, 3)``.
    """

    weekday: int
    start: int
    cadence: str
    weeks: tuple[int, ...]

    @property
    def minutes(self) -> int:
        """Length of one session."""
        return MINUTES_OF[self.cadence]

    @property
    def named(self) -> tuple[str, str]:
        """Weekday and start as groups name them: ``("tue", "12:30")``."""
        return WEEKDAYS[self.weekday], clock_of(self.start)

    def overlaps(self, other: Meeting) -> bool:
        """Whether both take one provider's time in a same week of the month."""
        apart = (other.weekday - self.weekday) * DAY + other.start - self.start
        # A meeting late on Sunday runs into Monday: measure the distance round the week.
        apart = (apart + 7 * DAY // 2) % (7 * DAY) - 7 * DAY // 2
        if not -other.minutes < apart < self.minutes:
            return False
        if self.weekday == other.weekday:
            return bool(set(self.weeks) & set(other.weeks))
        # Across midnight the second day's week of the month may be the first's or the next one.
        first, second = (self, other) if apart > 0 else (other, self)
        return any(week in second.weeks or week % 5 + 1 in second.weeks for week in first.weeks)


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A piece of one local day that a meeting asks for.

    Attributes
    ----------
    weekday : int
        0 is Monday, on the person's own calendar.
    week : int
        Which such weekday of its month (1-5) on the person's own calendar.
    start, end : int
        Minutes after local midnight.
    """

    weekday: int
    week: int
    start: int
    end: int


def week_of_month(day: date) -> int:
    """Return which such weekday of its month a date is (1-5)."""
    return (day.day - 1) // 7 + 1


@lru_cache(maxsize=4096)
def session_dates(
    weekday: int, weeks: tuple[int, ...], start_date: date, count: int
) -> tuple[date, ...]:
    """Return the first `count` dates from `start_date` on that fall in the given weeks.

    Parameters
    ----------
    weekday : int
        0 is Monday.
    weeks : tuple of int
        Weeks of the month, 1-5.
    start_date : date
    count : int
    """
    day = start_date + timedelta(days=(weekday - start_date.weekday()) % 7)
    dates: list[date] = []
    while len(dates) < count:
        if week_of_month(day) in weeks:
            dates.append(day)
        day += timedelta(days=7)
    return tuple(dates)


@lru_cache(maxsize=512)
def zone(name: str) -> ZoneInfo:
    """Return the IANA zone of this name."""
    return ZoneInfo(name)


@lru_cache(maxsize=65_536)  # groups meet on the same days at the same hours
def to_utc(day: date, minute: int, zone_name: str) -> datetime:
    """Return the instant of a civil time (`minute` after midnight, may pass 1440)."""
    moment = datetime.combine(day, time(), zone(zone_name)) + timedelta(minutes=minute)
    return moment.astimezone(UTC)


@lru_cache(maxsize=200_000)
def local_spans(
    meeting: Meeting, start_date: date, hours: int, program_zone: str, own_zone: str
) -> tuple[Span, ...]:
    """Return every distinct span a meeting asks of somebody whose clock is `own_zone`.

    Zones change their clocks on different dates, or never, so one meeting may fall on several
    local times over the year; somebody has to be free at each of them.

    Parameters
    ----------
    meeting : Meeting
    start_date : date
        The programme's first day.
    hours : int
        The programme's hours in all; a session is 60 or 120 minutes.
    program_zone, own_zone : str
        IANA names.
    """
    pieces = local_pieces(meeting, start_date, hours, program_zone, own_zone)
    return tuple(Span(*piece) for piece in sorted(pieces))


def local_pieces(
    meeting: Meeting, start_date: date, hours: int, program_zone: str, own_zone: str
) -> set[Piece]:
    """Return the same as plain numbers, for whoever asks for thousands of meetings at once."""
    count = hours * 60 // meeting.minutes
    days = session_dates(meeting.weekday, meeting.weeks, start_date, count)
    pieces: set[Piece] = set()
    for (week, shift), alike in _alike(days, program_zone, own_zone):
        start = meeting.start + (shift or 0)
        if shift is not None and 0 <= start <= DAY - meeting.minutes:
            pieces.add((meeting.weekday, week, start, start + meeting.minutes))
            continue
        for day in alike:
            if shift is None:
                moment = datetime.combine(day, time(), zone(program_zone))
                local = (moment + timedelta(minutes=meeting.start)).astimezone(zone(own_zone))
                begin, minute = local.date(), local.hour * 60 + local.minute
            else:
                away, minute = divmod(start, DAY)
                begin = day + timedelta(days=away)
            pieces.update(_split_at_midnight(begin, minute, minute + meeting.minutes))
    return pieces


@lru_cache(maxsize=4096)
def _alike(
    days: tuple[date, ...], program_zone: str, own_zone: str
) -> list[tuple[tuple[int, int | None], list[date]]]:
    """Put dates together that differ in nothing but the date: see `_shift`.

    Nearly all of a term's dates ask the same of a clock, and each start of the day is asked for.
    """
    found: dict[tuple[int, int | None], list[date]] = {}
    for day in days:
        kind = week_of_month(day), _shift(day, program_zone, own_zone)
        found.setdefault(kind, []).append(day)
    return list(found.items())


@lru_cache(maxsize=65_536)
def _shift(day: date, program_zone: str, own_zone: str) -> int | None:
    """Return by how many minutes another clock is ahead; None on a day on which one changes."""
    zones = zone(program_zone), zone(own_zone)
    offsets = []
    for midnight in (day, day + timedelta(days=1)):
        moment = datetime.combine(midnight, time(), zones[0]).astimezone(UTC)
        offsets.append([moment.astimezone(clock).utcoffset() or timedelta() for clock in zones])
    if offsets[0] != offsets[1]:
        return None
    ahead = offsets[0][1] - offsets[0][0]
    return ahead // timedelta(minutes=1)


def _split_at_midnight(day: date, start: int, end: int) -> Iterable[Piece]:
    while end > DAY:
        yield day.weekday(), week_of_month(day), start, DAY
        day, start, end = day + timedelta(days=1), 0, end - DAY
    yield day.weekday(), week_of_month(day), start, end


def within(window: tuple[int, int], minutes: int, span: Span) -> bool:
    """Whether a meeting lies whole within a day's hours at one of its local times.

    What passes midnight lies on two days, and so within the hours of neither.

    Parameters
    ----------
    window : (int, int)
        First and last minute of the day's hours.
    minutes : int
        How long the meeting is.
    span : Span
    """
    begin, end = window
    return begin <= span.start and span.end <= end and span.end - span.start == minutes


def covers(entries: Sequence[Entry], spans: Iterable[Span]) -> bool:
    """Whether every span lies within the entries, one of them or several that join."""
    return all(_covered(entries, span) for span in spans)


def only_possible(entries: Sequence[Entry], spans: Iterable[Span]) -> bool:
    """Whether some minute of the spans is marked possible and by no other entry as more."""
    sure = [entry for entry in entries if entry.mark is not Mark.POSSIBLE]
    return any(
        not _covered(sure, Span(span.weekday, span.week, start, end))
        for span in spans
        for entry in entries
        if entry.mark is Mark.POSSIBLE and _holds_on(entry, span)
        if (start := max(entry.start, span.start)) < (end := min(entry.end, span.end))
    )


def outside_preferred(entries: Sequence[Entry], spans: Iterable[Span]) -> bool:
    """Whether somebody who marked preferred times meets, in part at least, outside them."""
    liked = [entry for entry in entries if entry.mark is Mark.PREFERRED]
    return bool(liked) and not covers(liked, spans)


def _covered(entries: Sequence[Entry], span: Span) -> bool:
    reach = span.start
    for entry in sorted(entry for entry in entries if _holds_on(entry, span)):
        if entry.start <= reach < entry.end:
            reach = entry.end
        if reach >= span.end:
            return True
    return False


def _holds_on(entry: Entry, span: Span) -> bool:
    return entry.weekday == span.weekday and (not entry.weeks or span.week in entry.weeks)


def minute_of(clock: str) -> int:
    """Return the minutes after midnight of an ``HH:MM`` text."""
    hour, minute = clock.split(":")
    return int(hour) * 60 + int(minute)


def clock_of(minute: int) -> str:
    """Return ``HH:MM`` of minutes after midnight."""
    return f"{minute // 60:02d}:{minute % 60:02d}"
