"""The heat map of a week: who could meet when, providers against participants."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from matcher.cohort import Cohort
from matcher.cohort.places import may_lead
from matcher.openings.grid import BoolArray, Grid
from matcher.rules.cadence import accepts

STEP = 30  # minutes between two rows


@dataclass(frozen=True, slots=True)
class WeekCell:
    """A weekday and a start.

    Attributes
    ----------
    weekday : int
        0 is Monday.
    start : int
        Minutes after midnight in the program's zone, a multiple of `STEP`.
    people : int
        The eligible who could come to a meeting that starts within the step, in every session of
        the term, on their own clock and in a cadence they accept.
    providers : int
        Those who may lead, could hold it and have a group to give.
    """

    weekday: int
    start: int
    people: int
    providers: int


def week_cells(cohort: Cohort) -> tuple[WeekCell, ...]:
    """Count for every start of the week who could meet then."""
    program = cohort.program
    grid = Grid.whole(program)
    meetings = grid.meetings
    people = [p for p in cohort.participants if p.is_member_on(program.start_date)]
    leaders = [p for p in cohort.providers if may_lead(program, p)]
    wanted = grid.free(people)
    for cadence in program.cadences:
        columns = np.array([m.cadence == cadence for m in meetings], bool)
        refuse = np.array([not accepts(one.cadence, cadence) for one in people], bool)
        wanted[np.ix_(refuse, columns)] = False
    held = grid.held_by(leaders)
    places: dict[tuple[int, int], list[int]] = {}
    for column, meeting in enumerate(meetings):
        places.setdefault((meeting.weekday, meeting.start // STEP * STEP), []).append(column)
    cells = [
        WeekCell(weekday, start, _some(wanted, columns), _some(held, columns))
        for (weekday, start), columns in places.items()
    ]
    used = [cell.start for cell in cells if cell.people or cell.providers]
    first = min([program.day_window[0], *used]) // STEP * STEP
    last = max([program.day_window[1] - 60, *used])
    return tuple(cell for cell in cells if first <= cell.start <= last)


def _some(rows: BoolArray, columns: list[int]) -> int:
    """Count the rows that hold for some of the columns."""
    return int(rows[:, columns].any(axis=1).sum())
