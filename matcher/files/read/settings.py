"""Values of a programme's settings: from TOML, JSON or a sheet's cell to what Program holds."""

from __future__ import annotations

import math
import re
import tomllib
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime

from matcher.cohort.availability import DAY, WEEKDAYS
from matcher.cohort.vocabulary import CADENCES, NO, RC_ACCESS, YES, normal
from matcher.files.read import dates
from matcher.files.read.cells import time_zone
from matcher.files.read.issues import CellError, shown

MOST_HOURS = 240
FIRST_YEAR, LAST_YEAR = 2000, 2100


def refuse(value: object, accepted: str) -> CellError:
    """Return the error for a value of the wrong kind."""
    return CellError(f"found {shown(value)}; accepted: {accepted}")


def text(value: object) -> str:
    """Return a text that is not blank."""
    if not isinstance(value, str) or not value.strip():
        raise refuse(value, "a text")
    return " ".join(value.split())


def flag(value: object) -> bool:
    """Return true or false."""
    if not isinstance(value, bool):
        raise refuse(value, "true or false")
    return value


def whole(low: int, high: int) -> Callable[[object], int]:
    """Return a parser of whole numbers from `low` to `high`."""

    def parse(value: object) -> int:
        if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
            raise refuse(value, f"a whole number from {low} to {high}")
        return value

    return parse


def seed(value: object) -> int:
    """Return a seed: any whole number of up to 30 digits."""
    if isinstance(value, bool) or not isinstance(value, int) or abs(value) >= 10**30:
        raise refuse(value, "a whole number of up to 30 digits")
    return value


def number(low: float, high: float, *, above: bool = False) -> Callable[[object], float]:
    """Return a parser of finite numbers from `low` (or above it) to `high`."""
    accepted = (
        f"a number {'above' if above else 'from'} {low:g} {'up ' if above else ''}to {high:g}"
    )

    def parse(value: object) -> float:
        if (
            isinstance(value, bool)
            or not isinstance(value, int | float)
            or not low <= value <= high
        ):
            raise refuse(value, accepted)
        if not math.isfinite(value) or (above and value == low):
            raise refuse(value, accepted)
        return value

    return parse


def one_of(*words: str) -> Callable[[object], str]:
    """Return a parser of one of a few words."""

    def parse(value: object) -> str:
        found = {normal(word): word for word in words}.get(normal(str(value)))
        if not isinstance(value, str) or found is None:
            raise refuse(value, ", ".join(words))
        return found

    return parse


def zone(value: object) -> str:
    """Return an IANA time zone."""
    return time_zone(text(value))[0]


def hours(value: object) -> int:
    """Return the programme's hours: a monthly session is two of them."""
    accepted = f"an even whole number from 2 to {MOST_HOURS}"
    if isinstance(value, bool) or not isinstance(value, int):
        raise refuse(value, accepted)
    if not 2 <= value <= MOST_HOURS or value % 2:
        raise refuse(value, accepted)
    return value


def day(value: object) -> date:
    """Return a date between FIRST_YEAR and LAST_YEAR."""
    if isinstance(value, datetime):
        value = value.date()
    if isinstance(value, str):
        moment, note = dates.moment(value, "UTC")
        if note:
            raise refuse(value, dates.ACCEPTED)
        value = moment.date()
    if not isinstance(value, date) or not FIRST_YEAR <= value.year <= LAST_YEAR:
        raise refuse(value, f"a date from {FIRST_YEAR} to {LAST_YEAR}, such as 2027-01-04")
    return value


def _listed(value: object, accepted: str, *, least: int = 1) -> Sequence[object]:
    if not isinstance(value, list | tuple) or len(value) < least:
        raise refuse(value, accepted)
    return value


def cadences(value: object) -> tuple[str, ...]:
    """Return the cadences on offer, each once."""
    accepted = f"a list of one or both of {', '.join(CADENCES)}"
    parse = one_of(*CADENCES)
    return tuple(dict.fromkeys(parse(item) for item in _listed(value, accepted)))


def weekdays(value: object) -> tuple[int, ...]:
    """Return weekdays as numbers (0 is Monday), in order."""
    accepted = f"a list of {', '.join(WEEKDAYS)}"
    found = set()
    for item in _listed(value, accepted):
        name = item.strip().casefold() if isinstance(item, str) else ""
        full = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
        if name not in WEEKDAYS and name not in full:
            raise refuse(item, accepted)
        found.add(WEEKDAYS.index(name[:3]))
    return tuple(sorted(found))


def holidays(value: object) -> str | tuple[date, ...]:
    """Return a known country code, a list of dates, or none."""
    accepted = "a country code such as US or US-MA, a list of dates, or none"
    if isinstance(value, list | tuple):
        return tuple(sorted({day(item) for item in value}))
    if not isinstance(value, str) or not value.strip():
        raise refuse(value, accepted)
    code = value.strip().upper()
    if code in ("NONE", "US"):  # the default is not worth an import
        return "none" if code == "NONE" else code
    import holidays as known

    country, _, part = code.partition("-")
    try:
        known.country_holidays(country, subdiv=part or None)
    except (NotImplementedError, AttributeError, KeyError):
        raise refuse(value, accepted) from None
    return code


