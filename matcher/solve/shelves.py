"""Prices for the bound of mix in a large cohort: one for each shelf, and smoothed.

A shelf is the people of one pool who have the same value of the mixed attribute. Were a group to
buy its members by the shelf, everybody going where they are paid most, then for any prices of
shelves v and of held levels l no seating is worth more than

    sum over people of max(0, what they add beside l, and are paid) + l @ totals
    + sum over providers of their best groups at v

That is convex with corners everywhere: at the optimum all of a shelf's people and most of a
provider's pools come out the same, so a method that follows the best ones alone turns in circles.
Both maxima are therefore smoothed, as in Nesterov (2005), by the entropy: everybody takes every
shelf a little, the more so the higher the temperature. What is left is minimised by L-BFGS (Liu and
Nocedal 1989) while the temperature falls. The people's prices that follow give the bound, which is
worked out from them exactly (bound.py) and holds whatever they are.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

import numpy as np
from scipy.optimize import Bounds, minimize
from scipy.special import expit
from threadpoolctl import threadpool_limits

from matcher.instance import Instance, Ints
from matcher.solve.columns import Goal, Held
from matcher.solve.compact import NearSolution
from matcher.solve.pricing import Floats
from matcher.solve.stop import Stop

# In pairs, and the steps at each. Further down the bound rises less for each second.
TEMPERATURES = ((0.3, 100), (0.05, 200), (0.01, 400), (0.003, 400))
REMEMBERED = 20  # steps from which L-BFGS guesses the curvature
SECONDS_PER_SEAT = 5e-8  # of one look, for a counted clock
MOST_STEPS = 60  # to a threshold
NEVER = -1e4  # worth of a seat that is not there, in pairs
EXACTLY = 1e-6  # of a member, in a pool's smoothed group
SEAT_FIRST = -8.0  # price of a held level to begin with: pairs given up for one seat more


class ShelfProgram:
    """People x shelves and pools x providers, as arrays built once.

    Parameters
    ----------
    instance : Instance
    pools : array of int
        The pools in use.
    """

    def __init__(self, instance: Instance, pools: Ints) -> None:
        self.instance = instance
        self.weight = float(instance.trait_weights[0]) if instance.trait_weights else 1.0
        trait = instance.traits[0] if instance.trait_weights else np.zeros(len(instance.people))
        blank = trait < 0
        values = int(trait.max(initial=-1)) + 1 + int(blank.any())
        value = np.where(blank, values - 1, trait).astype(np.int64)
        self.shape = (len(pools), values)

        row = np.repeat(np.arange(len(pools)), [len(instance.pools[p].people) for p in pools])
        person = np.concatenate([np.empty(0, np.int64), *(instance.pools[p].people for p in pools)])
        order = np.argsort(person, kind="stable")
        self.shelf = (row * values + value[person])[order]
        self.able, self.first, count = np.unique(
            person[order], return_index=True, return_counts=True
        )
        self.person = np.repeat(np.arange(len(self.able)), count)

        largest = int(instance.largest.max(initial=instance.smallest))
        place = np.arange(largest)
        on_shelf = np.bincount(self.shelf, minlength=len(pools) * values)
        cost = np.tile(self.weight * place, (*self.shape, 1))
        if blank.any() or not instance.trait_weights:
            cost[:, -1] = 0.0  # those who form no pairs
        self.cost = np.where(place < on_shelf.reshape(*self.shape, 1), cost, -NEVER * self.weight)

        provider = np.array([c.provider for c in instance.candidates], dtype=np.int64)
        self.order = np.argsort(provider, kind="stable")
        self.pool = np.searchsorted(pools, [c.pool for c in instance.candidates])[self.order]
        leads, self.leads_from, count = np.unique(
            provider[self.order], return_index=True, return_counts=True
        )
        self.leader = np.repeat(np.arange(len(leads)), count)
        self.capacity = instance.capacity[leads].astype(float)
        self.sizes = np.unique(instance.largest[leads])
        self.size = np.searchsorted(self.sizes, instance.largest[provider[self.order]])

    def solve(
        self, goal: Goal, held: list[Held], seconds: float, *, counted: bool, stop: Stop | None
    ) -> Iterator[NearSolution]:
        """Yield prices that come nearer and nearer, and the work done since the last.

        Parameters
        ----------
        goal : Goal
        held : list of Held
        seconds : float
        counted : bool
            Limit the looks at the prices instead of the time.
        stop : Stop, optional
        """
        began = time.monotonic()
        look = 1e-4 + SECONDS_PER_SEAT * len(self.shelf)
        smoothed = _Smoothed(self, goal, held)

        def over() -> bool:
            spent = look * smoothed.looks if counted else time.monotonic() - began
            return spent >= seconds or (stop is not None and stop.asked)

        def after_a_step(intermediate_result: object) -> None:
            if over():
                raise StopIteration

        at = smoothed.start()
        for temperature, rounds in TEMPERATURES:
            if over():
                return
            smoothed.temperature = temperature * self.weight
            # Two threads wait for each other longer than such short sums take.
            with threadpool_limits(1, user_api="blas"):
                found: Any = minimize(
                    smoothed,
                    at,
                    jac=True,
                    method="L-BFGS-B",
                    bounds=smoothed.limits(),
                    callback=after_a_step,
                    options={"maxiter": rounds, "maxfun": 4 * rounds, "maxcor": REMEMBERED},
                )
            at = found.x
            yield smoothed.solution(at, look * found.nfev)


class _Smoothed:
    """The bound as a smooth function of the prices of shelves and held levels; and its slope."""

    def __init__(self, program: ShelfProgram, goal: Goal, held: list[Held]) -> None:
        self.program = program
        self.goal = goal
        self.held = held
        self.temperature = 1.0
        self.looks = 0
        self.scale = np.array([max(1.0, float(np.abs(h.seat).max(initial=0.0))) for h in held])
        seat = np.array([h.seat[program.able] for h in held])
        self.seat = seat.reshape(len(held), len(program.able)) / self.scale[:, None]
        self.group = np.array([h.group for h in held]) / self.scale
        self.total = np.array([h.total for h in held]) / self.scale
        # Where the next search for a threshold begins.
        self.threshold = np.zeros((len(program.sizes), program.shape[0]))

    def start(self) -> Floats:
        shelves = int(np.prod(self.program.shape))
        return np.concatenate(
            [np.zeros(shelves), np.full(len(self.held), SEAT_FIRST * self.program.weight)]
        )

    def limits(self) -> Bounds:
        """Return that the price of a level that may be more than its total is not above 0."""
        most = np.full(int(np.prod(self.program.shape)) + len(self.held), np.inf)
        most[len(most) - len(self.held) :] = [0.0 if h.least else np.inf for h in self.held]
        return Bounds(np.full(len(most), -np.inf), most)

    def __call__(self, prices: Floats) -> tuple[float, Floats]:
        program, t = self.program, self.temperature
        self.looks += 1
        shelf, level = self._split(prices)
        paid = self._paid(shelf, level)
        most = np.maximum(np.maximum.reduceat(paid, program.first), 0.0)
        share = np.exp((paid - most[program.person]) / t)
        every = np.add.reduceat(share, program.first) + np.exp(-most / t)
        share /= every[program.person]
        seated = np.add.reduceat(share, program.first)
        sold = np.bincount(program.shelf, weights=share, minlength=shelf.size)

        worth, bought, opened = self._providers(shelf, level)
        value = float((most + t * np.log(every)).sum() + level @ self.total + worth)
        slope = [bought.ravel() - sold, self.total - self.seat @ seated - self.group * opened.sum()]
        return value, np.concatenate(slope)

    def solution(self, prices: Floats, work: float) -> NearSolution:
        """Return what people must be paid at these prices, and what is opened."""
        shelf, level = self._split(prices)
        person = np.zeros(len(self.program.instance.people))
        paid = self._paid(shelf, level)
        person[self.program.able] = np.maximum(np.maximum.reduceat(paid, self.program.first), 0.0)
        _, _, opened = self._providers(shelf, level)
        used = {int(self.program.order[k]): float(opened[k]) for k in np.flatnonzero(opened > 0.01)}
        return NearSolution(person, level / self.scale, used, work)

    def _split(self, prices: Floats) -> tuple[Floats, Floats]:
        shelves = len(prices) - len(self.held)
        return prices[:shelves].reshape(self.program.shape), prices[shelves:]

    def _paid(self, shelf: Floats, level: Floats) -> Floats:
        """Return what each person is paid on each of their shelves."""
        worth = self.goal.seat[self.program.able] - level @ self.seat
        paid: Floats = worth[self.program.person] - shelf.ravel()[self.program.shelf]
        return paid

    def _providers(self, shelf: Floats, level: Floats) -> tuple[float, Floats, Floats]:
        """Return what all are worth, the members bought of each shelf, how much each pool opens."""
        program, t = self.program, self.temperature
        best = [self._groups(shelf, k) for k in range(len(program.sizes))]
        worth = np.array([value for value, _ in best])[program.size, program.pool]
        worth = worth + self.goal.group - level @ self.group
        most = np.maximum(np.maximum.reduceat(worth, program.leads_from), 0.0)
        opened = np.exp((worth - most[program.leader]) / t)
        every = np.add.reduceat(opened, program.leads_from) + np.exp(-most / t)
        opened *= (program.capacity / every)[program.leader]
        bought = np.zeros(program.shape)
        for k, (_, members) in enumerate(best):
            here = program.size == k
            pools = np.bincount(program.pool[here], opened[here], program.shape[0])
            bought += pools[:, None] * members
        return float((program.capacity * (most + t * np.log(every))).sum()), bought, opened

    def _groups(self, shelf: Floats, k: int) -> tuple[Floats, Floats]:
        """Return each pool's best group of up to the k-th size: its worth, members of each shelf.

        A seat is taken as far as it is worth more than a threshold, which is 0 where that makes a
        group neither too small nor too large.
        """
        program, t = self.program, self.temperature
        small, large = program.instance.smallest, int(program.sizes[k])
        seats = (shelf[:, :, None] - program.cost).reshape(len(shelf), -1)
        at_nothing = expit(seats / t).sum(axis=1)
        count = np.clip(at_nothing, small, large)
        threshold = np.zeros(len(shelf))
        for size in {small, large}:
            rows = np.flatnonzero((count == size) & (at_nothing != count))
            if len(rows):
                guess = self.threshold[k, rows]
                threshold[rows] = _threshold(seats[rows], size, t, guess)
        self.threshold[k] = threshold
        above = (seats - threshold[:, None]) / t
        taken = expit(above)
        worth = t * np.logaddexp(0.0, above).sum(axis=1) + count * threshold
        return worth, taken.reshape(*program.shape, -1).sum(axis=2)


def _threshold(seats: Floats, size: int, temperature: float, guess: Floats) -> Floats:
    """Return for each row the worth above which so many seats are taken, smoothed (Newton)."""
    seats = -np.partition(-seats, min(size, seats.shape[1] - 1), axis=1)
    last, next_one = np.min(seats[:, :size], axis=1), seats[:, min(size, seats.shape[1] - 1)]
    low = next_one - temperature * (np.log(size) + 1.0)
    high = last + temperature * (np.log(seats.shape[1]) + 1.0)
    found = np.where((guess > low) & (guess < high), guess, 0.5 * (low + high))
    rows = np.arange(len(seats))  # those not yet found
    for _ in range(MOST_STEPS):
        at = found[rows]
        taken = expit((seats[rows] - at[:, None]) / temperature)
        over = taken.sum(axis=1) - size
        low[rows], high[rows] = (
            np.where(over > 0, at, low[rows]),
            np.where(over < 0, at, high[rows]),
        )
        slope = (taken * (1.0 - taken)).sum(axis=1) / temperature
        step = at + over / np.maximum(slope, 1e-12)
        inside = (step > low[rows]) & (step < high[rows])
        step = np.where(inside, step, 0.5 * (low[rows] + high[rows]))
        far = np.abs(over) >= EXACTLY
        rows = rows[far]
        if not len(rows):
            break
        found[rows] = step[far]
    return found
