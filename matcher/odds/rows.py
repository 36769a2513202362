"""The rows of the program of seats: who may sit where, and every rule of it.

A *hall* is a candidate with the weeks it may meet on. Its seats are counted over all of them, which
is a relaxation where a hall opens twice (see program.py).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy import sparse

from matcher.instance import Instance
from matcher.solve.assign import Opening
from matcher.solve.pricing import Floats
from matcher.solve.stop import Clock

DAY = 24 * 60
Hall = tuple[int, tuple[tuple[int, ...], ...]]  # candidate, and weeks it may meet on


@dataclass(frozen=True, slots=True)
class Demand:
    """What a seating must keep: low <= `seat` @ seated <= high."""

    seat: Floats
    low: float
    high: float


class SeatRows:
    """Halls, seats and openings, and the rows over them; see `SeatProgram`."""

    def __init__(
        self,
        instance: Instance,
        demands: Sequence[Demand],
        openings: Sequence[Opening] | None = None,
        candidates: Iterable[int] | None = None,
        apart: frozenset[int] = frozenset(),
        clock: Clock | None = None,
    ) -> None:
        self.apart = apart
        self.clock = clock
        self.stop = None if clock is None else clock.stop
        self.instance = instance
        self.demands = tuple(demands)
        self.fixed = openings is not None
        everyone = range(len(instance.candidates))
        self.chosen = list(everyone if candidates is None else sorted(set(candidates)))
        if openings is None:
            openings = [
                (c, weeks) for c in sorted(apart) for weeks in instance.candidates[c].variants
            ]
            whole = [c for c in self.chosen if c not in apart]
        else:
            whole = []
        self.halls: list[Hall] = [(c, (weeks,)) for c, weeks in openings]
        self.halls += [(c, instance.candidates[c].variants) for c in whole]
        members = [instance.members[c] for c, _ in self.halls]
        self.person = np.concatenate([*members, np.empty(0, np.int64)])
        self.hall = np.repeat(np.arange(len(members)), [len(m) for m in members])
        self.hall_of_open = np.repeat(
            np.arange(len(self.halls)), [len(variants) for _, variants in self.halls]
        )
        self.weeks = [weeks for _, variants in self.halls for weeks in variants]
        self.seats, self.opens = len(self.person), len(self.weeks)
        self.number = {
            pair: k
            for k, pair in enumerate(zip(self.person.tolist(), self.hall.tolist(), strict=True))
        }
        self._rows: list[sparse.csr_matrix] = []
        self._low: list[Floats] = []
        self._high: list[Floats] = []
        for add in (
            self._one_seat, self._size, self._capacity, self._clock, self._pairs,
            self._employers, self._together, self._provider_own, self._demanded,
        ):  # fmt: skip
            add()
        self.matrix = sparse.vstack(self._rows, format="csr")
        self.low, self.high = np.concatenate(self._low), np.concatenate(self._high)

    def _add(self, seats: Any, opens: Any, low: Any, high: Any) -> None:
        rows = (seats if seats is not None else opens).shape[0]
        left = sparse.csr_matrix((rows, self.seats)) if seats is None else seats
        right = sparse.csr_matrix((rows, self.opens)) if opens is None else opens
        self._rows.append(sparse.hstack([left, right], format="csr"))
        self._low.append(np.broadcast_to(np.asarray(low, dtype=float), rows))
        self._high.append(np.broadcast_to(np.asarray(high, dtype=float), rows))

    def _sums(self, rows: Sequence[Sequence[int]], width: int) -> sparse.csr_matrix:
        """Return a matrix whose rows sum the given columns."""
        at = np.repeat(np.arange(len(rows)), [len(row) for row in rows])
        columns = np.array([k for row in rows for k in row], dtype=np.int64)
        return sparse.csr_matrix((np.ones(len(columns)), (at, columns)), (len(rows), width))

    def provider(self, hall: int) -> int:
        """Return who leads a hall's groups."""
        return self.instance.candidates[self.halls[hall][0]].provider

    def _one_seat(self) -> None:
        """Seat nobody twice."""
        once = sparse.csr_matrix(
            (np.ones(self.seats), (self.person, np.arange(self.seats))),
            (len(self.instance.people), self.seats),
        )
        self._add(once, None, 0.0, 1.0)

    def _size(self) -> None:
        """Fill every open group from its smallest to its largest size."""
        halls = len(self.halls)
        sizes = self.instance.largest[[self.provider(h) for h in range(halls)]].astype(float)
        inside = sparse.csr_matrix(
            (np.ones(self.seats), (self.hall, np.arange(self.seats))), (halls, self.seats)
        )
        opened = sparse.csr_matrix(
            (np.ones(self.opens), (self.hall_of_open, np.arange(self.opens))), (halls, self.opens)
        )
        self._add(inside, -sparse.diags_array(sizes) @ opened, -np.inf, 0.0)
        self._add(inside, -self.instance.smallest * opened, 0.0, np.inf)
        if not self.fixed:
            one = sparse.eye_array(self.seats, format="csr")
            self._add(one, -opened[self.hall], -np.inf, 0.0)

    def _opens_of_provider(self) -> dict[int, list[int]]:
        found: dict[int, list[int]] = defaultdict(list)
        for k, hall in enumerate(self.hall_of_open.tolist()):
            found[self.provider(hall)].append(k)
        return found

    def _capacity(self) -> None:
        """Open no more groups than a provider may lead."""
        of = self._opens_of_provider()
        if of and not self.fixed:
            room = self.instance.capacity[list(of)]
            self._add(None, self._sums(list(of.values()), self.opens), -np.inf, room)

    def _meeting(self, k: int) -> Any:
        candidate = self.instance.candidates[self.halls[self.hall_of_open[k]][0]]
        return candidate.meeting(self.weeks[k])

    def _clock(self) -> None:
        """Let no provider lead two groups at a time: those under way at one instant are one."""
        if self.fixed:
            return
        rows: set[tuple[int, ...]] = set()
        for provider, opens in self._opens_of_provider().items():
            if self.instance.capacity[provider] < 2:
                continue
            meetings = [(k, self._meeting(k)) for k in opens]
            for _, at in meetings:
                for week in at.weeks:
                    rows.add(
                        tuple(
                            k
                            for k, m in meetings
                            if m.weekday == at.weekday
                            and week in m.weeks
                            and m.start <= at.start < m.start + m.minutes
                        )
                    )
            late = [(k, m) for k, m in meetings if m.start + m.minutes > DAY]
            for k, m in late:  # into the next day
                rows |= {(k, j) for j, o in meetings if o.weekday != m.weekday and m.overlaps(o)}
        several = sorted(row for row in rows if len(row) > 1)
        if several:
            self._add(None, self._sums(several, self.opens), -np.inf, 1.0)

    def _pairs(self) -> None:
        """Keep apart whom a rule keeps apart."""
        rows = [
            (self.number[one, h], self.number[other, h])
            for one, other in sorted(self.instance.conflicts)
            for h in self._shared(one, other)
        ]
        if rows:
            opened = None if self.fixed else -self._opened([self.hall[row[0]] for row in rows])
            self._add(self._sums(rows, self.seats), opened, -np.inf, 1.0 if self.fixed else 0.0)

    def _shared(self, *people: int) -> list[int]:
        found = [set(self.hall[self.person == p].tolist()) for p in people]
        return sorted(set.intersection(*found))

    def _opened(self, halls: Sequence[int]) -> sparse.csr_matrix:
        """Return rows that count how often each of these halls opens."""
        of: dict[int, list[int]] = defaultdict(list)
        for k, hall in enumerate(self.hall_of_open.tolist()):
            of[hall].append(k)
        return self._sums([of[int(h)] for h in halls], self.opens)

    def _employers(self) -> None:
        """Seat at most so many of one organization in a group."""
        most = self.instance.employer_max
        employer = self.instance.employer[self.person]
        staff: dict[tuple[int, int], list[int]] = defaultdict(list)
        for k in np.flatnonzero(employer >= 0).tolist() if most else ():
            staff[int(self.hall[k]), int(employer[k])].append(k)
        many = {key: row for key, row in staff.items() if len(row) > most}
        if many:
            opened = -most * self._opened([hall for hall, _ in many])
            self._add(self._sums(list(many.values()), self.seats), opened, -np.inf, 0.0)

    def _together(self) -> None:
        """Seat a together-group in one group or not at all."""
        rows, never = [], []
        for unit in self.instance.units:
            whole = set(self._shared(*unit))
            never += [
                self.number[person, h]
                for person in unit
                for h in self.hall[self.person == person].tolist()
                if h not in whole
            ]
            rows += [
                (self.number[unit[0], h], self.number[person, h])
                for person in unit[1:]
                for h in sorted(whole)
            ]
        if rows:
            one = self._sums([row[:1] for row in rows], self.seats)
            self._add(one - self._sums([row[1:] for row in rows], self.seats), None, 0.0, 0.0)
        if never:
            self._add(self._sums([[k] for k in never], self.seats), None, 0.0, 0.0)

    def _provider_own(self) -> None:
        """Seat no provider in a group that meets while they lead one."""
        own = self._opens_of_provider()
        seats, opens = [], []
        for person in np.flatnonzero(self.instance.leads_as >= 0).tolist():
            led = own.get(int(self.instance.leads_as[person]), [])
            for k in range(self.opens) if led else ():
                seat = self.number.get((person, int(self.hall_of_open[k])))
                if seat is None:
                    continue
                for j in led:
                    if self._meeting(k).overlaps(self._meeting(j)):
                        seats.append([seat])
                        opens.append([k, j])
        if seats:
            both = self._sums(opens, self.opens)
            # The seat may be in a second group of this hall, on other weeks.
            halls = [int(self.hall_of_open[k]) for k, _ in opens]
            second = self._opened(halls) - self._sums([[k] for k, _ in opens], self.opens)
            self._add(self._sums(seats, self.seats), both - second, -np.inf, 2.0)

    def _demanded(self) -> None:
        for demand in self.demands:
            row = sparse.csr_matrix(demand.seat[self.person][None, :])
            self._add(row, None, demand.low, demand.high)
