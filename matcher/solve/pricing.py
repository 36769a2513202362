"""The best group of every pool at given prices, all pools at once.

A pool's best group at person prices is found by a sort (exact for one mixed attribute): within
each value of the attribute people are taken in the order of their prices, the k-th of them costing
(k-1) more; of these marginals the best are taken, down to the minimum size whatever they are worth
and up to the maximum while they are worth something. Rules between members and people a provider
may not lead are left out, so the worth is never too small: what a bound needs.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import sparse

from matcher.instance import Instance, Ints

Floats = npt.NDArray[np.float64]
NEVER = -1e15  # worth of a seat that is not there


@dataclass(frozen=True, slots=True)
class Priced:
    """Best groups at some prices.

    Attributes
    ----------
    worth : array, shape (pools, sizes)
        Of the best group with at most so many members, for each size in `Pricing.sizes`.
    people : array of int, shape (pools, largest)
        Members in falling order of marginal worth; -1 where the pool has no more.
    marginal : array, shape (pools, largest)
    """

    worth: Floats
    people: Ints
    marginal: Floats


class Pricing:
    """Prices every pool of an instance.

    Parameters
    ----------
    instance : Instance
    pools : array of int
        The pools in use.
    mixed : bool
        Whether groups pay for pairs of the first mixed attribute.
    """

    def __init__(self, instance: Instance, pools: Ints, *, mixed: bool) -> None:
        self.pools = pools
        self.smallest = instance.smallest
        self.sizes = np.unique(instance.largest)
        self.largest = int(self.sizes.max(initial=instance.smallest))
        people = [instance.pools[p].people for p in pools]
        person = np.concatenate([*people, np.empty(0, np.int64)])
        self.count = len(instance.people)
        self.weight = float(instance.trait_weights[0]) if mixed and instance.trait_weights else 0.0
        if self.weight:
            trait = instance.traits[0]
            blanks = np.flatnonzero(trait < 0)
            # A blank forms no pair; each blank person is a value of their own kind without cost.
            self.values = int(trait.max(initial=-1)) + 1 + (1 if len(blanks) else 0)
            trait = np.where(trait < 0, self.values - 1, trait)
            self.free_value = self.values - 1 if len(blanks) else -1
        else:
            trait = np.zeros(self.count, dtype=np.int64)
            self.values, self.free_value = 1, -1
        row = np.repeat(np.arange(len(pools)), [len(p) for p in people])
        shelf = row * self.values + trait[person]
        shape = (len(pools) * self.values, self.count)
        # One column a person, one row a pool and value.
        self.shelves = sparse.csc_matrix(
            (np.ones(len(person), dtype=np.int8), (shelf, person)), shape=shape
        )

    def price(self, reward: Floats) -> Priced:
        """Find the best group of every pool.

        Parameters
        ----------
        reward : array, shape (people,)
            What each person adds to a group's worth.
        """
        order = np.argsort(-reward, kind="stable")
        sorted_rows = self.shelves[:, order].tocsr()  # within a row now by falling reward
        first, last = sorted_rows.indptr[:-1], sorted_rows.indptr[1:]
        seats = first[:, None] + np.arange(self.largest)[None, :]
        there = seats < last[:, None]
        if len(sorted_rows.indices):
            who = order[sorted_rows.indices[np.minimum(seats, len(sorted_rows.indices) - 1)]]
        else:
            who = np.zeros(seats.shape, dtype=np.int64)
        marginal = reward[who] - self.weight * np.arange(self.largest)[None, :]
        if self.free_value >= 0:
            free = slice(self.free_value, None, self.values)
            marginal[free] = reward[who[free]]
        marginal[~there] = NEVER
        who[~there] = -1
        width = self.values * self.largest
        marginal = marginal.reshape(len(self.pools), width)
        who = who.reshape(len(self.pools), width)
        best = np.argsort(-marginal, axis=1, kind="stable")[:, : self.largest]
        marginal = np.take_along_axis(marginal, best, axis=1)
        who = np.take_along_axis(who, best, axis=1)
        must = marginal[:, : self.smallest].sum(axis=1)
        extra = np.maximum(marginal[:, self.smallest :], 0.0)
        worth = np.stack(
            [must + extra[:, : max(0, size - self.smallest)].sum(axis=1) for size in self.sizes],
            axis=1,
        )
        return Priced(worth, who, marginal)
