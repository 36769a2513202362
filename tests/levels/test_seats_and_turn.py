"""Levels ``seats.<tier>``, ``points`` and ``turn``."""

from __future__ import annotations

from datetime import date, datetime
from hashlib import sha256

from hypothesis import given
from hypothesis import strategies as st

from matcher.cohort import Cohort, Group, Priority
from matcher.levels import level_values
from tests.build import cohort, group, people, person

LAPSED = date(2026, 1, 1)


def value(name: str, of: Cohort, *groups: Group) -> float:
    return dict(level_values(of, groups))[name]


def test_seats_count_the_seated_of_a_tier() -> None:
    access = ["none", "none", "little", "regular"]
    of = cohort([person(f"P{n}", rc_access=one) for n, one in enumerate(access, 1)])
    seats = group("P1 P3 P4")
    assert [value(f"seats.{tier}", of, seats) for tier in ("none", "little", "some")] == [1, 1, 0]


def test_points_add_up_what_the_program_gives() -> None:
    rows = [
        person("P1", rc_access="none", rural=True, rounds_waited=3),
        person("P2", rc_access="some", ready_to_implement=True),
        person("P3"),
    ]
    of = cohort(rows, priority=Priority(mode="points"))
    assert value("points", of, group("P1 P2")) == (8 + 2 + 3 * 2) + (2 + 1)


def test_turn_gives_the_first_of_e_people_e() -> None:
    of = cohort(people(4))
    order = sorted(range(1, 5), key=lambda n: sha256(f"1|P{n}".encode()).hexdigest())
    for place, number in enumerate(order):
        assert value("turn", of, group(f"P{number}")) == 4 - place


def test_turn_counts_those_membership_admits_only() -> None:
    of = cohort([*people(3), person("P4", member_until=LAPSED)])
    assert value("turn", of, group("P1 P2 P3")) == 3 + 2 + 1
    assert value("turn", of, group("P4")) == 0


def test_tiers_and_rounds_come_before_the_ticket() -> None:
    rows = [person("P1", rc_access="little", rounds_waited=5), person("P2")]
    assert value("turn", cohort(rows), group("P2")) == 2
    waited = [person("P1", rounds_waited=1), person("P2", rounds_waited=2)]
    assert value("turn", cohort(waited), group("P2")) == 2


def test_within_a_tier_the_date_may_decide_instead() -> None:
    early, late = datetime(2026, 1, 1, 8), datetime(2026, 1, 1, 9)
    rows = [person("P1", applied_on=late), person("P2", applied_on=early)]
    of = cohort(rows, priority=Priority(within="applied_on"))
    assert value("turn", of, group("P2")) == 2


@given(st.integers(0, 10**6), st.sets(st.integers(1, 9)))
def test_all_turns_together_are_the_same_for_every_seed(seed: int, seated: set[int]) -> None:
    of = cohort(people(9), seed=seed)
    whole = value("turn", of, group([f"P{n}" for n in range(1, 10)]))
    part = value("turn", of, group([f"P{n}" for n in seated]))
    rest = value("turn", of, group([f"P{n}" for n in range(1, 10) if n not in seated]))
    assert whole == 45 == part + rest
