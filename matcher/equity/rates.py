"""Rates of counts that may be known as a range only, and how far chance alone moves them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from math import sqrt
from statistics import NormalDist

from matcher.equity.suppress import Span

CONFIDENCE = 0.95
COMPARABLE = 0.2  # a rate known less closely than that is not compared with others
_Z = NormalDist().inv_cdf((1 + CONFIDENCE) / 2)


def wilson(hits: int, among: int) -> tuple[float, float]:
    """Return the Wilson score interval of a share, 0 to 1 where there is nobody.

    Source: Wilson, *Journal of the American Statistical Association* 22 (1927), 209-212.

    Parameters
    ----------
    hits, among : int
        Seats, and the people they went to or might have gone to.
    """
    if not among:
        return 0.0, 1.0
    share, square = hits / among, _Z * _Z
    middle = (share + square / (2 * among)) / (1 + square / among)
    half = _Z * sqrt(share * (1 - share) / among + square / (4 * among**2)) / (1 + square / among)
    # Of none and of all it ends at 0 and 1, which rounding may miss.
    return (
        0.0 if hits == 0 else max(0.0, middle - half),
        1.0 if hits == among else min(1.0, middle + half),
    )


@dataclass(frozen=True, slots=True)
class Rate:
    """A share of people, 0 to 1, with its Wilson interval.

    Where the counts are ranges, so is the share, and the interval is the widest they allow: both
    follow from what is shown of the counts and from nothing else.
    """

    low: float
    high: float
    interval: tuple[float, float]

    @property
    def exact(self) -> bool:
        """Whether the share itself is known."""
        return self.low == self.high

    @property
    def comparable(self) -> bool:
        """Whether it is known closely enough to stand beside others."""
        return self.high - self.low <= COMPARABLE


def rate(hits: Span, misses: Span) -> Rate | None:
    """Return the share of hits, or None of nobody.

    A share grows with every hit and shrinks with every miss, and so do both ends of its interval:
    the ends of the ranges give the extremes.
    """
    if not hits.high + misses.high:
        return None
    least, most = hits.low + misses.high, hits.high + misses.low
    return Rate(
        hits.low / least if least else 0.0,
        hits.high / most if most else 1.0,
        (wilson(hits.low, least)[0], wilson(hits.high, most)[1]),
    )


def best_of(rates: Iterable[Rate | None]) -> tuple[float, float] | None:
    """Return the range in which the highest comparable share lies; None where there is none."""
    known = [one for one in rates if one and one.comparable]
    if not known:
        return None
    return max(one.low for one in known), max(one.high for one in known)


def ratio(one: Rate | None, best: tuple[float, float] | None) -> tuple[float, float] | None:
    """Return the range of a share's ratio to the best one; None where it cannot be compared."""
    if one is None or best is None or not one.comparable or best[0] == 0:
        return None
    return one.low / best[1], min(1.0, one.high / best[0])
