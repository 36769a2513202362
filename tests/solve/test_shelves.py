"""Prices of shelves: smoothed as said, and a bound that cuts nothing off."""

from __future__ import annotations

from random import Random

import numpy as np
import pytest

from matcher.solve.bound import Relaxation
from matcher.solve.columns import Goal, Held
from matcher.solve.facts import Facts
from matcher.solve.goals import held_at as held_by_solver
from matcher.solve.prices import Prices
from matcher.solve.seating import Seating, level_value, levels_of
from matcher.solve.shelves import TEMPERATURES, ShelfProgram, _Smoothed
from matcher.solve.stop import Clock, Stop
from tests.build import settled
from tests.random_cohorts import random_cohort, with_reserves
from tests.solve.cases import Case, bounded_levels, case, goal_of, held_at, worth_of

CLOSE = 1e-6
STEP = 1e-5


def mixed_case(seed: int) -> tuple[Case, Goal, list[Held], Seating]:
    """A cohort with groups of several sizes, blanks, and a level counting groups in some."""
    of = case(
        seed, 12, mix={"sector": 1 + seed % 2, "role": seed % 2}, levels={"fewest_groups": True}
    )
    loose = of.random_seating(Random(seed))
    seating = of.seating(settled(of.cohort, of.groups(loose))) if seed % 2 else loose
    names = bounded_levels(of.instance)
    held = held_at(of.instance, names[: names.index("mix")], seating)
    return of, goal_of(of.instance, "mix"), held, seating


def smoothed(of: Case, goal: Goal, held: list[Held], temperature: float) -> _Smoothed:
    made = _Smoothed(ShelfProgram(of.instance, Relaxation(of.instance).pools), goal, held)
    made.temperature = temperature
    return made


@pytest.mark.parametrize("seed", range(9300, 9340))
def test_bounds_cut_off_no_seating(seed: int) -> None:
    of, goal, held, seating = mixed_case(seed)
    made = Relaxation(of.instance)
    for seconds in (0.0, 0.05, 5.0):
        found = made.roughly(goal, held, seconds=seconds)
        assert np.isfinite(found.value)
        assert found.value >= worth_of(of.instance, goal, seating) - CLOSE


@pytest.mark.parametrize("seed", range(9340, 9360))
def test_bounds_with_floors_cut_off_no_seating(seed: int) -> None:
    of = Case(with_reserves(random_cohort(seed, 12), seed))
    seating = of.seating(settled(of.cohort, of.groups(of.random_seating(Random(seed)))))
    held = [
        held_by_solver(of.instance, lv, level_value(of.instance, seating, lv.name))
        for lv in levels_of(of.instance)
        if lv.name in (*of.instance.reserve_of, *of.instance.tiers, "turn")
    ]
    goal = goal_of(of.instance, "mix")
    found = Relaxation(of.instance).roughly(goal, held, seconds=5.0)
    assert found.value >= worth_of(of.instance, goal, seating) - CLOSE
    if found.prices is not None:
        paid = found.prices.paid(held)
        assert all(p <= 0 for p, lv in zip(paid, held, strict=True) if lv.least)


@pytest.mark.parametrize("seed", range(9360, 9380))
def test_slope_is_what_a_small_step_changes(seed: int) -> None:
    of, goal, held, _ = mixed_case(seed)
    if not of.instance.candidates:
        return
    rng = np.random.default_rng(seed)
    for temperature in (1.0, 0.1):
        made = smoothed(of, goal, held, temperature)
        prices = made.start() + rng.normal(0.0, 1.0, len(made.start()))
        _, slope = made(prices)
        for place in rng.integers(0, len(prices), 12).tolist():
            there = np.zeros(len(prices))
            there[place] = STEP
            change = (made(prices + there)[0] - made(prices - there)[0]) / (2 * STEP)
            assert slope[place] == pytest.approx(change, abs=1e-3)


