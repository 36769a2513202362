"""The list of rules, and what it lets one ask of a seat."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import matcher.rules
from matcher.cohort import Cohort, Pin
from matcher.rules import GROUP_ID, RULES, Plan, broken_rules, may_share, parted, taking
from tests.build import cohort, group, people, person, provider

CONTRACT = (
    *("size", "one-seat", "capacity", "availability", "slot", "overlap", "weeks", "cadence"),
    *("language", "eligible", "qualified", "supervisor", "apart", "together"),
    *("same-organization", "provider-own", "locked"),
)


def test_every_rule_of_the_contract_is_listed_in_its_order_and_has_a_file() -> None:
    assert tuple(RULES) == CONTRACT
    folder = Path(matcher.rules.__file__).parent
    assert all((folder / f"{code.replace('-', '_')}.py").is_file() for code in CONTRACT)


@pytest.mark.parametrize("code", CONTRACT)
def test_a_rule_says_itself_in_one_sentence(code: str) -> None:
    assert RULES[code].code == code
    assert re.fullmatch(r"[A-Z][^.]+\.", RULES[code].words)


def test_two_groups_of_one_name_or_of_none_are_told() -> None:
    of = cohort(people(4), [provider("V1"), provider("V2")])
    twins = (group("P1 P2"), group("P3 P4", provider_id="V2"))
    assert [broken.code for broken in broken_rules(Plan(of, twins))] == [GROUP_ID]
    assert [b.code for b in broken_rules(Plan(of, (group("P1 P2", id=""),)))] == [GROUP_ID]


def test_texts_hold_ids_only() -> None:
    rows = [person(f"P{n}", "", name="Ann Archer", email="ann@x.org") for n in (1, 2)]
    leader = provider(free="", name="Vera", email="v@x.org", credential="vetted")
    plan = Plan(cohort(rows, [leader], accept_vetted=False), (group("P1 P2 P9"),))
    texts = " ".join(broken.text for broken in broken_rules(plan))
    assert "P1" in texts
    assert not re.search("Ann|Archer|Vera|@", texts)


@pytest.fixture
def of() -> Cohort:
    rows = [
        person("P1", supervisor_id="P4"),
        person("P2", together_with=("P5",)),
        person("P3", apart_from=("P6",)),
        person("P4"),
        person("P5"),
        person("P6"),
        person("P7"),
    ]
    return cohort(rows)


def test_pairs_of_all_rules_are_gathered(of: Cohort) -> None:
    assert parted(of) == {"P1": {"P4"}, "P4": {"P1"}, "P3": {"P6"}, "P6": {"P3"}}
    assert parted(of, without="apart") == {"P1": {"P4"}, "P4": {"P1"}}
    assert may_share("P1", "P3", of)
    assert not may_share("P6", "P3", of)


def test_taking_a_seat_names_what_would_break(of: Cohort) -> None:
    def codes(newcomer: str, leaving: str = "", members: str = "P1 P3", **plan: object):
        seat = group(members)
        found = taking(of.participant_by_id[newcomer], seat, Plan(of, (seat,), **plan), leaving)
        return [broken.code for broken in found]

    assert codes("P7") == codes("P7", "P1") == []
    assert codes("P4") == ["supervisor"]
    assert codes("P4", "P1") == []
    assert codes("P6", "P1") == ["apart"]
    assert codes("P5") == ["together"]
    assert codes("P7", "P2", "P2 P5") == ["together"]
    assert codes("P7", "P1", pins=(Pin("P1", "G1"),)) == ["locked"]
    assert codes("P7", members="P1 P2 P3") == ["size"]
