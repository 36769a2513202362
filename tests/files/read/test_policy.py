"""Policies in program.toml, a Program sheet, cohort.json, by name and from a file of their own."""

from __future__ import annotations

import tomllib
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.cohort import Bonus, Override, Priority, Program, Reserve
from matcher.files.read import UnusableInput, read_cohort_files
from matcher.files.read.policy_file import load_policy
from matcher.files.replay import program_dict
from matcher.policies import POLICIES, policy_text
from tests.files.read.build import csv_files, faults_of, read, saved, workbook

WHY = "they have nowhere else to go"
RESERVE = {"floor": 2, "rural": True, "rationale": WHY}


def priority(**table: Any) -> Priority:
    return read(program={"priority": table}).cohort.program.priority


def refused(**table: Any) -> list[tuple[str | None, str, str]]:
    """Where the faults are, their codes, and what they say."""
    with pytest.raises(UnusableInput) as caught:
        priority(**table)
    return [(one.column, one.code, one.message) for one in caught.value.faults]


def reserve(**keys: Any) -> Reserve:
    given_keys = {name: value for name, value in {**RESERVE, **keys}.items() if value is not None}
    (found,) = priority(reserve={"one": given_keys}).reserves
    return found


# --- what can be said -----------------------------------------------------------------------------

WHERE = [
    ({"rural": True}, {"rural": ("yes",)}),
    ({"rural": "no"}, {"rural": ("no",)}),
    ({"sector": "FCC"}, {"sector": ("family-child-care",)}),
    ({"sector": ["Head Start", "EI"]}, {"sector": ("head-start", "early-intervention")}),
    ({"role": "Supervisor"}, {"role": ("supervisor",)}),
    ({"rc_access": ["no access", "little"]}, {"rc_access": ("none", "little")}),
    ({"languages": ["Spanish", "pt"]}, {"languages": ("es", "pt")}),
    ({"region": "Berkshire  County"}, {"region": ("Berkshire County",)}),
    ({"organization": "Agency A"}, {"organization": ("Agency A",)}),
    ({"endorsement_target": "IFS"}, {"endorsement_target": ("IFS",)}),
    ({"education": "BA"}, {"education": ("BA",)}),
    ({"rounds_waited": 2}, {"rounds_waited": ("2",)}),
    ({"Supervises-Others": "yes", "ready to implement": True},
     {"supervises_others": ("yes",), "ready_to_implement": ("yes",)}),
]  # fmt: skip


@pytest.mark.parametrize(("keys", "where"), WHERE)
def test_criteria_are_read_as_the_columns_are(keys: dict, where: dict) -> None:
    found = reserve(**{"rural": None, **keys})
    assert found == Reserve("one", where, 2, None, WHY)


@pytest.mark.parametrize(
    ("floor", "seats", "percent"),
    [(6, 6, None), ("6", 6, None), ("25%", None, 25.0), ("12.5 %", None, 12.5), (0.25, None, 25.0),
     ("0.25", None, 25.0), ("100%", None, 100.0)],
)  # fmt: skip
def test_floors(floor: object, seats: int | None, percent: float | None) -> None:
    found = reserve(floor=floor)
    assert (found.floor, found.percent) == (seats, percent)


def test_reserves_are_filled_in_the_stated_order() -> None:
    tables = {"a": RESERVE, "Family_child care": RESERVE, "c": RESERVE}
    found = priority(reserve=tables, reserve_order=["c", "family-child-care", "a"])
    assert [one.name for one in found.reserves] == ["c", "family-child-care", "a"]
    assert [one.level for one in found.reserves][1] == "reserve.family-child-care"


def test_further_points() -> None:
    bonus = {"points": 2.5, "sector": "head-start", "rationale": WHY}
    found = priority(mode="points", bonus={"head-start": bonus})
    assert found.bonuses == (Bonus("head-start", {"sector": ("head-start",)}, 2.5, WHY),)


