"""Seeded draws that come out alike on every Python version."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from random import Random
from typing import TypeVar

T = TypeVar("T")


class Draws:
    """Draws built on ``random()`` alone.

    Python promises that ``Random(seed).random()`` keeps its sequence from version to version, and
    promises nothing of the kind for ``choice``, ``shuffle`` or ``sample``.

    Parameters
    ----------
    seed : int
        Not negative.
    """

    def __init__(self, seed: int) -> None:
        self._random = Random(seed).random  # noqa: S311 (synthetic people, nothing secret)

    def chance(self, probability: float) -> bool:
        """Return True with this probability."""
        return self._random() < probability

    def below(self, count: int) -> int:
        """Return a whole number from 0 to `count` - 1, each as likely."""
        return int(self._random() * count)

    def skewed(self, count: int) -> int:
        """Return a whole number from 0 to `count` - 1, the lower the likelier."""
        return int(self._random() ** 1.5 * count)

    def pick(self, values: Sequence[T]) -> T:
        """Return one of the values, each as likely."""
        return values[self.below(len(values))]

    def weighted(self, shares: Mapping[T, float]) -> T:
        """Return one of the keys, as likely as its share of the sum (in the mapping's order)."""
        left = self._random() * sum(shares.values())
        last = None
        for value, share in shares.items():
            last = value
            left -= share
            if left < 0:
                return value
        # Rounding may leave a crumb after the last share.
        if last is None:
            raise ValueError("there is nothing to draw from")
        return last

    def few(self, shares: Mapping[T, float], count: int) -> list[T]:
        """Return up to `count` different keys, drawn one after the other by their shares."""
        left = dict(shares)
        drawn: list[T] = []
        while left and len(drawn) < count:
            value = self.weighted(left)
            del left[value]
            drawn.append(value)
        return drawn
