"""Which seats a seating near the bound could use at all.

At the prices of a bound every seat has a gap: by how much the bound falls once somebody sits there.
Where the gap is wider than what lies between the bound and the value that is to be kept or
bettered, the seat is out of reach, in every such seating (fixing by reduced costs; Dantzig,
Fulkerson and Johnson 1954). What is left is a small part of all seats, and exact models over it
prove as much as over all of them.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from matcher.instance import Ints
from matcher.solve.bound import Relaxation
from matcher.solve.columns import Goal, Held
from matcher.solve.prices import Prices
from matcher.solve.pricing import Floats

Reach = dict[int, frozenset[int]]  # candidate to the people who may sit there


def reach(
    relaxation: Relaxation, goal: Goal, held: list[Held], prices: Prices, least: float
) -> Reach:
    """Return the seats that a seating of at least such a goal could use.

    Parameters
    ----------
    relaxation : Relaxation
    goal : Goal
    held : list of Held
    prices : Prices
    least : float
        The goal's value that is to be reached.
    """
    instance = relaxation.instance
    pricing = relaxation.mixed if goal.mixed else relaxation.plain
    found = relaxation.worth(pricing, goal, held, prices)
    fall = relaxation.value(found, held, prices) - least
    fall += 1e-6 * max(1.0, abs(least))
    reward, group = relaxation.reward(goal, held, prices)
    last = _last_worth(relaxation, found.worth)
    kept: Reach = {}
    for c, candidate in enumerate(instance.candidates):
        members = instance.members[c]
        if len(members) < instance.smallest:
            continue
        kinds = instance.traits[0][members] if pricing.weight else np.full(len(members), -1)
        largest = int(instance.largest[candidate.provider])
        worth = group + _with(reward[members], kinds, pricing.weight, instance.smallest, largest)
        worth = np.minimum(worth, found.worth[c])
        base = max(last[candidate.provider], found.worth[c])
        inside = members[base - worth <= fall]
        if len(inside) >= instance.smallest:
            kept[c] = frozenset(inside.tolist())
    return kept


def common(one: Reach | None, other: Reach, smallest: int) -> Reach:
    """Return the seats in both."""
    if one is None:
        return other
    both = {c: people & other[c] for c, people in one.items() if c in other}
    return {c: people for c, people in both.items() if len(people) >= smallest}


def seats(reached: Mapping[int, frozenset[int]]) -> int:
    """Count seats."""
    return sum(map(len, reached.values()))


def _last_worth(relaxation: Relaxation, worth: Floats) -> Floats:
    """Return what the last group that each provider leads in the bound is worth, at least 0."""
    instance = relaxation.instance
    last = np.zeros(len(instance.providers))
    copies = relaxation.copies
    for provider in range(len(instance.providers)):
        own = np.sort(worth[copies[relaxation.provider[copies] == provider]])[::-1]
        room = int(instance.capacity[provider])
        if 0 < room <= len(own):
            last[provider] = max(0.0, float(own[room - 1]))
    return last


def _with(reward: Floats, kinds: Ints, weight: float, smallest: int, largest: int) -> Floats:
    """Return, for each member, at least the worth of the best group with that member.

    The others pay for one of the member's kind already there; that the member may be counted among
    them too makes the worth too large at most.
    """
    rank = np.zeros(len(reward))
    order = np.lexsort((-reward, kinds))
    first = np.r_[True, np.diff(kinds[order]) != 0]
    start = np.maximum.accumulate(np.where(first, np.arange(len(order)), 0))
    rank[order] = np.arange(len(order)) - start
    rank[kinds < 0] = 0
    marginal = reward - weight * rank
    worth = np.empty(len(reward))
    for kind in np.unique(kinds):
        shift = weight * (kinds == kind) if kind >= 0 else 0.0
        others = -np.sort(shift - marginal)
        must = others[: smallest - 1].sum()
        worth[kinds == kind] = must + np.maximum(others[smallest - 1 : largest - 1], 0.0).sum()
    best: Floats = reward + worth
    return best
