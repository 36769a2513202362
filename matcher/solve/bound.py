"""Proven bounds: prices of seats, and what the best groups are worth at those prices.

For any prices u >= 0 of people and any prices l of the levels held so far, the goal of every
seating that keeps the rules is at most

    sum(u) + l @ totals + sum over providers of their best groups at those prices

(Lagrangian duality; Geoffrion 1974). Rules between members, weeks and a provider's clock are left
out, which can only make the bound weaker, never wrong. Prices come from a linear program over the
groups found so far (column generation), smoothed against the best prices yet (Wentges 1997).
"""

from __future__ import annotations

import time
from dataclasses import dataclass, field

import numpy as np

from matcher.instance import Instance, Ints
from matcher.solve.columns import Columns, Goal, Held, MasterSolution
from matcher.solve.compact import CompactProgram
from matcher.solve.pricing import Floats, Priced, Pricing
from matcher.solve.stop import Stop

MOST_COLUMNS = 12_000
MOST_EXACT = 600  # people up to which the linear program over whole groups is solved
PER_PROVIDER = 3  # new groups of one provider in a round
SMOOTHING = (0.7, 0.4, 0.0)


@dataclass(frozen=True, slots=True)
class Bound:
    """A proven upper bound of a goal.

    Attributes
    ----------
    value : float
    used : dict
        Candidate to how much of it the linear program opens: a guide to good seatings.
    closed : bool
        Whether the linear program was solved to its end.
    """

    value: float
    used: dict[int, float] = field(default_factory=dict)
    closed: bool = False


@dataclass(frozen=True, slots=True)
class Prices:
    """Prices that gave a bound."""

    person: Floats
    held: Floats


class Relaxation:
    """Bounds goals over one instance, level after level; columns and prices are kept between."""

    def __init__(self, instance: Instance, threads: int = 1) -> None:
        self.instance = instance
        self.columns = Columns(instance)
        candidates = instance.candidates
        pools = np.unique([c.pool for c in candidates]).astype(np.int64)
        self.plain = Pricing(instance, pools, mixed=False)
        self.mixed = Pricing(instance, pools, mixed=True)
        self.pool = np.searchsorted(pools, [c.pool for c in candidates]).astype(np.int64)
        self.provider = np.array([c.provider for c in candidates], dtype=np.int64)
        self.largest = instance.largest[self.provider]
        self.size = np.searchsorted(self.plain.sizes, self.largest)
        # One provider may lead at one time as often as its weeks allow.
        copies = [min(int(instance.capacity[c.provider]), len(c.variants)) for c in candidates]
        self.copies = np.repeat(np.arange(len(candidates)), copies)
        self.person = np.zeros(len(instance.people))
        self.compact = CompactProgram(instance, pools)
        self.threads = threads
        # The linear program over whole groups is worth its time while it is small.
        self.exact = len(instance.people) <= MOST_EXACT
        self.precision = 1e-4 if self.exact else 3e-5

    def bound(
        self,
        goal: Goal,
        held: list[Held],
        *,
        seconds: float,
        enough: float = -np.inf,
        stop: Stop | None = None,
    ) -> Bound:
        """Bound a goal with earlier levels held.

        Parameters
        ----------
        goal : Goal
        held : list of Held
        seconds : float
            About how long it may take.
        enough : float
            Stop once the bound is at most this.
        stop : Stop, optional
            A wish to stop: ends with the best bound so far.
        """
        began = time.monotonic()
        pricing = self.mixed if goal.mixed else self.plain
        if not len(self.pool):
            return Bound(0.0, {}, True)
        near = self.compact.solve(
            goal, held, precision=self.precision, seconds=0.6 * seconds, threads=self.threads
        )
        best, center, used = np.inf, Prices(near.person, near.held), near.used
        for prices in (center, Prices(np.zeros_like(self.person), np.zeros(len(held)))):
            value = self._value(pricing, goal, held, prices)
            if value < best:
                best, center = value, prices
        closed = False
        self._add_groups(pricing, goal, held, center, np.zeros(len(self.instance.providers)))
        while (
            self.exact
            and best > enough
            and time.monotonic() - began < seconds
            and not (stop is not None and stop.asked)
            and len(self.columns)
        ):
            master = self.columns.solve(goal, held)
            if master is None:
                break
            used = master.used
            best, center, new = self._round(pricing, goal, held, master, best, center)
            closed = best - master.value <= 1e-7 * max(1.0, abs(best))
            if closed or not new:
                break
            self.columns.prune(MOST_COLUMNS, goal, master, held)
        return Bound(float(best), used, closed)

    def _round(
        self,
        pricing: Pricing,
        goal: Goal,
        held: list[Held],
        master: MasterSolution,
        best: float,
        center: Prices,
    ) -> tuple[float, Prices, int]:
        """Price between the best prices and the master's; fall back to the master's own."""
        found = 0
        start = center
        for share in SMOOTHING:
            prices = Prices(
                share * start.person + (1 - share) * master.person,
                share * start.held + (1 - share) * master.held,
            )
            value = self._value(pricing, goal, held, prices)
            if value < best:
                best, center = value, prices
            at = master.provider if share == 0.0 else np.zeros_like(master.provider)
            found += self._add_groups(pricing, goal, held, prices, at)
            if share and found > len(self.instance.providers):
                break
        return best, center, found

    def _worth(
        self, pricing: Pricing, goal: Goal, held: list[Held], prices: Prices
    ) -> tuple[Priced, Floats]:
        reward = goal.seat - prices.person
        group = goal.group
        for level, price in zip(held, prices.held, strict=True):
            reward = reward - price * level.seat
            group -= price * level.group
        priced = pricing.price(reward)
        return priced, priced.worth[self.pool, self.size] + group

    def _value(self, pricing: Pricing, goal: Goal, held: list[Held], prices: Prices) -> float:
        _, worth = self._worth(pricing, goal, held, prices)
        taken, _ = self._best_groups(worth)
        paid = prices.person.sum() + sum(
            price * level.total for price, level in zip(prices.held, held, strict=True)
        )
        return float(worth[taken].sum() + paid)

    def _best_groups(self, worth: Floats) -> tuple[Ints, Ints]:
        """Return the best groups of every provider, up to capacity."""
        copies = self.copies[worth[self.copies] > 0]
        order = copies[np.lexsort((-worth[copies], self.provider[copies]))]
        provider = self.provider[order]
        first = np.searchsorted(provider, np.arange(len(self.instance.providers)))
        rank = np.arange(len(order)) - first[provider]
        return order[rank < self.instance.capacity[provider]], rank

    def _add_groups(
        self, pricing: Pricing, goal: Goal, held: list[Held], prices: Prices, at: Floats
    ) -> int:
        """Add groups worth more than their provider's price; return how many were new."""
        priced, worth = self._worth(pricing, goal, held, prices)
        gain = worth - at[self.provider]
        order = np.lexsort((-gain, self.provider))
        provider = self.provider[order]
        first = np.searchsorted(provider, np.arange(len(self.instance.providers)))
        rank = np.arange(len(order)) - first[provider]
        new = 0
        for c in order[(rank < PER_PROVIDER) & (gain[order] > 1e-7)].tolist():
            people = priced.people[self.pool[c]][: self.largest[c]]
            wanted = priced.marginal[self.pool[c]][: self.largest[c]] > 0
            wanted[: pricing.smallest] = True
            barred = self.instance.candidates[c].barred
            members = [p for p in people[wanted & (people >= 0)].tolist() if p not in barred]
            if len(members) >= pricing.smallest:
                new += self.columns.add(c, tuple(sorted(members)))
        return new
