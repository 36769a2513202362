"""Replays of the draw against the oracle's best seats and turn, and against the checker."""

from __future__ import annotations

import pytest

from matcher.files.read import read_cohort, read_cohort_data
from matcher.odds.ground import lay_ground
from matcher.odds.replays import Replayer, replays, seeds_of
from matcher.solve.stop import Stop
from tests.command import SMALL
from tests.odds.draw import findings
from tests.oracle import best
from tests.random_cohorts import random_cohort


@pytest.mark.parametrize("seed", range(900, 912))
def test_replays_reach_the_best_turn(seed: int) -> None:
    data = random_cohort(seed, 8)
    of = read_cohort_data(data).cohort
    ground = lay_ground(of, seconds=20.0)
    assert ground.proven
    replayer = Replayer(ground)
    for ticket_seed in seeds_of(seed, 3):
        replay = replayer.replay(ticket_seed, exact=True, seconds=20.0)
        assert replay is not None
        truth = dict(best({**data, "program": {**data["program"], "seed": ticket_seed}}))
        assert {lv.name: lv.value for lv in ground.levels}.items() <= truth.items()
        assert replay.turn == truth["turn"]
        assert replay.proven
        assert findings(of, ground, replay.seating, ticket_seed) == []
        assert replay.seated == {
            ground.instance.people[p] for s in replay.seating for p in s.members
        }


def test_quick_replays_keep_every_rule_too() -> None:
    of = read_cohort(SMALL).cohort
    ground = lay_ground(of, seconds=20.0)
    replayer = Replayer(ground)
    for ticket_seed in seeds_of(5, 10):
        replay = replayer.replay(ticket_seed, exact=False, seconds=20.0)
        assert replay is not None
        assert replay.bound is None
        assert not replay.proven
        assert findings(of, ground, replay.seating, ticket_seed) == []


def test_the_same_seed_replays_the_same_draws() -> None:
    of = read_cohort_data(random_cohort(7, 9)).cohort
    one, two = (replays(of, 5, time_limit=20.0, seed=3, counted=True) for _ in range(2))
    assert [(r.seed, r.seated, r.turn) for r in one] == [(r.seed, r.seated, r.turn) for r in two]
    assert [r.seed for r in one] == seeds_of(3, 5) != seeds_of(4, 5)


def test_a_wish_to_stop_ends_the_replays() -> None:
    of = read_cohort_data(random_cohort(7, 9)).cohort
    ground, stop = lay_ground(of, seconds=20.0), Stop()
    done = Replayer(ground).run(
        50, seconds=20.0, stop=stop, on_replay=lambda count: stop.ask() if count == 3 else None
    )
    assert len(done) == 3


def test_nobody_can_be_seated() -> None:
    data = random_cohort(7, 9)
    of = read_cohort_data({**data, "providers": []}).cohort
    assert [r.seated for r in replays(of, 2, time_limit=5.0)] == [frozenset(), frozenset()]
