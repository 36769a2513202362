"""Shares, their intervals and their ratios, exact and as ranges."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matcher.equity.rates import Rate, best_of, rate, ratio, wilson
from matcher.equity.suppress import Span


@settings(deadline=None)
@given(st.integers(1, 3000), st.data())
def test_wilson_is_scipys(among: int, data: st.DataObject) -> None:
    from scipy.stats import binomtest

    hits = data.draw(st.integers(0, among))
    expected = binomtest(hits, among).proportion_ci(0.95, method="wilson")
    assert wilson(hits, among) == pytest.approx((expected.low, expected.high), abs=1e-9)


def test_wilson_of_nobody_says_nothing() -> None:
    assert wilson(0, 0) == (0.0, 1.0)


def exact(count: int) -> Span:
    return Span(count, count)


def test_twelve_of_forty() -> None:
    found = rate(exact(12), exact(28))
    assert found is not None
    assert (found.low, found.high) == (0.3, 0.3)
    assert found.interval == pytest.approx((0.1807, 0.4543), abs=1e-4)
    assert found.exact
    assert found.comparable


spans = st.tuples(st.integers(0, 40), st.integers(0, 8)).map(lambda p: Span(p[0], p[0] + p[1]))


@given(spans, spans)
def test_a_range_holds_every_share_that_is_possible(hits: Span, misses: Span) -> None:
    found = rate(hits, misses)
    if found is None:
        assert hits.high == misses.high == 0
        return
    for seated in (hits.low, hits.high):
        for waiting in (misses.low, misses.high):
            if not seated + waiting:
                continue
            assert found.low <= seated / (seated + waiting) <= found.high
            low, high = wilson(seated, seated + waiting)
            assert found.interval[0] <= low + 1e-12
            assert high <= found.interval[1] + 1e-12


def share(low: float, high: float | None = None) -> Rate:
    return Rate(low, low if high is None else high, (0.0, 1.0))


def test_the_ratio_to_the_best_served() -> None:
    best = best_of([share(0.3), share(0.6), None])
    assert best == (0.6, 0.6)
    assert ratio(share(0.3), best) == (0.5, 0.5)
    assert ratio(share(0.6), best) == (1.0, 1.0)


def test_the_ratio_where_the_best_is_known_as_a_range() -> None:
    best = best_of([share(0.8, 0.9), share(0.85), share(0.0, 1.0)])
    assert best == (0.85, 0.9)  # what is hardly known is not compared
    assert ratio(share(0.8, 0.9), best) == (0.8 / 0.9, 1.0)
    assert ratio(share(0.0, 1.0), best) is None


def test_there_is_no_best_where_nobody_has_a_seat() -> None:
    assert best_of([None]) is None
    assert ratio(share(0.5), None) is None
    assert ratio(share(0.0), best_of([share(0.0), share(0.0)])) is None
