"""No seat that a seating of such values uses is ever out of reach."""

from __future__ import annotations

from random import Random

import pytest

from matcher.solve.bound import Relaxation
from matcher.solve.facts import Facts
from matcher.solve.reach import seats
from matcher.solve.seating import level_value
from matcher.solve.stop import Clock, Stop
from tests.solve.cases import case

BOUNDED = ("preference", "stability")


@pytest.mark.parametrize("first", range(7000, 7080, 20))
def test_seats_in_use_stay_within_reach(first: int) -> None:
    narrowed = 0
    for seed in range(first, first + 20):
        of = case(seed, 14)
        instance = of.instance
        levels = [lv for lv in of.levels if lv.name not in BOUNDED]
        if not instance.candidates:
            continue
        facts = Facts(instance, levels, Relaxation(instance), Clock(60.0, Stop()))
        whole = seats(facts.reach(()))
        for number in range(3):
            seating = of.random_seating(Random(seed * 7 + number), tries=4)
            values = tuple(float(level_value(instance, seating, lv.name)) for lv in levels)
            for k, level in enumerate(levels):
                facts.bound(level, values[:k], 5.0)
                within = facts.reach(values[: k + 1])
                narrowed += seats(within) < whole
                assert within == facts.reach(values[:k], values[k])
                for sitting in seating:
                    assert within[sitting.candidate].issuperset(sitting.members)
    assert narrowed
