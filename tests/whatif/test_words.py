"""What is said of changes: a coordinator's words, and nobody else's secrets in a letter."""

from __future__ import annotations

from dataclasses import replace

import pytest

from matcher.cohort import Entry
from matcher.explain.unplaced import unplaced_reasons
from matcher.terminal.person import person_lines
from matcher.whatif.changes import Change
from matcher.whatif.explanation import explanation
from matcher.whatif.person import counterfactuals
from matcher.whatif.words import LETTER, change_words, several_words
from tests.build import cohort, group, people, person, proposal, provider

TUESDAY = "tue 10:00-11:00"


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (Change("entry", "P1", Entry(1, 1050, 1110)), "can also meet on Tuesdays, 5:30–6:30 pm"),
        (Change("group", "V1"), "provider Ada Ray (V1) takes one more group"),
        (Change("seat", "V1"), "provider Ada Ray (V1) takes one more member in a group (4)"),
        (Change("size"), "the group size went to 4"),
        (Change("hour", "V1", Entry(1, 600, 660)), "Ada Ray (V1) is also free on Tuesdays"),
        (Change("renewed", "V1"), "a credential and supervision of their own through the term"),
        (Change("wish", "P1"), "in any language they can reflect in"),
        (Change("cadence", "P2"), "they would also meet twice a month for an hour"),
    ],
)  # fmt: skip
def test_every_change_in_words(change: Change, words: str) -> None:
    rows = [person("P1"), person("P2", cadence="monthly"), person("P3")]
    assert words in change_words(change, cohort(rows, [provider(name="Ada Ray")]))


def test_a_time_on_their_own_clock_says_whose() -> None:
    of = cohort([person("P1", time_zone="America/Denver"), *people(3)[1:]])
    assert change_words(Change("entry", "P1", Entry(1, 600, 660)), of).endswith("(Mountain time)")


def test_a_letter_tells_nothing_of_who_keeps_apart_from_whom() -> None:
    rows = [person("P1", TUESDAY), *people(3, free=TUESDAY, apart_from=("P1",))[1:]]
    of = cohort(rows)
    before = proposal(of, [group("P2 P3")])
    before = proposal(of, before.groups, unplaced=unplaced_reasons(of, before.groups))
    (reason,) = before.unplaced[0].reasons
    assert reason.text.startswith("rule apart")
    found = explanation(of, before, "P1")
    letter = "\n".join(person_lines(of, before, "P1", found.lines, letter=True))
    assert LETTER in letter
    assert "may not share" not in letter
    assert "apart" not in letter
    plain = "\n".join(person_lines(of, before, "P1", found.lines))
    assert reason.text in plain
    assert not any(other in letter + plain for other in ("P2", "P3"))


def test_nothing_within_these_providers() -> None:
    of = cohort([*people(2, free=TUESDAY), person("P3", TUESDAY, languages=("pt",))])
    groups = (group("P1 P2"),)
    before = proposal(of, groups, unplaced=unplaced_reasons(of, groups))
    found = explanation(of, before, "P3")
    assert found.document["nothing"].startswith("Nothing within these providers")
    assert found.document["counterfactuals"] == []


def test_where_only_two_changes_do_it_the_single_ones_are_spoken_of() -> None:
    """A new time, and a seat for it: either alone would cost somebody before them theirs."""
    rows = [*people(2, free=TUESDAY), person("P3", "wed 10:00-11:00", rc_access="little")]
    of = cohort(rows, [provider(free=TUESDAY)], group_size=(2, 2), cadences=("twice-monthly",))
    found = explanation(of, proposal(of, [group("P1 P2")]), "P3")
    assert len(found.document["counterfactuals"][0]["changes"]) == 2
    assert found.document["nothing"] is None
    assert found.document["single"] == found.lines[-1]
    assert found.lines[-1].startswith("No single change does it; whatever groups meet")
    answer = counterfactuals(of, proposal(of, [group("P1 P2")]), "P3")
    assert several_words(replace(answer, proven=False)).endswith("as they meet now.")
    assert "not searched" in several_words(replace(answer, proven=False, complete=False))
    assert several_words(replace(answer, found=())) == ""


def test_groups_that_break_rules_are_said() -> None:
    of = cohort(people(3, free=TUESDAY))
    found = explanation(of, proposal(of, [group("P1 P2", start="06:00")]), "P3")
    assert "break rules" in found.lines[0]
