"""Seatings near a known one: the groups of a few providers are opened and filled anew.

A cohort of thousands is too large for one integer program. But a seating need not change everywhere
to seat somebody else: some providers' groups, the members of these and whoever has no seat make a
model of a few thousand variables, and the rest stays as it is (large neighbourhoods; Shaw 1998).
"""

from __future__ import annotations

from collections import defaultdict

import numpy as np

from matcher.instance import Bools
from matcher.odds.ground import Ground
from matcher.solve.exact import ExactModel
from matcher.solve.pricing import Floats
from matcher.solve.seating import Seating, clashes, level_value, seated_twice

LEAST, MOST = 1_500, 6_000  # people x candidates in a region
WIDER, CLOSER = 1.2, 0.8  # the next region after one without and with a better seating
TRIES = 40  # providers looked at for a region
UNITS = 10_000  # of the highest price, as whole numbers
PRICE = "price"


class Regions:
    """Changes seatings over one ground, a region at a time.

    Parameters
    ----------
    ground : Ground
    """

    def __init__(self, ground: Ground) -> None:
        self.ground, self.instance = ground, ground.instance
        self.size = float(LEAST)
        people, providers = len(self.instance.people), len(self.instance.providers)
        self.able: Bools = np.zeros((people, providers), dtype=bool)  # who could sit with whom
        for c, candidate in enumerate(self.instance.candidates):
            self.able[self.instance.members[c], candidate.provider] = True

    def around(
        self,
        seating: Seating,
        person: int,
        worth: Floats,
        rng: np.random.Generator,
        seconds: float,
    ) -> Seating | None:
        """Return the best seating that differs only near a person; None where there is none.

        Parameters
        ----------
        seating : Seating
            Has the settled seats, as has the answer.
        person : int
            Somebody without a seat in it.
        worth : array, shape (people,)
            Of a seat.
        rng : numpy.random.Generator
            Chooses what is near.
        seconds : float
        """
        chosen, free = self._region(seating, person, rng)
        if not chosen:
            return None
        kept = tuple(s for s in seating if self._provider(s.candidate) not in chosen)
        freed = tuple(s for s in seating if self._provider(s.candidate) in chosen)
        candidates = [c for p in sorted(chosen) for c in self.instance.of_provider[p]]
        model = ExactModel(self.instance, candidates, np.flatnonzero(free).tolist(), kept)
        for level in self.ground.levels:
            model.hold(level.name, level_value(model.instance, freed, level.name))
        top = float(worth.max(initial=0.0)) or 1.0
        model.price(PRICE, np.rint(UNITS * worth / top).astype(np.int64))
        model.hint(freed)
        clock = self.ground.clock
        answer = model.solve(
            ((PRICE, 1),), seconds=seconds, deterministic=seconds if clock.counted else None,
            stop=clock.stop,
        )  # fmt: skip
        clock.spend(answer.work)
        if answer.seating is None:
            return None
        whole = (*kept, *answer.seating)
        # Somebody who leads a group there may sit in one that stays, and the other way round.
        return None if seated_twice(whole) or clashes(self.instance, whole) else whole

    def learn(self, better: bool) -> None:
        """Look closer after a region that gave a better seating, wider after one that did not."""
        self.size = min(MOST, max(LEAST, self.size * (CLOSER if better else WIDER)))

    def _provider(self, candidate: int) -> int:
        return self.instance.candidates[candidate].provider

    def _region(
        self, seating: Seating, person: int, rng: np.random.Generator
    ) -> tuple[set[int], Bools]:
        """Return providers near a person, and everybody who has no seat but with them."""
        members: dict[int, list[int]] = defaultdict(list)
        for s in seating:
            members[self._provider(s.candidate)].extend(s.members)
        free: Bools = np.ones(len(self.instance.people), dtype=bool)
        free[[p for group in members.values() for p in group]] = False
        chosen: set[int] = set()
        about = [person]
        for _ in range(TRIES):
            near = np.flatnonzero(self.able[about[int(rng.integers(len(about)))]])
            near = near[[p not in chosen for p in near.tolist()]]
            if not len(near):
                continue
            provider = int(rng.choice(near))
            wider = free.copy()
            wider[members[provider]] = True
            if self._size({*chosen, provider}, wider) > self.size and chosen:
                break
            chosen.add(provider)
            free = wider
            about += members[provider]
        return chosen, free

    def _size(self, chosen: set[int], free: Bools) -> int:
        found = (self.instance.members[c] for p in chosen for c in self.instance.of_provider[p])
        return sum(int(free[members].sum()) for members in found)
