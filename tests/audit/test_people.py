"""Who stood where: what a record tells of people, and what it never tells."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

from matcher.audit.against import against_cohort
from matcher.audit.people import candidate_rows, candidates_sha256, people_rows
from matcher.audit.verify import verify
from matcher.cohort import Cohort, Priority
from matcher.cohort.policy import Override, Reserve
from matcher.cohort.turn import ticket, turn_order
from matcher.report.page import report_html
from matcher.report.words import UNTOLD, untold
from matcher.rules import with_seed
from tests.audit.example import consistent, drawn, made, read, small


def test_the_first_turn_comes_first_and_the_ineligible_last() -> None:
    of = with_seed(small(), 3)
    rows = people_rows(of, drawn(of).groups)
    order = turn_order(of)
    assert [row["id"] for row in rows] == [*order, "P5"]
    assert [row["place"] for row in rows] == [*range(1, len(order) + 1), None]
    assert rows[-1]["eligible"] is False
    assert all(row["ticket"] == ticket(3, row["id"]) for row in rows)
    assert {row["id"]: row["group"] for row in rows if row["group"]} == drawn(of).seats()


def test_a_tier_of_two_levels_has_both_names() -> None:
    of = small()
    priority = replace(of.program.priority, tiers=(("none", "little"), ("some", "regular")))
    rows = candidate_rows(replace(of, program=replace(of.program, priority=priority)))
    assert {row["tier"] for row in rows} == {"none+little", "some+regular"}


def test_points_and_dates_stand_only_where_they_count() -> None:
    of = small()
    assert set(candidate_rows(of)[0]) == {"id", "eligible", "tier", "rounds_waited"}
    priority = replace(of.program.priority, mode="points", within="applied_on")
    (row, *_) = candidate_rows(replace(of, program=replace(of.program, priority=priority)))
    assert row["applied_on"] == "2026-11-01T00:00:00"
    assert row["points"] == 7  # little 5, one round waited 2; not rural


def test_the_draw_changes_no_candidate() -> None:
    of = small()
    rows = candidate_rows(of)
    seeded = people_rows(with_seed(of, 8), drawn(of, 8).groups)
    assert candidates_sha256(rows) == candidates_sha256(reversed(rows)) == candidates_sha256(seeded)
    assert candidates_sha256(rows[1:]) != candidates_sha256(rows)


def test_nobody_appears_by_name_or_address() -> None:
    of = small()
    people = tuple(replace(one, monitor={"age": "forty-one"}) for one in of.participants)
    text = json.dumps(made(replace(of, participants=people)))
    for secret in ("Somebody", "example.org", "forty-one", "home-visiting"):
        assert secret not in text


def by_answer(floor: int = 3) -> Cohort:
    """Seats kept by a monitoring answer, on record, which three of nine gave."""
    reserve = Reserve("elders", {"monitor_age": ("60+",)}, floor=floor, rationale="A grant.")
    override = Override("monitor_age", "the board", "a grant's terms", date(2026, 11, 2))
    of = small(priority=Priority(reserves=(reserve,), overrides=(override,)))
    people = [
        replace(one, monitor={"age": "60+" if number < 3 else "30"})
        for number, one in enumerate(of.participants)
    ]
    return replace(of, participants=tuple(people))


def test_a_record_never_tells_a_monitoring_answer() -> None:
    of = by_answer()
    data = made(of)
    assert all(row["reserves"] == [] for row in data["people"])
    record = read(data)
    assert verify(record) == []
    assert against_cohort(record, of) == []
    assert record.confidential == {"elders"}
    # Two who swap their answers stand in the same rows.
    first, *others, last = of.participants
    swapped = replace(first, monitor=last.monitor), *others, replace(last, monitor=first.monitor)
    assert candidate_rows(replace(of, participants=swapped)) == candidate_rows(of)
    # With the cohort a false count is found, without it one that cannot be.
    for value, beside in ((1, True), (4, False)):
        forged = consistent(data, lambda one, value=value: one["levels"][0].update(value=value))  # type: ignore[misc]
        assert data["levels"][0]["name"] == "reserve.elders"
        assert data["levels"][0]["value"] != value
        assert bool([f for f in verify(read(forged)) if f.startswith("level")]) is not beside
        assert against_cohort(read(forged), of)


def test_no_page_tells_how_few_gave_a_monitoring_answer() -> None:
    of = by_answer(4)
    found = drawn(of)
    reached = next(level for level in found.levels if level.name == "reserve.elders")
    assert reached.value < 5
    page = report_html(of, found)
    assert "under 5" in page.partition('id="proven"')[2].partition("</section>")[0]
    assert UNTOLD in page
    shown = replace(of.program.priority.reserves[0], where={"rural": ("yes",)})
    told = replace(of.program, priority=Priority(reserves=(shown,)))
    assert not untold(reached, told)
    assert not untold(replace(reached, value=5.0), of.program)
    assert untold(reached, of.program)
