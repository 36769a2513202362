"""Local search over which groups are open, each try seated anew by a flow.

A try changes one opening (another time, language or cadence of the same provider, or a further
group) and seats the people of a few groups around it again. It is kept where the levels, one after
the other, are better.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence

import numpy as np

from matcher.instance import Instance
from matcher.solve.assign import Opening, assign
from matcher.solve.seating import (
    Level,
    Seating,
    Sitting,
    clashes,
    fits_together,
    free_weeks,
    meeting_of,
    score,
    whole_units,
)
from matcher.solve.stop import Clock

REGION = 12  # groups seated anew around a try


class Search:
    """Improves a seating in place.

    Parameters
    ----------
    instance : Instance
    seating : Seating
    levels : sequence of Level
    rng : numpy Generator
    clock : Clock, optional
        Told of work done.
    """

    def __init__(
        self,
        instance: Instance,
        seating: Seating,
        levels: Sequence[Level],
        rng: np.random.Generator,
        clock: Clock | None = None,
    ) -> None:
        self.instance = instance
        self.levels = levels
        self.rng = rng
        self.clock = clock
        self.sittings: dict[int, Sitting] = dict(enumerate(seating))
        self._next = len(self.sittings)
        self.seat_of: dict[int, int] = {}
        self.of_provider: dict[int, set[int]] = defaultdict(set)
        for key, sitting in self.sittings.items():
            self._enter(key, sitting)
        self.tries = 0
        self.kept = 0

    @property
    def seating(self) -> Seating:
        """The seating as it stands."""
        return tuple(self.sittings[key] for key in sorted(self.sittings))

    def _enter(self, key: int, sitting: Sitting) -> None:
        self.sittings[key] = sitting
        self.of_provider[self.instance.candidates[sitting.candidate].provider].add(key)
        for person in sitting.members:
            self.seat_of[person] = key

    def _leave(self, key: int) -> None:
        sitting = self.sittings.pop(key)
        self.of_provider[self.instance.candidates[sitting.candidate].provider].discard(key)
        for person in sitting.members:
            if self.seat_of.get(person) == key:
                del self.seat_of[person]

    def run(self, promise: dict[int, float], go_on: Callable[[], bool], *, passes: int = 1) -> bool:
        """Try every change of `promise`, the most promising first; return whether any was kept."""
        any_kept = False
        for _ in range(passes):
            kept = False
            for key, candidate in self._tries(promise):
                if not go_on():
                    return any_kept
                if key is not None and key not in self.sittings:
                    continue
                kept |= self.attempt(key, candidate)
            any_kept |= kept
            if not kept:
                break
        return any_kept

    def _tries(self, promise: dict[int, float]) -> Iterator[tuple[int | None, int]]:
        """Yield openings to change (None: open a further group) and candidates to change to."""
        order = sorted(promise, key=lambda c: (-promise[c], self.rng.random()))
        for c in order:
            provider = self.instance.candidates[c].provider
            keys = sorted(self.of_provider[provider])
            if len(keys) < self.instance.capacity[provider]:
                yield None, c
            for key in keys:
                if key in self.sittings and self.sittings[key].candidate != c:
                    yield key, c

    def attempt(self, key: int | None, candidate: int) -> bool:
        """Change one opening to a candidate and keep that where it is better."""
        self.tries += 1
        if self.clock is not None:
            self.clock.spend(0.003)
        provider = self.instance.candidates[candidate].provider
        if key is None and len(self.of_provider[provider]) >= self.instance.capacity[provider]:
            return False
        others = [k for k in self.of_provider[provider] if k != key]
        led = [meeting_of(self.instance, self.sittings[k]) for k in others]
        weeks = next(free_weeks(self.instance, candidate, led), None)
        if weeks is None:
            return False
        region = self._region(key, candidate)
        openings: list[Opening] = [
            (self.sittings[k].candidate, self.sittings[k].weeks) for k in region if k != key
        ]
        return self.reseat(region, [(candidate, weeks), *openings])

    def reseat(self, region: Sequence[int], openings: Sequence[Opening]) -> bool:
        """Seat the people of a region anew in given openings; keep that where it is better."""
        old = [self.sittings[k] for k in region]
        new = self._seat(old, openings, self._beside(region))
        providers = {self.instance.candidates[s.candidate].provider for s in (*old, *new)}
        others = {k for v in providers for k in self.of_provider[v]} - set(region)
        beside = [self.sittings[k] for k in others]
        near = self._beside([*region, *others])
        now, then = (score(near, (*part, *beside), self.levels) for part in (new, old))
        if now <= then:
            return False
        if not self._allowed(new, region):
            return False
        for k in region:
            self._leave(k)
        for sitting in new:
            self._enter(self._next, sitting)
            self._next += 1
        self.kept += 1
        return True

    def _beside(self, region: Sequence[int]) -> Instance:
        """Return the instance as some groups see it, all others staying as they are."""
        inside = set(region)
        return self.instance.beside(
            person for k, s in self.sittings.items() if k not in inside for person in s.members
        )

    def _seat(
        self, old: Sequence[Sitting], openings: Sequence[Opening], instance: Instance
    ) -> Seating:
        around = {person for sitting in old for person in sitting.members}
        reach = np.unique(np.concatenate([instance.members[c] for c, _ in openings]))
        free = [p for p in reach.tolist() if p not in self.seat_of]
        room = 6 * len(openings)
        # The earliest turns are enough: nobody later could take a seat before them.
        people = around | set(free[: max(room, 40)])
        for reserve in instance.reserves:
            if reserve.seated(around) < reserve.floor:
                people |= set([p for p in free if reserve.people[p]][:room])
        together: dict[int, int] = {}
        for sitting in old:
            for person in sitting.members:
                if person in instance.unit_of and person not in together:
                    place = (sitting.candidate, sitting.weeks)
                    if place in openings:
                        together.update(
                            dict.fromkeys(instance.unit_of[person], openings.index(place))
                        )
        return assign(instance, openings, people=people, together=together)

    def _allowed(self, new: Seating, region: Sequence[int]) -> bool:
        """Check what a flow over a region does not see: together-groups, leading participants."""
        instance = self.instance
        whole = all(whole_units(instance, s.members) for s in new)
        if not whole or not all(fits_together(instance, s.members) for s in new):
            return False
        staying = [s for k, s in self.sittings.items() if k not in set(region)]
        return not clashes(instance, (*staying, *new))

    def _region(self, key: int | None, candidate: int) -> list[int]:
        """Return the groups most entangled with a change, the changed one among them."""
        weight: dict[int, float] = defaultdict(float)
        for person in self.instance.members[candidate].tolist():
            seat = self.seat_of.get(person)
            if seat is not None:
                weight[seat] += 1.0
        for k in weight:
            weight[k] += self.rng.random()
        if key is not None:
            weight.pop(key, None)
        most = sorted(weight, key=lambda k: (-weight[k], k))[: REGION - 1]
        return ([key] if key is not None else []) + most