# --- what cannot ----------------------------------------------------------------------------------

BAD = [
    ({"floor": 2, "rural": True}, "rationale", "why this criterion"),
    ({"floor": 2, "rural": True, "rationale": "  "}, "rationale", "found nothing"),
    ({"rural": True, "rationale": WHY}, "floor", "found nothing"),
    ({**RESERVE, "floor": 0}, "floor", "found 0"),
    ({**RESERVE, "floor": -1}, "floor", "found -1"),
    ({**RESERVE, "floor": "0%"}, "floor", "found '0%'"),
    ({**RESERVE, "floor": "101%"}, "floor", "found '101%'"),
    ({**RESERVE, "floor": True}, "floor", "found true"),
    ({**RESERVE, "floor": 2.5}, "floor", "found 2.5"),
    ({**RESERVE, "floor": "some"}, "floor", "found 'some'"),
    ({"floor": 2, "rationale": WHY}, "", "found no criterion"),
    ({**RESERVE, "rural": "perhaps"}, "rural", "yes or no"),
    ({**RESERVE, "sector": "banking"}, "sector", "home-visiting"),
    ({**RESERVE, "sector": []}, "sector", "one answer"),
    ({**RESERVE, "sector": {"a": 1}}, "sector", "one answer"),
    ({**RESERVE, "region": None}, "region", "one answer"),
    ({**RESERVE, "rounds_waited": 0}, "rounds_waited", "from 1"),
    ({**RESERVE, "rounds_waited": "many"}, "rounds_waited", "from 1"),
    ({**RESERVE, "shoe_size": 44}, "shoe_size", "accepted: sector"),
    ({**RESERVE, "name": "Ana"}, "name", "accepted: sector"),
]  # fmt: skip


@pytest.mark.parametrize(("keys", "where", "said"), BAD)
def test_faults_name_the_key(keys: dict, where: str, said: str) -> None:
    ((column, _, message),) = refused(reserve={"one": keys})
    assert column == ".".join(filter(None, ("priority.reserve.one", where)))
    assert said in message


def test_every_fault_is_told_at_once() -> None:
    faults = refused(reserve={"one": {"floor": 0, "sector": "banking"}, "two": {"floor": 2}})
    assert [column for column, *_ in faults] == [
        *("priority.reserve.one.rationale", "priority.reserve.one.sector"),
        *("priority.reserve.one.floor", "priority.reserve.two.rationale"),
        *("priority.reserve.two", "priority.reserve_order"),
    ]


ORDERS = [None, [], ["a"], ["a", "b", "c"], ["a", "a", "b"], ["a", "x"]]


@pytest.mark.parametrize("order", ORDERS)
def test_several_reserves_need_their_order(order: list[str] | None) -> None:
    given_order = {} if order is None else {"reserve_order": order}
    ((column, _, message),) = refused(reserve={"a": RESERVE, "b": RESERVE}, **given_order)
    assert column == "priority.reserve_order"
    assert "a, b" in message


@pytest.mark.parametrize("name", ["", "ä", "a.b", "x" * 41, "-", "a b!"])
def test_names_of_reserves(name: str) -> None:
    assert any(
        "letters, digits and hyphens" in said for *_, said in refused(reserve={name: RESERVE})
    )


@pytest.mark.parametrize("table", ["reserve", "bonus", "roles", "overrides"])
@pytest.mark.parametrize("found", [3, "x", ["a"]])
def test_tables_are_tables(table: str, found: object) -> None:
    assert refused(**{table: found})[0][0] == f"priority.{table}"
    if table != "roles":
        assert refused(**{table: {"one": found}})[0][0] == f"priority.{table}.one"


def test_further_points_are_for_points() -> None:
    bonus = {"points": 2, "rural": True, "rationale": WHY}
    ((column, _, message),) = refused(bonus={"rural": bonus})
    assert (column, "mode" in message) == ("priority.bonus.rural", True)
    ((column, *_),) = refused(mode="points", bonus={"rural": {**bonus, "points": -1}})
    assert column == "priority.bonus.rural.points"
    ((column, *_),) = refused(mode="points", bonus={"rural": {**bonus, "rationale": ""}})
    assert column == "priority.bonus.rural.rationale"


