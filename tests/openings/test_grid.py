"""The grid answers as rule ``availability`` does, only faster."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matcher.cohort import Entry, Program
from matcher.cohort.availability import covers, local_spans
from matcher.openings.grid import Grid, all_meetings
from matcher.rules import Plan
from matcher.rules.cadence import accepts
from matcher.rules.slot import lead
from tests.build import cohort, people, person, provider
from tests.build import group as group_of

ZONES = ("America/New_York", "America/Phoenix", "Europe/London", "Pacific/Honolulu")
PROGRAM = Program(slot_minutes=90, hours=12, start_date=date(2027, 2, 20), weekdays=(0, 6))
GRID = Grid(PROGRAM, all_meetings(PROGRAM))
CUTS = st.sampled_from([0, 1, 90, 540, 541, 600, 660, 720, 899, 900, 1020, 1260, 1439, 1440])
ENTRIES = st.builds(
    lambda day, cuts, weeks: Entry(day, min(cuts), max(cuts), weeks=tuple(sorted(weeks))),
    st.sampled_from([0, 5, 6]),
    st.tuples(CUTS, CUTS).filter(lambda cuts: cuts[0] != cuts[1]),
    st.sets(st.integers(1, 5), max_size=4),
)


@settings(max_examples=40, deadline=None)
@given(st.lists(ENTRIES, max_size=6), st.sampled_from(ZONES))
def test_free_is_the_rule(entries: list[Entry], zone: str) -> None:
    somebody = person("P1", "", time_zone=zone)
    object.__setattr__(somebody, "availability", tuple(entries))
    (free,) = GRID.free([somebody])
    for meeting, answer in zip(GRID.meetings, free, strict=True):
        spans = local_spans(meeting, PROGRAM.start_date, PROGRAM.hours, PROGRAM.time_zone, zone)
        assert answer == covers(entries, spans), meeting


@pytest.mark.parametrize("window", [(7 * 60, 21 * 60), (0, 24 * 60)])
@pytest.mark.parametrize("zone", ZONES)
def test_held_adds_the_days_hours_and_the_cadence(zone: str, window: tuple[int, int]) -> None:
    days = "mon,tue,wed,thu,fri,sat,sun"
    leader = provider(free=f"{days} 00:00-24:00", time_zone=zone, cadence="monthly")
    plan = Plan(cohort(people(1), [leader], slot_minutes=60, day_window=window), ())
    grid = Grid(plan.cohort.program, all_meetings(plan.cohort.program))
    for meeting, held in zip(grid.meetings, grid.held(leader), strict=True):
        day = ("mon", "tue", "wed", "thu", "fri")[meeting.weekday]
        start = f"{meeting.start // 60:02}:{meeting.start % 60:02}"
        one = group_of("P1", weekday=day, start=start, cadence=meeting.cadence, weeks=meeting.weeks)
        fits = lead(leader, one, plan) is None and accepts("monthly", meeting.cadence)
        assert held == fits, meeting


def test_only_meetings_somebody_could_hold_are_kept() -> None:
    leaders = [
        provider("V1", "tue 10:00-11:30"),
        provider("V2", "thu 09:00-12:00", max_groups=0),
        provider("V3", ""),
    ]
    grid = Grid.of(cohort(people(2), leaders))
    assert {(meeting.weekday, meeting.start) for meeting in grid.meetings} == {(1, 600), (1, 630)}
    assert [list(row) for row in grid.free(people(1))] == [[True] * len(grid.meetings)]


def test_a_roster_without_time_has_an_empty_grid() -> None:
    grid = Grid.of(cohort(people(2), [provider(free="")]))
    assert grid.meetings == ()
    assert grid.free(people(2)).shape == (2, 0)
    assert grid.held(provider()).shape == (0,)
