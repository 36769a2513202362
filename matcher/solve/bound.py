"""Proven bounds: prices of seats, and what the best groups are worth at those prices.

For any prices u >= 0 of people and any prices l of the levels held so far, the goal of every
seating that keeps the rules is at most

    sum(u) + l @ totals + sum over providers of their best groups at those prices

(Lagrangian duality; Geoffrion 1974); a level that may be more than its total has l <= 0. Weeks and
a provider's clock are left out, and in large cohorts rules between members too, which can only make
the bound weaker, never wrong. Prices come from a linear program over the groups found so far
(column generation), solved from inside and only as exactly as it is near its end (interior.py);
in a large cohort first, and in a very large one only, from prices of shelves (shelves.py).
"""

from __future__ import annotations

import time
from collections.abc import Collection
from functools import cached_property

import numpy as np

from matcher.instance import Instance, Ints
from matcher.solve.columns import Columns, Goal, Held
from matcher.solve.compact import CompactProgram
from matcher.solve.pairs import PairRules
from matcher.solve.prices import Bound, Prices, Worth
from matcher.solve.pricing import Floats, Pricing
from matcher.solve.shelves import ShelfProgram
from matcher.solve.stop import Stop

MOST_COLUMNS, COLUMNS_EACH = 12_000, 25  # groups kept in a program: in all, or a provider
MOST_EXACT = 600  # people up to which the linear program over whole groups is solved
PER_PROVIDER = 3  # new groups of one provider in a round
FIRST, ROUGH, FINE, LAST = 0.1, 1e-3, 1e-6, 1e-9  # relative gaps of the program's answers
CLOSED = 1e-8  # relative gap between bound and program at which it is at its end


