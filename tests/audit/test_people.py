"""Who stood where: what a record tells of people, and what it never tells."""

from __future__ import annotations

import json
from dataclasses import replace

from matcher.audit.people import candidate_rows, candidates_sha256, people_rows
from matcher.cohort.turn import ticket, turn_order
from matcher.rules import with_seed
from tests.audit.example import drawn, made, small


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
