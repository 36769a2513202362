"""Every meeting a program allows, and who is free for which of them, all at once.

The same as asking rule ``availability`` person by person and meeting by meeting, but a person's
whole week is answered in some fifty microseconds.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matcher.cohort import Cohort, Meeting, Participant, Program, Provider
from matcher.cohort.availability import DAY, WEEKS_OF, Entry, local_spans, within

BoolArray = NDArray[np.bool_]
IntArray = NDArray[np.intp]
WEEKS = 5  # in a month, at most


@dataclass(frozen=True, slots=True)
class _Asked:
    """What every meeting asks of one zone's clock, as flat arrays.

    `day` is weekday x 5 + week - 1. The spans of meeting m begin at ``first[m]``; `inside`
    are those that lie whole within the day's hours.
    """

    day: IntArray
    start: IntArray
    end: IntArray
    inside: BoolArray
    first: IntArray


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
        self._asked: dict[str, _Asked] = {}

    @classmethod
    def of(cls, cohort: Cohort) -> Grid:
        """Return the grid of those meetings that some provider could hold, as time goes."""
        program = cohort.program
        whole = cls(program, all_meetings(program))
        held = np.zeros(len(whole.meetings), bool)
        for provider in cohort.providers:
            if provider.max_groups > 0:
                held |= whole.held(provider)
        kept = [meeting for meeting, used in zip(whole.meetings, held, strict=True) if used]
        grid = cls(program, kept)
        for zone, asked in whole._asked.items():
            grid._asked[zone] = _only(asked, held)
        return grid

    def held(self, provider: Provider) -> BoolArray:
        """Return for which meetings a provider is free, within the day's hours on their clock.

        Returns
        -------
        array of bool, shape (meetings,)
        """
        asked = self._in(provider.time_zone)
        cadences = np.array(
            [provider.cadence in ("either", meeting.cadence) for meeting in self.meetings], bool
        )
        held: BoolArray = self._all(asked.inside, asked) & cadences & self.free([provider])[0]
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
        for index, row in enumerate(rows):
            asked = self._in(row.time_zone)
            minutes = _minutes_until(row.availability)
            got = minutes[asked.day, asked.end] - minutes[asked.day, asked.start]
            free[index] = self._all(got == asked.end - asked.start, asked)
        return free

    def _all(self, spans: BoolArray, asked: _Asked) -> BoolArray:
        if not self.meetings:
            return np.zeros(0, bool)
        every: BoolArray = np.logical_and.reduceat(spans, asked.first)
        return every

    def _in(self, zone: str) -> _Asked:
        if zone not in self._asked:
            program = self.program
            spans = [
                local_spans(meeting, program.start_date, program.hours, program.time_zone, zone)
                for meeting in self.meetings
            ]
            lengths = np.array([len(asked) for asked in spans], np.intp)
            flat = [span for asked in spans for span in asked]
            self._asked[zone] = _Asked(
                day=np.array([s.weekday * WEEKS + s.week - 1 for s in flat], np.intp),
                start=np.array([s.start for s in flat], np.intp),
                end=np.array([s.end for s in flat], np.intp),
                inside=np.array(
                    [
                        within(program.day_window, meeting.minutes, span)
                        for meeting, asked in zip(self.meetings, spans, strict=True)
                        for span in asked
                    ],
                    bool,
                ),
                first=np.concatenate(([0], np.cumsum(lengths)[:-1])).astype(np.intp),
            )
        return self._asked[zone]


def all_meetings(program: Program) -> list[Meeting]:
    """Return every meeting on the program's grid."""
    return [
        Meeting(weekday, start, cadence, weeks)
        for weekday in program.weekdays
        for start in range(0, DAY, program.slot_minutes)
        for cadence in program.cadences
        for weeks in WEEKS_OF[cadence]
    ]


def _minutes_until(entries: Sequence[Entry]) -> NDArray[np.int32]:
    """Count free minutes from each midnight on: ``[weekday * 5 + week - 1, minute]``."""
    free = np.zeros((7, WEEKS, DAY + 1), bool)
    for entry in entries:
        # One place to the right, so that a cumulative sum counts the minutes before a time.
        if entry.weeks:
            chosen = [week - 1 for week in entry.weeks if week <= WEEKS]
            free[entry.weekday, chosen, entry.start + 1 : entry.end + 1] = True
        else:
            free[entry.weekday, :, entry.start + 1 : entry.end + 1] = True
    return np.cumsum(free.reshape(7 * WEEKS, DAY + 1), axis=1, dtype=np.int32)


def _only(asked: _Asked, kept: BoolArray) -> _Asked:
    """Drop the meetings that are not kept."""
    lengths = np.diff(np.append(asked.first, len(asked.day)))
    spans = np.repeat(kept, lengths)
    first = np.concatenate(([0], np.cumsum(lengths[kept])[:-1])).astype(np.intp)
    return _Asked(
        asked.day[spans], asked.start[spans], asked.end[spans], asked.inside[spans], first
    )
