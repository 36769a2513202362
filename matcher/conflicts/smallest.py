"""The fewest demands that cannot all be kept, by implicit hitting sets.

Whatever set of demands is in conflict has to hold at least one of those that some good seating
leaves unkept. So the fewest demands that meet every such set found so far are tried; if they can
be kept, a seating that keeps as many others as possible shows one more such set, and if they
cannot, no smaller conflict exists (Ignatiev, Previti, Liffiton and Marques-Silva 2015). Each step
is one exact solve; nothing rests on what a solver says of its assumptions. Where that takes too
long, demands are left out one by one as long as the others stay in conflict: what remains is
irreducible, though there may be a smaller conflict.
"""

from __future__ import annotations

import time
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import pairwise

from ortools.sat.python import cp_model

from matcher.cohort import AnyPin, Cohort, GroupPin, Pin, Proposal
from matcher.conflicts.demands import Demand, Question, Seat
from matcher.rules import RULES

PATIENCE = 10.0  # seconds
MOST_SEATS = 20_000  # in the groups named; of more, only those at fault are looked at


@dataclass(frozen=True, slots=True)
class Conflict:
    """Demands that cannot all be kept, though without any one of them the others could.

    Attributes
    ----------
    demands : tuple of str
        In a coordinator's words.
    smallest : bool
        Whether it is proven that no fewer demands are in conflict.
    """

    demands: tuple[str, ...]
    smallest: bool

    @property
    def text(self) -> str:
        """A coordinator's words."""
        if len(self.demands) == 1:
            return f"This cannot be kept: {self.demands[0]}."
        items = "; ".join(f"({number}) {text}" for number, text in enumerate(self.demands, 1))
        end = (
            "No fewer demands are in conflict."
            if self.smallest
            else "There may be a conflict of fewer demands."
        )
        return (
            f"These {len(self.demands)} demands cannot all be kept, though without any one of them "
            f"the others could: {items}. {end}"
        )


def conflict(
    cohort: Cohort,
    earlier: Proposal | None,
    pins: Sequence[AnyPin],
    patience: float = PATIENCE,
) -> Conflict | None:
    """Return the fewest demands that cannot all be kept, None where all can.

    Parameters
    ----------
    cohort : Cohort
    earlier : Proposal or None
        Whose groups the pins name.
    pins : sequence of AnyPin
    patience : float
        Seconds after which an irreducible conflict will do, and after twice as many none at all.

    Notes
    -----
    Only the groups that pins name are looked at, with everybody who could fill them. What cannot
    be kept there cannot be kept at all.
    """
    question = Question(cohort, earlier, pins)
    if not question.missing and not question.at_fault:
        return None  # as they were, the groups keep every rule and every pin
    whole = len(question.seats) <= MOST_SEATS
    if not whole:
        question = Question(cohort, earlier, _about(pins, question.at_fault | question.missing))
    solver = _Seatings(question)
    everything = range(len(solver.demands))
    end = time.monotonic() + patience
    if solver.unkept(everything, patience) is not None or not solver.certain:
        return None
    chosen = _smallest(solver, end)
    # A single demand fails by itself only where its group is missing, which is always looked at.
    smallest = chosen is not None and (whole or len(chosen) <= 2)
    if chosen is None:
        chosen = _irreducible(solver, everything, end + patience)
    return Conflict(tuple(solver.demands[index].text for index in sorted(chosen)), smallest)


def _about(pins: Sequence[AnyPin], groups: Collection[str]) -> list[AnyPin]:
    """Return the pins that name some groups, or none at all."""
    return [pin for pin in pins if not isinstance(pin, Pin | GroupPin) or pin.group_id in groups]


def _smallest(solver: _Seatings, end: float) -> list[int] | None:
    """Return the fewest demands in conflict, None where the time is up first."""
    to_hit: list[list[int]] = []
    while time.monotonic() < end:
        chosen = _hitting(to_hit, len(solver.demands))
        left = solver.unkept(chosen, end - time.monotonic(), most=True)
        if left is None:
            return chosen if solver.certain else None
        to_hit.append(left)
    return None


def _hitting(sets: Sequence[Sequence[int]], count: int) -> list[int]:
    """Return the fewest of `count` things that meet every set."""
    if not sets:
        return []
    model = cp_model.CpModel()
    chosen = [model.new_bool_var("") for _ in range(count)]
    for one in sets:
        model.add_bool_or([chosen[index] for index in one])
    model.minimize(sum(chosen))
    solver = _solver(30.0)
    solver.solve(model)
    return [index for index, var in enumerate(chosen) if solver.boolean_value(var)]


