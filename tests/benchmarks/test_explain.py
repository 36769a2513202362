"""The figures on what would change it: found, confirmed, and what counts as missed."""

from __future__ import annotations

from benchmarks.explain import Limits, as_proposal, figures_of, good, searched
from matcher.cohort.turn import turn_order
from tests.build import cohort, group, people, person, proposal

TUESDAY = "tue 10:00-11:00"
LIMITS = Limits(match=1.0, person=20.0, confirm=1.0)


def test_one_found_and_confirmed() -> None:
    of = cohort(people(4, free=TUESDAY))
    first = [group(" ".join(turn_order(of)[:3]))]
    found = figures_of(of, as_proposal(of, proposal(of), tuple(first)), LIMITS)
    counted = ("asked", "one_change", "confirmed", "seated_by_full_match", "missed", "none")
    assert [found[name] for name in counted] == [1, 1, 1, 1, 0, 0]
    assert found["without_reason"] == 0


def test_nobody_can_be_helped_and_nothing_was_missed() -> None:
    of = cohort([*people(2, free=TUESDAY), person("P3", languages=("pt",))])
    before = as_proposal(of, proposal(of), (group("P1 P2"),))
    found = figures_of(of, before, LIMITS)
    assert [found[name] for name in ("asked", "one_change", "none", "missed")] == [1, 0, 1, 0]


def test_a_search_that_finds_one_says_so() -> None:
    of = cohort([*people(2, free=TUESDAY), person("P3", "wed 10:00-11:00")])
    before = as_proposal(of, proposal(of), (group("P1 P2"),))
    assert searched(of, before, "P3", LIMITS)
    assert not good(before, before, of, "P3")
