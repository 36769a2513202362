"""The best group of a pool, by the sort and by branching, against trying every group."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations
from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matcher.instance import Instance
from matcher.solve.pairs import PairRules
from matcher.solve.pricing import Pricing
from matcher.solve.seating import fits_together, whole_units
from tests.solve.cases import plain_instance

SEEDS = st.integers(0, 10**6)


def worth(instance: Instance, members: Sequence[int], reward: np.ndarray, weight: float) -> float:
    """What a group is worth, pairs of the first mixed attribute paid for."""
    pairs = 0
    if weight:
        trait = instance.traits[0]
        pairs = sum(trait[a] == trait[b] >= 0 for a, b in combinations(members, 2))
    return float(reward[list(members)].sum()) - weight * pairs


def groups(people: Sequence[int], smallest: int, largest: int) -> Iterator[tuple[int, ...]]:
    for size in range(smallest, largest + 1):
        yield from combinations(people, size)


def rewards(rng: Random, people: int) -> np.ndarray:
    whole = rng.random() < 0.3  # ties
    return np.array([rng.randint(-3, 4) if whole else rng.gauss(0.5, 2.0) for _ in range(people)])


@settings(max_examples=150, deadline=None, derandomize=True)
@given(SEEDS, st.booleans())
def test_the_sort_finds_the_best_group_of_every_pool(seed: int, mixed: bool) -> None:
    rng = Random(seed)
    instance = plain_instance(rng)
    used = np.arange(len(instance.pools))
    pricing = Pricing(instance, used, mixed=mixed)
    reward = rewards(rng, len(instance.people))
    priced = pricing.price(reward)
    for row, pool in enumerate(instance.pools):
        people = pool.people.tolist()
        for column, size in enumerate(pricing.sizes.tolist()):
            best = max(
                worth(instance, group, reward, pricing.weight)
                for group in groups(people, instance.smallest, size)
            )
            assert priced.worth[row, column] == pytest.approx(best)
        listed = [p for p in priced.people[row].tolist() if p >= 0]
        assert len(listed) == len(set(listed))
        assert set(listed) <= set(people)


@settings(max_examples=150, deadline=None, derandomize=True)
@given(SEEDS, st.booleans())
def test_branching_finds_the_best_group_that_keeps_the_rules(seed: int, mixed: bool) -> None:
    rng = Random(seed)
    instance = plain_instance(rng, pairs=True, together=rng.random() < 0.5)
    weight = float(instance.trait_weights[0]) if mixed and instance.trait_weights else 0.0
    reward = rewards(rng, len(instance.people))
    rules = PairRules(instance)
    for c, candidate in enumerate(instance.candidates):
        largest = int(instance.largest[candidate.provider])
        people = instance.members[c].tolist()
        kept = {
            group: worth(instance, group, reward, weight)
            for group in groups(people, instance.smallest, largest)
            if fits_together(instance, group) and whole_units(instance, group)
        }
        best = max(kept.values(), default=-np.inf)
        bound, members = rules.best(c, reward, weight)
        assert bound >= best - 1e-9
        if best > 1e-9:
            assert bound == pytest.approx(best)
            assert kept[members] == pytest.approx(best)
        else:
            assert bound <= 1e-9


@settings(max_examples=100, deadline=None, derandomize=True)
@given(SEEDS)
def test_rules_are_looked_at_wherever_they_could_break(seed: int) -> None:
    rng = Random(seed)
    instance = plain_instance(rng, pairs=True, together=rng.random() < 0.5)
    rules = PairRules(instance)
    for c, candidate in enumerate(instance.candidates):
        people = instance.pools[candidate.pool].people.tolist()
        for group in groups(people, instance.smallest, int(instance.largest[candidate.provider])):
            sound = fits_together(instance, group) and whole_units(instance, group)
            sound = sound and not set(group) & set(candidate.barred)
            assert rules.breaks(c, list(group)) == (not sound)
            assert sound or rules.concerned[c]


@pytest.mark.parametrize("branches", [2, 3, 5])
def test_a_search_cut_short_still_bounds(branches: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("matcher.solve.pairs.MOST_BRANCHES", branches)
    for seed in range(60):
        rng = Random(seed)
        instance = plain_instance(rng, pairs=True)
        reward = rewards(rng, len(instance.people)) + 2.0
        for c, candidate in enumerate(instance.candidates):
            largest = int(instance.largest[candidate.provider])
            every = groups(instance.members[c].tolist(), instance.smallest, largest)
            kept = [group for group in every if fits_together(instance, group)]
            bound, members = PairRules(instance).best(c, reward, 0.0)
            best = max((worth(instance, g, reward, 0.0) for g in kept), default=-np.inf)
            assert bound >= best - 1e-9
            assert members == () or members in kept