@pytest.mark.parametrize("seed", range(9380, 9400))
def test_smoothing_only_ever_adds_and_fades(seed: int) -> None:
    """A smoothed bound is above the bound from the same prices, and comes down to its own."""
    of, goal, held, _ = mixed_case(seed)
    if not of.instance.candidates:
        return
    made = Relaxation(of.instance)
    rng = np.random.default_rng(seed)
    prices = rng.normal(-1.0, 2.0, len(smoothed(of, goal, held, 1.0).start()))
    values = []
    for temperature in (1.0, 0.3, 0.1, 0.01, 0.001):
        at = smoothed(of, goal, held, temperature)
        values.append(at(prices)[0])
        near = at.solution(prices, 0.0)
        person, level = np.maximum(near.person, 0.0), near.held
        reward = (
            goal.seat
            - person
            - sum(
                (p * h.seat for p, h in zip(level, held, strict=True)), start=np.zeros(len(person))
            )
        )
        group = goal.group - sum(p * h.group for p, h in zip(level, held, strict=True))
        worth = made.mixed.price(reward).worth[made.pool, made.size] + group
        paid = person.sum() + sum(p * h.total for p, h in zip(level, held, strict=True))
        exact = float(worth[made._best_groups(worth)].sum() + paid)
        assert values[-1] >= exact - 1e-4
    assert values == sorted(values, reverse=True)


@pytest.mark.parametrize("seed", range(9400, 9420))
def test_whole_groups_bound_no_worse(seed: int) -> None:
    """Shelves know who is where only as a crowd, so the program over whole groups is nearer."""
    of, goal, held, _ = mixed_case(seed)
    made = Relaxation(of.instance)
    rough = made.roughly(goal, held, seconds=5.0)
    fine = made.bound(goal, held, seconds=5.0)
    assert fine.value <= rough.value + CLOSE


def test_colder_is_nearer_in_a_cohort_of_many() -> None:
    of = case(9420, 60)
    loose = of.random_seating(Random(1))
    seating = of.seating(settled(of.cohort, of.groups(loose)))
    names = bounded_levels(of.instance)
    held = held_at(of.instance, names[: names.index("mix")], seating)
    goal = goal_of(of.instance, "mix")
    made = Relaxation(of.instance)
    found = []
    for near in made.shelves.solve(goal, held, 60.0, counted=False, stop=None):
        prices = Prices(near.person, near.held)
        found.append(made.value(made.worth(made.mixed, goal, held, prices), held, prices))
    assert len(found) == len(TEMPERATURES)
    assert found[-1] < found[0]
    assert found[-1] >= worth_of(of.instance, goal, seating) - CLOSE


def test_a_wish_to_stop_ends_it() -> None:
    of, goal, held, _ = mixed_case(9421)
    stop = Stop()
    program = ShelfProgram(of.instance, Relaxation(of.instance).pools)
    answers = program.solve(goal, held, 60.0, counted=False, stop=stop)
    next(answers)
    stop.ask()
    assert list(answers) == []


@pytest.mark.parametrize("seed", [9422, 9423])
def test_counted_work_comes_out_the_same(seed: int) -> None:
    of, goal, held, _ = mixed_case(seed)
    found = [
        Relaxation(of.instance, counted=True).roughly(goal, held, seconds=0.03) for _ in range(2)
    ]
    assert found[0].value == found[1].value
    assert found[0].work == found[1].work


@pytest.mark.parametrize("seed", range(9424, 9444))
def test_prices_bound_at_other_values_too(seed: int) -> None:
    """An earlier level may become better after mix was bounded; its bound is not lost."""
    of = case(seed, 12)
    loose = of.random_seating(Random(seed))
    better = of.seating(settled(of.cohort, of.groups(loose)))
    facts = Facts(of.instance, of.levels, Relaxation(of.instance), Clock(60.0, Stop()))
    mix = next(lv for lv in of.levels if lv.name == "mix")
    before = of.levels[: of.levels.index(mix)]

    def values(seating: Seating) -> tuple[float, ...]:
        return tuple(level_value(of.instance, seating, lv.name) for lv in before)

    assert facts.again(mix, values(better)) is None
    facts.bound(mix, values(loose), 1.0, None, roughly=True)
    for seating in (loose, better):
        bound = facts.again(mix, values(seating))
        if bound is not None:
            assert bound <= level_value(of.instance, seating, "mix")
