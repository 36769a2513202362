"""A policy in a coordinator's words."""

from __future__ import annotations

from datetime import date

import pytest

from matcher.cohort import Bonus, Override, Priority, Program, Reserve
from matcher.report.policy import (
    attribute_words,
    criterion_words,
    floor_words,
    policy_words,
    role_rows,
    turn_policy_words,
)
from tests.build import cohort, person

RURAL = Reserve("rural", {"rural": ("yes",)}, floor=1, rationale="far away from everybody")
SHARE = Reserve("fcc", {"sector": ("family-child-care",)}, percent=12.5, rationale="Alone at work!")

CRITERIA = [
    ({"rural": ("no",)}, "people who do not work in a rural area"),
    ({"sector": ("head-start", "pediatrics")}, "people who work in head start or pediatrics"),
    ({"role": ("supervisor",)}, "people who work as supervisor"),
    ({"rc_access": ("none", "little")},
     "people who have no or little access to reflective consultation at work"),
    ({"languages": ("es",), "region": ("north",)},
     "people who can reflect in Spanish and work in north"),
    ({"rounds_waited": ("2",)}, "people who waited through 2 rounds or more"),
    ({"supervises_others": ("yes",), "ready_to_implement": ("yes",)},
     "people who supervise others and are ready to implement"),
    ({"endorsement_target": ("IFS",)}, "people who work toward IFS"),
    ({"education": ("MA",)}, "people who have the education MA"),
    ({"organization": ("Acorn",)}, "people who work for Acorn"),
    ({"monitor_age_group": ("60+",)}, "people who answered 60+ to age group"),
]  # fmt: skip


@pytest.mark.parametrize(("where", "words"), CRITERIA)
def test_criteria(where: dict, words: str) -> None:
    assert criterion_words(where) == words


def test_reserves_in_their_order_and_why() -> None:
    program = Program(priority=Priority(reserves=(SHARE, RURAL)))
    first, then, tiers, *_ = turn_policy_words(program, 1)
    assert first == (
        "First, as far as the rules allow, 12.5% of the seats there can be go to people who work "
        "in family child care (reserve fcc). Why: Alone at work!"
    )
    assert then.startswith("Next, as far as the rules allow, 1 seat goes to people who work in a")
    assert then.endswith("Why: far away from everybody.")
    assert tiers.startswith("All other seats go first to people with no")
    assert (floor_words(RURAL), floor_words(SHARE)[:5]) == ("1 seat", "12.5%")


def test_points_name_and_override() -> None:
    bonus = Bonus("north", {"region": ("north",)}, 2.5, "few come from there")
    override = Override("monitor_age", "the board", "a grant", date(2026, 11, 2))
    priority = Priority(mode="points", name="Ours", bonuses=(bonus,), overrides=(override,))
    words = policy_words(Program(priority=priority), 1)
    assert words[0] == "The policy is “Ours”."
    assert "2.5 more for people who work in north. Why: few come from there." in words
    assert any("the board decided on 2026-11-02" in one and "a grant" in one for one in words)


def test_a_program_without_a_policy_says_what_it_always_said() -> None:
    assert policy_words(Program(), 3)[0].startswith("Seats go first to people with no reflective")


def test_every_answer_stands_under_its_roles() -> None:
    of = cohort([person("P1", monitor={"race": "x"})], priority=Priority(reserves=(RURAL,)))
    rows = dict(role_rows(of))
    assert rows["Seats reserved"] == "rural"
    assert "access to reflective consultation" in rows["Who comes first"]
    assert rows["Decides nothing"].endswith("race (monitoring)")
    assert attribute_words("group_language") == "group language"
