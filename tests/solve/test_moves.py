"""Search and neighbourhoods: never worse, always by the rules."""

from __future__ import annotations

from itertools import pairwise
from random import Random

import numpy as np
import pytest

from matcher.solve.improve import Effort, Neighbourhoods
from matcher.solve.search import Search, clashes
from matcher.solve.seating import Seating
from matcher.solve.settle import settle
from matcher.solve.stop import Clock, Stop
from tests.solve.cases import Case, case

SEEDS = range(1100, 1140)


def start(of: Case, seed: int) -> Seating:
    loose = of.random_seating(Random(seed), tries=8)
    return settle(of.instance, loose) if seed % 2 else loose


def for_ever() -> bool:
    return True


@pytest.mark.parametrize("seed", [*SEEDS, 208, 347])
def test_search_never_worsens(seed: int) -> None:
    of = case(seed, (9, 14)[seed % 2])
    if not of.instance.candidates:
        return
    before = start(of, seed)
    search = Search(of.instance, before, of.levels, np.random.default_rng(seed))
    changed = search.run(dict.fromkeys(range(len(of.instance.candidates)), 0.0), for_ever)
    assert of.broken(search.seating) == []
    assert of.score(search.seating) >= of.score(before)
    assert changed == (of.score(search.seating) > of.score(before)) == (search.kept > 0)


@pytest.mark.parametrize("workers", [1, 2])
@pytest.mark.parametrize("waiting", [0, 30])
@pytest.mark.parametrize("seed", range(1140, 1156))
def test_neighbourhoods_never_worsen(seed: int, waiting: int, workers: int) -> None:
    of = case(seed, 16)
    before = start(of, seed)
    if not before:
        return
    held = [lv for lv in of.levels if lv.sense > 0] if waiting else []
    wanted = (("mix", -100), ("preference", -1))
    objective = wanted if held else (*((lv.name, 9) for lv in of.levels if lv.sense > 0), *wanted)
    around = Neighbourhoods(of.instance, of.levels, np.random.default_rng(seed))
    now = before
    for groups in (1, 2, 3):
        effort = Effort(groups=groups, times=6, waiting=waiting, seconds=0.5)
        clock = Clock(60.0, Stop())
        after = around.round(now, objective, held, effort, clock, workers)
        assert of.broken(after) == []
        assert of.score(after) >= of.score(now)
        now = after


@pytest.mark.parametrize("seed", range(1176, 1192))
def test_drawn_regions_share_no_provider(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("matcher.solve.improve.MOST_NEAR", 0)
    of = case(seed, 24, group_size=[2, 3])
    before = of.random_seating(Random(seed), tries=6)
    around = Neighbourhoods(of.instance, of.levels, np.random.default_rng(seed))
    for groups in (1, 2, 5):
        regions = around._regions(before, Effort(groups=groups), 2)
        led = [{of.instance.candidates[before[k].candidate].provider for k in r} for r in regions]
        assert all(0 < len(region) <= groups for region in regions)
        for one, other in pairwise(led):
            assert one.isdisjoint(other)
        for region, providers in zip(regions, led, strict=True):
            whole = {
                k
                for k, s in enumerate(before)
                if of.instance.candidates[s.candidate].provider in providers
            }
            assert set(region) == whole


@pytest.mark.parametrize("seed", range(1160, 1176))
def test_two_neighbourhoods_never_seat_somebody_twice(seed: int) -> None:
    """People who wait may be wanted in two places at once."""
    of = case(seed, 20, group_size=[2, 3])
    before = of.random_seating(Random(seed), tries=4)
    if len(before) < 2:
        return
    objective = tuple((lv.name, 10) for lv in of.levels if lv.sense > 0)
    around = Neighbourhoods(of.instance, of.levels, np.random.default_rng(seed))
    effort = Effort(groups=1, times=8, waiting=30, seconds=0.5)
    after = around.round(before, objective, (), effort, Clock(60.0, Stop()), 2)
    assert of.broken(after) == []


@pytest.mark.parametrize("seed", range(1210, 1230))
def test_clashes_are_those_of_the_rules(seed: int) -> None:
    of = case(seed, 12)
    whole = of.random_seating(Random(seed))
    assert clashes(of.instance, whole) == []
