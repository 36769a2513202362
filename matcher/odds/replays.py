"""The draw, replayed: who would have been seated with other tickets.

Each replay draws other tickets, keeps the seats of every tier, and gives them to the earliest
turns. Where there is time every one is solved to its end. Where there is not, most choose among
sets of open groups found before, for which the best seating is a matter of hundredths of a second;
a part of the time goes into replays solved to their end, whose groups join those sets, and how far
the others stay behind is measured on them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256

import numpy as np

from matcher.cohort import Cohort
from matcher.cohort.turn import turn_order
from matcher.odds.ground import MOST_BOOLEANS, Ground, lay_ground
from matcher.odds.program import Answer, SeatProgram
from matcher.rules import with_seed
from matcher.solve.highs import kept_warm
from matcher.solve.pricing import Floats
from matcher.solve.seating import Seating
from matcher.solve.stop import Stop

POOL = 8  # sets of open groups that a replay chooses among
SHARE_EXACT = 0.4  # of the time, for replays solved to their end where not all can be
LONGEST = 60.0  # seconds for one replay


@dataclass(frozen=True)
class Replay:
    """One draw with other tickets.

    Attributes
    ----------
    seed : int
        Of its tickets.
    seated : frozenset of str
        Ids of those who got a seat.
    turn : float
        Value of level `turn` for these tickets.
    bound : float or None
        No seating with as many seats in each tier has a greater one; None where not worked out.
    quick : float or None
        What choosing among known groups alone gave, where the replay was solved further.
    seating : Seating
        In the numbers of the ground's instance.
    """

    seed: int
    seated: frozenset[str]
    turn: float
    bound: float | None
    quick: float | None
    seating: Seating

    @property
    def proven(self) -> bool:
        """Whether no seating follows these tickets better."""
        return self.bound is not None and self.bound - self.turn < 0.5


def seeds_of(seed: int, count: int) -> list[int]:
    """Return the seeds of replays: the first 48 bits of SHA-256 of ``replay|seed|number``."""
    texts = (f"replay|{seed}|{number}" for number in range(1, count + 1))
    return [int(sha256(text.encode()).hexdigest()[:12], 16) for text in texts]


@kept_warm()
def replays(
    cohort: Cohort,
    n: int,
    *,
    time_limit: float = 60.0,
    seed: int = 1,
    stop: Stop | None = None,
    counted: bool = False,
) -> list[Replay]:
    """Replay a cohort's draw up to `n` times.

    Parameters
    ----------
    cohort : Cohort
    n : int
    time_limit : float
        Seconds in all; fewer replays where they do not suffice.
    seed : int
        Of the replays' own seeds.
    stop : Stop, optional
    counted : bool
        Solve every replay alike, whatever the clock says.
    """
    ground = lay_ground(cohort, seconds=0.6 * time_limit, stop=stop)
    left = time_limit - ground.clock.seconds
    return Replayer(ground, counted=counted).run(n, seconds=left, seed=seed, stop=stop)


class Replayer:
    """Replays draws over one ground; what it learns about groups stays for the next replay."""

    def __init__(self, ground: Ground, *, counted: bool = False) -> None:
        self.ground = ground
        self.counted = counted
        self.openings: dict[tuple[object, ...], SeatProgram] = {}
        self.wins: dict[tuple[object, ...], int] = {}
        self.whole = ground.program() if ground.booleans <= MOST_BOOLEANS else None
        self.exact_seconds = [0.3 + (ground.booleans / 2_000) ** 1.5]  # a guess, until measured
        self.learn(ground.seating)

    def learn(self, seating: Seating) -> None:
        """Keep a seating's groups for later replays."""
        key = tuple(sorted((s.candidate, s.weeks) for s in seating))
        if key in self.openings:
            return
        if len(self.openings) >= POOL:
            least = min(self.openings, key=lambda k: self.wins[k])
            del self.openings[least], self.wins[least]
        self.openings[key] = self.ground.program(list(key))
        self.wins[key] = 0

    def run(
        self,
        n: int,
        *,
        seconds: float,
        seed: int = 1,
        stop: Stop | None = None,
        on_replay: Callable[[int], object] = lambda _: None,
    ) -> list[Replay]:
        """Replay up to `n` times within so many seconds; at least once unless stopped."""
        clock = self.ground.clock
        began = clock.seconds
        spent_exact = 0.0
        done: list[Replay] = []
        for number, ticket_seed in enumerate(seeds_of(seed, n)):
            now = clock.seconds - began
            if (stop is not None and stop.asked) or (done and now >= seconds and not self.counted):
                break
            each = (seconds - now) / (n - number)
            cost = float(np.mean(self.exact_seconds[-5:]))
            credit = SHARE_EXACT * now - spent_exact >= cost and now + cost < seconds
            exact = self.whole is not None and (cost <= each or credit or self.counted)
            start = clock.seconds
            limit = LONGEST if self.counted else max(1.0, min(LONGEST, seconds - now))
            replay = self.replay(ticket_seed, exact=exact, seconds=limit)
            if replay is None:
                break
            done.append(replay)
            if exact:
                spent_exact += clock.seconds - start
                self.exact_seconds.append(clock.seconds - start)
            on_replay(len(done))
        return done

    def replay(self, seed: int, *, exact: bool, seconds: float) -> Replay | None:
        """Draw once with the tickets of a seed; None where the seconds do not suffice."""
        worth = self.worth(seed)
        best, quick, bound = self._quick(worth, seconds), None, None
        if exact and self.whole is not None:
            quick = best.value
            further = self.whole.solve(worth, seconds=seconds)
            bound = further.bound
            if further.seating is not None and further.value > best.value:
                best = further
                self.learn(further.seating)
        seating = best.seating
        if seating is None:
            return None
        people = self.ground.instance.people
        return Replay(
            seed=seed,
            seated=frozenset(people[p] for s in seating for p in s.members),
            turn=sum(float(worth[list(s.members)].sum()) for s in seating),
            bound=None if bound is None or not np.isfinite(bound) else bound,
            quick=quick,
            seating=seating,
        )

    def worth(self, seed: int) -> Floats:
        """Return what a seat of each person adds to `turn` with the tickets of a seed."""
        order = turn_order(with_seed(self.ground.cohort, seed))
        place = {person: index for index, person in enumerate(order)}
        people = self.ground.instance.people
        return np.array([len(people) - place[person] for person in people], dtype=float)

    def _quick(self, worth: Floats, seconds: float) -> Answer:
        """Return the best seating in one of the known sets of open groups."""
        best, first = Answer(None, -np.inf, np.inf), None
        for key, program in self.openings.items():
            found = program.solve(worth, seconds=seconds)
            if found.seating is not None and found.value > best.value:
                best, first = found, key
        if first is not None:
            self.wins[first] += 1
        return best