def _irreducible(solver: _Seatings, demands: Collection[int], end: float) -> list[int]:
    """Leave demands out one by one as long as the others are in conflict."""
    kept = list(demands)
    for index in list(demands):
        rest = [other for other in kept if other != index]
        if time.monotonic() < end and solver.unkept(rest, 5.0) is None and solver.certain:
            kept = rest
    return kept


class _Seatings:
    """Every seating of the named groups, as one model in which each demand can be switched on.

    Attributes
    ----------
    demands : tuple of Demand
    certain : bool
        Whether the latest answer is proven.
    """

    def __init__(self, question: Question) -> None:
        self.question = question
        self.demands = question.demands
        self.certain = True
        self.model = cp_model.CpModel()
        self.open = {group.id: self.model.new_bool_var(group.id) for group in question.groups}
        self.seat = {seat: self.model.new_bool_var("") for seat in question.seats}
        self._sit_once()
        self._others()
        self.on = [self.model.new_bool_var("") for _ in self.demands]
        for demand, on in zip(self.demands, self.on, strict=True):
            self._demand(demand, on)

    def _sit_once(self) -> None:
        of: dict[str, list[cp_model.IntVar]] = {}
        for (person, group), seat in self.seat.items():
            of.setdefault(person, []).append(seat)
            self.model.add_implication(seat, self.open[group])
        for seats in of.values():
            self.model.add_at_most_one(seats)

    def _others(self) -> None:
        """Keep the rules between people of whom nobody said anything."""
        question = self.question
        pairs = [rule.pairs(question.cohort) for rule in RULES.values() if rule.pairs]
        for pair in sorted(map(sorted, set[frozenset[str]]().union(*pairs))):
            if len(pair) == 2 and not set(pair) <= question.named:
                for group in question.groups:
                    both = [self.seat.get((one, group.id)) for one in pair]
                    if both[0] is not None and both[1] is not None:
                        self.model.add_at_most_one(both[0], both[1])
        for unit in {tuple(sorted(unit)) for unit in question.cohort.together.values()}:
            if not set(unit) & question.named:
                for group in question.groups:
                    self._alike([(one, group.id) for one in unit if (one, group.id) in self.seat])

    def _alike(self, seats: Sequence[Seat], on: cp_model.IntVar | None = None) -> None:
        for one, other in pairwise(seats):
            row = self.model.add(self.seat[one] == self.seat[other])
            if on is not None:
                row.only_enforce_if(on)

    def _demand(self, demand: Demand, on: cp_model.IntVar) -> None:
        model = self.model
        for seat in demand.taken:
            model.add_implication(on, self.seat[seat])  # and so the group is held
        for seat in demand.free:
            model.add_implication(on, ~self.seat[seat])
        for group in demand.shut:
            model.add_implication(on, ~self.open[group])
        if demand.least is not None:
            seats, count = demand.least
            whole = sum(self.seat[seat] for seat in seats)
            if seats:
                model.add(whole >= count).only_enforce_if([on, self.open[seats[0][1]]])
            else:
                model.add(on == 0)
        if demand.most is not None:
            seats, count = demand.most
            model.add(sum(self.seat[seat] for seat in seats) <= count).only_enforce_if(on)
        for seats in demand.equal:
            self._alike(seats, on)
        if demand.not_both:
            held = sum(self.open[group] for group in demand.not_both)
            model.add(held <= demand.room).only_enforce_if(on)
        if demand.unless is not None:
            seat, group = demand.unless
            model.add(self.seat[seat] + self.open[group] <= 1).only_enforce_if(on)

    def unkept(
        self, demands: Collection[int], seconds: float, *, most: bool = False
    ) -> list[int] | None:
        """Return which demands a seating leaves unkept that keeps these, None where none does.

        Parameters
        ----------
        demands : collection of int
        seconds : float
            After which it gives up, which `certain` says.
        most : bool
            Whether to keep as many of the others as possible.
        """
        model = self.model.clone()
        for index in demands:
            model.add(self.on[index] == 1)
        if most:
            model.maximize(sum(self.on))
        solver = _solver(max(0.1, seconds))
        status = solver.solve(model)
        self.certain = status != cp_model.UNKNOWN
        if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
            return None
        return [index for index, on in enumerate(self.on) if not solver.boolean_value(on)]


def _solver(seconds: float) -> cp_model.CpSolver:
    solver = cp_model.CpSolver()
    solver.parameters.max_time_in_seconds = seconds
    solver.parameters.num_workers = 1
    solver.parameters.random_seed = 1
    return solver