class Relaxation:
    """Bounds goals over one instance, level after level; columns and prices are kept between.

    Parameters
    ----------
    instance : Instance
    threads : int
    counted : bool
        Whether work is counted instead of timed.
    """

    def __init__(self, instance: Instance, threads: int = 1, *, counted: bool = False) -> None:
        self.instance = instance
        self.columns = Columns(instance)
        candidates = instance.candidates
        pools = np.unique([c.pool for c in candidates]).astype(np.int64)
        self.pools = pools
        self.plain = Pricing(instance, pools, mixed=False)
        self.mixed = Pricing(instance, pools, mixed=True)
        self.pool = np.searchsorted(pools, [c.pool for c in candidates]).astype(np.int64)
        self.provider = np.array([c.provider for c in candidates], dtype=np.int64)
        self.largest = instance.largest[self.provider]
        self.size = np.searchsorted(self.plain.sizes, self.largest)
        # One provider may lead at one time as often as its weeks allow.
        copies = [min(int(instance.capacity[c.provider]), len(c.variants)) for c in candidates]
        self.copies = np.repeat(np.arange(len(candidates)), copies)
        self.last = Prices(np.zeros(len(instance.people)), np.zeros(0))
        self.threads = threads
        self.counted = counted
        self.most_columns = max(MOST_COLUMNS, COLUMNS_EACH * len(instance.providers))
        # The linear program over whole groups is worth its time while it is small.
        self.exact = len(instance.people) <= MOST_EXACT
        self.precision = 1e-4
        self.pairs = PairRules(instance) if self.exact else None

    @cached_property
    def compact(self) -> CompactProgram:
        """The same program without columns, for a first-order solver."""
        return CompactProgram(self.instance, self.pools)

    @cached_property
    def shelves(self) -> ShelfProgram:
        """What prices of mix come from where there are many people."""
        return ShelfProgram(self.instance, self.pools)

    def roughly(
        self,
        goal: Goal,
        held: list[Held],
        *,
        seconds: float,
        enough: float = -np.inf,
        stop: Stop | None = None,
    ) -> Bound:
        """Bound mix with earlier levels held, by prices of shelves; the parameters are `bound`'s.

        What groups are best at those prices is kept for the program over whole groups.
        """
        if not len(self.pool):
            return Bound(0.0, {}, True)
        center, used, work = self._last(len(held)), {}, 0.0
        best = self.value(self.worth(self.mixed, goal, held, center), held, center)
        nothing = np.zeros(len(self.instance.candidates))
        for near in self.shelves.solve(goal, held, seconds, counted=self.counted, stop=stop):
            used, work = near.used, work + near.work
            prices = Prices(near.person, near.held)
            found = self.worth(self.mixed, goal, held, prices)
            value = self.value(found, held, prices)
            if value < best:
                best, center = value, prices
            self.add_groups(self.mixed, found, nothing)
            if best <= enough:
                break
        self.last = center
        return Bound(float(best), used, False, work, center)

    def bound(
        self,
        goal: Goal,
        held: list[Held],
        *,
        seconds: float,
        enough: float = -np.inf,
        close: float = CLOSED,
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
        close : float
            Relative gap between bound and program at which it is at its end.
        stop : Stop, optional
            A wish to stop: ends with the best bound so far.
        """
        began = time.monotonic()
        pricing = self.mixed if goal.mixed else self.plain
        if not len(self.pool):
            return Bound(0.0, {}, True)
        best, center, used, work = np.inf, self._last(len(held)), {}, 0.01
        starts = [center, Prices(np.zeros_like(center.person), np.zeros(len(held)))]
        if not self._by_groups(goal):
            near = self.compact.solve(
                goal,
                held,
                precision=self.precision,
                seconds=0.8 * seconds,
                threads=self.threads,
                counted=self.counted,
            )
            used, work = near.used, near.work
            starts.insert(0, Prices(near.person, near.held))
        nothing = np.zeros(len(self.instance.candidates))
        for prices in starts:
            found = self.worth(pricing, goal, held, prices)
            value = self.value(found, held, prices)
            if value < best:
                best, center = value, prices
            self.add_groups(pricing, found, nothing)
        closed, precision, master = False, FIRST, None
        while (
            self._by_groups(goal)
            and best > enough
            and (work if self.counted else time.monotonic() - began) < seconds
            and not (stop is not None and stop.asked)
            and len(self.columns)
        ):
            work += 0.02 + 1e-5 * len(self.columns)
            solved = self.columns.solve(goal, held, precision)
            if solved is None:
                break
            master = solved
            prices = Prices(master.person, master.held)
            found = self.worth(pricing, goal, held, prices)
            value = self.value(found, held, prices)
            if value < best:
                best, center = value, prices
            # While prices are rough, groups that only seem worthless are welcome too.
            at = nothing if precision > ROUGH else master.group
            new = self.add_groups(pricing, found, at)
            gap = (best - master.value) / max(1.0, abs(best))
            # A rough answer may even lie above the bound, which says nothing.
            closed = gap <= close and precision <= max(FINE, close)
            if closed or (not new and precision <= LAST):
                break
            finer = 0.1 * (gap if new and gap > 0 else precision)
            precision = max(LAST, min(precision, finer))
            self.columns.prune(self.most_columns, goal, master, held)
        if self.exact and master is not None and best > enough:
            left = np.inf if self.counted else max(0.5, seconds - (time.monotonic() - began))
            used = self.columns.openings(goal, held, master, left) or used
        self.last = center
        return Bound(float(best), used, closed, work, center)

    def _by_groups(self, goal: Goal) -> bool:
        """Whether the program over whole groups is solved: for mix nothing else comes near."""
        return self.exact or goal.mixed

    def _last(self, held: int) -> Prices:
        """Return the last prices, with none for levels that were not held then."""
        return Prices(self.last.person, np.concatenate([self.last.held, np.zeros(held)])[:held])

    def reward(self, goal: Goal, held: list[Held], prices: Prices) -> tuple[Floats, float]:
        """Return what each person, and each group, adds to a group's worth at some prices."""
        reward = goal.seat - prices.person
        group = goal.group
        for level, price in zip(held, prices.paid(held), strict=True):
            reward = reward - price * level.seat
            group -= price * level.group
        return reward, group

    def worth(self, pricing: Pricing, goal: Goal, held: list[Held], prices: Prices) -> Worth:
        """Return what the best group of every candidate is worth, and that group."""
        reward, group = self.reward(goal, held, prices)
        priced = pricing.price(reward)
        found = Worth(priced, priced.worth[self.pool, self.size] + group, {})
        if self.pairs is not None:
            for c in np.flatnonzero(self.pairs.concerned & (found.worth > 1e-9)).tolist():
                if self.pairs.breaks(c, self._members(pricing, found, c)):
                    worth, members = self.pairs.best(c, reward, pricing.weight)
                    found.worth[c] = min(found.worth[c], worth + group)
                    found.instead[c] = members
        return found

    def _members(self, pricing: Pricing, found: Worth, c: int) -> list[int]:
        if c in found.instead:
            return list(found.instead[c])
        people = found.priced.people[self.pool[c]][: self.largest[c]]
        wanted = found.priced.marginal[self.pool[c]][: self.largest[c]] > 0
        wanted[: pricing.smallest] = True
        members: list[int] = people[wanted & (people >= 0)].tolist()
        return members

    def value(self, found: Worth, held: list[Held], prices: Prices) -> float:
        """Return the bound that prices give."""
        taken = self._best_groups(found.worth)
        paid = prices.person.sum() + sum(
            price * level.total for price, level in zip(prices.paid(held), held, strict=True)
        )
        return float(found.worth[taken].sum() + paid)

    def _best_groups(self, worth: Floats) -> Ints:
        """Return the best groups of every provider, up to capacity."""
        copies = self.copies[worth[self.copies] > 0]
        order = copies[np.lexsort((-worth[copies], self.provider[copies]))]
        return order[self._rank(order) < self.instance.capacity[self.provider[order]]]

    def _rank(self, order: Ints) -> Ints:
        """Return each candidate's place among its provider's, in an order by provider."""
        provider = self.provider[order]
        first = np.searchsorted(provider, np.arange(len(self.instance.providers)))
        return np.arange(len(order)) - first[provider]

    def add_groups(
        self,
        pricing: Pricing,
        found: Worth,
        at: Floats,
        *,
        shut: Collection[int] = (),
        into: Columns | None = None,
    ) -> int:
        """Add groups worth more than their price; return how many were new.

        Parameters
        ----------
        pricing : Pricing
        found : what `worth` gave
        at : array, shape (candidates,)
            What a group of each must be worth more than.
        shut : collection of int
            Candidates to leave out.
        into : Columns, optional
            Where to add them; the relaxation's own if not given.
        """
        columns = self.columns if into is None else into
        gain = found.worth - at
        if shut:
            gain[list(shut)] = -1.0
        order = np.lexsort((-gain, self.provider))
        keep = (self._rank(order) < PER_PROVIDER) & (gain[order] > 1e-7)
        new = 0
        for c in order[keep].tolist():
            barred = self.instance.candidates[c].barred
            members = [p for p in self._members(pricing, found, c) if p not in barred]
            if len(members) >= pricing.smallest:
                new += columns.add(c, tuple(sorted(members)))
        return new
