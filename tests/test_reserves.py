"""Reserves from end to end: solver and checker against the oracle's enumeration.

The full run is ``RESERVE_COHORTS=200 pytest tests/test_reserves.py``; every day a sample will do.
"""

from __future__ import annotations

import os
from random import Random
from typing import Any

import pytest

from matcher.check import check
from matcher.files.proposal_json import proposal_to_dict
from matcher.files.read import read_cohort_data
from matcher.propose import Options, solve
from tests.build import proposal
from tests.oracle import best, judge
from tests.random_cohorts import random_cohort, with_reserves
from tests.random_proposals import variants
from tests.test_check_against_oracle import compare

ALL = int(os.environ.get("RESERVE_COHORTS", "16"))
FIRST = 3000


def reserved(seed: int, people: int) -> dict[str, Any]:
    return with_reserves(random_cohort(seed, people), seed)


@pytest.mark.parametrize("seed", range(FIRST, FIRST + ALL))
def test_reserves_seats_and_turn_are_the_best_there_are(seed: int) -> None:
    data = reserved(seed, 8 + seed % 3)
    of = read_cohort_data(data).cohort
    made = solve(of, options=Options(time_limit=4.0, workers=1))
    verdict = check(of, made)
    assert verdict.clean, verdict.lines()
    assert judge(data, proposal_to_dict(made)) == []
    reached = [(level.name, level.value) for level in made.levels]
    upper = [name for name, _ in reached].index("turn") + 1
    assert dict(reached[:upper]) == pytest.approx(dict(best(data)[:upper]))


@pytest.mark.parametrize("seed", range(FIRST + 400, FIRST + 440))
def test_checker_and_oracle_agree_on_reserves(seed: int) -> None:
    rng = Random(seed)
    data = reserved(seed, rng.choice([6, 10, 14]))
    of = read_cohort_data(data).cohort
    for groups in variants(of, rng):
        made = proposal(of, groups)
        compare(of, check(of, made), judge(data, proposal_to_dict(made)))


def test_reserves_often_matter() -> None:
    """The cohorts above are no comfort if their reserves never cost anybody a seat."""
    costly = 0
    for seed in range(FIRST, FIRST + 16):
        data = reserved(seed, 8 + seed % 3)
        without = {**data["program"]["priority"], "reserve": {}, "reserve_order": []}
        plain = {**data, "program": {**data["program"], "priority": without}}
        turn = [dict(best(one)).get("turn") for one in (data, plain)]
        costly += turn[0] != turn[1]
    assert costly >= 4
