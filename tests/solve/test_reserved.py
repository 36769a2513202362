"""Reserves inside the solver: no bound cuts off a seating, no move loses one, the best is found."""

from __future__ import annotations

from dataclasses import replace
from random import Random

import numpy as np
import pytest

from matcher.instance import Instance, Reserved
from matcher.solve.assign import assign
from matcher.solve.bound import Relaxation
from matcher.solve.columns import Held
from matcher.solve.exact import ExactModel
from matcher.solve.goals import goal_of, held_at, urgent
from matcher.solve.improve import Effort, Neighbourhoods
from matcher.solve.prices import Prices
from matcher.solve.search import Search
from matcher.solve.seating import Seating, level_value, levels_of
from matcher.solve.settle import settle
from matcher.solve.stop import Clock, Stop
from tests.random_cohorts import random_cohort, with_reserves
from tests.solve.cases import Case, plain_instance
from tests.solve.test_assign import every_seating, openings_of

CLOSE = 1e-6


def case(seed: int, people: int = 10) -> Case:
    return Case(with_reserves(random_cohort(seed, people), seed))


def start(of: Case, seed: int) -> Seating:
    loose = of.random_seating(Random(seed), tries=8)
    return settle(of.instance, loose) if seed % 2 else loose


def values(instance: Instance, seating: Seating) -> list[float]:
    return [level_value(instance, seating, name) for name in instance.reserve_of]


def worth(instance: Instance, goal: object, seating: Seating) -> float:
    seats = sum(float(goal.seat[list(s.members)].sum()) for s in seating)  # type: ignore[attr-defined]
    return seats + goal.group * len(seating)  # type: ignore[attr-defined]


def held_before(of: Case, seating: Seating, name: str) -> list[Held]:
    instance, held = of.instance, []
    for level in of.levels:
        if level.name == name:
            return held
        held.append(held_at(instance, level, level_value(instance, seating, level.name)))
    raise AssertionError(name)


@pytest.mark.parametrize("exact", [True, False])
@pytest.mark.parametrize("seed", range(2100, 2124))
def test_bounds_cut_off_no_seating(seed: int, exact: bool) -> None:
    of = case(seed)
    made = Relaxation(of.instance)
    if not exact:
        made.exact, made.pairs = False, None
    rng = np.random.default_rng(seed)
    for seating in (start(of, seed), start(of, seed + 1)):
        for level in levels_of(of.instance):
            if level.name in ("mix", "preference", "stability"):
                continue
            goal, _ = goal_of(of.instance, level)
            held = held_before(of, seating, level.name)
            reached = worth(of.instance, goal, seating)
            assert made.bound(goal, held, seconds=0.3).value >= reached - CLOSE, level
            if not of.instance.candidates:
                continue
            # Any prices will do, those of the wrong sign too.
            prices = Prices(
                np.maximum(rng.normal(1.0, 2.0, len(of.instance.people)), 0.0),
                rng.normal(0.0, 2.0, len(held)),
            )
            found = made.worth(made.plain, goal, held, prices)
            assert made.value(found, held, prices) >= reached - CLOSE, level


@pytest.mark.parametrize("seed", range(2130, 2154))
def test_the_exact_model_holds_and_maximises_reserves(seed: int) -> None:
    of = case(seed, 8)
    seating = start(of, seed)
    model = ExactModel(of.instance)
    for name in of.instance.reserve_of:
        model.hold(name, level_value(of.instance, seating, name))
    model.hint(seating)
    answer = model.solve((("turn", 1),), seconds=5.0)
    assert answer.seating is not None
    assert values(of.instance, answer.seating) == values(of.instance, seating)
    free = ExactModel(of.instance).solve(urgent(of.instance), seconds=5.0)
    assert free.seating is not None
    assert values(of.instance, free.seating) >= values(of.instance, seating)


@pytest.mark.parametrize("seed", range(2160, 2176))
def test_beside_other_groups_only_the_rest_of_a_floor_counts(seed: int) -> None:
    of = case(seed, 14)
    whole = start(of, seed)
    if len(whole) < 2:
        return
    beside, inside = whole[:1], whole[1:]
    there = [person for s in beside for person in s.members]
    near = of.instance.beside(there)
    for name in of.instance.reserve_of:
        part = level_value(near, inside, name) + level_value(of.instance, beside, name)
        assert part == level_value(of.instance, whole, name)
    people = set(range(len(of.instance.people))) - set(there)
    model = ExactModel(of.instance, people=people, beside=beside)
    for name in of.instance.reserve_of:
        model.hold(name, level_value(model.instance, inside, name))
    answer = model.solve((("turn", 1),), seconds=5.0)
    assert answer.seating is not None
    assert values(of.instance, (*beside, *answer.seating)) == values(of.instance, whole)


@pytest.mark.parametrize("seed", range(2180, 2204))
def test_no_move_worsens_and_nobody_has_a_claim_left(seed: int) -> None:
    of = case(seed, 14)
    if not of.instance.candidates:
        return
    rng, before = np.random.default_rng(seed), start(of, seed)
    search = Search(of.instance, before, of.levels, rng)
    changed = search.run(dict.fromkeys(range(len(of.instance.candidates)), 0.0), lambda: True)
    now = search.seating
    assert of.broken(now) == []
    assert changed == (of.score(now) > of.score(before)) == (search.kept > 0)
    assert of.score(now) >= of.score(before)
    held = [lv for lv in of.levels if lv.sense > 0]
    around = Neighbourhoods(of.instance, of.levels, rng)
    effort = Effort(groups=2, times=4, waiting=20, seconds=0.5)
    for objective, kept in ((urgent(of.instance), []), ((("mix", -1),), held)):
        after = around.round(now, objective, kept, effort, Clock(60.0, Stop()), 1)
        assert of.broken(after) == []
        assert of.score(after) >= of.score(now)
        now = after
    done = settle(of.instance, now)
    assert of.broken(done) == []
    assert of.claims(done) == []
    assert of.score(done)[: len(held)] >= of.score(now)[: len(held)]


@pytest.mark.parametrize("seed", range(60))
def test_a_flow_fills_a_reserve_as_far_as_can_be(seed: int) -> None:
    """With the openings given, one reserve gets what the best of all seatings gives it."""
    rng = Random(seed)
    plain = plain_instance(rng, people=7)
    openings = openings_of(plain, rng, rng.choice([1, 2]))
    chosen = np.array([rng.random() < 0.4 for _ in plain.people])
    reserve = Reserved("reserve.one", rng.randint(1, 4), chosen)
    instance = replace(plain, reserves=(reserve,))
    every = list(every_seating(instance, openings))
    found, without = assign(instance, openings), assign(plain, openings)
    assert values(instance, found) >= values(instance, without)
    if every:
        assert values(instance, found) == max(values(instance, s) for s in every)
        most = max(sum(len(s.members) for s in one) for one in every)
        assert sum(len(s.members) for s in found) == most
    if values(instance, without) == values(instance, found):
        assert found == without  # nothing is given up where nothing is gained


def test_without_reserves_an_instance_beside_others_is_itself() -> None:
    instance = plain_instance(Random(1))
    assert instance.beside([0, 1]) is instance
