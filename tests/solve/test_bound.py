"""Bounds never cut off a seating that keeps the rules, whatever the prices."""

from __future__ import annotations

from random import Random

import numpy as np
import pytest

from matcher.instance import Instance
from matcher.solve.bound import Relaxation
from matcher.solve.prices import Prices
from matcher.solve.seating import Seating
from tests.build import settled
from tests.solve.cases import Case, bounded_levels, case, goal_of, held_at, worth_of

CLOSE = 1e-6


def seatings(of: Case, rng: Random) -> list[Seating]:
    """Some by the rules, loose and settled."""
    loose = [of.random_seating(rng) for _ in range(2)]
    return [*loose, of.seating(settled(of.cohort, of.groups(loose[0])))]


def relaxation(instance: Instance, *, exact: bool) -> Relaxation:
    made = Relaxation(instance)
    if not exact:
        made.exact, made.pairs = False, None
    return made


@pytest.mark.parametrize("exact", [True, False])
@pytest.mark.parametrize("seed", range(500, 540))
def test_bounds_cut_off_no_seating(seed: int, exact: bool) -> None:
    of = case(seed, 10, levels={"fewest_groups": seed % 2 == 0})
    rng = Random(seed)
    names = bounded_levels(of.instance)
    kept = relaxation(of.instance, exact=exact)
    for seating in seatings(of, rng):
        for index, name in enumerate(names):
            goal = goal_of(of.instance, name)
            held = held_at(of.instance, names[:index], seating)
            reached = worth_of(of.instance, goal, seating)
            found = kept.bound(goal, held, seconds=rng.choice([0.02, 1.0]))
            assert found.value >= reached - CLOSE, (name, seating)


@pytest.mark.parametrize("exact", [True, False])
@pytest.mark.parametrize("seed", range(540, 580))
def test_any_prices_give_a_bound(seed: int, exact: bool) -> None:
    of = case(seed, 10, mix={"sector": seed % 3, "role": 1, "region": seed % 2})
    rng = np.random.default_rng(seed)
    made = relaxation(of.instance, exact=exact)
    if not of.instance.candidates:
        return
    names = bounded_levels(of.instance)
    for seating in seatings(of, Random(seed)):
        for index, name in enumerate(names):
            goal = goal_of(of.instance, name)
            held = held_at(of.instance, names[:index], seating)
            for size in (0.3, 3.0, 30.0):
                person = np.maximum(rng.normal(size, size, len(of.instance.people)), 0.0)
                prices = Prices(person, rng.normal(0.0, size, len(held)))
                pricing = made.mixed if goal.mixed else made.plain
                worth = made.worth(pricing, goal, held, prices)
                bound = made.value(worth, held, prices)
                assert bound >= worth_of(of.instance, goal, seating) - CLOSE


@pytest.mark.parametrize("seed", range(580, 600))
def test_near_prices_are_prices(seed: int) -> None:
    """What the first-order solver says is a start, never a bound: its prices may be anything."""
    of = case(seed, 10)
    if not of.instance.candidates:
        return
    made = relaxation(of.instance, exact=True)
    seating = seatings(of, Random(seed))[-1]
    names = bounded_levels(of.instance)
    for index, name in enumerate(names):
        goal = goal_of(of.instance, name)
        held = held_at(of.instance, names[:index], seating)
        near = made.compact.solve(goal, held, precision=1e-2, seconds=0.05, threads=1)
        assert (near.person >= 0).all()
        assert len(near.held) == len(held)
        assert np.isfinite(near.held).all()
        assert set(near.used) <= set(range(len(of.instance.candidates)))
        prices = Prices(near.person, near.held)
        worth = made.worth(made.mixed if goal.mixed else made.plain, goal, held, prices)
        reached = worth_of(of.instance, goal, seating)
        assert made.value(worth, held, prices) >= reached - CLOSE


@pytest.mark.parametrize("seed", range(600, 612))
def test_a_closed_program_is_tight(seed: int) -> None:
    """Solved to its end, the program's value is the bound, and its groups are whole groups."""
    of = case(seed, 10)
    goal = goal_of(of.instance, "turn")
    made = relaxation(of.instance, exact=True)
    found = made.bound(goal, [], seconds=5.0)
    if not of.instance.candidates:
        assert found.value == 0.0
        return
    assert found.closed
    master = made.columns.solve(goal, [], 1e-8)
    assert master is not None
    assert master.value == pytest.approx(found.value, abs=1e-5)
    for column in range(len(made.columns)):
        candidate, members = made.columns.group(column)
        reach = set(of.instance.members[candidate].tolist())
        assert reach.issuperset(members)
        provider = of.instance.candidates[candidate].provider
        assert of.instance.smallest <= len(members) <= of.instance.largest[provider]
