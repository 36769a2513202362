"""Odds where seats are reserved: replays, lottery and prices against the oracle's enumeration."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from matcher.cohort import Cohort
from matcher.files.read import read_cohort_data
from matcher.odds import ground as laying
from matcher.odds import leximin, seek
from matcher.odds.ground import lay_ground
from matcher.odds.leximin import Leximin
from matcher.odds.price import AS_IT_IS, Price, Reach, price_of_priority
from matcher.odds.price_words import price_sentences
from matcher.odds.replays import Replayer, seeds_of
from tests.odds.draw import findings
from tests.oracle import best
from tests.random_cohorts import random_cohort, with_reserves


def reserved(seed: int, people: int = 8) -> dict[str, Any]:
    return with_reserves(random_cohort(seed, people), seed)


def with_seed(data: dict[str, Any], seed: int) -> dict[str, Any]:
    return {**data, "program": {**data["program"], "seed": seed}}


def of(data: dict[str, Any]) -> Cohort:
    return read_cohort_data(data).cohort


@pytest.mark.parametrize("programmed", [False, True])
@pytest.mark.parametrize("seed", range(3000, 3006))
def test_replays_keep_the_reserves(
    seed: int, programmed: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    if programmed:  # as a larger cohort is settled
        monkeypatch.setattr(laying, "LEAST_BOOLEANS", 0)
    data = reserved(seed)
    ground = lay_ground(of(data), seconds=20.0)
    assert ground.proven
    assert any(level.name.startswith("reserve.") for level in ground.levels)
    replayer = Replayer(ground)
    for ticket_seed in seeds_of(seed, 2):
        replay = replayer.replay(ticket_seed, exact=True, seconds=20.0)
        assert replay is not None
        truth = dict(best(with_seed(data, ticket_seed)))
        assert {lv.name: lv.value for lv in ground.levels} == pytest.approx(
            {lv.name: truth[lv.name] for lv in ground.levels}
        )
        assert replay.turn == truth["turn"]
        assert replay.proven
        assert findings(of(data), ground, replay.seating, ticket_seed) == []


@pytest.mark.parametrize("seed", range(3020, 3024))
def test_every_listed_seating_keeps_the_reserves(seed: int) -> None:
    data = reserved(seed)
    data["program"]["priority"]["mode"] = "tiers"
    data["program"]["priority"].pop("bonus", None)
    ground = lay_ground(of(data), seconds=20.0)
    lottery = Leximin(ground).run(10.0)
    truth = dict(best(data))
    for seating in lottery.seatings:
        wrong = findings(ground.cohort, ground, seating, ground.cohort.program.seed)
        assert [line for line in wrong if not line.startswith("envy:")] == []
        seated = [p for s in seating for p in s.members]
        for reserve in ground.instance.reserves:
            assert reserve.value(seated) == truth[reserve.name]
    assert not np.any(lottery.never & (lottery.chance > 0))


@pytest.mark.parametrize("seed", range(3040, 3043))
def test_bounds_of_large_cohorts_do_not_take_a_floor_for_a_ceiling(
    seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = reserved(seed)
    data["program"]["priority"]["mode"] = "tiers"
    data["program"]["priority"].pop("bonus", None)
    ground = lay_ground(of(data), seconds=20.0)
    exact = Leximin(ground).run(10.0)
    monkeypatch.setattr(seek, "MOST_BOOLEANS", 0)
    monkeypatch.setattr(leximin, "LEAST_FOR_BOUND", 0.0)
    large = Leximin(ground).run(4.0)
    for mine, true in zip(large.stages, exact.stages, strict=False):
        if mine.round == 0 and mine.tier == 0 == true.tier:
            assert mine.bound >= true.value - 1e-6


@pytest.mark.parametrize("seed", range(3060, 3063))
def test_the_price_of_each_reserve(seed: int) -> None:
    data = reserved(seed)
    priority = data["program"]["priority"]
    priority["mode"] = "tiers"
    priority.pop("bonus", None)
    data["program"]["levels"] = {}
    data["program"]["mix"] = {"sector": 1}
    prices = {p.part: p for p in price_of_priority(of(data), time_limit=60.0)}
    truth = dict(best(data))
    assert prices[AS_IT_IS].mix.value == truth["mix"]
    for name in priority["reserve"]:
        others = {key: one for key, one in priority["reserve"].items() if key != name}
        order = [one for one in priority.get("reserve_order", others) if one != name]
        rest = {**priority, "reserve": others, "reserve_order": order}
        most = dict(best({**data, "program": {**data["program"], "priority": rest}}))
        seats = sum(value for level, value in most.items() if level.startswith("seats."))
        price = prices[f"reserve.{name}"]
        assert price.seats.value == seats
        assert price.seats.bound is not None
        assert price.seats.bound >= seats
        assert price.mix.value == most["mix"]
    assert prices["ticket"].mix.value <= truth["mix"]


def test_every_bonus_has_a_price() -> None:
    data = random_cohort(61, 8)
    where = {"rural": True, "points": 2, "rationale": "far away"}
    data["program"]["priority"] = {"mode": "points", "bonus": {"far": where}}
    parts = [price.part for price in price_of_priority(of(data), time_limit=20.0)]
    assert parts[:3] == [AS_IT_IS, "points", "bonus.far"]


def test_reserves_and_bonuses_in_words() -> None:
    prices = [
        Price(AS_IT_IS, Reach(30, 30), Reach(14, 14)),
        Price("reserve.rural", Reach(31, 31), Reach(14, 14)),
        Price("bonus.far", Reach(30, 30), Reach(13, 13)),
    ]
    assert price_sentences(prices) == [
        "Keeping seats for the reserve rural costs 1 seat and no same-sector pair (with another "
        "number of people seated).",
        "Giving further points for far costs no seat and 1 same-sector pair.",
    ]
