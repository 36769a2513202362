"""The compiled instance says what rules and levels say of the cohort."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from random import Random

import pytest

from matcher.cohort import Group, Meeting
from matcher.cohort.turn import points_of, turn_order
from matcher.compile import compile_instance
from matcher.levels import level_values
from matcher.openings.grid import Grid
from matcher.rules import Plan, broken_rules
from matcher.solve.seating import level_value
from tests.build import cohort, people, person, proposal, provider
from tests.random_proposals import random_groups
from tests.solve.cases import Case, case


@pytest.mark.parametrize("seed", range(1300, 1340))
def test_candidates_are_all_that_the_rules_allow(seed: int) -> None:
    """Every provider, meeting and language that enough people may come to, and who they are."""
    of = case(seed, 10)
    instance = of.instance
    compiled = {
        (c.provider, c.language, c.meeting(weeks)): set(instance.members[k].tolist())
        for k, c in enumerate(instance.candidates)
        for weeks in c.variants
    }
    grid = Grid.of(of.cohort)
    smallest = of.cohort.program.group_size[0]
    wanted = {}
    for leader in of.cohort.providers:
        for column, meeting in enumerate(grid.meetings):
            if not grid.held(leader)[column]:
                continue
            for language in leader.languages:
                able = may_sit(of, leader.id, meeting, language)
                if len(able) >= smallest and leader.id in instance.providers:
                    key = instance.providers.index(leader.id), instance.languages.index(language)
                    wanted[(*key, meeting)] = able
    assert compiled == wanted


def may_sit(of: Case, leader: str, meeting: Meeting, language: str) -> set[int]:
    """Places of those who could sit there as far as they alone go."""
    empty = Group.at(
        meeting,
        id="G01",
        provider_id=leader,
        time_zone=of.cohort.program.time_zone,
        language=language,
        members=(),
    )
    known = {id: place for place, id in enumerate(turn_order(of.cohort))}
    able = set()
    for id, place in known.items():
        unit = of.cohort.together.get(id, frozenset())
        if not unit <= set(known) or len(unit) > of.cohort.program.group_size[1]:
            continue
        alone = Plan(of.cohort, (replace(empty, members=(id,)),))
        if {fault.code for fault in broken_rules(alone)} <= {"size", "together"}:
            able.add(place)
    return able


@pytest.mark.parametrize("seed", range(1340, 1380))
def test_levels_are_worth_what_the_cohort_says(seed: int) -> None:
    of = case(seed, 12)
    rng = Random(seed)
    earlier = proposal(of.cohort, random_groups(of.cohort, rng))
    of = Case(of.data, earlier)
    for _ in range(3):
        groups = random_groups(of.cohort, rng)
        seating = of.seating(groups)
        found = {lv.name: level_value(of.instance, seating, lv.name) for lv in of.levels}
        assert found == pytest.approx(dict(level_values(of.cohort, groups, earlier)))


def test_people_stand_in_their_turn() -> None:
    of = cohort([person("P1", rc_access="some"), person("P2", rounds_waited=2), person("P3")])
    instance = compile_instance(of)
    assert list(instance.people) == turn_order(of)
    assert instance.people[0] == "P2"
    assert instance.turn.tolist() == [3, 2, 1]
    assert instance.urgency.tolist() == [0, 0, 2]


def test_names_and_monitoring_stay_behind() -> None:
    secret = person("P1", name="Ada Secret", email="ada@secret.org")
    assert "ecret" not in repr(compile_instance(cohort([secret, *people(3)[1:]])))


def test_employers_and_blanks() -> None:
    rows = [person(f"P{n}", organization=o) for n, o in enumerate(["A", "", "B", "A", ""])]
    instance = compile_instance(cohort(rows))
    code = dict(zip(instance.people, instance.employer.tolist(), strict=True))
    assert code["P0"] == code["P3"] != code["P2"]
    assert code["P1"] == code["P4"] == -1


@pytest.mark.parametrize("points", [0.1, 2.5, 1 / 3, 0.00049, 1.0004, 123456.789])
def test_points_are_whole_and_exact(points: float) -> None:
    of = case(1390, 8, priority={"mode": "points", "points": {"none": points, "some": 0.25}})
    instance = of.instance
    given = {p.id: points_of(of.cohort.program, p) for p in of.cohort.participants}
    for id, whole in zip(instance.people, instance.points.tolist(), strict=True):
        exact = Fraction(whole, instance.point_scale)
        assert float(exact) == pytest.approx(given[id], abs=1e-9)


def test_providers_who_may_not_lead_are_left_out() -> None:
    rows = [
        provider("V1"),
        provider("V2", max_groups=0),
        provider("V3", own_rsc_current=False),
        provider("V4", max_group_size=1),
        provider("V5", credential="vetted"),
    ]
    instance = compile_instance(cohort(people(4), rows, accept_vetted=False))
    assert instance.providers == ("V1",)


def test_a_together_group_too_large_or_ineligible_has_no_seat() -> None:
    rows = people(5)
    rows[0] = replace(rows[0], together_with=("P2", "P3", "P4"))
    instance = compile_instance(cohort(rows, group_size=(2, 3)))
    assert not instance.candidates
    rows[0] = replace(rows[0], together_with=("P2",))
    instance = compile_instance(cohort(rows))
    assert [{instance.people[p] for p in unit} for unit in instance.units] == [{"P1", "P2"}]


def test_an_earlier_group_that_cannot_be_held_any_more() -> None:
    of = cohort(people(4))
    found = compile_instance(of, proposal(of, random_groups(of, Random(1))))
    assert [group.candidate >= 0 for group in found.earlier or ()] == [True]
    moved = replace(of, providers=(provider("V2"),))
    kept = compile_instance(moved, proposal(of, random_groups(of, Random(1))))
    assert [group.candidate for group in kept.earlier or ()] == [-1]
