"""Counting people who are alike instead of knowing each makes a bound weaker, never wrong."""

from __future__ import annotations

from random import Random

import numpy as np
import pytest

from matcher.solve.alike import classes
from matcher.solve.bound import Prices, Relaxation
from matcher.solve.facts import Facts
from matcher.solve.seating import Seating, level_value
from matcher.solve.stop import Clock, Stop
from tests.build import settled
from tests.solve.cases import Case, bounded_levels, case, goal_of, held_at, worth_of

CLOSE = 1e-6


def hours(of: Case) -> list[set[tuple[int, int]]]:
    found: list[set[tuple[int, int]]] = [set() for _ in of.instance.people]
    for candidate, members in zip(of.instance.candidates, of.instance.members, strict=True):
        for person in members.tolist():
            found[person].add((candidate.weekday, candidate.start // 60))
    return found


@pytest.mark.parametrize("seed", range(9100, 9120))
def test_everybody_is_in_one_class_with_people_of_one_sector(seed: int) -> None:
    of = case(seed, 14)
    for count in (1, 5, 400):
        found = classes(of.instance, count)
        assert sorted(set(found.tolist())) == list(range(int(found.max(initial=-1)) + 1))
        for number in set(found.tolist()):
            inside = np.flatnonzero(found == number)
            assert len(set(of.instance.traits[0][inside].tolist())) == 1
        assert (found == classes(of.instance, count)).all()


@pytest.mark.parametrize("seed", range(9120, 9130))
def test_as_many_classes_as_can_be_hold_people_free_at_the_same_hours(seed: int) -> None:
    of = case(seed, 14)
    found, free = classes(of.instance), hours(of)
    for number in set(found.tolist()):
        inside = np.flatnonzero(found == number).tolist()
        assert len({frozenset(free[person]) for person in inside}) == 1


@pytest.mark.parametrize("count", [1, 4, 400])
@pytest.mark.parametrize("seed", range(9130, 9150))
def test_bounds_by_classes_cut_off_no_seating(seed: int, count: int) -> None:
    of = case(seed, 12)
    rng = Random(seed)
    loose = of.random_seating(rng)
    made = Relaxation(of.instance, alike=classes(of.instance, count))
    names = bounded_levels(of.instance)
    goal = goal_of(of.instance, "mix")
    for seating in (loose, of.seating(settled(of.cohort, of.groups(loose)))):
        made.columns.add_seating(seating)
        held = held_at(of.instance, names[: names.index("mix")], seating)
        found = made.bound(goal, held, seconds=1.0)
        assert found.value >= worth_of(of.instance, goal, seating) - CLOSE


@pytest.mark.parametrize("seed", range(9150, 9160))
def test_prices_are_the_same_for_a_whole_class(seed: int) -> None:
    of = case(seed, 12)
    alike = classes(of.instance, 4)
    made = Relaxation(of.instance, alike=alike)
    made.columns.add_seating(of.random_seating(Random(seed)))
    if not len(made.columns):
        return
    goal = goal_of(of.instance, "mix")
    found = made.columns.solve(goal, [], 1e-6)
    assert found is not None
    for number in set(alike.tolist()):
        assert len(set(found.person[alike == number].tolist())) == 1
    prices = Prices(found.person, found.held)
    worth = made.worth(made.mixed, goal, [], prices)
    assert made.value(worth, [], prices) >= found.value - 1e-5


@pytest.mark.parametrize("seed", range(9160, 9180))
def test_prices_bound_at_other_values_too(seed: int) -> None:
    """An earlier level may become better after mix was bounded; its bound is not lost."""
    of = case(seed, 12)
    loose = of.random_seating(Random(seed))
    better = of.seating(settled(of.cohort, of.groups(loose)))
    by = Relaxation(of.instance, alike=classes(of.instance, 6))
    by.columns.add_seating(loose)
    facts = Facts(of.instance, of.levels, Relaxation(of.instance), Clock(60.0, Stop()))
    mix = next(lv for lv in of.levels if lv.name == "mix")
    before = of.levels[: of.levels.index(mix)]

    def values(seating: Seating) -> tuple[float, ...]:
        return tuple(level_value(of.instance, seating, lv.name) for lv in before)

    assert facts.again(mix, values(better)) is None
    facts.bound(mix, values(loose), 1.0, None, by)
    for seating in (loose, better):
        bound = facts.again(mix, values(seating))
        if bound is not None:
            assert bound <= level_value(of.instance, seating, "mix")
