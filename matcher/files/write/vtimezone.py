"""A time zone's rules for a calendar file, right for every year the file covers."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
LAST = -1


@dataclass(frozen=True, slots=True)
class Change:
    """One change of a zone's clock.

    Attributes
    ----------
    at : datetime
        Local civil time by the clock before the change, naive.
    before, after : timedelta
        Offsets from UTC.
    name : str
        Abbreviation after the change, such as ``EDT``.
    daylight : bool
        Whether summer time begins.
    """

    at: datetime
    before: timedelta
    after: timedelta
    name: str
    daylight: bool

    @property
    def weeks(self) -> set[int]:
        """Ways to say which such weekday of the month it is: 1 to 5, or `LAST`."""
        ways = {(self.at.day - 1) // 7 + 1}
        if self.at.day + 7 > monthrange(self.at.year, self.at.month)[1]:
            ways.add(LAST)
        return ways

    @property
    def habit(self) -> tuple[object, ...]:
        """What stays the same where a zone changes its clock by a yearly rule."""
        at = self.at
        return at.month, at.weekday(), at.time(), self.before, self.after, self.name, self.daylight


def timezone_lines(zone_name: str, first_year: int, last_year: int) -> list[str]:
    """Return the lines of a VTIMEZONE that is right from `first_year` to `last_year`.

    Calendar programs read yearly rules most reliably (some pass over lists of dates), so rules
    are written where one holds for every year, and single changes otherwise.

    Parameters
    ----------
    zone_name : str
        IANA name.
    first_year, last_year : int
        Both included.
    """
    changes = _changes(zone_name, first_year - 1, last_year)
    if not changes or changes[0].at.year >= first_year:
        changes = (_opening(zone_name, first_year), *changes)
    lines = ["BEGIN:VTIMEZONE", f"TZID:{zone_name}"]
    for change, rule in _with_rules(changes):
        kind = "DAYLIGHT" if change.daylight else "STANDARD"
        lines += [
            f"BEGIN:{kind}",
            f"DTSTART:{change.at:%Y%m%dT%H%M%S}",
            *([f"RRULE:{rule}"] if rule else []),
            f"TZOFFSETFROM:{_offset_text(change.before)}",
            f"TZOFFSETTO:{_offset_text(change.after)}",
            f"TZNAME:{change.name}",
            f"END:{kind}",
        ]
    return [*lines, "END:VTIMEZONE"]


def _offset_text(offset: timedelta) -> str:
    """Return ``-0500`` of minus five hours."""
    minutes = round(offset.total_seconds() / 60)
    return f"{'-' if minutes < 0 else '+'}{abs(minutes) // 60:02d}{abs(minutes) % 60:02d}"


def _with_rules(changes: Sequence[Change]) -> list[tuple[Change, str]]:
    """Return the changes, those that follow one yearly rule folded into the first of them."""
    by_habit: dict[tuple[object, ...], list[Change]] = {}
    for change in changes:
        by_habit.setdefault(change.habit, []).append(change)
    years = {change.at.year for change in changes}
    folded: list[tuple[Change, str]] = []
    for alike in by_habit.values():
        first = alike[0].at
        ways = set.intersection(*(change.weeks for change in alike))
        if len(years) > 1 and {change.at.year for change in alike} == years and ways:
            week = LAST if LAST in ways else min(ways)
            day = f"{week}{DAYS[first.weekday()]}"
            folded.append((alike[0], f"FREQ=YEARLY;BYMONTH={first.month};BYDAY={day}"))
        else:
            folded.extend((change, "") for change in alike)
    return sorted(folded, key=lambda pair: pair[0].at)


def _opening(zone_name: str, year: int) -> Change:
    """Return what the clock shows at the start, for zones that do not change it before then."""
    begin = datetime(year - 1, 1, 1, tzinfo=ZoneInfo(zone_name))
    offset = begin.utcoffset() or timedelta()
    return Change(
        datetime(year - 1, 1, 1), offset, offset, begin.tzname() or zone_name, daylight=False
    )


@lru_cache(maxsize=64)
def _changes(zone_name: str, first_year: int, last_year: int) -> tuple[Change, ...]:
    zone = ZoneInfo(zone_name)
    moment = datetime(first_year, 1, 1, tzinfo=UTC)
    changes = []
    while moment.year <= last_year:
        later = moment + timedelta(days=1)
        if _state(moment, zone) != _state(later, zone):
            changes.append(_change(moment, later, zone))
        moment = later
    return tuple(changes)


def _change(early: datetime, late: datetime, zone: ZoneInfo) -> Change:
    """Find the change between two instants to the minute."""
    before = _state(early, zone)
    while late - early > timedelta(minutes=1):
        middle = early + (late - early) / 2
        middle = middle.replace(second=0, microsecond=0)
        if _state(middle, zone) == before:
            early = middle
        else:
            late = middle
    after = late.astimezone(zone)
    return Change(
        at=(late + before[0]).replace(tzinfo=None),
        before=before[0],
        after=after.utcoffset() or timedelta(),
        name=after.tzname() or zone.key,
        # By the clock, not by dst(): in Dublin and Casablanca winter is the exception by law.
        daylight=(after.utcoffset() or timedelta()) > before[0],
    )


def _state(moment: datetime, zone: ZoneInfo) -> tuple[timedelta, str | None]:
    local = moment.astimezone(zone)
    return local.utcoffset() or timedelta(), local.tzname()
