"""Dates and date-times as forms and spreadsheets write them."""

from __future__ import annotations

import re
from datetime import date, datetime, time
from functools import lru_cache

from matcher.cohort.availability import zone
from matcher.files.read.issues import CellError, shown

FIRST_YEAR, LAST_YEAR = 1900, 2199
ACCEPTED = "an ISO date such as 2027-01-04"

_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ]+(.+))?")
_SLASHED = re.compile(r"(\d{1,2})([/-])(\d{1,2})\2(\d{4})(?:,? +(.+))?")
_WORDED = re.compile(r"(?:[a-z]+, *)?([a-z]{3,9})\.? +(\d{1,2})(?:st|nd|rd|th)?,? +(\d{4})", re.I)
_CLOCK = re.compile(r"(\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d+)?)? *([ap]\.?m\.?)?", re.I)
_SERIAL = re.compile(r"[34567]\d{4}(\.\d+)?")
MONTHS = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september",
    "october", "november", "december",
)  # fmt: skip


@lru_cache(maxsize=4096)
def moment(text: str, time_zone: str) -> tuple[datetime, str]:
    """Return a date or date-time as civil time, and a note where it can be read in two ways.

    ISO, spreadsheet dates, ``January 4, 2027`` and the American ``1/4/2027`` (month first) are
    read; a date alone is its midnight.

    Parameters
    ----------
    text : str
    time_zone : str
        Zone to which a time with an offset is brought.

    Raises
    ------
    CellError
        It is none of these, or no day of the calendar.
    """
    text = text.strip()[:200]
    note = ""
    if match := _ISO.fullmatch(text):
        year, month, day, clock = match.groups()
        if clock and re.search(r"(Z|[+-]\d{2}:?\d{2})$", clock, re.I):
            return _with_offset(text, time_zone), ""
    elif match := _SLASHED.fullmatch(text):
        month, _, day, year, clock = match.groups()
        if int(month) <= 12 and int(day) <= 12 and month.lstrip("0") != day.lstrip("0"):
            note = (
                f"{shown(text)} was read with the month first: {MONTHS[int(month) - 1].title()} "
                f"{int(day)}, {year}; write {year}-{int(month):02d}-{int(day):02d} to be sure"
            )
    elif (match := _WORDED.fullmatch(text)) and _month(match[1]):
        month, day, year, clock = str(_month(match[1])), match[2], match[3], ""
    else:
        raise CellError(f"found {shown(text)}; accepted: {ACCEPTED}{_hint(text)}")
    return datetime.combine(_day(text, year, month, day), _time(text, clock or "")), note


def _month(word: str) -> int:
    names = [name for name in MONTHS if name.startswith(word.casefold())]
    return MONTHS.index(names[0]) + 1 if len(names) == 1 else 0


def _day(text: str, year: str, month: str, day: str) -> date:
    try:
        found = date(int(year), int(month), int(day))
    except ValueError:
        raise CellError(f"found {shown(text)}, which is no day of the calendar (month first, "
                        f"then day); accepted: {ACCEPTED}") from None  # fmt: skip
    if not FIRST_YEAR <= found.year <= LAST_YEAR:
        raise CellError(f"found {shown(text)}; accepted: a year from {FIRST_YEAR} to {LAST_YEAR}")
    return found


def _time(text: str, clock: str) -> time:
    if not clock:
        return time()
    match = _CLOCK.fullmatch(clock)
    if match:
        hour, half = int(match[1]), (match[4] or "").casefold()[:1]
        if half and 1 <= hour <= 12:
            hour = hour % 12 + (12 if half == "p" else 0)
        elif half:
            hour = 24
        if hour < 24 and int(match[2]) < 60 and int(match[3] or 0) < 60:
            return time(hour, int(match[2]), int(match[3] or 0))
    raise CellError(f"found {shown(text)}; accepted: a date, or a date and time such as "
                    "2027-01-04 09:30")  # fmt: skip


def _with_offset(text: str, time_zone: str) -> datetime:
    try:
        aware = datetime.fromisoformat(text.upper().replace(" ", "T", 1).replace(" ", ""))
        local = aware.astimezone(zone(time_zone)).replace(tzinfo=None, microsecond=0)
    except (ValueError, OverflowError):
        local = datetime.min
    if not FIRST_YEAR <= local.year <= LAST_YEAR:
        raise CellError(f"found {shown(text)}; accepted: a date and time such as "
                        "2027-01-04T09:30:00-05:00")  # fmt: skip
    return local


def _hint(text: str) -> str:
    if _SERIAL.fullmatch(text):
        return " (a spreadsheet's day number? give the column a date format)"
    return ""
