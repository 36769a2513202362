"""Every meeting a program allows, and who is free for which of them, all at once.

The same as asking rule ``availability`` person by person and meeting by meeting, but a person's
whole week is answered in some twenty microseconds.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import gcd

import numpy as np
from numpy.typing import NDArray

from matcher.cohort import Cohort, Meeting, Participant, Program, Provider
from matcher.cohort.availability import DAY, WEEKS_OF, Entry, Piece, local_pieces

BoolArray = NDArray[np.bool_]
IntArray = NDArray[np.intp]
WEEKS = 5  # in a month, at most
AT_ONCE = 256  # people, so that memory stays small however many there are
Clock = tuple[str, bool]  # a zone, and whether weeks of the month are told apart


@dataclass(frozen=True, slots=True)
class _Asked:
    """What every meeting asks of one zone's clock, as flat arrays over the spans.

    `day` is the weekday, or weekday x 5 + week - 1 where weeks of the month are told apart. The
    spans of meeting m begin at ``first[m]``.
    """

    day: IntArray
    start: IntArray
    end: IntArray
    meeting: IntArray
    first: IntArray

    @classmethod
    def of(cls, pieces: Iterable[Iterable[Piece]], *, numbered: bool) -> _Asked:
        """Lay out what is asked, meeting after meeting, everything once."""
        distinct = [
            {(_day(weekday, week, numbered), start, end) for weekday, week, start, end in asked}
            for asked in pieces
        ]
        flat = np.array([one for asked in distinct for one in asked], np.intp).reshape(-1, 3)
        lengths = np.array([len(asked) for asked in distinct], np.intp)
        day, start, end = flat.T
        return cls._laid(day, start, end, lengths)

    def only(self, kept: BoolArray) -> _Asked:
        """Drop the meetings that are not kept."""
        lengths = np.diff(np.append(self.first, len(self.day)))
        spans = np.repeat(kept, lengths)
        return self._laid(self.day[spans], self.start[spans], self.end[spans], lengths[kept])

    @classmethod
    def _laid(cls, day: IntArray, start: IntArray, end: IntArray, lengths: IntArray) -> _Asked:
        meeting = np.repeat(np.arange(len(lengths)), lengths)
        return cls(day, start, end, meeting, np.cumsum(lengths) - lengths)


class Grid:
    """The meetings of a program: weekday x start x cadence x weeks.

    Attributes
    ----------
    meetings : tuple of Meeting
    column : mapping of Meeting to int
        Where a meeting stands in `meetings` and in every array here.
    """

    def __init__(self, program: Program, meetings: Sequence[Meeting]) -> None:
        self.program = program
        self.meetings = tuple(meetings)
        self.column = {meeting: index for index, meeting in enumerate(self.meetings)}
        self._asked: dict[Clock, _Asked] = {}
        self._part: tuple[Grid, BoolArray] | None = None  # of which grid, and which meetings

    @classmethod
    def whole(cls, program: Program) -> Grid:
        """Return the grid of every meeting that a program allows."""
        grid = cls(program, all_meetings(program))
        grid._asked = _asked_of_all(
            program.weekdays, program.slot_minutes, program.cadences, program.start_date,
            program.hours, program.time_zone,
        )  # fmt: skip
        return grid

    @classmethod
    def of(cls, cohort: Cohort) -> Grid:
        """Return the grid of those meetings that some provider could hold, as time goes."""
        program = cohort.program
        whole = cls.whole(program)
        leaders = [provider for provider in cohort.providers if provider.max_groups > 0]
        used: BoolArray = np.any(whole.held_by(leaders), axis=0)
        grid = cls(program, [whole.meetings[column] for column in np.flatnonzero(used)])
        grid._part = whole, used
        return grid

    def held(self, provider: Provider) -> BoolArray:
        """Return for which meetings one provider is free, as `held_by` does for many."""
        held: BoolArray = self.held_by([provider])[0]
        return held

    def held_by(self, providers: Sequence[Provider]) -> BoolArray:
        """Return for which meetings providers are free, within the day's hours on their clock.

        Returns
        -------
        array of bool, shape (providers, meetings)
        """
        held = self.free(providers)
        begin, end = self.program.day_window
        minutes = np.array([meeting.minutes for meeting in self.meetings], np.intp)
        for zone in {provider.time_zone for provider in providers}:
            asked = self._in((zone, False))
            whole = asked.end - asked.start == minutes[asked.meeting]  # none passes midnight
            inside = self._all(whole & (asked.start >= begin) & (asked.end <= end), asked)
            held[[one.time_zone == zone for one in providers]] &= inside
        for cadence in {meeting.cadence for meeting in self.meetings}:
            columns = np.array([meeting.cadence == cadence for meeting in self.meetings], bool)
            refuse = np.array([one.cadence not in ("either", cadence) for one in providers], bool)
            held[np.ix_(refuse, columns)] = False
        return held

    def free(self, rows: Sequence[Participant | Provider]) -> BoolArray:
        """Return who is free for which meeting, whatever cadence they asked for.

        Returns
        -------
        array of bool, shape (rows, meetings)
        """
        free = np.zeros((len(rows), len(self.meetings)), bool)
        if not self.meetings:
            return free
        clocks: dict[Clock, list[int]] = {}
        for index, row in enumerate(rows):
            numbered = any(entry.weeks for entry in row.availability)
            clocks.setdefault((row.time_zone, numbered), []).append(index)
        for clock, places in clocks.items():
            asked = self._in(clock)
            for begin in range(0, len(places), AT_ONCE):
                chosen = places[begin : begin + AT_ONCE]
                weeks = [rows[index].availability for index in chosen]
                step = _step(weeks, asked)
                start, end = asked.start // step, asked.end // step
                until = _free_until(weeks, step, numbered=clock[1])
                got = until[:, asked.day, end] - until[:, asked.day, start]
                free[chosen] = self._all(got == end - start, asked)
        return free

    def _all(self, spans: BoolArray, asked: _Asked) -> BoolArray:
        """Return for which meetings all spans hold, along the last axis."""
        if not self.meetings:
            return np.zeros((*spans.shape[:-1], 0), bool)
        every: BoolArray = np.logical_and.reduceat(spans, asked.first, axis=-1)
        return every

    def _in(self, clock: Clock) -> _Asked:
        if clock in self._asked:
            return self._asked[clock]
        if self._part is not None:
            whole, kept = self._part
            self._asked[clock] = whole._in(clock).only(kept)
        else:
            zone, numbered = clock
            program = self.program
            pieces = (
                local_pieces(meeting, program.start_date, program.hours, program.time_zone, zone)
                for meeting in self.meetings
            )
            self._asked[clock] = _Asked.of(pieces, numbered=numbered)
        return self._asked[clock]


@lru_cache(maxsize=16)
def _asked_of_all(*_: object) -> dict[Clock, _Asked]:
    """Return where whole grids of the same times keep what they ask of a clock."""
    return {}


def all_meetings(program: Program) -> list[Meeting]:
    """Return every meeting on the program's grid."""
    return [
        Meeting(weekday, start, cadence, weeks)
        for weekday in program.weekdays
        for start in range(0, DAY, program.slot_minutes)
        for cadence in program.cadences
        for weeks in WEEKS_OF[cadence]
    ]


