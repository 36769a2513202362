"""Plain words for times, levels and policies."""

from __future__ import annotations

from datetime import date

import pytest

from matcher.cohort import LevelValue, Program
from matcher.cohort.program import Priority
from matcher.report import policy, words
from tests.build import group


@pytest.mark.parametrize(
    ("minute", "length", "text"),
    [
        (750, 60, "12:30–1:30 pm"),
        (690, 60, "11:30 am–12:30 pm"),
        (540, 120, "9:00–11:00 am"),
        (0, 60, "12:00–1:00 am"),
        (1380, 60, "11:00 pm–12:00 am"),
    ],
)
def test_spans(minute: int, length: int, text: str) -> None:
    assert words.span_words(minute, length) == text


def test_meetings() -> None:
    one = group("P1", weekday="tue", start="12:30", weeks=(1, 3))
    assert words.meeting_words(one) == "1st and 3rd Tuesday, 12:30–1:30 pm"
    assert words.short_meeting_words(one) == "Tue 12:30 pm"


@pytest.mark.parametrize(
    ("level", "text"),
    [
        (LevelValue("seats.none", 4, 4), "Proven best"),
        (LevelValue("seats.none", 4, 6), "Not proven; at most 2 more possible"),
        (LevelValue("turn", 1000, 2234.5), "Not proven; at most 1,234.5 more possible"),
        (LevelValue("mix", 14, 11), "Not proven; at most 3 fewer possible"),
        (LevelValue("preference", 14, None), "Not proven; no bound is known"),
    ],
)
def test_verdicts(level: LevelValue, text: str) -> None:
    assert words.verdict_words(level) == text


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("seats.none", "People with no access seated"),
        ("seats.none+little", "People with no or little access seated"),
        ("mix", "Pairs of the same sector or region in a group"),
        ("groups", "Number of groups"),
        ("stability", "People moved from the earlier proposal"),
    ],
)
def test_levels(name: str, text: str) -> None:
    program = Program(mix={"sector": 2, "region": 1, "role": 0, "organization": 0})
    assert words.level_words(name, program) == text


def test_tiers_that_share() -> None:
    program = Program(priority=Priority(tiers=(("none", "little"), ("some",), ("regular",))))
    first, second, *_ = policy.policy_words(program, 3)
    assert first == (
        "Seats go first to people with no or little reflective consultation at work, "
        "then some, then regular."
    )
    assert second == (
        "Within a tier, people who waited through more rounds come first; "
        "then the seat is drawn by ticket (number drawn: 3), not by date."
    )


def test_rules() -> None:
    program = Program(group_size=(6, 6), same_organization_max=0)
    assert policy.rule_words(program) == [
        "Groups have 6 members and meet for 24 hours in all.",
        "Nobody sits with their own supervisor or report.",
    ]


def test_small_words() -> None:
    assert words.day_words(date(2027, 1, 8)) == "Fri, Jan 8, 2027"
    assert words.zone_words("America/Indiana/Tell_City") == "Tell City time"
    assert words.sector_words("early-care-and-education") == "Early care and education"
    assert words.language_words("tlh") == "tlh"
    assert words.list_words([]) == ""
    assert words.list_words(["a"]) == "a"
    assert words.list_words(["a", "b", "c"], "or") == "a, b or c"
    assert words.count_words(1234, "person", "people") == "1,234 people"
    assert words.outstanding_words(True, True) == ""
