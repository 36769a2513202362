"""A share with its confidence interval."""

from __future__ import annotations

from dataclasses import dataclass

CONFIDENCE = 0.95


@dataclass(frozen=True, slots=True)
class Interval:
    """An estimated share, and where it lies with `CONFIDENCE`."""

    share: float
    low: float
    high: float


def wilson(successes: int, tries: int) -> Interval:
    """Return a share with Wilson's score interval (Wilson 1927); all of 0 to 1 without tries."""
    if not tries:
        return Interval(0.0, 0.0, 1.0)
    from scipy.stats import binomtest  # heavy, and not always needed

    ends = binomtest(successes, tries).proportion_ci(CONFIDENCE, method="wilson")
    return Interval(successes / tries, float(ends.low), float(ends.high))
