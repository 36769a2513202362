"""Part of an instance as an instance of its own: some people, some providers, all they could do."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace

import numpy as np

from matcher.instance import Instance, Ints, Pool
from matcher.solve.seating import Seating, Sitting


@dataclass(frozen=True)
class Part:
    """A smaller instance, and how its numbers translate.

    Attributes
    ----------
    instance : Instance
    people, candidates : array of int
        Number in the whole instance of each person and candidate of the part.
    """

    instance: Instance
    people: Ints
    candidates: Ints

    def inside(self, seating: Seating) -> Seating:
        """Translate groups of the part's own people and providers."""
        return tuple(
            Sitting(
                int(np.searchsorted(self.candidates, s.candidate)),
                s.weeks,
                tuple(np.searchsorted(self.people, s.members).tolist()),
            )
            for s in seating
        )

    def outside(self, seating: Seating) -> Seating:
        """Translate back."""
        return tuple(
            Sitting(
                int(self.candidates[s.candidate]),
                s.weeks,
                tuple(self.people[list(s.members)].tolist()),
            )
            for s in seating
        )

    def group(self, candidate: int, members: tuple[int, ...]) -> tuple[int, tuple[int, ...]]:
        """Translate one group back."""
        return int(self.candidates[candidate]), tuple(self.people[list(members)].tolist())


def part_of(instance: Instance, people: Collection[int], providers: Collection[int]) -> Part:
    """Cut out people and providers, with the candidates that enough of the people could sit in.

    Groups of an earlier proposal and pins stay behind: whoever uses the part minds them.
    """
    who = np.array(sorted(people), dtype=np.int64)
    led = np.array(sorted(providers), dtype=np.int64)
    place = {int(person): k for k, person in enumerate(who)}
    provider = {int(v): k for k, v in enumerate(led)}
    pools: list[Pool] = []
    pool_of: dict[int, int] = {}
    kept: list[int] = []
    for c in sorted(c for v in led.tolist() for c in instance.of_provider[v]):
        number = instance.candidates[c].pool
        if number not in pool_of:
            whole = instance.pools[number]
            inside = np.isin(whole.people, who, assume_unique=True)
            pool_of[number] = len(pools)
            pools.append(Pool(np.searchsorted(who, whole.people[inside]), whole.dislike[inside]))
        if len(pools[pool_of[number]].people) >= instance.smallest:
            kept.append(c)
    candidates = tuple(
        replace(
            candidate,
            provider=provider[candidate.provider],
            pool=pool_of[candidate.pool],
            barred=tuple(place[p] for p in candidate.barred if p in place),
        )
        for candidate in (instance.candidates[c] for c in kept)
    )
    smaller = replace(
        instance,
        people=tuple(instance.people[p] for p in who),
        providers=tuple(instance.providers[v] for v in led),
        urgency=instance.urgency[who],
        points=instance.points[who],
        traits=instance.traits[:, who],
        employer=instance.employer[who],
        units=tuple(
            tuple(place[p] for p in unit) for unit in instance.units if place.keys() >= set(unit)
        ),
        conflicts=frozenset(
            (place[a], place[b]) for a, b in instance.conflicts if a in place and b in place
        ),
        knows=instance.knows[np.ix_(led, who)],
        leads_as=np.array([provider.get(int(v), -1) for v in instance.leads_as[who]], np.int64),
        capacity=instance.capacity[led],
        largest=instance.largest[led],
        pools=tuple(pools),
        candidates=candidates,
        earlier=None,
        pinned={},
        reserves=(),
    )
    return Part(smaller, who, np.array(kept, dtype=np.int64))
