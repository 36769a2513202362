"""Criteria, floors, roles, and what is for monitoring only."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import date

import pytest

from matcher.cohort import Bonus, Override, Participant, Priority, Program, Reserve
from matcher.cohort.fingerprint import input_sha256, policy_sha256
from matcher.cohort.places import floor_of, most_seats
from matcher.cohort.policy import meets
from matcher.cohort.protected import PROTECTED, monitoring_only, protected
from matcher.cohort.roles import ATTRIBUTES, roles_of, used_monitoring, without_monitoring
from matcher.cohort.turn import points_of, turn_order
from matcher.files.read.columns import PARTICIPANT_COLUMNS, PROVIDER_COLUMNS
from tests.build import cohort, people, person, provider

RURAL = Reserve("rural", {"rural": ("yes",)}, floor=2, rationale="why")

MEETS = [
    ({"rural": ("yes",)}, {"rural": True}, {"rural": False}),
    ({"rural": ("no",)}, {"rural": False}, {"rural": True}),
    ({"sector": ("head-start", "pediatrics")}, {"sector": "pediatrics"}, {"sector": "other"}),
    ({"languages": ("es",)}, {"languages": ("en", "es")}, {"languages": ("en",)}),
    ({"region": ("North Shore",)}, {"region": "north-shore"}, {"region": ""}),
    ({"rounds_waited": ("2",)}, {"rounds_waited": 3}, {"rounds_waited": 1}),
    ({"monitor_age": ("60+",)}, {"monitor": {"age": "60+"}}, {"monitor": {}}),
    (
        {"supervises_others": ("yes",), "ready_to_implement": ("yes",)},
        {"supervises_others": True, "ready_to_implement": True},
        {"supervises_others": True},
    ),
]


@pytest.mark.parametrize(("where", "fits", "misses"), MEETS)
def test_a_criterion_is_met_where_every_answer_fits(where: dict, fits: dict, misses: dict) -> None:
    assert meets(person("P1", **fits), where)
    assert not meets(person("P1", **misses), where)


def test_floors_are_seats_or_a_share_of_the_most_there_can_be() -> None:
    share = replace(RURAL, floor=None, percent=50.0)
    of = cohort(people(20), [provider(max_groups=3), provider("V2", max_groups=2)])
    assert (most_seats(of), floor_of(of, share), floor_of(of, RURAL)) == (15, 7, 2)
    few = cohort(people(5), of.providers)
    assert (most_seats(few), floor_of(few, share)) == (5, 2)
    lapsed = cohort([*people(4), person("P9", member_until=date(2020, 1, 1))], of.providers)
    assert most_seats(lapsed) == 4


@pytest.mark.parametrize(
    "idle",
    [
        {"own_rsc_current": False}, {"max_groups": 0}, {"max_group_size": 1},
        {"credential_until": date(2027, 2, 1)},
    ],
)  # fmt: skip
def test_places_of_those_who_may_not_lead_do_not_count(idle: dict) -> None:
    of = cohort(people(9), [provider(), provider("V2", **idle)])
    assert most_seats(of) == 3


def test_further_points_order_the_turns() -> None:
    bonus = Bonus("north", {"region": ("north",)}, 20.0, "why")
    rows = [person("P1"), person("P2", rc_access="regular", region="north")]
    of = cohort(rows, priority=Priority(mode="points", bonuses=(bonus,)))
    assert [points_of(of.program, one) for one in rows] == [8, 20]
    assert turn_order(of) == ["P2", "P1"]


# --- monitoring only ------------------------------------------------------------------------------

SPELLINGS = {
    "race": ["Race", "race/ethnicity", "monitor_race", "Your race?", "BIPOC", "monitor-RACE"],
    "ethnicity": ["Ethnicity", "Hispanic or Latino", "Ethnic group", "raceEthnicity", "Etnia"],
    "sex": ["Sex", "sex_at_birth", "What is your sex?", "Sexual orientation", "LGBTQ+"],
    "gender": ["Gender", "Gender identity", "GenderIdentity", "Your pronouns", "genderidentity"],
    "religion": ["Religion", "Religious affiliation", "Faith", "monitor_religion"],
    "national origin": ["National origin", "nationalOrigin", "Country of birth", "Citizenship"],
    "disability": ["Disability", "Do you have a disability?", "disability_status", "Disabled"],
    "age": ["Age", "AGE", "Age group", "Date of birth", "DOB", "dateOfBirth", "Birth year", "Edad"],
}


@pytest.mark.parametrize(("about", "name"), [(a, n) for a in SPELLINGS for n in SPELLINGS[a]])
def test_protected_attributes_are_known_in_every_spelling(about: str, name: str) -> None:
    assert protected(name) in (about, "race", "ethnicity")
    assert monitoring_only(name)


def test_all_eight_are_protected() -> None:
    assert set(PROTECTED) == set(SPELLINGS)


def test_no_column_of_ours_and_no_known_question_is_about_them() -> None:
    for columns in (PARTICIPANT_COLUMNS, PROVIDER_COLUMNS):
        for name, aliases in columns.items():
            assert [one for one in (name, *aliases) if protected(one)] == []


@pytest.mark.parametrize(
    "name", ["agency", "Language", "Essex County", "Average caseload", "Trace"]
)
def test_words_that_only_look_like_them_are_not(name: str) -> None:
    assert protected(name) is None
    assert monitoring_only(name) is None


def test_whatever_is_collected_for_monitoring_is_for_monitoring_only() -> None:
    assert monitoring_only("monitor_shoe_size")


def test_the_solver_sees_no_name_and_no_monitoring_answer() -> None:
    row = person("P1", name="Ana", email="a@example.org", monitor={"race": "x"}, extra={"q": "r"})
    (seen,) = without_monitoring(cohort([row])).participants
    assert (seen.name, seen.email, dict(seen.monitor), dict(seen.extra)) == ("", "", {}, {})
    kept = {"availability", "rc_access", "sector", "id", "languages"}
    assert all(getattr(seen, name) == getattr(row, name) for name in kept)


def test_only_what_an_override_lets_count_stays() -> None:
    reserve = Reserve("elders", {"monitor_age": ("60+",)}, floor=1, rationale="why")
    override = Override("monitor_age", "the board", "a grant's terms", date(2026, 11, 2))
    priority = Priority(reserves=(reserve,), overrides=(override,))
    rows = [person("P1", monitor={"race": "x", "age": "60+"}), *people(3)[1:]]
    of = cohort(rows, priority=priority)
    assert used_monitoring(of.program) == ("age",)
    assert dict(without_monitoring(of).participants[0].monitor) == {"age": "60+"}
    other = replace(rows[0], monitor={"race": "y", "age": "60+"})
    younger = replace(rows[0], monitor={"race": "x", "age": "20"})
    same, changed = (replace(of, participants=(one, *rows[1:])) for one in (other, younger))
    assert input_sha256(same) == input_sha256(of) != input_sha256(changed)


# --- roles ----------------------------------------------------------------------------------------


def test_roles_follow_from_what_the_program_does() -> None:
    roles = roles_of(Program())
    assert roles["rc_access"] == ("priority",)
    assert roles["sector"] == ("preference",)
    assert roles["availability"] == ("eligibility", "preference")
    assert {"rural", "region", "education", "applied_on"}.isdisjoint(roles)
    policy = Priority(mode="points", within="applied_on", reserves=(RURAL,))
    roles = roles_of(Program(priority=policy))
    assert roles["rural"] == ("priority", "reserve")
    assert roles["ready_to_implement"] == roles["applied_on"] == ("priority",)


def test_every_attribute_is_one_of_a_participant() -> None:
    assert set(ATTRIBUTES) <= {one.name for one in fields(Participant)}
    assert not any(map(protected, ATTRIBUTES))


# --- the hash -------------------------------------------------------------------------------------

OTHER = [
    {"mode": "points"},
    {"tiers": (("none", "little"), ("some",), ("regular",))},
    {"within": "applied_on"},
    {"points": dict(Priority().points) | {"rural": 3}},
    {"name": "Ours"},
    {"version": "2"},
    {"bonuses": (Bonus("north", {"region": ("north",)}, 1.0, "why"),)},
    {"bonuses": (Bonus("north", {"region": ("north",)}, 1.0, "because"),)},
    {"reserves": (RURAL,)},
    {"reserves": (replace(RURAL, name="country"),)},
    {"reserves": (replace(RURAL, floor=3),)},
    {"reserves": (replace(RURAL, floor=None, percent=5.0),)},
    {"reserves": (replace(RURAL, rationale="because"),)},
    {"reserves": (replace(RURAL, where={"rural": ("no",)}),)},
    {"reserves": (RURAL, replace(RURAL, name="b"))},
    {"reserves": (replace(RURAL, name="b"), RURAL)},
    {"roles": {"region": ("monitoring-only",)}},
    {"overrides": (Override("monitor_age", "who", "why", date(2026, 1, 1)),)},
    {"overrides": (Override("monitor_age", "who", "why", date(2026, 1, 2)),)},
]


def test_every_part_of_a_policy_is_in_its_hash() -> None:
    hashes = [policy_sha256(Program(priority=Priority(**one))) for one in ({}, *OTHER)]
    assert len(set(hashes)) == len(hashes)
    named = {name for one in OTHER for name in one}
    assert named == {one.name for one in fields(Priority)}


def test_a_policy_without_any_of_this_has_the_hash_it_always_had() -> None:
    before = "ea21452c8a696a1beaa6873e3d512250e110e5f402501a1beef1aa39487f781f"
    assert policy_sha256(Program()) == before
