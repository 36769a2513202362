"""A very large cohort as parts that are alike, each seated as a cohort of its own.

People and providers are dealt out so that every part looks like the whole; afterwards they are
dealt out anew, so that people change between parts too.
"""

from __future__ import annotations

import numpy as np

from matcher.instance import Instance
from matcher.solve.part import Part, part_of
from matcher.solve.seating import Seating

PART = 2_000  # people in a part, at most


def split(
    instance: Instance,
    count: int,
    seating: Seating = (),
    rng: np.random.Generator | None = None,
) -> list[Part]:
    """Deal people and providers out into parts that are alike.

    Providers go round in their order; people, those with the fewest chances first, to the part that
    has most of their chances among those with the fewest people so far.

    Parameters
    ----------
    instance : Instance
    count : int
    seating : Seating
        Its members go where their provider goes; those of a pinned group nowhere.
    rng : numpy Generator, optional
        Puts the providers into another order.
    """
    order = np.arange(len(instance.providers))
    if rng is not None:
        order = rng.permutation(order)
    part_of_provider = np.empty(len(order), dtype=np.int64)
    part_of_provider[order] = np.arange(len(order)) % count
    home = np.full(len(instance.people), -1)
    for sitting in seating:
        provider = instance.candidates[sitting.candidate].provider
        if not instance.pinned.keys().isdisjoint(sitting.members):
            part_of_provider[provider] = count
    for sitting in seating:
        home[list(sitting.members)] = part_of_provider[
            instance.candidates[sitting.candidate].provider
        ]
    chances = np.zeros((len(instance.people), count + 1))
    for candidate, members in zip(instance.candidates, instance.members, strict=True):
        chances[members, part_of_provider[candidate.provider]] += 1.0
    chances = chances[:, :count]
    size = np.bincount(home[home >= 0], minlength=count + 1)[:count].astype(float)
    for person in np.argsort(chances.sum(axis=1), kind="stable").tolist():
        if home[person] >= 0:
            continue
        most = max(1.0, float(chances[person].max()))
        room = size / len(instance.people) * count  # 1 where the part has its share
        best = int(np.argmax(chances[person] / most - 4.0 * room))
        unit = list(instance.unit_of.get(person, (person,)))
        home[unit] = best
        size[best] += len(unit)
    return [
        part_of(
            instance,
            np.flatnonzero(home == number).tolist(),
            np.flatnonzero(part_of_provider == number).tolist(),
        )
        for number in range(count)
    ]
