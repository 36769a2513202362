"""Who is free at which meeting, for many people and meetings at once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Protocol

import numpy as np

from matcher.cohort.availability import DAY, Entry, Mark, Meeting, Span, local_spans
from matcher.cohort.program import Program
from matcher.instance import Bools

WEEK = 7 * DAY
CHUNK = 256  # people at a time, so that memory stays small however many there are


class HasTimes(Protocol):
    """A row with availability: a participant or a provider."""

    @property
    def availability(self) -> tuple[Entry, ...]: ...

    @property
    def time_zone(self) -> str: ...


def free_at(
    program: Program,
    rows: Sequence[HasTimes],
    meetings: Sequence[Meeting],
    marks: frozenset[Mark] = frozenset(Mark),
) -> Bools:
    """Tell for every row and meeting whether entries of these marks cover every session.

    Returns
    -------
    array of bool, shape (rows, meetings)
    """
    answer = np.zeros((len(rows), len(meetings)), dtype=bool)
    by_zone: dict[tuple[str, bool], list[int]] = {}
    for index, row in enumerate(rows):
        weekly = any(entry.weeks for entry in row.availability)
        by_zone.setdefault((row.time_zone, weekly), []).append(index)
    for (zone, weekly), indices in by_zone.items():
        asked = [
            local_spans(m, program.start_date, program.hours, program.time_zone, zone)
            for m in meetings
        ]
        columns, starts, ends = _queries(asked, weekly)
        for first in range(0, len(indices), CHUNK):
            chunk = indices[first : first + CHUNK]
            minutes = _minutes_before([rows[i].availability for i in chunk], marks, weekly)
            free = minutes[:, ends] - minutes[:, starts] == ends - starts
            # A meeting is held only where all of its spans are free: a minimum over its queries.
            answer[chunk] = np.minimum.reduceat(free, columns, axis=1) if len(columns) else False
    return answer


def _queries(
    asked: Iterable[Sequence[Span]], weekly: bool
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    columns: list[int] = []
    starts: list[int] = []
    ends: list[int] = []
    for spans in asked:
        columns.append(len(starts))
        wanted = {
            (begin + s.start, begin + s.end)
            for s in spans
            for begin in [((s.week - 1) * WEEK if weekly else 0) + s.weekday * DAY]
        }
        starts.extend(start for start, _ in wanted)
        ends.extend(end for _, end in wanted)
    return np.array(columns, dtype=int), np.array(starts, dtype=int), np.array(ends, dtype=int)


def _minutes_before(
    availability: Sequence[tuple[Entry, ...]], marks: frozenset[Mark], weekly: bool
) -> np.ndarray:
    """Count free minutes before each minute of the week (or of five numbered weeks)."""
    planes = 5 if weekly else 1
    free = np.zeros((len(availability), planes * WEEK + 1), dtype=np.int32)
    for row, entries in enumerate(availability):
        for entry in entries:
            if entry.mark not in marks:
                continue
            for plane in (week - 1 for week in entry.weeks or range(1, planes + 1)):
                begin = plane * WEEK + entry.weekday * DAY
                free[row, begin + entry.start + 1 : begin + entry.end + 1] = 1
    return free.cumsum(axis=1, dtype=np.int32)
