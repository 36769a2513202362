"""A lottery as a numbered list that anyone can draw from: so many balls, each stands for a seating.

Whole numbers change chances a little. They are chosen so that the most anybody loses is as little
as possible, as in Flanigan, Kehne and Procaccia, "Fair sortition made transparent" (2021).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy import sparse

from matcher.solve.highs import Problem, minimise
from matcher.solve.pricing import Floats
from matcher.solve.seating import Seating

NUMBERS = 1_000  # three ten-sided dice
SECONDS = 5.0  # for the choice of whole numbers
NODES = 200  # the same, where no seconds count


@dataclass(frozen=True, slots=True)
class Entry:
    """One seating of the list, and the numbers that stand for it, both ends included."""

    first: int
    last: int
    seating: Seating

    @property
    def count(self) -> int:
        """How many numbers it has."""
        return self.last - self.first + 1


@dataclass(frozen=True, slots=True)
class Draws:
    """The whole list, and the number that a seed draws.

    Attributes
    ----------
    entries : tuple of Entry
        Their numbers run from 1 to `of` without a gap.
    of : int
    """

    entries: tuple[Entry, ...]
    of: int

    def entry(self, number: int) -> Entry:
        """Return what a number stands for."""
        return next(e for e in self.entries if e.first <= number <= e.last)

    def chances(self, people: int) -> Floats:
        """Return everybody's chance by the list as it stands."""
        found = np.zeros(people)
        for entry in self.entries:
            found[[p for s in entry.seating for p in s.members]] += entry.count
        return found / self.of


def numbered(
    seatings: Sequence[Seating], weights: Floats, people: int, *, counted: bool = False
) -> Draws:
    """Return a lottery as a numbered list; `counted`: whatever the clock says."""
    order = sorted(range(len(weights)), key=lambda k: (-weights[k], k))
    seatings = [seatings[k] for k in order]
    counts = whole_numbers(weights[order], seatings, people, counted=counted)
    entries, first = [], 1
    for seating, count in zip(seatings, counts, strict=True):
        if count:
            entries.append(Entry(first, first + count - 1, seating))
            first += count
    return Draws(tuple(entries), NUMBERS)


def whole_numbers(
    weights: Floats, seatings: Sequence[Seating], people: int, *, counted: bool = False
) -> list[int]:
    """Round weights to whole numbers that sum to `NUMBERS`."""
    exact = weights * NUMBERS
    low = np.floor(exact + 1e-9)
    missing = round(NUMBERS - float(low.sum()))
    counts = low.astype(int)
    counts[np.argsort(-(exact - low), kind="stable")[:missing]] += 1
    if not 0 < missing < len(weights):
        return [int(count) for count in counts]
    rows = np.array([p for s in seatings for g in s for p in g.members], dtype=np.int64)
    at = np.repeat(np.arange(len(seatings)), [sum(len(g.members) for g in s) for s in seatings])
    sits = sparse.csr_matrix((np.ones(len(rows)), (rows, at)), (people, len(seatings)))
    loss = sparse.csr_matrix(np.ones((people, 1)))
    short = sits @ (exact - low)  # what everybody lacks before any seating is rounded up
    all_of = sparse.csr_matrix(np.append(np.ones(len(seatings)), 0.0)[None, :])
    problem = Problem(
        cost=np.append(np.zeros(len(seatings)), 1.0),
        rows=sparse.vstack([sparse.hstack([sits, loss]), all_of], format="csr"),
        low=np.append(short, float(missing)),
        high=np.append(np.full(people, np.inf), float(missing)),
        least=np.zeros(len(seatings) + 1),
        most=np.append(np.ones(len(seatings)), np.inf),
        whole=np.append(np.ones(len(seatings), dtype=bool), False),
    )
    found = minimise(
        problem, seconds=None if counted else SECONDS, nodes=NODES if counted else None, gap=0.05
    )
    if found is not None and found.x is not None:
        counts = (low + np.round(found.x[:-1])).astype(int)
    return [int(count) for count in counts]
