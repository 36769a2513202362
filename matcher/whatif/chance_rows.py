"""One person's chances at a seat, as programs: a single change of one kind, with any groups.

Each makes one change of its kind, whichever it is, opens any groups, gives the person a seat that
nobody before them has a claim to, and loses no seat at any seats level (see
`matcher.odds.program`). Where none has an answer, there is no such change at all. One program for
all kinds would let a small part of the one that adds a seat to every group pay for the others; by
kinds the linear relaxation is nearly always tight.

It may leave their seats to all who have one, but for later turns of the person's tier. That is
what anybody would ask for, and mere counting then rules most seats out: everybody before the person
with a claim to one would need a seat, too, and a change adds only so many.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from copy import copy
from functools import cached_property

import numpy as np
from scipy import sparse

from matcher.instance import Instance, Ints
from matcher.odds.program import SeatProgram
from matcher.solve.highs import Problem
from matcher.solve.pricing import Floats
from matcher.whatif.changes import WEIGHT, Change, changed
from matcher.whatif.claims import Claim, Row, differences
from matcher.whatif.part import Part
from matcher.whatif.reseat import demand_of, demands_of
from matcher.whatif.standing import Standing
from matcher.whatif.trials import Trials

OWN, GROUP, SEAT, SIZE = "own", "group", "seat", "size"
KINDS = (OWN, GROUP, SEAT, SIZE)  # of changes, what they ask of few first
ASKED = 0.01  # of a seat that somebody keeps, for each weight of a change
JOINED = 0.001  # and for each seat that somebody gets: who need not have one leaves no claim


class ChanceRows:
    """The program; the columns after seats and openings are the changes, if not the person's own.

    Parameters
    ----------
    standing : Standing
    trials : Trials
        Of the same.
    part : Part
        Whose groups are formed anew.
    mine : mapping of int to Change or None
        Candidates in which the person may sit, and the change of theirs that each asks for.
    kind : str
        Of the change, one of `KINDS`.
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
        part: Part,
        mine: Mapping[int, Change | None],
        *,
        kind: str,
        spares: bool,
    ) -> None:
        self.standing, self.trials, self.part, self.spares = standing, trials, part, spares
        self.person, self.now = standing.person, standing.now
        providers = standing.loose.providers
        capacity = self.now.capacity * part.providers
        self.more = [v for v in trials.providers(spare=False) if part.providers[v]]
        self.more = self.more if kind == GROUP else []
        self.roomy = np.flatnonzero(capacity).tolist() if kind == SEAT else []
        self.changes = [
            *(Change("group", providers[v]) for v in self.more),
            *(Change("seat", providers[v]) for v in self.roomy),
            *([Change("size")] if kind == SIZE else []),
        ]
        self.wider = np.zeros(len(providers), bool)
        if kind == SIZE:
            larger = standing.under(changed(standing.cohort, self.changes)).largest
            self.wider = (larger > self.now.largest) & part.providers
        self.gains = np.array(
            [
                *self.now.largest[self.more],
                *capacity[self.roomy],
                *([capacity[self.wider].sum()] if kind == SIZE else []),
            ],
            dtype=np.int64,
        )
        self.home = np.zeros(len(self.now.people), bool)
        self.home[[p for sitting in part.inside for p in sitting.members]] = True
        here = set(part.candidates)
        own = {
            c: change
            for c, change in mine.items()
            if c in here and (change is not None) == (kind == OWN)
        }
        self.ways = {c: self._ways(c) for c in own}
        self.mine = {
            c: change
            for c, change in own.items()
            if (self._need(c) <= 0 if kind == OWN else self.ways[c])
        }
        self.impossible = not self.mine
        members = tuple(
            here if c in self.mine else here[here != self.person]
            for c, here in enumerate(part.without(standing.loose.members))
        )
        near = _roomier(self.now, self.more, members, wider=kind in (SEAT, SIZE))
        unit = standing.loose.unit_of.get(self.person, (self.person,))
        demands = [
            *demands_of(standing, near, part.beside), demand_of(near, {*unit, *part.kept})
        ]  # fmt: skip
        self.seats = SeatProgram(near, demands, candidates=part.candidates)
        self.first = self.seats.seats + self.seats.opens  # column of the first change
        self.extra = self.first + len(self.changes)  # of the first hall's seats beyond the largest
        self.width = self.extra + len(self.seats.halls)

    @cached_property
    def _unused(self) -> int:
        """How many seats there could be more than there are, without any change."""
        places = self.now.capacity * self.now.largest * self.part.providers
        return int(places.sum() - self.home.sum())

    @cached_property
    def _lost(self) -> int:
        """How many people may lose their seats."""
        return int((self.trials.later & self.home).sum())

    def _need(self, c: int) -> int:
        """Return how many seats more there have to be for the person to have one there."""
        if not self.spares:
            return 0
        rivals = self.part.claims.on(self.person, c, self.standing.waiting)
        return len(rivals) + 1 - self._unused - self._lost

    def _ways(self, c: int) -> list[int]:
        """Return which of the changes a seat there may come with."""
        return np.flatnonzero(self.gains >= self._need(c)).tolist()

    def problem(self, claims: Collection[Claim]) -> Problem:
        """Return the program with some claims that may not be left."""
        seats, home = self.seats, self.home
        low = seats.low.copy()
        if self.spares:  # the first rows seat nobody twice
            low[: len(home)][home & ~self.trials.later] = 1.0
        made = differences([(list(range(self.first, self.extra)), [])], self.width)
        room = self._room()
        rows = [self.part.claims.row(seats, claim) for claim in sorted(claims)]
        below = differences([*rows, *self._only_with()], self.width)
        places = self._places()
        whole = sparse.hstack(
            [seats.matrix, sparse.csr_matrix((seats.matrix.shape[0], self.width - self.first))]
        )
        one = np.full(1, float(bool(self.changes)))
        asks = np.where(home, -1.0, JOINED * (1.0 + np.arange(len(home)) / len(home)))
        capacity = self.now.capacity[self.more].astype(float)
        upper = [capacity, np.zeros(below.shape[0] + places.shape[0])]
        asked = [ASKED * WEIGHT[change.kind] for change in self.changes]
        nothing = np.zeros(self.width - self.extra)
        return Problem(
            cost=np.concatenate([asks[seats.person], np.zeros(seats.opens), asked, nothing]),
            rows=sparse.vstack([whole, made, room, below, places], format="csr"),
            low=np.concatenate([low, one, np.full(sum(map(len, upper)), -np.inf)]),
            high=np.concatenate([seats.high, one, *upper]),
            least=np.zeros(self.width),
            most=np.concatenate([np.ones(self.extra), self._most_extra()]),
            whole=np.ones(self.width, dtype=bool),
        )

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
        if not self.changes:
            return []
        return [
            ([k], [self.first + way for way in self.ways[self.candidate(k)]])
            for k in self.my_columns()
        ]

    def _most_extra(self) -> Floats:
        """Return how many seats beyond the largest the groups of each hall could have."""
        if not (self.roomy or self.wider.any()):
            return np.zeros(len(self.seats.halls))
        leads = [self.seats.provider(hall) for hall in range(len(self.seats.halls))]
        variants = np.array([len(variants) for _, variants in self.seats.halls])
        most: Floats = np.minimum(variants, self.now.capacity[leads]).astype(float)
        return most

    def _places(self) -> sparse.csr_matrix:
        """Let a group have one more member by a change for it only.

        A hall's seats beyond the largest group's are no more than its open groups, and a provider's
        no more than the groups they lead: without that the least part of a change would do for all.
        """
        seats, largest, capacity = self.seats, self.now.largest, self.now.capacity
        halls = range(len(seats.halls)) if self.roomy or self.wider.any() else ()
        leads = np.array([seats.provider(hall) for hall in halls], np.int64)
        rows: list[dict[int, float]] = []
        for hall in halls:
            sits = np.flatnonzero(seats.hall == hall).tolist()
            opens = (seats.seats + np.flatnonzero(seats.hall_of_open == hall)).tolist()
            extra = self.extra + hall
            room = dict.fromkeys(opens, -float(largest[leads[hall]]))
            rows.append({**dict.fromkeys(sits, 1.0), **room, extra: -1.0})
            rows.append({extra: 1.0, **dict.fromkeys(opens, -1.0)})
        change_of = dict(zip(self.roomy, range(self.first, self.extra), strict=False))
        change_of |= dict.fromkeys(np.flatnonzero(self.wider).tolist(), self.first)
        for v in sorted(set(leads.tolist())):
            row = dict.fromkeys((self.extra + np.flatnonzero(leads == v)).tolist(), 1.0)
            if v in change_of:
                row[change_of[v]] = -float(capacity[v])
            rows.append(row)
        at = np.repeat(np.arange(len(rows)), [len(row) for row in rows])
        columns = np.array([k for row in rows for k in row], np.int64)
        values = np.array([value for row in rows for value in row.values()])
        return sparse.csr_matrix((values, (at, columns)), (len(rows), self.width))

    def my_columns(self) -> list[int]:
        return np.flatnonzero(self.seats.person == self.person).tolist()

    def candidate(self, column: int) -> int:
        return self.seats.halls[int(self.seats.hall[column])][0]


def _roomier(
    now: Instance, more: Collection[int], members: tuple[Ints, ...], *, wider: bool
) -> Instance:
    """Return an instance in which some providers lead one more group, or all groups take more."""
    near = copy(now)
    capacity = now.capacity.copy()
    capacity[list(more)] += 1
    near.__dict__.pop("able", None)
    object.__setattr__(near, "capacity", capacity)
    if wider:
        object.__setattr__(near, "largest", now.largest + (now.capacity > 0))
    object.__setattr__(near, "members", members)
    return near
