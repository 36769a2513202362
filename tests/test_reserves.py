"""Reserves from end to end: solver and checker against the oracle's enumeration.

The full run is ``RESERVE_COHORTS=200 pytest tests/test_reserves.py``; every day a sample will do.
"""

from __future__ import annotations

import os
from typing import Any

import pytest

from matcher.check import check
from matcher.files.proposal_json import proposal_to_dict
from matcher.files.read import read_cohort_data
from matcher.propose import Options, solve
from tests.oracle import best, judge
from tests.random_cohorts import random_cohort, with_reserves

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
