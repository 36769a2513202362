"""One person's chances at a seat, as one program: any single change, with any groups.

It makes one change, whichever it is, opens any groups, gives the person a seat that nobody before
them has a claim to, and loses no seat at any seats level (see `matcher.odds.program`). Where it
has no answer, there is no such change at all.

It may leave their seats to all who have one, but for later turns of the person's tier. That is
what anybody would ask for, and mere counting then rules most seats out: everybody before the person
with a claim to one would need a seat, too, and a change adds only so many.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from copy import copy
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from scipy import sparse

from matcher.instance import Bools, Instance, Ints
from matcher.odds.program import SeatProgram
from matcher.solve.assign import Opening
from matcher.solve.highs import Problem, minimise
from matcher.solve.stop import Stop
from matcher.whatif.changes import WEIGHT, Change, changed
from matcher.whatif.claims import Pair, Row, differences
from matcher.whatif.reseat import demand_of, demands_of
from matcher.whatif.standing import Standing
from matcher.whatif.trials import Trials

GAP = 0.2  # any answer will do; who need not move is found out afterwards
ASKED = 0.01  # of a seat that somebody keeps, for each weight of a change


@dataclass(frozen=True)
class Found:
    """What the program says: a change, what to open with it, and where the person sits."""

    change: Change
    openings: tuple[Opening, ...]
    candidate: int


class Chances:
    """The program; the columns after seats and openings are the changes of providers, or of all.

    Parameters
    ----------
    standing : Standing
    trials : Trials
        Of the same.
    mine : mapping of int to Change or None
        Candidates in which the person may sit, and the change of theirs that each asks for.
    spares : bool
        Whether nobody loses a seat but later turns of the same tier.

    Attributes
    ----------
    impossible : bool
        Whether it is proven that there is no answer.
    """

    def __init__(
        self,
        standing: Standing,
        trials: Trials,
        mine: Mapping[int, Change | None],
        *,
        spares: bool,
    ) -> None:
        self.standing, self.trials, self.spares = standing, trials, spares
        self.person, self.now = standing.person, standing.now
        self.impossible = False
        providers = standing.loose.providers
        self.more = trials.providers(spare=False)
        self.roomy = np.flatnonzero(self.now.capacity).tolist()
        self.changes = [
            *(Change("group", providers[v]) for v in self.more),
            *(Change("seat", providers[v]) for v in self.roomy),
            Change("size"),
        ]
        wider = standing.under(changed(standing.cohort, [self.changes[-1]])).largest
        self.wider = wider > self.now.largest
        self.ways = {c: self._ways(c, change) for c, change in mine.items()}
        self.mine = {c: change for c, change in mine.items() if self.ways[c] is not None}
        members = tuple(
            here if c in self.mine else here[here != self.person]
            for c, here in enumerate(standing.loose.members)
        )
        near = _roomier(self.now, self.more, members)
        unit = standing.loose.unit_of.get(self.person, (self.person,))
        demands = [*demands_of(standing, near, ()), demand_of(near, unit)]
        self.seats = SeatProgram(near, demands)
        self.first = self.seats.seats + self.seats.opens  # column of the first change
        self.width = self.first + len(self.changes)

    @cached_property
    def _gains(self) -> Ints:
        """How many seats each change adds."""
        capacity, largest = self.now.capacity, self.now.largest
        return np.concatenate(
            [largest[self.more], capacity[self.roomy], [int(capacity[self.wider].sum())]]
        ).astype(np.int64)

    @cached_property
    def _unused(self) -> int:
        """How many seats there could be more than there are, without any change."""
        places = int((self.now.capacity * self.now.largest).sum())
        return places - len(self.now.people) + len(self.standing.waiting)

    def _ways(self, c: int, change: Change | None) -> list[int] | None:
        """Return which changes of providers a seat there may come with; None: it cannot be had.

        A seat that is theirs by a change of their own comes with no other.
        """
        need = 0
        if self.spares:
            waiting = self.standing.waiting
            need = len(self.trials.claims.on(self.person, c, waiting)) + 1
            need -= self._unused + int(self.trials.later.sum())
        if change is not None:
            return None if need > 0 else []
        return np.flatnonzero(self._gains >= need).tolist() or None

    def solve(
        self, claims: Collection[Pair], seconds: float, stop: Stop | None = None
    ) -> Found | None:
        """Return one change and what to open with it.

        Parameters
        ----------
        claims : collection of Pair
            That may not be left.
        seconds : float
        stop : Stop, optional
        """
        if not self.mine:
            self.impossible = True
            return None
        found = minimise(self._problem(claims), seconds=seconds, gap=GAP, stop=stop)
        self.impossible = found is not None and found.impossible
        return None if found is None or found.x is None else self._read(found.x > 0.5)

    def _problem(self, claims: Collection[Pair]) -> Problem:
        seats = self.seats
        home = np.zeros(len(self.now.people))
        home[[p for sitting in self.standing.seating for p in sitting.members]] = 1.0
        low = seats.low.copy()
        if self.spares:  # the first rows seat nobody twice
            low[: len(home)][(home > 0) & ~self.trials.later] = 1.0
        once, room = self._once(), self._room()
        rows = [self.trials.claims.row(seats, pair) for pair in sorted(claims)]
        below = differences([*rows, *self._only_with()], self.width)
        places = self._places()
        whole = sparse.hstack(
            [seats.matrix, sparse.csr_matrix((seats.matrix.shape[0], len(self.changes)))]
        )
        capacity = self.now.capacity[self.more].astype(float)
        upper = [np.ones(1), capacity, np.zeros(below.shape[0] + places.shape[0])]
        free = np.full(sum(map(len, upper)) - 1, -np.inf)
        asked = [ASKED * WEIGHT[change.kind] for change in self.changes]
        return Problem(
            cost=np.concatenate([-home[seats.person], np.zeros(seats.opens), asked]),
            rows=sparse.vstack([whole, once, room, below, places], format="csr"),
            low=np.concatenate([low, [1.0], free]),
            high=np.concatenate([seats.high, *upper]),
            least=np.zeros(self.width),
            most=np.ones(self.width),
            whole=np.ones(self.width, dtype=bool),
        )

    def _once(self) -> sparse.csr_matrix:
        """Make one change in all: of a provider, of all groups, or the person's own."""
        own = [k for k in self._my_columns() if self.mine[self._candidate(k)] is not None]
        return differences([([*own, *range(self.first, self.width)], [])], self.width)

    def _room(self) -> sparse.csr_matrix:
        """Let a provider lead one more group by the change for it only."""
        seats = self.seats
        leads = np.array([seats.provider(hall) for hall in range(len(seats.halls))], np.int64)
        leads = leads[seats.hall_of_open]
        rows: list[Row] = []
        for column, v in enumerate(self.more, self.first):
            rows.append(((seats.seats + np.flatnonzero(leads == v)).tolist(), [column]))
        return differences(rows, self.width)

    def _only_with(self) -> list[Row]:
        """Seat the person where seats do not suffice as it is by a change that adds enough."""
        rows: list[Row] = []
        for k in self._my_columns():
            candidate = self._candidate(k)
            if self.mine[candidate] is None:
                rows.append(([k], [self.first + way for way in self.ways[candidate] or ()]))
        return rows

    def _places(self) -> sparse.csr_matrix:
        """Let a group have one more member by a change for it only."""
        seats, largest = self.seats, self.now.largest
        roomy = {v: self.first + len(self.more) + at for at, v in enumerate(self.roomy)}
        at, columns, values = [], [], []
        for hall, (_, variants) in enumerate(seats.halls):
            v = seats.provider(hall)
            sits = np.flatnonzero(seats.hall == hall).tolist()
            opens = (seats.seats + np.flatnonzero(seats.hall_of_open == hall)).tolist()
            more = [roomy[v]] if v in roomy else []
            more += [self.width - 1] if self.wider[v] else []
            columns += [*sits, *opens, *more]
            values += [1.0] * len(sits) + [-float(largest[v])] * len(opens)
            values += [-float(len(variants))] * len(more)
            at += [hall] * (len(sits) + len(opens) + len(more))
        return sparse.csr_matrix((values, (at, columns)), (len(seats.halls), self.width))

    def _my_columns(self) -> list[int]:
        return np.flatnonzero(self.seats.person == self.person).tolist()

    def _candidate(self, column: int) -> int:
        return self.seats.halls[int(self.seats.hall[column])][0]

    def _read(self, chosen: Bools) -> Found:
        seats = self.seats
        opened = np.flatnonzero(chosen[seats.seats : self.first]).tolist()
        openings = tuple(
            (seats.halls[int(seats.hall_of_open[k])][0], seats.weeks[k]) for k in opened
        )
        candidate = next(self._candidate(k) for k in self._my_columns() if chosen[k])
        made = np.flatnonzero(chosen[self.first :]).tolist()
        change = self.changes[made[0]] if made else self.mine[candidate]
        assert change is not None  # noqa: S101 - for mypy: the program makes one change
        return Found(change, openings, candidate)


def _roomier(now: Instance, more: Collection[int], members: tuple[Ints, ...]) -> Instance:
    """Return an instance in which some providers lead one more group, and all groups take more."""
    near = copy(now)
    capacity = now.capacity.copy()
    capacity[list(more)] += 1
    near.__dict__.pop("able", None)
    object.__setattr__(near, "capacity", capacity)
    object.__setattr__(near, "largest", now.largest + (now.capacity > 0))
    object.__setattr__(near, "members", members)
    return near
