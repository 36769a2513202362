"""Two clock times as people write them, to minutes of one day.

How a pair of times is read (``~`` marks readings that are reported as a warning):

=====================  ==============  =====================================================
written                read as         rule
=====================  ==============  =====================================================
09:00-11:00, 9-17      as written      a leading zero, 13-24 or 0 is the 24-hour clock
9-11, 8:30-10          09:00-11:00     bare start 8-11: morning
11-1, 9-5              11:00-13:00     the end is the next such time, at most ten hours on
7-9                    07:00-09:00 ~   bare start 7: morning
12-1, 12:30-2          12:00-13:00 ~   bare start 12: noon
1-3, 5-7, 6-8          13:00-15:00 ~   bare start 1-6: afternoon or evening
6-12                   06:00-12:00 ~   ... and morning only where the afternoon cannot be meant
9-11am, 1-3pm          both halves     am or pm of the end holds for the start as well,
11-1pm, 9-5pm          11:00-13:00     unless the start would then come after the end
9am-1, noon-2          09:00-13:00     a bare end is the next such time
10-midnight, 9-12am    refused         could start in the morning or at night
9-24, 10:00-00:00      as written      24 and 0 are of the 24-hour clock, so the start is too
12am as an end         24:00           also midnight and 00:00
01:00-03:00            01:00-03:00 ~   a time that ends before 7 in the morning
9-9, 14:00-12:00       refused         the end has to come after the start, on the same day
=====================  ==============  =====================================================
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from matcher.cohort.availability import DAY
from matcher.files.read.issues import CellError

NOON, HALF_DAY = 12 * 60, 12 * 60
LONGEST_GUESS = 10 * 60  # a bare end on the other side of noon is at most this far on
EARLIEST_GUESS = 5 * 60
NIGHT_ENDS = 7 * 60

CLOCK = re.compile(
    r"(?:12(?:[:.]00)?\s*)?(?P<word>noon|midday|midnight)\b"
    r"|(?P<number>\d+(?:[:.]\d+){0,2})\s*(?P<half>[ap]m?\b)?"
)


@dataclass(frozen=True, slots=True)
class Clock:
    """One time as written.

    Attributes
    ----------
    hour, minute : int
    half : str
        ``am``, ``pm`` or blank.
    sure : bool
        Certainly of the 24-hour clock.
    padded : bool
        Two digits and minutes, as the 24-hour clock is written.
    word : bool
        Noon or midnight.
    """

    hour: int
    minute: int
    half: str = ""
    sure: bool = False
    padded: bool = False
    word: bool = False

    @property
    def bare(self) -> bool:
        """Whether it could be before or after noon."""
        return not self.half and not self.sure

    def literal(self, *, end: bool) -> int:
        """Return its minute of the day as the 24-hour clock, or by its am or pm."""
        minute = self.hour * 60 + self.minute
        if self.half:
            minute = minute % HALF_DAY + (NOON if self.half == "pm" else 0)
        return DAY if end and minute == 0 else minute

    def both(self) -> tuple[int, int]:
        """Return the two minutes of the day that a bare time can mean, the earlier first."""
        early = (self.hour * 60 + self.minute) % HALF_DAY
        return early, early + HALF_DAY


def clock(match: re.Match[str]) -> Clock:
    """Return the time of a match of `CLOCK`.

    Raises
    ------
    CellError
        There is no such time, for example ``25:00`` or ``9:75``.
    """
    if match["word"]:
        return Clock(0 if match["word"] == "midnight" else 12, 0, sure=True, word=True)
    number, half = match["number"], match["half"] or ""
    parts = re.split("[:.]", number)
    hour, minutes = parts[0], parts[1] if len(parts) > 1 else "00"
    if len(parts) == 1 and 3 <= len(number) <= 4:  # 930, 1730
        hour, minutes = number[:-2], number[-2:]
    seconds = parts[2] if len(parts) > 2 else "00"
    most = 12 if half else 24
    if len(hour) > 2 or len(minutes) != 2 or seconds != "00" or int(hour) > most:
        raise CellError(f"there is no such time as {match[0].strip()}")
    if int(minutes) > 59 or (int(hour) == 24 and int(minutes)) or (half and int(hour) == 0):
        raise CellError(f"there is no such time as {match[0].strip()}")
    return Clock(
        hour=int(hour),
        minute=int(minutes),
        half=f"{half[0]}m" if half else "",
        sure=not half and (int(hour) > 12 or hour.startswith("0")),
        padded=len(hour) == 2 and number != hour,
    )


def span(start: Clock, end: Clock) -> tuple[int, int, bool]:
    """Return start and end in minutes of the day, and whether the reading is a guess.

    Raises
    ------
    CellError
        The end does not come after the start, or nothing says which half of the day is meant.
    """
    if start.bare and end.bare:
        first, last, guessed = _both_bare(start, end)
    elif start.bare:
        first, last, guessed = _bare_start(start, end)
    elif end.bare and (start.half or start.word):
        first, last, guessed = _bare_end(start, end)
    else:
        first, last, guessed = start.literal(end=False), end.literal(end=True), False
    if first >= last:
        raise CellError(
            "it does not end after it starts; a time across midnight has to be two entries"
        )
    return first, last, guessed or last < NIGHT_ENDS


def bare_start(start: Clock) -> tuple[int, bool]:
    """Return the minute a bare start means, and whether that is a guess."""
    if not start.bare:
        return start.literal(end=False), False
    early, late = start.both()
    return (early, start.hour == 7) if 7 <= start.hour <= 11 else (late, True)


def _both_bare(start: Clock, end: Clock) -> tuple[int, int, bool]:
    if start.padded and end.padded:  # 10:00-12:30: as the 24-hour clock is written
        return start.literal(end=False), end.literal(end=True), False
    first, guessed = bare_start(start)
    if start.hour == 12 and end.hour == 12:
        return first, NOON + end.minute, False
    last = _next(end, first)
    if last is None and start.hour != 12:
        first, guessed = start.both()[0], True
        last = _next(end, first) if first >= EARLIEST_GUESS else None
    if last is None:
        return first, first, guessed
    return first, last, guessed


def _next(end: Clock, first: int) -> int | None:
    """Return the next time after `first` that a bare end can mean, if it is near enough."""
    later = [minute for minute in end.both() if minute > first]
    return later[0] if later and later[0] - first <= LONGEST_GUESS else None


def _bare_start(start: Clock, end: Clock) -> tuple[int, int, bool]:
    last = end.literal(end=True)
    if last == DAY and (end.half or end.word):
        raise CellError("it could start in the morning or at night; write am or pm at its start")
    early, late = start.both()
    if end.sure and end.hour != 12:  # 9-17, 1-15, 7-19: the 24-hour clock, from 7 on
        likely = early if 7 <= start.hour <= 11 else late
        return (likely if likely < last else early), last, start.hour < 7
    return (late if late < last else early), last, False


def _bare_end(start: Clock, end: Clock) -> tuple[int, int, bool]:
    first = start.literal(end=False)
    later = [minute for minute in end.both() if minute > first]
    if not later and end.hour == 12 and end.minute == 0:  # 6pm-12
        return first, DAY, True
    return first, later[0] if later else first, False
