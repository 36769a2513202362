"""The leximin lottery against the exact one over all enumerated seatings of tiny cohorts."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from scipy.optimize import linprog

from matcher.files.read import read_cohort, read_cohort_data
from matcher.odds import seek
from matcher.odds.ground import Ground, lay_ground
from matcher.odds.leximin import Leximin
from matcher.odds.lottery import Lottery
from matcher.odds.replays import Replayer
from tests.command import COHORTS
from tests.odds.draw import findings
from tests.oracle_enumerate import enumerate_groupings
from tests.oracle_levels import level_values
from tests.oracle_model import read_cohort as read_by_oracle
from tests.random_cohorts import random_cohort

Row = dict[str, Any]


def small(seed: int) -> Row:
    """Seven people, few groups, tiers."""
    data = random_cohort(seed, 7)
    data["program"]["priority"] = {
        "tiers": [["none", "little"], ["some", "regular"]] if seed % 2 else
        [["none", "little", "some", "regular"]]
    }  # fmt: skip
    data["program"]["group_size"] = [2, 3]
    data["providers"] = data["providers"][:2]
    for row in data["providers"]:
        row["max_groups"] = 1
    return data


def true_seatings(data: Row) -> list[frozenset[str]]:
    """Every set of people that fills the most seats, tier by tier."""
    of = read_by_oracle(data)
    found: dict[frozenset[str], tuple[Any, ...]] = {}
    for groups in enumerate_groupings(of):
        values = [v for n, v in level_values(of, groups, None) if n.startswith("seats.")]
        found[frozenset(m for group in groups for m in group.members)] = tuple(values)
    top = max(found.values())
    return [seated for seated, values in found.items() if values == top]


def true_smallest(sets: list[frozenset[str]], tiers: list[list[str]]) -> list[float]:
    """The smallest chance of each tier, one after the other, by one linear program each."""
    values: list[float] = []
    for index in range(len(tiers)):
        rows, least = [], []
        for tier, value in zip(tiers, [*values, None], strict=False):
            for person in tier:
                rows.append([-float(person in s) for s in sets] + [float(value is None)])
                least.append(0.0 if value is None else -(value - 1e-9))
        solved = linprog(
            [0.0] * len(sets) + [-1.0], A_ub=rows, b_ub=least,
            A_eq=[[1.0] * len(sets) + [0.0]], b_eq=[1.0], bounds=(0, 1), method="highs",
        )  # fmt: skip
        values.append(-solved.fun)
        assert len(values) == index + 1
    return values


def lottery_of(data: Row) -> tuple[Ground, Lottery]:
    ground = lay_ground(read_cohort_data(data).cohort, seconds=20.0)
    return ground, Leximin(ground).run(20.0)


@pytest.mark.parametrize("seed", range(700, 716))
def test_against_every_seating(seed: int) -> None:
    data = small(seed)
    ground, lottery = lottery_of(data)
    sets = true_seatings(data)
    possible = frozenset().union(*sets)
    people = ground.instance.people
    assert {p for p, never in zip(people, lottery.never, strict=True) if not never} == possible
    tiers = [
        [p for k, p in enumerate(people) if ground.instance.urgency[k] == t and p in possible]
        for t in range(len(ground.instance.tiers))
    ]
    first = [stage for stage in lottery.stages if stage.round == 0]
    wanted = true_smallest(sets, [tier for tier in tiers if tier])
    assert [stage.value for stage in first] == pytest.approx(wanted, abs=2e-3)
    for stage, truth in zip(first, wanted, strict=True):
        assert stage.bound >= truth - 3e-3  # those before may be kept a trifle lower
        assert stage.bound - stage.value <= 2e-3 + 1e-6
    assert sum(lottery.weights) == pytest.approx(1.0)
    for seating in lottery.seatings:
        assert frozenset(people[p] for s in seating for p in s.members) in set(sets)
        wrong = findings(ground.cohort, ground, seating, ground.cohort.program.seed)
        assert [line for line in wrong if not line.startswith("envy:")] == []


@pytest.mark.parametrize("seed", [700, 703, 708])
def test_a_region_at_a_time(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """As cohorts of thousands are priced; here a region may be all there is."""
    monkeypatch.setattr(seek, "MOST_BOOLEANS", -1)
    data = small(seed)
    ground, lottery = lottery_of(data)
    sets = true_seatings(data)
    people = ground.instance.people
    covered = {p for p, chance in zip(people, lottery.chance, strict=True) if chance > 0}
    assert covered == frozenset().union(*sets)
    tiers = [
        [p for k, p in enumerate(people) if ground.instance.urgency[k] == t and p in covered]
        for t in range(len(ground.instance.tiers))
    ]
    first = [stage for stage in lottery.stages if stage.round == 0]
    wanted = true_smallest(sets, [tier for tier in tiers if tier])
    assert [stage.value for stage in first] == pytest.approx(wanted, abs=2e-3)
    assert all(stage.bound >= stage.value for stage in first)


@pytest.mark.parametrize("seed", range(730, 736))
def test_no_smaller_than_with_tickets(seed: int) -> None:
    """The chances under tickets are one lottery among those that leximin chooses from."""
    ground, lottery = lottery_of(small(seed))
    done = Replayer(ground).run(40, seconds=20.0, seed=seed)
    people = ground.instance.people
    counts = np.array([sum(p in r.seated for r in done) for p in people]) / len(done)
    for stage in (s for s in lottery.stages if s.round == 0 and s.tier == 0):
        assert lottery.chance[stage.people].min() >= counts[stage.people].min() - 2e-3


def test_later_rounds_raise_those_who_can_have_more() -> None:
    """Whoever is not held back by the smallest chance gets more than it."""
    for seed in range(700, 706):
        _, lottery = lottery_of(small(seed))
        by_round: dict[tuple[int, int], float] = {
            (s.tier, s.round): s.value for s in lottery.stages
        }
        for (tier, number), value in by_round.items():
            if (tier, number + 1) in by_round:
                assert by_round[tier, number + 1] >= value - 1e-6


def test_a_larger_cohort_has_a_proof_for_everybody() -> None:
    ground = lay_ground(read_cohort(COHORTS / "massachusetts-38").cohort, seconds=30.0)
    lottery = Leximin(ground).run(20.0)
    assert (lottery.never | (lottery.chance > 0)).all()
