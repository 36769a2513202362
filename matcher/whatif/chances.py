"""One person's chances at a seat: whether a single change of one kind gives them one, and how."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, replace

import numpy as np

from matcher.instance import Bools
from matcher.solve.assign import Opening
from matcher.solve.highs import minimise
from matcher.solve.stop import Stop
from matcher.whatif.chance_rows import ChanceRows
from matcher.whatif.changes import Change
from matcher.whatif.claims import Claim

GAP = 0.2  # any answer will do; who need not move is found out afterwards
ROUNDS = 3  # of seats in parts; most of what they teach is in the first
LEAST_OPEN = 1e-6  # of a group, to count as open


@dataclass(frozen=True)
class Found:
    """What the program says: a change, what to open with it, and where the person sits.

    It may leave claims that it did not know of.
    """

    change: Change
    openings: tuple[Opening, ...]
    candidate: int
    claims: frozenset[Claim]


class Chances(ChanceRows):
    """The program, asked."""

    def in_shares(
        self, claims: set[Claim], left: Callable[[], float], stop: Stop | None = None
    ) -> Bools | None:
        """Return which halls open where seats may be shared out in parts; None: not found out.

        Claims that parts of seats would leave are added until there are none: whole seats then
        leave few. Often there is no answer even in parts.

        Parameters
        ----------
        claims : set of Claim
            That may not be left; added to.
        left : callable
            The seconds left.
        stop : Stop, optional
        """
        used = None
        for _ in range(ROUNDS):
            if self.impossible or left() <= 0:
                break
            problem = self.problem(claims)
            parts = replace(problem, whole=np.zeros_like(problem.whole))
            found = minimise(parts, seconds=left(), stop=stop)
            self.impossible = found is not None and found.impossible
            if found is None or found.x is None:
                return None
            used = np.zeros(len(self.seats.halls), bool)
            opens = found.x[self.seats.seats : self.first]
            used[self.seats.hall_of_open[opens > LEAST_OPEN]] = True
            known = len(claims)
            claims |= self.part.claims.left(self.seats, found.x)
            if len(claims) == known:
                break
        return used

    def solve(
        self,
        claims: Collection[Claim],
        seconds: float,
        stop: Stop | None = None,
        halls: Bools | None = None,
    ) -> Found | None:
        """Return one change and what to open with it.

        Parameters
        ----------
        claims : collection of Claim
            That may not be left.
        seconds : float
        stop : Stop, optional
        halls : array of bool, shape (halls,), optional
            Which may open; where they are not all, having no answer proves nothing.
        """
        if self.impossible:
            return None
        problem = self.problem(claims)
        if halls is not None:
            seats = self.seats
            may = np.concatenate([halls[seats.hall], halls[seats.hall_of_open]])
            most = np.concatenate([problem.most[: self.first] * may, problem.most[self.first :]])
            problem = replace(problem, most=most)
        found = minimise(problem, seconds=seconds, gap=GAP, stop=stop)
        self.impossible = found is not None and found.impossible and halls is None
        return None if found is None or found.x is None else self._read(found.x > 0.5)

    def _read(self, chosen: Bools) -> Found:
        seats = self.seats
        opened = np.flatnonzero(chosen[seats.seats : self.first]).tolist()
        openings = tuple(
            (seats.halls[int(seats.hall_of_open[k])][0], seats.weeks[k]) for k in opened
        )
        candidate = next(self.candidate(k) for k in self.my_columns() if chosen[k])
        made = np.flatnonzero(chosen[self.first : self.extra]).tolist()
        change = self.changes[made[0]] if made else self.mine[candidate]
        assert change is not None  # noqa: S101 - for mypy: the program makes one change
        claims = frozenset(self.part.claims.left(seats, chosen.astype(float)))
        return Found(change, openings, candidate, claims)
