"""The ways of large cohorts taken on small ones, and bounds that belong to the values reached."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

import pytest

from matcher.check import check
from matcher.propose import Options, solve
from matcher.solve import limits
from matcher.solve.goals import plain_bound
from matcher.solve.result import Settings
from matcher.solve.settle import settle
from matcher.solve.solve import Solver
from matcher.solve.stop import Clock, Stop
from tests.oracle import best_given
from tests.solve.cases import case
from tests.solve.test_solve import hold_to_oracle

CLOSE = 1e-6


@pytest.fixture
def never_exact() -> Iterator[None]:
    """No exact model over the whole cohort, as where it would be too large."""
    limits.use({"exact": -1, "seats_exact": -1, "one_worker": -1})
    yield
    limits.use({})


@pytest.fixture
def never_columns(monkeypatch: pytest.MonkeyPatch) -> None:
    """No linear program over whole groups, as where it would be too slow."""
    monkeypatch.setattr("matcher.solve.bound.MOST_EXACT", 2)
    monkeypatch.setattr("matcher.solve.closing.MOST_EXACT", 2)
    monkeypatch.setattr("matcher.solve.solve.MOST_EXACT", 2)


@pytest.fixture
def in_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    """A cohort too large to be solved whole."""
    monkeypatch.setattr("matcher.solve.solve.MOST_WHOLE", 3)
    monkeypatch.setattr("matcher.solve.solve.PART", 4)


@pytest.mark.parametrize("first", range(6000, 6030, 10))
@pytest.mark.usefixtures("never_exact")
def test_without_the_exact_model(first: int) -> None:
    for seed in range(first, first + 10):
        of = case(seed, 7)
        hold_to_oracle(of, solve(of.cohort, options=Options(0.4, workers=2)))


@pytest.mark.parametrize("first", range(6040, 6060, 10))
@pytest.mark.usefixtures("never_exact", "never_columns")
def test_as_in_the_largest_cohorts(first: int) -> None:
    for seed in range(first, first + 10):
        of = case(seed, 7)
        hold_to_oracle(of, solve(of.cohort, options=Options(0.4, workers=2)))


@pytest.mark.parametrize("seed", range(6060, 6066))
@pytest.mark.usefixtures("never_exact", "never_columns", "in_parts")
def test_part_by_part(seed: int) -> None:
    of = case(seed, 12)
    verdict = check(of.cohort, solve(of.cohort, options=Options(0.6, workers=2)))
    assert verdict.clean, verdict.lines()


@pytest.mark.parametrize("seed", [4, 8, 6070, 6071])
def test_by_branch_and_cut(seed: int) -> None:
    """As in cohorts of some hundred people, where every exact model goes to the linear solver."""
    limits.use({"one_worker": -1})
    try:
        of = case(seed, 7)
        hold_to_oracle(of, solve(of.cohort, options=Options(20.0, workers=2)))
    finally:
        limits.use({})


@pytest.mark.parametrize("seed", [42, 77, 78, 119, 149, *range(6082, 6088)])
def test_a_bound_belongs_to_the_values_reached(seed: int) -> None:
    """What improves an earlier level on the way takes the proof of a later one with it."""
    of = case(seed, 9)
    if not of.instance.candidates:
        return
    for number in range(3):
        loose = of.random_seating(Random(seed * 10 + number), tries=4)
        solver = Solver(of.instance, Clock(20.0, Stop()), Settings())
        solver.best = settle(of.instance, loose)
        for level in solver.levels:
            if level.name in ("mix", "preference"):
                solver._exact(level, 3.0)
        result = solver.result()
        assert of.broken(result.seating) == []
        reached = [(level.name, float(level.value)) for level in result.levels]
        for index, (level, kind) in enumerate(zip(result.levels, solver.levels, strict=True)):
            if level.bound is None:
                continue
            top = best_given(of.data, reached[:index], level.name)
            assert top is not None
            assert kind.sense * top <= kind.sense * level.bound + CLOSE, (level, top)


@pytest.mark.parametrize("seed", [8, 42])
def test_no_bound_is_beyond_what_is_plain(seed: int) -> None:
    """As where time ran out while a level's program still knew next to nothing."""
    of = case(seed, 9)
    solver = Solver(of.instance, Clock(20.0, Stop()), Settings())
    for level in solver.levels:
        solver._prove(level, level.sense * 1e9)
    for level, reached in zip(solver.levels, solver.result().levels, strict=True):
        assert reached.bound == plain_bound(of.instance, level, ())
