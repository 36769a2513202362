"""After the last repair nobody has a claim left; the oracle says so."""

from __future__ import annotations

from itertools import combinations
from random import Random

import pytest

from matcher.solve.seating import fits_together
from matcher.solve.settle import choose_members, settle
from tests.solve.cases import case, plain_instance


@pytest.mark.parametrize("seed", range(800, 860))
def test_nobody_has_a_claim_left(seed: int) -> None:
    of = case(seed, (8, 12, 16)[seed % 3])
    loose = of.random_seating(Random(seed), tries=8)
    done = settle(of.instance, loose)
    assert of.broken(done) == []
    assert of.claims(done) == []
    seats = [lv for lv in of.levels if lv.sense > 0]
    assert of.score(done)[: len(seats)] >= of.score(loose)[: len(seats)]


@pytest.mark.parametrize("seed", range(860, 880))
def test_a_settled_seating_stays(seed: int) -> None:
    of = case(seed, 12)
    once = settle(of.instance, ())
    assert settle(of.instance, once) == once


@pytest.mark.parametrize("seed", range(40))
def test_a_further_group_is_found_where_there_is_one(seed: int) -> None:
    rng = Random(seed)
    instance = plain_instance(rng, pairs=True)
    able = sorted(rng.sample(range(8), rng.randint(2, 8)))
    largest = int(instance.largest[0])
    found = choose_members(instance, able, largest)
    possible = any(
        fits_together(instance, group)
        for size in range(instance.smallest, largest + 1)
        for group in combinations(able, size)
    )
    assert bool(found) == possible
    if found:
        assert set(found) <= set(able)
        assert instance.smallest <= len(found) <= largest
        assert fits_together(instance, found)