# --- monitoring only ------------------------------------------------------------------------------

OVERRIDE = {"who": "the board", "why": "a grant asks for it", "when": "2026-11-02"}


@pytest.mark.parametrize(
    "name", ["race", "Ethnicity", "sex", "gender_identity", "religion", "national origin",
             "disability", "age", "date of birth", "monitor_race", "monitor_shoe_size"],
)  # fmt: skip
def test_monitoring_only_attributes_decide_nothing(name: str) -> None:
    keys = {"floor": 2, "rationale": WHY, name: "x"}
    bonus = {"points": 2, "rationale": WHY, name: "x"}
    for found in (refused(reserve={"one": keys}), refused(mode="points", bonus={"one": bonus})):
        ((column, code, message),) = found
        assert (column or "").endswith(name)
        assert code == "monitoring-only"
        assert "override" in message
    for role in ("priority", "reserve", "preference", "eligibility"):
        assert refused(roles={name: role})[0][1] == "monitoring-only"


def test_an_override_on_record_lets_one_answer_count() -> None:
    keys = {"floor": 2, "rationale": WHY, "monitor_age": ["60+", "70+"]}
    found = priority(reserve={"one": keys}, overrides={"monitor_age": OVERRIDE})
    assert found.reserves[0].where == {"monitor_age": ("60+", "70+")}
    (recorded,) = found.overrides
    assert isinstance(recorded, Override)
    assert (recorded.who, recorded.why, str(recorded.when)) == tuple(OVERRIDE.values())
    others = {"floor": 2, "rationale": WHY, "monitor_race": "x"}
    assert refused(reserve={"one": others}, overrides={"monitor_age": OVERRIDE})


@pytest.mark.parametrize("lost", ["who", "why", "when"])
@pytest.mark.parametrize("worth", [None, "", "  "])
def test_an_override_says_who_why_and_when(lost: str, worth: str | None) -> None:
    record = {**OVERRIDE, lost: worth}
    if worth is None:
        del record[lost]
    ((column, *_),) = refused(overrides={"monitor_age": record})
    assert column == "priority.overrides.monitor_age"


def test_an_override_of_another_kind_of_record() -> None:
    assert refused(overrides={"monitor_age": {**OVERRIDE, "when": "soon"}})
    assert refused(overrides={"monitor_age": {**OVERRIDE, "more": "x"}})


QUESTION = "What is your race or ethnicity?"


def test_a_question_about_them_is_not_read_as_anything_that_decides() -> None:
    for column in ("region", "sector", "role", "rural", "rounds_waited"):
        with pytest.raises(UnusableInput) as caught:
            read(program={"columns": {QUESTION: column}})
        assert {one.code for one in caught.value.faults} >= {"monitoring-only"}
    for column in ("monitor_race", "ignore"):
        read(program={"columns": {QUESTION: column}})
    overrides = {"overrides": {QUESTION: OVERRIDE}}
    read(program={"columns": {QUESTION: "region"}, "priority": overrides})


# --- roles ----------------------------------------------------------------------------------------


def test_stated_roles_are_held_against_what_the_program_does() -> None:
    stated = {"rural": "reserve", "region": "monitoring-only", "rc_access": "priority",
              "organization": "eligibility", "monitor_age": "monitoring-only"}  # fmt: skip
    found = priority(reserve={"one": RESERVE}, roles=stated)
    assert found.roles == {name: (role,) for name, role in stated.items()}
    assert priority(roles={"availability": ["preference", "eligibility"]}).roles


