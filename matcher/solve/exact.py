"""The exact model in CP-SAT, whole or for a few groups: every rule, every level.

A place is one group a candidate could hold; a candidate has as many places as its provider could
lead there in different weeks of the month.
"""

from __future__ import annotations

import threading
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

import numpy as np
from ortools.sat.python import cp_model

from matcher.cohort.availability import Meeting
from matcher.instance import Instance, Ints
from matcher.solve.seating import Seating, Sitting
from matcher.solve.stop import Stop

Place = tuple[int, int]  # candidate and copy


@dataclass(frozen=True, slots=True)
class Answer:
    """What a solve found.

    Attributes
    ----------
    seating : Seating or None
        Best found, of the model's own groups.
    bound : float or None
        Proven bound of the objective.
    optimal : bool
    impossible : bool
        Whether it is proven that nothing satisfies the demands.
    work : float
        Seconds in the solver's deterministic time.
    """

    seating: Seating | None
    bound: float | None
    optimal: bool
    impossible: bool = False
    work: float = 0.0


class ExactModel:
    """The model over some candidates and people.

    Parameters
    ----------
    instance : Instance
    candidates : collection of int, optional
        Which may open; all if not given.
    people : collection of int, optional
        Who may sit; everybody if not given.
    beside : Seating
        Groups outside the model that stay as they are.
    only : mapping, optional
        Candidate to the only people who may sit there.
    copies : mapping, optional
        Candidate to the most places it has; as many as its provider could lead if not given.
    """

    def __init__(
        self,
        instance: Instance,
        candidates: Iterable[int] | None = None,
        people: Collection[int] | None = None,
        beside: Seating = (),
        only: Mapping[int, frozenset[int]] | None = None,
        copies: Mapping[int, int] | None = None,
    ) -> None:
        # What is held for the reserves by seats outside the model is no longer asked of it.
        self.instance = instance = instance.beside(p for s in beside for p in s.members)
        self.model = cp_model.CpModel()
        self.people = frozenset(people if people is not None else range(len(instance.people)))
        self.beside = beside
        self.only = only or {}
        self.copies = copies or {}
        self.led: dict[int, list[Meeting]] = defaultdict(list)
        for sitting in beside:
            stays = instance.candidates[sitting.candidate]
            self.led[stays.provider].append(stays.meeting(sitting.weeks))
        chosen = range(len(instance.candidates)) if candidates is None else sorted(set(candidates))
        self.open: dict[Place, cp_model.IntVar] = {}
        self.week: dict[tuple[Place, tuple[int, ...]], cp_model.IntVar] = {}
        self.seat: dict[tuple[int, Place], cp_model.IntVar] = {}
        for c in chosen:
            self._places(c)
        self.seats_of: dict[int, list[tuple[Place, cp_model.IntVar]]] = defaultdict(list)
        self.seats_at: dict[Place, dict[int, cp_model.IntVar]] = defaultdict(dict)
        for (person, place), seat in self.seat.items():
            self.seats_of[person].append((place, seat))
            self.seats_at[place][person] = seat
        self._one_seat()
        self._size()
        self._capacity()
        self._clock()
        self._conflicts()
        self._employers()
        self._together()
        self._provider_own()
        self._pinned()
        self._levels: dict[str, cp_model.LinearExprT] = {}
        self._reserves: dict[str, cp_model.IntVar] = {}

    # --- variables -----------------------------------------------------------------------------

    def _places(self, c: int) -> None:
        """Add a candidate's places, their weeks and seats."""
        candidate = self.instance.candidates[c]
        led = self.led[candidate.provider]
        room = int(self.instance.capacity[candidate.provider]) - len(led)
        variants = [
            weeks
            for weeks in candidate.variants
            if not any(candidate.meeting(weeks).overlaps(other) for other in led)
        ]
        may = self.people if c not in self.only else self.people & self.only[c]
        members = [p for p in self.instance.members[c].tolist() if p in may]
        if len(members) < self.instance.smallest:
            return
        for copy in range(min(room, len(variants), self.copies.get(c, room))):
            place = (c, copy)
            opened = self.model.new_bool_var(f"open {c} {copy}")
            self.open[place] = opened
            for weeks in variants:
                self.week[place, weeks] = self.model.new_bool_var(f"weeks {c} {copy} {weeks}")
            self.model.add(sum(self.week[place, weeks] for weeks in variants) == opened)
            for person in members:
                self.seat[person, place] = self.model.new_bool_var(f"seat {person} {c} {copy}")
            if copy:
                self.model.add_implication(opened, self.open[c, copy - 1])

    # --- rules ---------------------------------------------------------------------------------

    def _one_seat(self) -> None:
        """Seat nobody twice."""
        for seats in self.seats_of.values():
            self.model.add_at_most_one(seat for _, seat in seats)

    def _size(self) -> None:
        """Keep every open group between its smallest and largest size."""
        for place, opened in self.open.items():
            seats = self.seats_at[place]
            largest = int(self.instance.largest[self.instance.candidates[place[0]].provider])
            total = sum(seats.values())
            self.model.add(total >= self.instance.smallest * opened)
            self.model.add(total <= largest * opened)
            for seat in seats.values():
                self.model.add_implication(seat, opened)

    def _places_of(self) -> Mapping[int, list[Place]]:
        places: dict[int, list[Place]] = defaultdict(list)
        for place in self.open:
            places[self.instance.candidates[place[0]].provider].append(place)
        return places

    def _capacity(self) -> None:
        """Open no more groups than a provider may lead."""
        for provider, places in self._places_of().items():
            room = int(self.instance.capacity[provider]) - len(self.led[provider])
            if len(places) > room:
                self.model.add(sum(self.open[place] for place in places) <= room)

    def _lanes(self, provider_places: Sequence[Place]) -> list[tuple[Meeting, cp_model.IntVar]]:
        return [
            (self.instance.candidates[place[0]].meeting(weeks), week)
            for place in provider_places
            for weeks in self.instance.candidates[place[0]].variants
            if (week := self.week.get((place, weeks))) is not None
        ]

    def _clock(self) -> None:
        """Let no provider lead two groups at a time."""
        for provider, places in self._places_of().items():
            if int(self.instance.capacity[provider]) - len(self.led[provider]) < 2:
                continue
            lanes = self._lanes(places)
            for index, (meeting, week) in enumerate(lanes):
                for other, other_week in lanes[index + 1 :]:
                    if meeting.overlaps(other):
                        self.model.add_at_most_one(week, other_week)

    def _conflicts(self) -> None:
        """Keep supervisors from reports, and people who asked for it, apart."""
        for seats in self.seats_at.values():
            for person, seat in seats.items():
                for foe in self.instance.foes[person]:
                    if foe > person and foe in seats:
                        self.model.add_at_most_one(seat, seats[foe])

    def _employers(self) -> None:
        """Seat at most so many of one organization in a group."""
        most = self.instance.employer_max
        if not most:
            return
        for place, seats in self.seats_at.items():
            staff: dict[int, list[cp_model.IntVar]] = defaultdict(list)
            for person, seat in seats.items():
                staff[int(self.instance.employer[person])].append(seat)
            for employer, colleagues in staff.items():
                if employer >= 0 and len(colleagues) > most:
                    self.model.add(sum(colleagues) <= most * self.open[place])

    def _together(self) -> None:
        """Seat a together-group in one group or not at all."""
        for unit in self.instance.units:
            for seats in self.seats_at.values():
                inside = [seats[person] for person in unit if person in seats]
                if len(inside) < len(unit):
                    for seat in inside:
                        self.model.add(seat == 0)
                else:
                    for seat in inside[1:]:
                        self.model.add(seat == inside[0])

    def _provider_own(self) -> None:
        """Seat no provider in a group that meets while they lead one."""
        places_of = self._places_of()
        for person in np.flatnonzero(self.instance.leads_as >= 0).tolist():
            provider = int(self.instance.leads_as[person])
            own = self._lanes(places_of.get(provider, []))
            for place, seat in self.seats_of.get(person, []):
                for meeting, week in self._lanes([place]):
                    if any(meeting.overlaps(led) for led in self.led[provider]):
                        self.model.add_at_most_one(seat, week)
                    for led, leads in own:
                        if meeting.overlaps(led):
                            self.model.add_bool_or([~seat, ~week, ~leads])
        # Providers who sit in a group outside the model may not lead while it meets.
        for sitting in self.beside:
            for person in sitting.members:
                provider = int(self.instance.leads_as[person])
                sits = self.instance.candidates[sitting.candidate].meeting(sitting.weeks)
                for meeting, week in self._lanes(places_of.get(provider, [])):
                    if meeting.overlaps(sits):
                        self.model.add(week == 0)

    def _pinned(self) -> None:
        """Keep pinned people in their group, and that group at its time."""
        for person, number in self.instance.pinned.items():
            group = (self.instance.earlier or ())[number]
            if person not in self.people or group.candidate < 0:
                continue
            place = (group.candidate, 0)
            if (person, place) not in self.seat:
                self.model.add_bool_or([])
                continue
            self.model.add(self.seat[person, place] == 1)
            self.model.add(self.week[place, group.weeks] == 1)

    # --- levels --------------------------------------------------------------------------------

    def level(self, name: str) -> cp_model.LinearExprT:
        """Return the value of a level over the model's own groups, as an expression."""
        if name not in self._levels:
            self._levels[name] = self._level(name)
        return self._levels[name]

    def _level(self, name: str) -> cp_model.LinearExprT:
        instance = self.instance
        if name == "turn":
            return sum(int(instance.turn[p]) * seat for (p, _), seat in self.seat.items())
        if name == "points":
            return sum(int(instance.points[p]) * seat for (p, _), seat in self.seat.items())
        if name in instance.tiers:
            tier = instance.tiers.index(name)
            return sum(s for (p, _), s in self.seat.items() if instance.urgency[p] == tier)
        if name in instance.reserve_of:
            return self._reserved(name)
        if name == "groups":
            return sum(self.open.values())
        if name == "mix":
            return self._mix()
        if name == "preference":
            return self._preference()
        return self._moved()

    def _of_reserve(self, name: str) -> cp_model.LinearExprT:
        people = self.instance.reserve_of[name].people
        return sum(seat for (p, _), seat in self.seat.items() if people[p])

    def _reserved(self, name: str) -> cp_model.IntVar:
        """Seats of a reserve up to its floor, where a greater value is wanted or held."""
        value = self.model.new_int_var(0, self.instance.reserve_of[name].floor, name)
        self.model.add(value <= self._of_reserve(name))
        self._reserves[name] = value
        return value

    def _mix(self) -> cp_model.LinearExprT:
        """Pairs of n are the largest of the lines k*n - k*(k+1)/2.

        Scaled by whether the place is open, the lines give the convex hull (perspective
        reformulation; Guenluek and Linderoth 2010), without which the relaxation is worth nothing.
        """
        cost: list[cp_model.LinearExprT] = [0]
        for trait, weight in zip(self.instance.traits, self.instance.trait_weights, strict=True):
            for place, seats in self.seats_at.items():
                same: dict[int, list[cp_model.IntVar]] = defaultdict(list)
                for person, seat in seats.items():
                    same[int(trait[person])].append(seat)
                largest = int(self.instance.largest[self.instance.candidates[place[0]].provider])
                for value, alike in same.items():
                    most = min(len(alike), largest)
                    if value < 0 or most < 2:
                        continue
                    pairs = self.model.new_int_var(0, most * (most - 1) // 2, "")
                    for k in range(1, most):
                        self.model.add(
                            pairs >= k * sum(alike) - k * (k + 1) // 2 * self.open[place]
                        )
                    cost.append(weight * pairs)
        return sum(cost)

    def _preference(self) -> cp_model.LinearExprT:
        instance = self.instance
        cost: list[cp_model.LinearExprT] = [0]
        for (person, (c, _)), seat in self.seat.items():
            pool = instance.pools[instance.candidates[c].pool]
            dislike = int(pool.dislike[np.searchsorted(pool.people, person)])
            if dislike:
                cost.append(dislike * seat)
        known_outside = {
            instance.candidates[s.candidate].provider
            for s in self.beside
            if instance.knows[instance.candidates[s.candidate].provider, list(s.members)].any()
        }
        leads_outside = {instance.candidates[s.candidate].provider for s in self.beside}
        for provider, places in self._places_of().items():
            if provider in known_outside:
                continue
            known = [
                seat
                for place in places
                for person, seat in self.seats_at[place].items()
                if instance.knows[provider, person]
            ]
            stranger = self.model.new_bool_var("")
            if provider in leads_outside:
                self.model.add_bool_or([stranger, *known])
            else:
                for place in places:
                    self.model.add_bool_or([stranger, *known, ~self.open[place]])
            cost.append(stranger)
        return sum(cost)

    def _moved(self) -> cp_model.LinearExprT:
        instance = self.instance
        outside = {person for sitting in self.beside for person in sitting.members}
        cost: list[cp_model.LinearExprT] = [0]
        for person, number in instance.home.items():
            if person in outside or person not in self.people:
                continue
            group = (instance.earlier or ())[number]
            stays = []
            for place, seat in self.seats_of.get(person, []):
                if group.candidate < 0:
                    continue
                one, other = instance.candidates[place[0]], instance.candidates[group.candidate]
                week = self.week.get((place, group.weeks))
                same = one.meeting(group.weeks) == other.meeting(group.weeks)
                if week is None or not same or one.provider != other.provider:
                    continue
                stay = self.model.new_bool_var("")
                self.model.add_implication(stay, seat)
                self.model.add_implication(stay, week)
                stays.append(stay)
            cost.append(1 - sum(stays))
        return sum(cost)

    # --- solving -------------------------------------------------------------------------------

    def hold(self, name: str, value: float) -> None:
        """Demand that a level has exactly this value."""
        self.model.add(self.level(name) == self.whole(name, value))
        reserve = self.instance.reserve_of.get(name)
        if reserve is not None and value < reserve.floor:
            self.model.add(self._of_reserve(name) <= self.whole(name, value))

    def price(self, name: str, worth: Ints) -> None:
        """Add a level of the caller's own: what the seats of people are worth."""
        self._levels[name] = sum(int(worth[p]) * seat for (p, _), seat in self.seat.items())

    def whole(self, name: str, value: float) -> int:
        """Return a level's value in the model's whole units."""
        return round(value * (self.instance.point_scale if name == "points" else 1))

    def hint(self, seating: Seating) -> None:
        """Start the search from a seating."""
        self.model.clear_hints()  # type: ignore[no-untyped-call]
        copies: dict[int, int] = defaultdict(int)
        at: dict[Place, Sitting] = {}
        for sitting in seating:
            at[sitting.candidate, copies[sitting.candidate]] = sitting
            copies[sitting.candidate] += 1
        seated = [person for sitting in seating for person in sitting.members]
        for name, reserved in self._reserves.items():
            self.model.add_hint(reserved, self.instance.reserve_of[name].value(seated))
        for place, opened in self.open.items():
            self.model.add_hint(opened, place in at)
        for (place, weeks), week in self.week.items():
            self.model.add_hint(week, place in at and at[place].weeks == weeks)
        for (person, place), seat in self.seat.items():
            self.model.add_hint(seat, place in at and person in at[place].members)

    def solve(
        self,
        objective: Sequence[tuple[str, int]],
        *,
        seconds: float,
        workers: int = 1,
        seed: int = 0,
        deterministic: float | None = None,
        stop: Stop | None = None,
    ) -> Answer:
        """Maximise a weighted sum of levels (negative weights for costs).

        Parameters
        ----------
        objective : sequence of (level name, weight)
        seconds : float
            Wall clock.
        workers, seed : int
        deterministic : float, optional
            Limit in the solver's own deterministic time instead, with one worker.
        stop : Stop, optional
            A wish to stop; the best answer so far is given.
        """
        self.model.maximize(sum(weight * self.level(name) for name, weight in objective))
        solver = cp_model.CpSolver()
        if deterministic is None:
            solver.parameters.max_time_in_seconds = max(0.05, seconds)
        solver.parameters.catch_sigint_signal = False  # signals are the command line's
        solver.parameters.num_workers = 1 if deterministic is not None else max(1, workers)
        solver.parameters.random_seed = seed
        solver.parameters.linearization_level = 2
        if deterministic is not None:
            solver.parameters.max_deterministic_time = deterministic
        with _stopping(solver, stop):
            status = solver.solve(self.model)
        if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
            bound = solver.best_objective_bound if status == cp_model.UNKNOWN else None
            impossible = status == cp_model.INFEASIBLE
            return Answer(None, bound, False, impossible, solver.deterministic_time)
        optimal = (
            status == cp_model.OPTIMAL
            and abs(solver.objective_value - solver.best_objective_bound) < 0.5
        )
        return Answer(
            self.read(solver.boolean_value),
            solver.best_objective_bound,
            optimal,
            work=solver.deterministic_time,
        )

    def read(self, true: Callable[[cp_model.IntVar], bool]) -> Seating:
        """Return the seating that an assignment of the variables stands for."""
        groups = []
        for place, opened in self.open.items():
            if true(opened):
                weeks = next(
                    weeks
                    for weeks in self.instance.candidates[place[0]].variants
                    if (place, weeks) in self.week and true(self.week[place, weeks])
                )
                members = sorted(p for p, seat in self.seats_at[place].items() if true(seat))
                groups.append(Sitting(place[0], weeks, tuple(members)))
        return tuple(groups)


@contextmanager
def _stopping(solver: cp_model.CpSolver, stop: Stop | None) -> Iterator[None]:
    """Pass a wish to stop on; a solver ignores it until it has started, so it is repeated."""
    if stop is None:
        yield
        return
    over = threading.Event()

    def pass_on() -> None:
        while not over.wait(0.05):
            if stop.asked:
                solver.stop_search()

    watcher = threading.Thread(target=pass_on, daemon=True)
    watcher.start()
    try:
        yield
    finally:
        over.set()
        watcher.join()
