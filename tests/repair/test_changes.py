"""What happened, and the cohort afterwards."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.cohort import Repair
from matcher.cohort.availability import local_spans
from matcher.repair.changes import Changes, ImpossibleChanges, changed
from matcher.rules import Plan
from matcher.rules.availability import RULE as AVAILABILITY
from tests.build import cohort, group, people, person, proposal, provider


def published(**of: str):  # type: ignore[no-untyped-def]
    folk = [*people(3), person("P9")]
    rows = [replace(one, **of) if one.id == "P1" else one for one in folk]
    now = cohort(rows, [provider(max_groups=2)])
    return now, proposal(now, [group("P1 P2 P3")])


def test_who_withdraws_is_gone_and_nobody_waits_for_them() -> None:
    of, before = published(together_with=("P2",))
    now = changed(of, before, Changes(withdrawn=("P2",)))
    assert [one.id for one in now.participants] == ["P1", "P3", "P9"]
    assert now.participant_by_id["P1"].together_with == ()
    assert not now.together


def test_who_declines_waits_on_without_that_time() -> None:
    of, before = published()
    now = changed(of, before, Changes(declined=("P1",)))
    one = now.participant_by_id["P1"]
    assert one.availability
    plan = Plan(now, before.groups)
    assert AVAILABILITY.seat is not None
    assert AVAILABILITY.seat(one, before.groups[0], plan)
    later = replace(before.groups[0], start="11:00")
    assert AVAILABILITY.seat(one, later, plan) is None
    other_weeks = replace(before.groups[0], weeks=(2, 4))
    assert AVAILABILITY.seat(one, other_weeks, plan) is None


def test_who_declines_their_only_time_has_withdrawn() -> None:
    of, before = published(availability=person("X", "tue 10:00-11:00 weeks 1,3").availability)
    now = changed(of, before, Changes(declined=("P1",)))
    assert "P1" not in now.participant_by_id


def test_a_lost_provider_leads_nothing() -> None:
    of, before = published(group_id="G1")
    now = changed(of, before, Changes(lost=("V1",)))
    assert now.provider_by_id["V1"].max_groups == 0
    assert now.participant_by_id["P1"].group_id == ""


@pytest.mark.parametrize(
    ("changes", "where"),
    [
        (Changes(withdrawn=("X",)), "withdraw"),
        (Changes(declined=("X",)), "decline"),
        (Changes(declined=("P9",)), "decline"),
        (Changes(withdrawn=("P1",), declined=("P1",)), "decline"),
        (Changes(lost=("P1",)), "provider_lost"),
        (Changes(added=(person("P1"),)), "add"),
        (Changes(added=(person("P7"), person("P7"))), "add"),
        (Changes(added=(person("P7", together_with=("X",)),)), "add"),
        (Changes(withdrawn=("P1",), on=date(2035, 1, 1)), "on"),
    ],
)
def test_what_cannot_have_happened_is_said(changes: Changes, where: str) -> None:
    of, before = published()
    with pytest.raises(ImpossibleChanges) as error:
        changed(of, before, changes)
    assert {name for name, _ in error.value.faults} == {where}


def test_a_repair_follows_the_one_before_it() -> None:
    of, before = published()
    before = replace(before, repair=Repair("move", date(2027, 3, 1)))
    assert Changes().since(of.program, before) == date(2027, 3, 1)
    with pytest.raises(ImpossibleChanges, match="2027-03-01"):
        changed(of, before, Changes(withdrawn=("P1",), on=date(2027, 2, 1)))


@given(
    st.integers(0, 4), st.integers(7 * 2, 20 * 2), st.integers(1, 8),
    st.sampled_from(["America/New_York", "America/Phoenix", "Europe/London"]),
    st.sampled_from([(1, 3), (2, 4)]),
)  # fmt: skip
def test_nothing_else_than_the_time_is_taken(
    day: int, start: int, halves: int, zone: str, weeks: tuple[int, int]
) -> None:
    days = ("mon", "tue", "wed", "thu", "fri")
    free = f"{days[day]} {start // 2:02}:{start % 2 * 30:02}-{min(47, start + halves) // 2:02}:30"
    if start + halves > 46:
        return
    folk = [person("P1", free, time_zone=zone), *people(3)[1:]]
    of = cohort(folk)
    seat = group("P1 P2 P3", weeks=weeks)
    now = changed(of, proposal(of, [seat]), Changes(declined=("P1",)))
    before = _minutes(of.participant_by_id["P1"])
    after = _minutes(now.participant_by_id["P1"]) if "P1" in now.participant_by_id else set()
    program = of.program
    spans = local_spans(seat.meeting, program.start_date, program.hours, program.time_zone, zone)
    taken = {(s.weekday, s.week, m) for s in spans for m in range(s.start, s.end)}
    assert after == before - taken


def _minutes(one):  # type: ignore[no-untyped-def]
    return {
        (entry.weekday, week, minute)
        for entry in one.availability
        for week in entry.weeks or (1, 2, 3, 4, 5)
        for minute in range(entry.start, entry.end)
    }


@pytest.mark.parametrize("odd", [{"weekday": "xyz"}, {"start": "99:99"}, {"cadence": "daily"}])
def test_groups_without_a_time_cannot_be_repaired(odd: dict[str, str]) -> None:
    of, before = published()
    before = replace(before, groups=(replace(before.groups[0], **odd),))
    with pytest.raises(ImpossibleChanges, match="cannot be read"):
        changed(of, before, Changes(withdrawn=("P1",)))
