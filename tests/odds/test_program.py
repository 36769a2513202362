"""The integer program of seats against the exact model, rule by rule in random cohorts."""

from __future__ import annotations

import numpy as np
import pytest

from matcher.compile import compile_instance
from matcher.files.read import read_cohort_data
from matcher.odds.program import SeatProgram
from matcher.odds.rows import Demand
from matcher.solve.exact import ExactModel
from matcher.solve.seating import clashes, fits_together, level_value, seated_twice, whole_units
from matcher.solve.stop import Clock, Stop
from tests.random_cohorts import random_cohort


@pytest.mark.parametrize("seed", range(500, 520))
def test_the_best_worth(seed: int) -> None:
    instance = compile_instance(read_cohort_data(random_cohort(seed, 10)).cohort)
    worth = instance.turn.astype(float)
    program = SeatProgram(instance, ())
    found = program.solve(worth, seconds=20.0)
    truth = ExactModel(instance).solve((("turn", 1),), seconds=20.0)
    assert truth.optimal or not instance.candidates
    assert found.seating is not None
    assert found.value == level_value(instance, truth.seating or (), "turn")
    assert found.bound >= found.value
    for s in found.seating:
        assert fits_together(instance, s.members)
        assert whole_units(instance, s.members)
    assert not seated_twice(found.seating)
    assert not clashes(instance, found.seating)
    if instance.candidates:
        shares = program.relaxed(worth)
        assert shares is not None
        assert shares.value >= found.value - 1e-6
        assert shares.person.max() <= 1 + 1e-6


@pytest.mark.parametrize("seed", range(520, 526))
def test_open_groups_are_filled_again(seed: int) -> None:
    instance = compile_instance(read_cohort_data(random_cohort(seed, 10)).cohort)
    first = SeatProgram(instance, ()).solve(instance.turn.astype(float), seconds=20.0)
    assert first.seating is not None
    openings = [(s.candidate, s.weeks) for s in first.seating]
    again = SeatProgram(instance, (), openings).solve(instance.turn.astype(float), seconds=20.0)
    assert again.value == first.value
    assert again.seating is not None
    assert sorted((s.candidate, s.weeks) for s in again.seating) == sorted(openings)


def test_a_demand_that_nothing_meets() -> None:
    instance = compile_instance(read_cohort_data(random_cohort(500, 10)).cohort)
    everybody = np.ones(len(instance.people))
    more = Demand(everybody, len(instance.people) + 1.0, np.inf)
    assert SeatProgram(instance, (more,)).solve(everybody, seconds=5.0).seating is None


def test_a_stopped_solve_ends_without_an_answer() -> None:
    instance = compile_instance(read_cohort_data(random_cohort(500, 10)).cohort)
    stop = Stop()
    program = SeatProgram(instance, (), clock=Clock(np.inf, stop))
    assert program.solve(instance.turn.astype(float), seconds=20.0).seating is not None
    stop.ask()
    found = program.solve(instance.turn.astype(float), seconds=20.0)
    assert (found.seating, found.bound) == (None, np.inf)
    assert program.relaxed(instance.turn.astype(float)) is None
