"""When people can meet, by what their sector's days are like."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from matcher.cohort.availability import clock_of, minute_of
from matcher.generate.draws import Draws
from matcher.generate.field import SECTOR_MIX

WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri")
DAY_START, DAY_END = minute_of("07:00"), minute_of("21:00")
MONTHLY_MEETING = 120  # minutes
# Where people can choose a short window they choose the middle of the week.
SHORT_DAYS = {1: 36.0, 2: 34.0, 3: 20.0, 0: 6.0, 4: 4.0}


class Window(NamedTuple):
    """One stretch of a weekday, in minutes after midnight; sorts by day and hour."""

    weekday: int  # 0 is Monday
    start: int
    end: int
    suffix: str = ""  # "(preferred)", "weeks 1,3"

    def __str__(self) -> str:
        text = f"{WEEKDAYS[self.weekday]} {clock_of(self.start)}-{clock_of(self.end)}"
        return f"{text} {self.suffix}".strip()


class Habit(NamedTuple):
    """A part of the day in which a sector's people can get away."""

    start: int
    end: int
    people: float  # share who ever can
    days: float  # how likely on each weekday, for those
    drift: int = 0  # half hours it may begin or end earlier or later

    @property
    def weight(self) -> float:
        """How common it is."""
        return self.people * self.days


def _habit(hours: str, people: float, days: float, drift: int = 0) -> Habit:
    start, end = hours.split("-")
    return Habit(minute_of(start), minute_of(end), people, days, drift)


_VISITING = (
    _habit("09:00-11:30", 0.9, 0.35, 2),
    _habit("12:00-13:30", 0.6, 0.45),
    _habit("14:00-16:00", 0.7, 0.30, 2),
    _habit("17:30-19:30", 0.18, 0.45),
)
_HABITS = {
    "home-visiting": _VISITING,
    "early-intervention": _VISITING,
    "child-development": _VISITING,
    "family-and-peer-support": (
        *_VISITING[:3],
        _habit("17:30-19:30", 0.35, 0.50),
    ),
    # Classrooms get away at nap time, or when the children have gone home.
    "early-care-and-education": (
        _habit("12:30-14:30", 0.95, 0.70),
        _habit("17:30-20:00", 0.40, 0.55, 1),
    ),
    "head-start": (
        _habit("12:30-14:30", 0.95, 0.70),
        _habit("09:00-12:00", 0.45, 0.20),
        _habit("17:30-20:00", 0.18, 0.55, 1),
    ),
    "family-child-care": (
        _habit("13:00-15:00", 0.90, 0.65),
        _habit("18:00-20:30", 0.85, 0.65),
    ),
    # Between court and visits: before the day, at lunch, at its end.
    "child-welfare": (
        _habit("08:00-09:30", 0.70, 0.50),
        _habit("12:00-13:00", 0.90, 0.65),
        _habit("15:30-17:30", 0.70, 0.50),
    ),
    "pediatrics": (
        _habit("07:00-08:00", 0.60, 0.50),
        _habit("12:00-13:00", 0.95, 0.80),
        _habit("13:00-17:00", 0.70, 0.20),
    ),
    "policy-and-administration": (
        _habit("09:00-12:00", 0.80, 0.40, 2),
        _habit("12:00-14:00", 0.60, 0.40, 1),
        _habit("13:00-16:00", 0.80, 0.40, 2),
    ),
}


def week_of(draws: Draws, sector: str) -> list[Window]:
    """Draw the times one of a sector's people is free, two windows a week at least."""
    habits = _HABITS[sector]
    own = [habit for habit in habits if draws.chance(habit.people)] or [habits[0]]
    windows = [
        _drifted(draws, habit, weekday)
        for habit in own
        for weekday in range(len(WEEKDAYS))
        if draws.chance(habit.days)
    ]
    windows = joined(windows)
    while len(windows) < 2:
        windows = joined([*windows, _drifted(draws, own[0], draws.below(len(WEEKDAYS)))])
    return windows


