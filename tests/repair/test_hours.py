"""Hours at stake from one repair to the next."""

from __future__ import annotations

from datetime import date

from matcher.cohort import Cohort, Proposal
from matcher.cohort.hours import Hours
from matcher.files.proposal_json import proposal_from_dict, proposal_to_dict
from matcher.repair.changes import Changes
from matcher.repair.option import Option
from matcher.repair.options import repair
from tests.build import cohort, group, people, person, proposal, provider

# Twice a month for an hour from January on: 4 hours until March, 8 until May, 24 in all.
FREE = "tue 10:00-11:00 weeks 1,3"
MARCH, MAY = date(2027, 3, 1), date(2027, 5, 1)


def backfilled(of: Cohort) -> tuple[Cohort, Proposal]:
    """P9 takes the place of P1 in March."""
    before = proposal(of, [group("P1 P2 P3")])
    found = repair(of, before, Changes(withdrawn=("P1",), on=MARCH))
    assert found.recommended is not None
    assert "P9" in found.recommended.proposal.seats()
    return found.cohort, proposal_from_dict(proposal_to_dict(found.recommended.proposal))


def hours(option: Option | None) -> dict[str, Hours]:
    assert option is not None
    return {one.participant_id: one.hours for one in option.people}


def two_leaders() -> Cohort:
    return cohort([*people(3), person("P9")], [provider(free=FREE), provider("V2", FREE)])


def test_who_came_in_late_has_had_what_they_sat_through() -> None:
    now, first = backfilled(two_leaders())
    second = repair(now, first, Changes(lost=("V1",), on=MAY)).recommended
    assert hours(second)["P2"] == Hours(8, 16, 24, 24)
    assert hours(second)["P9"] == Hours(4, 16, 20, 24)


def test_a_repair_without_a_day_holds_from_the_one_before() -> None:
    now, first = backfilled(two_leaders())
    again = repair(now, first, Changes(lost=("V1",))).recommended
    assert again is not None
    assert again.proposal.repair is not None
    assert again.proposal.repair.on == MARCH
    assert hours(again)["P2"] == Hours(4, 20, 24, 24)
    assert hours(again)["P9"] == Hours(0, 20, 20, 24)


def test_hours_had_are_kept_over_a_time_without_a_seat() -> None:
    of = cohort([*people(3), person("P9")], [provider(free=f"{FREE}; wed 10:00-11:00")])
    found = repair(of, proposal(of, [group("P1 P2 P3")]), Changes(declined=("P1",), on=MARCH))
    first = found.recommended
    assert first is not None
    assert "P1" not in first.proposal.seats()
    changes = Changes(withdrawn=("P2", "P3", "P9"), added=(person("P7"),), on=MAY)
    second = hours(repair(found.cohort, first.proposal, changes).recommended)
    assert second["P1"].had == 4
    assert second["P7"].had == 0