def _step(weeks: Sequence[Sequence[Entry]], asked: _Asked) -> int:
    """Return the longest step, in minutes, on whose grid all entries and meetings lie."""
    step = int(np.gcd.reduce(np.concatenate(([DAY], asked.start, asked.end))))
    for entries in weeks:
        for entry in entries:
            step = gcd(step, entry.start, entry.end)
    return step


def _free_until(
    weeks: Sequence[Sequence[Entry]], step: int, *, numbered: bool
) -> NDArray[np.int16]:
    """Count free steps from each midnight on: ``[person, day, step]``, day as `_Asked` has it.

    Without `numbered`, no entry names weeks of the month.
    """
    free = np.zeros((len(weeks), 7 * WEEKS if numbered else 7, DAY // step + 1), bool)
    for one, entries in zip(free, weeks, strict=True):
        for entry in entries:
            # One place to the right, so that a cumulative sum counts the steps before a time.
            steps = slice(entry.start // step + 1, entry.end // step + 1)
            if not numbered:
                one[entry.weekday, steps] = True
                continue
            for week in entry.weeks or range(1, WEEKS + 1):
                if week <= WEEKS:
                    one[_day(entry.weekday, week, numbered), steps] = True
    return np.cumsum(free, axis=2, dtype=np.int16)


def _day(weekday: int, week: int, numbered: bool) -> int:
    return weekday * WEEKS + week - 1 if numbered else weekday