@pytest.mark.parametrize(
    ("name", "role"),
    [("rural", "reserve"), ("rc_access", "monitoring-only"), ("sector", "priority"),
     ("availability", "eligibility"), ("region", "preference")],
)  # fmt: skip
def test_a_role_that_is_not_so_is_a_fault(name: str, role: str) -> None:
    ((column, _, message),) = refused(roles={name: role})
    assert column == f"priority.roles.{name}"
    assert "what this program uses" in message


@pytest.mark.parametrize(("name", "role"), [("rural", "boss"), ("shoes", "priority"), ("rural", 3)])
def test_roles_and_attributes_are_known(name: str, role: object) -> None:
    assert refused(roles={name: role})[0][0] == f"priority.roles.{name}"


# --- in every kind of file ------------------------------------------------------------------------

TOML = f"""
[priority]
name = "Ours"
version = "2027-01"
reserve_order = ["supervisors", "rural"]
[priority.reserve.rural]
floor = "25%"
rural = true
rationale = "{WHY}"
[priority.reserve.supervisors]
floor = 2
supervises_others = true
sector = ["head-start", "pediatrics"]
rationale = "{WHY}"
[priority.roles]
region = "monitoring-only"
[priority.overrides."Your age, in years"]
who = "the board"
why = "a grant asks for it"
when = 2026-11-02
"""
CELLS = [
    ["key", "value"],
    ["priority.name", "Ours"],
    ["priority.version", "2027-01"],
    ["priority.reserve_order", "supervisors; rural"],
    ["priority.reserve.rural.floor", 0.25],
    ["priority.reserve.rural.rural", "yes"],
    ["priority.reserve.rural.rationale", WHY],
    ["priority.reserve.supervisors.floor", 2],
    ["priority.reserve.supervisors.supervises_others", "yes"],
    ["priority.reserve.supervisors.sector", "head-start; pediatrics"],
    ["priority.reserve.supervisors.rationale", WHY],
    ["priority.roles.region", "monitoring-only"],
    ["priority.overrides.Your age, in years.who", "the board"],
    ["priority.overrides.Your age, in years.why", "a grant asks for it"],
    ["priority.overrides.Your age, in years.when", "2026-11-02"],
]
EXPECTED = Priority(
    name="Ours",
    version="2027-01",
    reserves=(
        Reserve("supervisors",
                {"supervises_others": ("yes",), "sector": ("head-start", "pediatrics")},
                2, None, WHY),
        Reserve("rural", {"rural": ("yes",)}, None, 25.0, WHY),
    ),
    roles={"region": ("monitoring-only",)},
)  # fmt: skip


def check_expected(found: Priority) -> None:
    assert found.reserves == EXPECTED.reserves
    assert (found.name, found.version, found.roles) == ("Ours", "2027-01", EXPECTED.roles)
    assert [one.attribute for one in found.overrides] == ["Your age, in years"]


def test_in_toml_json_and_a_sheet() -> None:
    check_expected(read_cohort_files(csv_files(program=TOML.encode())).cohort.program.priority)
    check_expected(read(program=tomllib.loads(TOML)).cohort.program.priority)
    book = {"cohort.xlsx": saved(workbook({"Program": CELLS}))}
    check_expected(read_cohort_files(book).cohort.program.priority)


def test_a_fault_names_the_line() -> None:
    text = TOML.replace('"25%"', '"125%"')
    (fault,) = faults_of(csv_files(program=text.encode()))
    line = next(n for n, one in enumerate(text.splitlines(), 1) if "125%" in one)
    assert (fault.file, fault.row, fault.column) == (
        "program.toml", line, "priority.reserve.rural.floor",
    )  # fmt: skip


def test_what_was_read_can_be_written_and_read_again() -> None:
    one = read(program=tomllib.loads(TOML)).cohort.program
    again = read(program=program_dict(one)).cohort.program
    assert again.priority == one.priority


# --- ready policies and files ---------------------------------------------------------------------