def narrow_week_of(draws: Draws, sector: str) -> list[Window]:
    """Draw one or two windows of 60 to 90 minutes, at the sector's usual hours."""
    habits = {habit: habit.weight for habit in _HABITS[sector]}
    windows = []
    for _ in range(1 if draws.chance(0.45) else 2):
        habit, weekday = draws.weighted(habits), draws.weighted(SHORT_DAYS)
        minutes = min(60 if draws.chance(0.3) else 90, habit.end - habit.start)
        late = draws.chance(0.3) and habit.start + 30 + minutes <= habit.end
        start = habit.start + (30 if late else 0)
        windows.append(Window(weekday, start, start + minutes))
    return joined(windows)


def roster_week_of(draws: Draws, sectors: Sequence[str], *, narrow: bool) -> list[Window]:
    """Draw the times a provider offers: longer ones, about when people they know are free."""
    windows: list[Window] = []
    for _ in range(4 + draws.below(4)):
        sector = draws.pick(sectors) if sectors else draws.weighted(SECTOR_MIX)
        habit = draws.weighted({habit: habit.weight for habit in _HABITS[sector]})
        weekday = draws.weighted(SHORT_DAYS) if narrow else draws.below(len(WEEKDAYS))
        start = habit.start - 30 * draws.below(3)
        end = habit.end + 30 * draws.below(3)
        windows.append(Window(weekday, max(start, DAY_START), min(end, DAY_END)))
    return joined(windows)


def with_long_window(windows: Sequence[Window]) -> list[Window]:
    """Return the windows with one, the first, long enough for a monthly meeting.

    A form does not take two hours a month from somebody who never has two hours.
    """
    if any(window.end - window.start >= MONTHLY_MEETING for window in windows):
        return list(windows)
    first, *others = windows
    start = min(first.start, DAY_END - MONTHLY_MEETING)
    return joined([first._replace(start=start, end=start + MONTHLY_MEETING), *others])


def marked(draws: Draws, windows: Sequence[Window]) -> list[Window]:
    """Return the windows, some of them marked preferred or possible."""
    if draws.chance(0.35):
        return list(windows)
    marks = {"": 58.0, "(preferred)": 28.0, "(possible)": 14.0}
    return [window._replace(suffix=draws.weighted(marks)) for window in windows]


def week_limited(draws: Draws, windows: Sequence[Window], cadence: str) -> list[Window]:
    """Return the windows, about half of the unmarked ones for some weeks of the month only."""
    weeks = {"weeks 1,3": 34.0, "weeks 2,4": 34.0}
    if cadence != "twice-monthly":
        weeks |= {"weeks 1": 8.0, "weeks 2,3,4": 24.0}
    return [
        window._replace(suffix=draws.weighted(weeks))
        if not window.suffix and draws.chance(0.5)
        else window
        for window in windows
    ]


def written(windows: Iterable[Window]) -> str:
    """Return the windows as an availability cell."""
    return "; ".join(map(str, windows))


def joined(windows: Iterable[Window]) -> list[Window]:
    """Return the windows in order, those that overlap or adjoin joined into one."""
    result: list[Window] = []
    for window in sorted(windows):
        last = result[-1] if result else None
        if last is None or last.weekday != window.weekday or last.end < window.start:
            result.append(window)
        else:
            result[-1] = last._replace(end=max(last.end, window.end))
    return result


def _drifted(draws: Draws, habit: Habit, weekday: int) -> Window:
    if not habit.drift:
        return Window(weekday, habit.start, habit.end)
    # About half keep the usual hour, so that people still meet.
    start, end = (
        0 if draws.chance(0.5) else 30 * (draws.below(2 * habit.drift + 1) - habit.drift)
        for _ in range(2)
    )
    start, end = habit.start + start, habit.end + end
    return Window(weekday, start, max(end, start + 60))
