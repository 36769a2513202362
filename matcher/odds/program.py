"""Who is seated, as one integer program: people's seats, openings, and the rules between them.

A *hall* is a candidate with the weeks it may meet on. Its seats are counted over all of them, which
is a relaxation where a hall opens twice; `SeatProgram.solve` seats such an answer again with every
group apart, and where that loses anything, solves with the weeks of those halls apart. So it gives
rule-keeping seatings only, and bounds that hold for all.

Without the mix the linear relaxation is nearly always tight (it has the optimum of the one over
whole groups, see matcher/solve/compact.py), and HiGHS (Huangfu and Hall 2018)
solves it for a few hundred people in seconds; for groups that are open already, in a few hundredths
of one.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy import sparse

from matcher.odds.rows import SeatRows
from matcher.solve.highs import Problem, minimise
from matcher.solve.pricing import Floats
from matcher.solve.seating import Seating, Sitting

TOLERANCE = 1e-6
NODES = 500  # of branch and bound, where no seconds count
WORK_PER_ENTRY = 2e-5  # seconds, counted, of one entry of the matrix


@dataclass(frozen=True, slots=True)
class Answer:
    """What a solve found.

    Attributes
    ----------
    seating : Seating or None
    value : float
        Of that seating; minus infinity without one.
    bound : float
        No seating that keeps the demands is worth more.
    """

    seating: Seating | None
    value: float
    bound: float


@dataclass(frozen=True, slots=True)
class Shares:
    """An optimum of the linear relaxation.

    Attributes
    ----------
    value : float
    person : array, shape (people,)
        How much of a seat everybody has.
    used : dict
        Candidate to how much of it is open.
    """

    value: float
    person: Floats
    used: dict[int, float]


class SeatProgram(SeatRows):
    """The program over some openings.

    Parameters
    ----------
    instance : Instance
    demands : sequence of Demand
        Kept by every answer.
    openings : sequence of Opening, optional
        Groups that are open, and no others.
    candidates : iterable of int, optional
        Which may open, where none are given as open; all if not given.
    apart : frozenset of int
        Candidates each of whose weeks is a hall of its own.
    clock : Clock, optional
        Once it is asked to stop, solves end at once and without an answer. A counted one is told of
        the work, and solves end by it instead of by seconds.
    """

    @property
    def _counted(self) -> bool:
        return self.clock is not None and self.clock.counted

    def _limits(self, seconds: float) -> dict[str, Any]:
        if self._counted:
            return {"seconds": None, "nodes": NODES}
        return {"seconds": max(0.05, seconds)}

    def _spend(self, rounds: int) -> None:
        if self.clock is not None:
            self.clock.spend(rounds * WORK_PER_ENTRY * self.matrix.nnz)

    def _least(self) -> Floats:
        least = np.zeros(self.seats + self.opens)
        if self.fixed:
            least[self.seats :] = 1.0
        return least

    def solve(self, worth: Floats, *, seconds: float, gap: float = 0.0) -> Answer:
        """Seat people so that what their seats are worth is as much as possible.

        Parameters
        ----------
        worth : array, shape (people,)
            Of a seat.
        seconds : float
        gap : float
            Relative gap that is good enough.
        """
        if not self.halls:
            return self._without_groups()
        scale = float(np.abs(worth).max(initial=0.0)) or 1.0

        columns = self.seats + self.opens
        problem = Problem(
            np.concatenate([-worth[self.person] / scale, np.zeros(self.opens)]),
            self.matrix, self.low, self.high, self._least(), np.ones(columns),
            np.ones(columns, dtype=bool),
        )  # fmt: skip
        found = minimise(problem, **self._limits(seconds), gap=gap, stop=self.stop)
        if found is None:
            return Answer(None, -np.inf, np.inf)
        self._spend(1 + found.nodes)
        if found.impossible:
            return Answer(None, -np.inf, -np.inf)
        bound = np.inf if found.bound is None else -found.bound * scale
        if found.x is None:
            return Answer(None, -np.inf, bound)
        twice = self._opened_twice(found.x)
        seating = self._read(found.x, worth, seconds, gap)
        value = -np.inf if seating is None else worth_of(seating, worth)
        reached = float(worth[self.person] @ found.x[: self.seats])
        if twice and value < reached - TOLERANCE * scale:
            further = SeatProgram(
                self.instance,
                self.demands,
                candidates=self.chosen,
                apart=self.apart | twice,
                clock=self.clock,
            ).solve(worth, seconds=seconds, gap=gap)
            bound = min(bound, further.bound)
            if further.value > value:
                seating, value = further.seating, further.value
        return Answer(seating, value, max(bound, value))

    def _opened_twice(self, x: Floats) -> frozenset[int]:
        """Return the candidates of which a solution opens several groups in one hall."""
        opened = self.hall_of_open[x[self.seats :] > 0.5]
        halls, counts = np.unique(opened, return_counts=True)
        return frozenset(self.halls[h][0] for h in halls[counts > 1].tolist())

    def _without_groups(self) -> Answer:
        """Return the empty seating where the demands allow it."""
        if all(d.low <= 0 <= d.high for d in self.demands):
            return Answer((), 0.0, 0.0)
        return Answer(None, -np.inf, -np.inf)

    def _read(self, x: Floats, worth: Floats, seconds: float, gap: float) -> Seating | None:
        opened = np.flatnonzero(x[self.seats :] > 0.5).tolist()
        halls = [int(self.hall_of_open[k]) for k in opened]
        openings = [(self.halls[h][0], self.weeks[k]) for h, k in zip(halls, opened, strict=True)]
        if not self.fixed and len(set(halls)) < len(halls):
            filled = SeatProgram(self.instance, self.demands, openings, clock=self.clock)
            return filled.solve(worth, seconds=seconds, gap=gap).seating
        inside: dict[int, list[int]] = defaultdict(list)
        for k in np.flatnonzero(x[: self.seats] > 0.5).tolist():
            inside[int(self.hall[k])].append(int(self.person[k]))
        return tuple(
            Sitting(c, weeks, tuple(sorted(inside[h])))
            for (c, weeks), h in zip(openings, halls, strict=True)
        )

    def relaxed(
        self, worth: Floats, *, most: Floats | None = None, fair: Floats | None = None,
        floors: Floats | None = None, seconds: float = 60.0,
    ) -> Shares | None:  # fmt: skip
        """Solve the linear relaxation; None where time is up or there is no such seating.

        Parameters
        ----------
        worth : array, shape (people,)
        most : array, shape (people,), optional
            What of a person's share counts at most (then `worth` is paid for that only).
        fair : array, shape (people,), optional
            1 for those whose smallest share is maximised instead of `worth`.
        floors : array, shape (people,), optional
            Least share of everybody.
        seconds : float
        """
        if not self.halls:
            return None
        people = len(self.instance.people)
        share = sparse.csr_matrix(
            (np.ones(self.seats), (self.person, np.arange(self.seats))), (people, self.seats)
        )
        share = sparse.hstack([share, sparse.csr_matrix((people, self.opens))], format="csr")
        extra = sparse.csr_matrix((people, 0))
        cost = -np.concatenate([worth[self.person], np.zeros(self.opens)])
        low, high = self._least(), np.full(self.seats + self.opens, np.inf)
        high[self.seats :] = 1.0
        if fair is not None:
            extra = sparse.csr_matrix(-fair[:, None])
            cost = np.concatenate([np.zeros(self.seats + self.opens), [-1.0]])
            low, high = np.append(low, 0.0), np.append(high, 1.0)
        elif most is not None:
            extra = -sparse.eye_array(people, format="csr")
            cost = np.concatenate([np.zeros(self.seats + self.opens), -worth])
            low, high = np.concatenate([low, np.zeros(people)]), np.concatenate([high, most])
        main = sparse.hstack(
            [self.matrix, sparse.csr_matrix((self.matrix.shape[0], extra.shape[1]))]
        )
        whole = sparse.vstack([main, sparse.hstack([share, extra])], format="csr")
        least = np.zeros(people) if floors is None else floors
        if extra.shape[1] == 0:
            least = np.maximum(least, 0.0)
        all_low = np.concatenate([self.low, least])
        all_high = np.concatenate([self.high, np.full(people, np.inf)])
        problem = Problem(
            cost, whole, all_low, all_high, low, high, np.zeros(len(cost), dtype=bool)
        )
        limit = None if self._counted else max(0.05, seconds)
        found = minimise(problem, seconds=limit, stop=self.stop)
        self._spend(1)
        if found is None or not found.optimal or found.x is None:
            return None
        x, value = found.x, -float(cost @ found.x)
        used: dict[int, float] = {}
        for k in np.flatnonzero(x[self.seats : self.seats + self.opens] > 1e-7).tolist():
            c = self.halls[int(self.hall_of_open[k])][0]
            used[c] = used.get(c, 0.0) + float(x[self.seats + k])
        return Shares(value, share @ x[: self.seats + self.opens], used)


def worth_of(seating: Seating, worth: Floats) -> float:
    """Return what the seats of a seating are worth."""
    return sum(float(worth[list(s.members)].sum()) for s in seating)