@pytest.mark.parametrize("name", POLICIES)
def test_ready_policies_can_be_read(name: str) -> None:
    found = load_policy(name, Program()).priority
    assert found.name
    assert found.version
    assert priority(policy=name) == found
    assert priority(policy=name.upper()) == found


def test_what_stands_beside_a_ready_policy_replaces_its_keys() -> None:
    more = {"rural": RESERVE}
    found = priority(
        policy="capacity", name="Ours", reserve=more, reserve_order=["rural", "supervisors-ready"]
    )
    assert [one.name for one in found.reserves] == ["rural", "supervisors-ready"]
    assert (found.name, found.version) == ("Ours", "2027-01")
    assert refused(policy="banking")[0][0] == "priority.policy"
    assert refused(policy=3)


def test_a_policy_replaces_the_program_s_own_and_nothing_else(tmp_path: Path) -> None:
    own = read(program={"priority": {"within": "applied_on"}, "mix": {"role": 2}}).cohort.program
    path = tmp_path / "ours.toml"
    path.write_text(policy_text("capacity").replace("25%", "10%"), encoding="utf-8")
    found = load_policy(str(path), own)
    assert found.priority.reserves[0].percent == 10.0
    assert found.priority.within == "ticket"
    assert (found.mix, found.sectors) == (own.mix, own.sectors)


@pytest.mark.parametrize(
    ("text", "said"),
    [("", "no table"), ("[mix]\nrole = 1\n[priority]\n", "nothing else"), ("[priority", "no TOML"),
     ('[priority]\ntears = ["none"]', "did you mean"), ("priority = 3", "a table")],
)  # fmt: skip
def test_files_that_are_no_policy(text: str, said: str, tmp_path: Path) -> None:
    path = tmp_path / "ours.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(UnusableInput, match=said):
        load_policy(str(path), Program())


def test_a_policy_that_is_not_there() -> None:
    with pytest.raises(UnusableInput, match="access, capacity, or a file"):
        load_policy("capacitty", Program())


def test_a_policy_is_read_with_the_program_s_own_columns() -> None:
    overrides = {"overrides": {QUESTION: OVERRIDE}}
    own = read(program={"columns": {QUESTION: "region"}, "priority": overrides}).cohort.program
    with pytest.raises(UnusableInput, match="monitoring only"):
        load_policy("access", own)


@pytest.mark.parametrize(
    ("keys", "said"),
    [({"floor": 1}, ""), ({"floor": 2}, "the floor is 2 seats, but 1 of the eligible"),
     ({"floor": "5%"}, "comes to no seat"),
     ({"floor": 2, "rural": None, "monitor_x": "a"}, "but fewer of the eligible")],
)  # fmt: skip
def test_a_reserve_that_cannot_be_filled_is_a_warning(keys: dict, said: str) -> None:
    table = {name: value for name, value in {**RESERVE, **keys}.items() if value is not None}
    program = {"priority": {"reserve": {"one": table}, "overrides": {"monitor_x": OVERRIDE}}}
    rows = {1: {"rural": "yes", "monitor_x": "a"}}
    found = [
        str(one) for one in read(rows, program=program).warnings if one.code == "short-reserve"
    ]
    assert len(found) == bool(said)
    assert all(said in one for one in found)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda more: (
        st.lists(more, max_size=3) | st.dictionaries(st.text(max_size=8), more, max_size=3)
    ),
    max_leaves=6,
)


TABLE = st.sampled_from(["reserve", "bonus", "roles", "overrides", "policy"])
NAMED = st.sampled_from(["one", "monitor_age", "rural", "a b"])
KEY = st.sampled_from(["floor", "points", "rural", "sector", "rationale", "when", "region"])


@given(table=TABLE, found=JSON, name=NAMED, key=KEY)
def test_whatever_stands_there_is_read_or_refused(
    table: str, found: Any, name: str, key: str
) -> None:
    for value in (found, {name: found}, {name: {**RESERVE, key: found}}):
        with suppress(UnusableInput):
            assert isinstance(priority(**{table: value}), Priority)
