"""A first seating: open the best group at hand again and again, then seat everyone anew."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from matcher.cohort.availability import Meeting
from matcher.instance import Instance
from matcher.solve.assign import Opening, assign
from matcher.solve.pricing import NEVER, Floats, Pricing
from matcher.solve.seating import Seating, fits_together, free_weeks, levels_of, score

AT_ONCE = 0.05  # share of the groups still to open that may open on one pricing


def first_openings(instance: Instance, go_on: Callable[[], bool] = lambda: True) -> list[Opening]:
    """Choose groups to open, most urgent people and those with few chances first."""
    pools = np.unique([c.pool for c in instance.candidates]).astype(np.int64)
    if not len(pools):
        return []
    pricing = Pricing(instance, pools, mixed=True)
    row = np.searchsorted(pools, [c.pool for c in instance.candidates])
    provider = np.array([c.provider for c in instance.candidates])
    size = np.searchsorted(pricing.sizes, instance.largest[provider])
    reward = _first_rewards(instance)
    left = instance.capacity.copy()
    led: list[list[Meeting]] = [[] for _ in instance.providers]
    openings: list[Opening] = []
    closed = np.zeros(len(instance.candidates), dtype=bool)
    while left.any() and go_on():
        priced = pricing.price(reward)
        worth = np.where(closed | (left[provider] == 0), NEVER, priced.worth[row, size])
        order = np.argsort(-worth, kind="stable")
        opened = 0
        taken: set[int] = set()
        for c in order[: max(8, len(order) // 20)].tolist():
            if worth[c] <= 0 or opened > AT_ONCE * left.sum() + 1:
                break
            weeks = next(free_weeks(instance, c, led[provider[c]]), None)
            if weeks is None:
                closed[c] = True
                continue
            members = _members(instance, priced.people[row[c]], c, reward)
            if taken.intersection(members):
                continue
            if len(members) < instance.smallest:
                closed[c] = True
                continue
            openings.append((c, weeks))
            led[provider[c]].append(instance.candidates[c].meeting(weeks))
            left[provider[c]] -= 1
            taken.update(members)
            opened += 1
            if left[provider[c]] == 0:
                worth[provider == provider[c]] = NEVER
        reward[list(taken)] = NEVER / 100
        if not opened and not (worth > 0).any():
            break
    return openings


def _members(instance: Instance, people: np.ndarray, candidate: int, reward: Floats) -> list[int]:
    barred = instance.candidates[candidate].barred
    largest = int(instance.largest[instance.candidates[candidate].provider])
    found = [p for p in people.tolist() if p >= 0 and p not in barred and reward[p] > 0]
    return found[:largest]


def _first_rewards(instance: Instance) -> Floats:
    chances = np.zeros(len(instance.people))
    for members in instance.members:
        chances[members] += 1
    urgency = instance.turn / max(1, len(instance.people))
    return 10.0 * (1.0 + urgency) * (1.0 + 3.0 / np.sqrt(np.maximum(chances, 1.0)))


def construct(instance: Instance, go_on: Callable[[], bool] = lambda: True) -> Seating:
    """Return a first seating; it keeps every rule but may leave seats open or envied.

    Whoever sits together is given one of the open groups before the others are seated, where that
    is better than to leave them out.
    """
    openings = first_openings(instance, go_on)
    alone = assign(instance, openings)
    together = _places(instance, openings, sum(len(s.members) for s in alone))
    if not together or not go_on():
        return alone
    levels = levels_of(instance)
    beside = assign(instance, openings, together=together)
    return max((alone, beside), key=lambda seating: score(instance, seating, levels))


def _places(instance: Instance, openings: list[Opening], seats: int) -> dict[int, int]:
    """Return an opening for each together-group whose turns all come within so many seats.

    Those with the fewest choices come first, and go where the fewest such people are yet.
    """
    in_units = np.zeros(len(instance.people), dtype=bool)
    in_units[list(instance.unit_of)] = True
    members = (instance.members[c] for c, _ in openings)
    reach = [set(able[in_units[able]].tolist()) for able in members]
    choices = {
        unit: [k for k, able in enumerate(reach) if able.issuperset(unit)]
        for unit in set(instance.unit_of.values())
        if max(unit) < seats
    }
    inside: list[tuple[int, ...]] = [()] * len(openings)
    places: dict[int, int] = {}
    for unit in sorted(choices, key=lambda unit: (len(choices[unit]), unit)):
        fits = [
            k
            for k in choices[unit]
            if len(inside[k]) + len(unit) <= _largest(instance, openings[k])
            and fits_together(instance, (*inside[k], *unit))
        ]
        if fits:
            best = min(fits, key=lambda k: (len(inside[k]), k))
            inside[best] = (*inside[best], *unit)
            places |= dict.fromkeys(unit, best)
    return places


def _largest(instance: Instance, opening: Opening) -> int:
    return int(instance.largest[instance.candidates[opening[0]].provider])
