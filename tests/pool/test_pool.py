"""The pool, held against the rules asked one by one."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from matcher.check import check
from matcher.cohort import Cohort, Meeting
from matcher.cohort.availability import WEEKS_OF
from matcher.files.read import read_cohort
from matcher.openings.grid import Grid
from matcher.pool import demand_tables, never_placed, week_cells
from matcher.pool.demand import offered
from matcher.propose import Options, solve

COHORTS = Path(__file__).parent.parent / "cohorts"


def cohort_of(name: str) -> Cohort:
    return read_cohort(COHORTS / name).cohort


def test_demand_counts_people_and_seats_by_hand() -> None:
    cohort = cohort_of("massachusetts-38")
    by_name = {table.attribute: table.rows for table in demand_tables(cohort)}
    assert sum(row.applied for row in by_name["access"]) == len(cohort.participants)
    assert [row.value for row in by_name["access"]] == ["none", "little", "some", "regular"]
    for row in by_name["sector"]:
        people = [one for one in cohort.participants if one.sector == row.value]
        assert row.applied == len(people)
        assert row.eligible == sum(p.is_member_on(cohort.program.start_date) for p in people)
    english = next(row for row in by_name["language"] if row.value == "en")
    assert english.seats == offered(
        cohort, [one for one in cohort.providers if "en" in one.languages]
    )


def test_nobody_who_can_never_be_placed_is_seated_by_any_run() -> None:
    for name in ("massachusetts-38", "statewide-150"):
        cohort = cohort_of(name)
        never = {one.participant_id for one in never_placed(cohort)}
        proposal = solve(cohort, options=Options(time_limit=4))
        assert check(cohort, proposal).clean
        assert never
        assert never.isdisjoint(proposal.seats())


def test_time_is_no_reason_any_more_for_somebody_with_all_of_it() -> None:
    cohort = cohort_of("statewide-150")
    found = next(one for one in never_placed(cohort) if one.reasons[0].code == "no-provider-time")
    person = cohort.participant_by_id[found.participant_id]
    always = tuple(
        entry for other in cohort.participants for entry in other.availability if not entry.weeks
    )
    people = tuple(
        replace(one, availability=always, cadence="either") if one is person else one
        for one in cohort.participants
    )
    wider = replace(cohort, participants=people)
    now = {one.participant_id: one.reasons[0].code for one in never_placed(wider)}
    assert now.get(person.id) != "no-provider-time"


def test_the_week_counts_whom_the_grid_finds_free() -> None:
    cohort = cohort_of("massachusetts-38")
    program = cohort.program
    cells = {(cell.weekday, cell.start): cell for cell in week_cells(cohort)}
    busiest = max(cells.values(), key=lambda cell: cell.people)
    meetings = [
        Meeting(busiest.weekday, busiest.start, cadence, weeks)
        for cadence in program.cadences
        for weeks in WEEKS_OF[cadence]
    ]
    grid = Grid(program, meetings)
    count = 0
    for person in cohort.participants:
        free = grid.free([person])[0]
        fits = [
            bool(one) and person.cadence in ("either", meeting.cadence)
            for one, meeting in zip(free, meetings, strict=True)
        ]
        count += any(fits) and person.is_member_on(program.start_date)
    assert busiest.people == count
