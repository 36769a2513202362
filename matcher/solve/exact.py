"""The exact model in CP-SAT, whole or for a few groups: every rule, every level."""

from __future__ import annotations

import threading
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from ortools.sat.python import cp_model

from matcher.instance import Ints
from matcher.solve.exact_levels import WithLevels
from matcher.solve.exact_rules import Place
from matcher.solve.seating import Seating, Sitting
from matcher.solve.stop import Stop


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


class ExactModel(WithLevels):
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
