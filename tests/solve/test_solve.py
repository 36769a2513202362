"""The whole solver against the oracle on small random cohorts: rules, claims, optimum, bounds."""

from __future__ import annotations

import pytest

from matcher.check import check
from matcher.cohort import Proposal
from matcher.files.proposal_json import proposal_from_dict, proposal_to_dict
from matcher.propose import Options, solve
from tests.oracle import best, best_given, judge
from tests.oracle_levels import more_is_better
from tests.random_cohorts import random_earlier
from tests.solve.cases import Case, case

CHUNK = 10
CLOSE = 1e-6


def hold_to_oracle(of: Case, made: Proposal) -> None:
    """Everything the contract asks of a proposal, and the truth of what it says of itself."""
    verdict = check(of.cohort, made, of.earlier)
    assert verdict.clean, verdict.lines()
    earlier = None if of.earlier is None else proposal_to_dict(of.earlier)
    assert judge(of.data, proposal_to_dict(made), earlier) == []
    reached = [(level.name, level.value) for level in made.levels]
    if made.status == "optimal":
        assert dict(reached) == pytest.approx(dict(best(of.data, earlier)))
        return  # so every bound is the best that can be reached
    for index, level in enumerate(made.levels):
        if level.bound is None:
            continue
        top = best_given(of.data, reached[:index], level.name, earlier)
        assert top is not None, level
        short = level.bound - top if more_is_better(level.name) else top - level.bound
        assert short >= -CLOSE, (level, top)


@pytest.mark.parametrize("first", range(120, 330, CHUNK))
def test_solve_reaches_the_oracles_best(first: int) -> None:
    for seed in range(first, first + CHUNK):
        of = case(seed, (8, 8, 9, 8, 10)[seed % 5])
        options = Options(time_limit=1.5, workers=1)
        hold_to_oracle(of, solve(of.cohort, options=options))


@pytest.mark.parametrize("seed", [208, 268, 347, 404, 452])
def test_together_groups_stay_whole(seed: int) -> None:
    of = case(seed, (8, 9, 10)[seed % 3])
    hold_to_oracle(of, solve(of.cohort, options=Options(time_limit=1.0, workers=1)))


@pytest.mark.parametrize("first", range(1000, 1020, CHUNK))
@pytest.mark.parametrize("options", [Options(0.02, workers=2), Options(0.2, gap=0.5, workers=1)])
def test_hurried_runs_say_nothing_wrong(first: int, options: Options) -> None:
    for seed in range(first, first + CHUNK):
        of = case(seed, 8)
        hold_to_oracle(of, solve(of.cohort, options=options))


@pytest.mark.parametrize("first", range(2000, 2030, CHUNK))
def test_moves_against_an_earlier_proposal_come_last(first: int) -> None:
    for seed in range(first, first + CHUNK):
        data = case(seed, 8).data
        written = random_earlier(data, seed) | {"levels": [], "unplaced": []}
        of = Case(data, proposal_from_dict(written))
        options = Options(time_limit=2.0, workers=1)
        hold_to_oracle(of, solve(of.cohort, earlier=of.earlier, options=options))


@pytest.mark.parametrize("seed", range(3000, 3012))
def test_several_weights_of_mix(seed: int) -> None:
    weights = {"sector": seed % 4, "region": (seed // 4) % 3, "role": 2, "organization": 1}
    of = case(seed, 8, mix=weights)
    hold_to_oracle(of, solve(of.cohort, options=Options(time_limit=1.0, workers=1)))


@pytest.mark.parametrize("seed", range(4000, 4012))
def test_points_with_fractions(seed: int) -> None:
    points = {"none": 2.5, "little": 0.1, "some": 0.2, "rural": 0.25, "round_waited": 1 / 3}
    of = case(seed, 8, priority={"mode": "points", "points": points})
    hold_to_oracle(of, solve(of.cohort, options=Options(time_limit=1.0, workers=1)))


@pytest.mark.parametrize("points", [1.0004, 0.00049, 123456.789, 2e-7])
def test_points_as_fine_as_they_come(points: float) -> None:
    of = case(4100, 8, priority={"mode": "points", "points": {"none": points, "some": 1.0}})
    hold_to_oracle(of, solve(of.cohort, options=Options(time_limit=1.0, workers=1)))


@pytest.mark.parametrize("seed", range(5000, 5012))
def test_fewest_groups(seed: int) -> None:
    of = case(seed, 9, levels={"fewest_groups": True}, group_size=[2, 4])
    made = solve(of.cohort, options=Options(time_limit=1.0, workers=1))
    assert "groups" in [level.name for level in made.levels]
    hold_to_oracle(of, made)