def breaks(value: object) -> tuple[tuple[date, date], ...]:
    """Return ranges of dates without sessions, in order."""
    accepted = 'a list of [from, to] dates such as [["2027-07-01", "2027-07-15"]]'
    ranges = []
    for item in _listed(value, accepted, least=0):
        if not isinstance(item, list | tuple) or len(item) != 2:
            raise refuse(item, accepted)
        first, last = day(item[0]), day(item[1])
        if last < first:
            raise CellError(f"found a break that ends before it starts ({first} to {last}); "
                            f"accepted: {accepted}")  # fmt: skip
        ranges.append((first, last))
    return tuple(sorted(ranges))


def group_size(value: object) -> tuple[int, int]:
    """Return the smallest and the largest number of members."""
    accepted = "two whole numbers, the smallest and the largest size, such as [5, 6]"
    sizes = list(_listed(value, accepted))
    if len(sizes) != 2:
        raise refuse(value, accepted)
    low, high = (whole(1, 100)(size) for size in sizes)
    if low > high:
        raise refuse(value, accepted)
    return low, high


_WINDOW_CLOCK = re.compile(r"(\d{1,2}):(\d{2})")


def day_window(value: object) -> tuple[int, int]:
    """Return the earliest start and the latest end of a meeting, in minutes."""
    accepted = 'two times of the 24-hour clock such as ["07:00", "21:00"]'
    minutes = []
    for item in _listed(value, accepted):
        clock = str(item)[:5] if not isinstance(item, str) else item.strip()  # a TOML local time
        match = _WINDOW_CLOCK.fullmatch(clock)
        if not match or int(match[2]) > 59:
            raise refuse(item, accepted)
        minutes.append(int(match[1]) * 60 + int(match[2]))
    if len(minutes) != 2 or not 0 <= minutes[0] < minutes[1] <= DAY:
        raise refuse(value, accepted)
    return minutes[0], minutes[1]


def tiers(value: object) -> tuple[tuple[str, ...], ...]:
    """Return the tiers of access, most urgent first, each level of access exactly once."""
    accepted = (
        f"a list that names each of {', '.join(RC_ACCESS)} exactly once, most urgent first, "
        'such as ["none", "little", ["some", "regular"]]'
    )
    parse = one_of(*RC_ACCESS)
    found = []
    for item in _listed(value, accepted):
        shared = item if isinstance(item, list | tuple) else [item]
        found.append(tuple(parse(word) for word in shared))
    named = [word for tier in found for word in tier]
    if sorted(named) != sorted(RC_ACCESS) or not all(found):
        raise CellError(f"found {', '.join(named) or 'nothing'}; accepted: {accepted}")
    return tuple(found)


def names(value: object) -> tuple[str, ...]:
    """Return a list of texts."""
    return tuple(text(item) for item in _listed(value, "a list of names", least=0))


# A sheet's cells are texts: how each kind of setting is made of one.
_TO = re.compile(r"\s+to\s+|\s*\.\.\s*|\s+-\s+")
_SPLIT = re.compile(r"[;,\n]")


def _scalar(cell: str) -> object:
    if re.fullmatch(r"[+-]?\d{1,30}", cell):
        return int(cell)
    if re.fullmatch(r"[+-]?\d{0,15}\.\d{1,15}", cell):
        return float(cell)
    return cell


def _flag(cell: str) -> object:
    word = normal(cell)
    return True if word in YES else False if word in NO else cell


def _parts(cell: str, signs: re.Pattern[str] = _SPLIT) -> list[str]:
    return [part.strip() for part in signs.split(cell.strip("[] ")) if part.strip(" \"'")]


def _list(cell: str) -> object:
    return [_scalar(part.strip("\"'")) for part in _parts(cell)]


def _window(cell: str) -> object:
    return [part for half in _parts(cell) for part in re.split(r"\s*[-–]\s*|\s+to\s+", half)]


def _size(cell: str) -> object:
    return [_scalar(part) for part in re.split(r"\s*(?:[-–;,]|\bto\b)\s*", cell.strip("[] "))]


def _holidays(cell: str) -> object:
    return _parts(cell) if re.match(r"\W*\d", cell) else cell


def _ranges(cell: str) -> object:
    return [_TO.split(part) for part in _parts(cell)]


def _tiers(cell: str) -> object:
    return [[word.strip() for word in re.split(r"[+&]", part)] for part in _parts(cell)]


FROM_CELL: dict[Callable[..., object], Callable[[str], object]] = {
    flag: _flag, cadences: _list, weekdays: _list, holidays: _holidays, breaks: _ranges,
    group_size: _size, day_window: _window, tiers: _tiers, names: _parts,
    text: str, zone: str, day: str,
}  # fmt: skip


def from_cell(parse: Callable[..., object], cell: str) -> object:
    """Return the raw value that a sheet's cell stands for, for one parser."""
    written = _as_in_toml(cell)
    return FROM_CELL.get(parse, _scalar)(cell.strip()) if written is None else written


def _as_in_toml(cell: str) -> object:
    """Return what a list or a quoted text copied from a program.toml holds, None for others."""
    if not cell.strip().startswith(("[", '"', "'")):
        return None
    try:
        return tomllib.loads(f"cell = {cell.strip()}").get("cell")
    except tomllib.TOMLDecodeError:
        return None


def words_of(value: object) -> Iterable[str]:
    """Return the words of a list, or of a sheet's cell that holds one."""
    if isinstance(value, str):
        written = _as_in_toml(value)
        if not isinstance(written, list):
            return _parts(value)
        value = written
    return [text(item) for item in _listed(value, "a list of texts", least=0)]
