"""Keep small counts from being read off, or worked out from the others and their total.

A table counts something (the seated, say) for each of several values that part everybody, and
the total is known to all. The rule:

1. A count below `LEAST`, nought included, is shown as "fewer than five".
2. That is enough where at least two counts are hidden, together they come to five or more, and
   any of them could be nought: k hidden counts that come to more than 4 (k - 1) could not.
3. Otherwise one more count gives way (**complementary suppression**): that of the value whose
   people have the first id, whatever it is, so that which one gives way says nothing about seats.
   It is shown as the range that follows from the others, at least five numbers wide.
4. Where even that leaves less, as in the smallest cohorts, the whole column is withheld.

So "fewer than five" is all that can be known of a small count: nought to four stay possible,
unless the cohort's own total is lower. What follows for a count that gave way is what is printed.
Counts of different kinds share no sum that is published otherwise, so each column stands for
itself. The threshold is the usual one of public health tables; for the problem and its terms see
Hundepool et al., *Statistical Disclosure Control*, 2012, chapter 4.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

LEAST = 5  # the smallest count that is shown
SMALL = LEAST - 1


@dataclass(frozen=True, slots=True)
class Span:
    """What is shown of a count: it lies from `low` to `high`; both equal: it is exact.

    A `withheld` one says no more than the total does: from nobody to everybody.
    """

    low: int
    high: int
    withheld: bool = False

    @property
    def exact(self) -> bool:
        """Whether the count itself is shown."""
        return self.low == self.high and not self.withheld

    def __add__(self, other: Span) -> Span:
        """Return what is known of the sum of two counts."""
        return Span(self.low + other.low, self.high + other.high, self.withheld or other.withheld)


def protect(counts: Sequence[int], order: Sequence[int], close: Collection[int] = ()) -> list[Span]:
    """Return what may be shown of counts whose total everybody knows.

    Parameters
    ----------
    counts : sequence of int
        One for each value.
    order : sequence of int
        Places in `counts`, the one that gives way first in front.
    close : collection of int
        Places of counts that have to give way too, small or not.

    Returns
    -------
    list of Span
        In the order of `counts`.
    """
    total = sum(counts)
    if total == 0 or len(counts) == 1:
        return [Span(count, count) for count in counts]
    small = {place for place, count in enumerate(counts) if count < LEAST}
    wide = set(close) - small
    if not small and not wide:
        return [Span(count, count) for count in counts]
    more = next((place for place in order if place not in small | wide), None)
    for giving in [wide] if more is None else [wide, wide | {more}]:
        hidden = sum(counts[place] for place in small | giving)
        if enough(len(small), len(giving), hidden, total):
            return _spans(counts, small, giving, min(SMALL, total))
    return withhold(counts)


def withhold(counts: Sequence[int]) -> list[Span]:
    """Return what the total alone says of every count."""
    return [Span(0, sum(counts), withheld=True)] * len(counts)


def enough(small: int, wide: int, hidden: int, total: int) -> bool:
    """Whether every small count may be anything from 0 to 4, and every wide one is a range.

    Parameters
    ----------
    small, wide : int
        How many counts are shown as fewer than five, and how many of five or more gave way.
    hidden : int
        Their sum, which follows from the total and the counts shown.
    total : int
    """
    if wide:
        return small + wide > 1 and hidden >= LEAST * wide + SMALL
    return small > 1 and (total < LEAST or LEAST <= hidden <= SMALL * (small - 1))


def _spans(
    counts: Sequence[int], small: Collection[int], wide: Collection[int], most: int
) -> list[Span]:
    hidden = sum(counts[place] for place in {*small, *wide})
    low = LEAST if len(wide) > 1 else max(LEAST, hidden - SMALL * len(small))
    ranged = Span(low, hidden - LEAST * (len(wide) - 1))
    return [
        Span(0, most) if place in small else ranged if place in wide else Span(count, count)
        for place, count in enumerate(counts)
    ]
