"""No small count can be read off or worked out: held against linear programs and enumeration."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from matcher.equity.suppress import LEAST, SMALL, Span, protect


def tables(values: int, total: int) -> Iterator[tuple[int, ...]]:
    if values == 1:
        yield (total,)
        return
    for first in range(total + 1):
        for rest in tables(values - 1, total - first):
            yield (first, *rest)


def shown(counts: Sequence[int], close: Sequence[int] = ()) -> list[Span]:
    return protect(counts, range(len(counts)), close)


def bounds(spans: Sequence[Span], total: int) -> list[tuple[int, int]]:
    """What a reader can work out: the least and most of every count, by linear programs.

    One equation over whole-number ranges: the least and most are whole numbers too.
    """
    ranges = [(span.low, span.high) for span in spans]
    found = []
    for place in range(len(spans)):
        goal = np.zeros(len(spans))
        goal[place] = 1
        ends = []
        for sign in (1, -1):
            answer = linprog(
                sign * goal, A_eq=np.ones((1, len(spans))), b_eq=[total], bounds=ranges
            )
            assert answer.status == 0
            ends.append(round(sign * answer.fun))
        found.append((ends[0], ends[1]))
    return found


@pytest.mark.parametrize(
    ("counts", "expected"),
    [
        # Nothing small: everything is shown.
        ((12, 7, 5), ((12, 12), (7, 7), (5, 5))),
        # One small count would follow from the total, so the first other one gives way.
        ((12, 3, 20), ((11, 15), (0, 4), (20, 20))),
        # Small counts that hide each other need nothing more.
        ((12, 3, 1, 2, 20), ((12, 12), (0, 4), (0, 4), (0, 4), (20, 20))),
        # Three noughts would be known from their sum.
        ((12, 0, 0, 0), ((5, 12), (0, 4), (0, 4), (0, 4))),
        # Three fours would be known from theirs; there is nothing left to give way.
        ((4, 4, 4), ((0, 12), (0, 12), (0, 12))),
        # The cohort's own total says that it is nobody, or fewer than five.
        ((0, 0), ((0, 0), (0, 0))),
        ((2, 0), ((0, 2), (0, 2))),
        # All have one value.
        ((3,), ((3, 3),)),
        # Six and nought, beside a total of six.
        ((6, 0), ((0, 6), (0, 6))),
    ],
)
def test_examples(counts: tuple[int, ...], expected: tuple[tuple[int, int], ...]) -> None:
    assert tuple((span.low, span.high) for span in shown(counts)) == expected


def test_a_count_close_to_another_tables_gives_way_with_a_second() -> None:
    spans = shown((30, 20, 10), close=[1])
    assert [span.exact for span in spans] == [False, False, True]
    assert (spans[0].low, spans[0].high) == (5, 45)
    assert all(span.withheld for span in shown((5, 6), close=[0]))


counts = st.lists(st.one_of(st.integers(0, 6), st.integers(0, 60)), min_size=1, max_size=8)


@settings(deadline=None)
@given(counts, st.data())
def test_no_small_count_can_be_worked_out(counts: list[int], data: st.DataObject) -> None:
    close = data.draw(st.lists(st.integers(0, len(counts) - 1), max_size=2))
    order = data.draw(st.permutations(range(len(counts))))
    total, spans = sum(counts), protect(counts, order, close)
    least = min(SMALL, total)
    for count, span, (low, high) in zip(counts, spans, bounds(spans, total), strict=True):
        assert low <= count <= high
        # What is printed is no wider than what could be worked out: no false comfort.
        assert (low, high) == (span.low, span.high)
        if span.exact:
            assert count >= LEAST or total == 0 or len(counts) == 1
        else:
            assert high - low >= least
        if count < LEAST and len(counts) > 1 and total:
            assert low == 0
            assert high >= least


@settings(deadline=None)
@given(counts, st.data())
def test_nor_can_the_sum_of_any_hidden_ones(counts: list[int], data: st.DataObject) -> None:
    """Values with nothing but small counts are shown as one line, so their sums matter too."""
    spans, total = shown(counts), sum(counts)
    hidden = [place for place, span in enumerate(spans) if not span.exact]
    if not hidden:
        return
    chosen = data.draw(st.sets(st.sampled_from(hidden), min_size=1))
    rest = [spans[place] for place in hidden if place not in chosen]
    known = sum(counts[place] for place in hidden)
    low = max(sum(spans[p].low for p in chosen), known - sum(span.high for span in rest))
    high = min(sum(spans[p].high for p in chosen), known - sum(span.low for span in rest))
    # All hidden ones together follow from what is shown; that sum is no small count.
    assert high - low >= min(SMALL, total) or low == high >= min(LEAST, total)


@pytest.mark.parametrize(("values", "most"), [(2, 40), (3, 26), (4, 22)])
def test_knowing_the_rule_helps_little(values: int, most: int) -> None:
    """Of all tables that are shown alike, small counts still take every value from 0 to 4.

    That is more than linear programs promise: the reader here knows this very program, and which
    count gives way first. Of a column withheld whole they learn that a count lies within four.
    """
    for total in range(LEAST, most + 1):
        alike: dict[tuple[Span, ...], list[tuple[int, ...]]] = defaultdict(list)
        for counts in tables(values, total):
            alike[tuple(shown(counts))].append(counts)
        for spans, possible in alike.items():
            for place, span in enumerate(spans):
                taken = {counts[place] for counts in possible}
                if span.withheld:
                    assert max(taken) - min(taken) >= SMALL - 1, (spans, possible)
                elif not span.exact:
                    assert len(taken) >= LEAST, (spans, possible)
                    assert span.low or taken == set(range(LEAST)), (spans, possible)
