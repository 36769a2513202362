"""Figures of runs."""

from __future__ import annotations

import pytest

from benchmarks import figures
from tests.benchmarks.records import record

SHORT = (
    ("seats.none", 9, 9),
    ("seats.little", 9, 12),
    ("turn", 500, 531),
    ("mix", 20, None),
    ("preference", 4, 0),
)


def test_the_gap_counts_only_what_is_worse() -> None:
    best = {"seats.none": 10.0, "seats.little": 10.0, "turn": 100.0, "mix": 4.0}
    assert figures.gap(best, best) == 0
    assert figures.gap({}, best) == 1
    # One tier's extra seats do not make up for another's missing ones.
    told = {"seats.none": 9.0, "seats.little": 12.0, "turn": 120.0, "mix": 8.0}
    assert figures.gap(told, best) == pytest.approx((1 / 20 + 0 + 4 / 8) / 3)


def test_the_primal_integral_is_the_mean_gap() -> None:
    run = record()
    assert figures.primal_integral(run, run) == pytest.approx(1 / 3)  # nothing for 1 of 3 s
    late = record(seconds=9.0, events=[[9.0, "turn", 531, None]])
    assert figures.primal_integral(late, run) == 1


def test_levels_are_compared_in_their_order() -> None:
    full, short = record(), record(levels=SHORT)
    assert figures.score(full) > figures.score(short)
    assert figures.first_difference(full, short) == ("seats.little", 12, 9)
    assert figures.first_difference(full, full) is None
    assert figures.best([short, full, record(broken={"size": 1})]) is full


def test_gaps_to_bounds() -> None:
    short = record(levels=SHORT)
    assert figures.seats_gap(short) == pytest.approx(3 / 21)
    assert figures.relative_gap(short, "turn") == pytest.approx(31 / 531)
    assert figures.mix_excess(short) is None
    assert figures.mix_excess(record()) == 0
    assert figures.mix_rate(record()) == 20


def test_times_to_a_quality() -> None:
    assert figures.time_to_seats(record()) == 1.0
    assert figures.time_to_mix(record()) == 1.0
    assert figures.time_to_seats(record(levels=SHORT)) is None


def test_growth_is_the_slope_on_logarithms() -> None:
    sizes = [300, 600, 1200, 2400]
    seconds = [2.0 * (n / 300) ** 1.2 for n in sizes]
    assert figures.growth(sizes, seconds) == pytest.approx(1.2)
    assert figures.growth(sizes, [*seconds[:3], None]) == pytest.approx(1.2)
    assert figures.growth(sizes[:2], seconds[:2]) is None
