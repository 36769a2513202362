"""The textbook model: participant x candidate booleans in CP-SAT, level by level.

Written from the contract's rules alone and left as plain as a first course would have it: no
strengthening, no decomposition, no clever bounds. A candidate is a provider, a meeting with its
weeks and a language.
"""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from itertools import combinations

import numpy as np
from ortools.sat.python import cp_model

from benchmarks.baselines.proposal import Placed
from matcher.instance import Instance

Tell = Callable[[str, float, float | None], None]
EPS = 1e-6


class Textbook:
    """The model of a whole instance.

    Parameters
    ----------
    instance : Instance
    """

    def __init__(self, instance: Instance) -> None:
        self.instance = instance
        self.model = cp_model.CpModel()
        self.places = [(c, w) for c, cand in enumerate(instance.candidates) for w in cand.variants]
        self.meetings = [instance.candidates[c].meeting(w) for c, w in self.places]
        self.leader = [instance.candidates[c].provider for c, _ in self.places]
        self.led: dict[int, list[int]] = defaultdict(list)
        for k, provider in enumerate(self.leader):
            self.led[provider].append(k)
        self.open = [self.model.new_bool_var(f"open {k}") for k in range(len(self.places))]
        self.seats: list[dict[int, cp_model.IntVar]] = [
            {p: self.model.new_bool_var(f"{p} in {k}") for p in instance.members[c].tolist()}
            for k, (c, _) in enumerate(self.places)
        ]
        self.of: dict[int, dict[int, cp_model.IntVar]] = defaultdict(dict)
        for k, inside in enumerate(self.seats):
            for person, seat in inside.items():
                self.of[person][k] = seat
        held = [(p, k, seat.index) for p, own in self.of.items() for k, seat in own.items()]
        self.person, self.place, self.index = np.array(held, np.int64).reshape(-1, 3).T
        self._groups()
        self._providers()
        self._pairs()

    def _groups(self) -> None:
        """One seat each; sizes; employers; together-groups."""
        instance, add = self.instance, self.model.add
        for seats in self.of.values():
            add(sum(seats.values()) <= 1)
        for k, inside in enumerate(self.seats):
            add(sum(inside.values()) >= instance.smallest * self.open[k])
            add(sum(inside.values()) <= int(instance.largest[self.leader[k]]) * self.open[k])
            staff = defaultdict(list)
            for person, seat in inside.items():
                staff[int(instance.employer[person])].append(seat)
            for employer, colleagues in staff.items():
                if employer >= 0 and instance.employer_max:
                    add(sum(colleagues) <= instance.employer_max)
            for unit in instance.units:
                for one, other in combinations(unit, 2):
                    add(inside.get(one, 0) == inside.get(other, 0))

    def _providers(self) -> None:
        """Capacity, no two groups at a time, and none led while sitting in another."""
        instance, add = self.instance, self.model.add
        for provider, places in self.led.items():
            add(sum(self.open[k] for k in places) <= int(instance.capacity[provider]))
            for k, j in combinations(places, 2):
                if self.meetings[k].overlaps(self.meetings[j]):
                    add(self.open[k] + self.open[j] <= 1)
        for person in np.flatnonzero(instance.leads_as >= 0).tolist():
            for k, seat in self.of[person].items():
                for j in self.led[int(instance.leads_as[person])]:
                    if self.meetings[k].overlaps(self.meetings[j]):
                        add(seat + self.open[j] <= 1)

    def _pairs(self) -> None:
        """Supervisors apart from reports, and whoever else is to be apart."""
        for inside in self.seats:
            for one, other in self.instance.conflicts:
                if one in inside and other in inside:
                    self.model.add(inside[one] + inside[other] <= 1)

    def told(self, solution: Sequence[int]) -> dict[str, float]:
        """Return the values of seats, turn and mix, counted from the seats of a solution."""
        instance = self.instance
        taken = np.array(solution, dtype=bool)[self.index]
        people, places = self.person[taken], self.place[taken]
        if instance.by_points:
            found = {"points": int(instance.points[people].sum()) / instance.point_scale}
        else:
            counts = np.bincount(instance.urgency[people], minlength=len(instance.tiers))
            found = dict(zip(instance.tiers, counts.tolist(), strict=True))
        mix = 0
        for trait, weight in zip(instance.traits, instance.trait_weights, strict=True):
            known = trait[people] >= 0
            pairs = np.stack([places[known], trait[people][known]])
            _, alike = np.unique(pairs, axis=1, return_counts=True)
            mix += weight * int((alike * (alike - 1) // 2).sum())
        return {**found, "turn": int(instance.turn[people].sum()), "mix": mix}

    # --- levels --------------------------------------------------------------------------------

    def levels(self) -> list[tuple[str, int, cp_model.LinearExprT, int]]:
        """Return name, sense, expression and divisor of every level, in their order."""
        instance = self.instance
        seats = [(person, seat) for person, own in self.of.items() for seat in own.values()]
        found: list[tuple[str, int, cp_model.LinearExprT, int]] = []
        if instance.by_points:
            points = sum(int(instance.points[p]) * seat for p, seat in seats)
            found.append(("points", 1, points, instance.point_scale))
        else:
            for tier, name in enumerate(instance.tiers):
                chosen = [seat for p, seat in seats if instance.urgency[p] == tier]
                found.append((name, 1, sum(chosen), 1))
        found.append(("turn", 1, sum(int(instance.turn[p]) * seat for p, seat in seats), 1))
        if instance.fewest_groups:
            found.append(("groups", -1, sum(self.open), 1))
        return [*found, ("mix", -1, self._mix(), 1), ("preference", -1, self._preference(), 1)]

    def _mix(self) -> cp_model.LinearExprT:
        cost: list[cp_model.LinearExprT] = [0]
        for trait, weight in zip(self.instance.traits, self.instance.trait_weights, strict=True):
            for k, inside in enumerate(self.seats):
                alike = defaultdict(list)
                for person, seat in inside.items():
                    alike[int(trait[person])].append(seat)
                for value, same in alike.items():
                    most = min(len(same), int(self.instance.largest[self.leader[k]]))
                    if value < 0 or most < 2:
                        continue
                    pairs = self.model.new_int_var(0, most * (most - 1) // 2, "")
                    for n in range(1, most):  # pairs of s people: the largest of these lines
                        self.model.add(pairs >= n * sum(same) - n * (n + 1) // 2)
                    cost.append(weight * pairs)
        return sum(cost)

    def _preference(self) -> cp_model.LinearExprT:
        cost: list[cp_model.LinearExprT] = [0]
        for k, (c, _) in enumerate(self.places):
            pool = self.instance.pools[self.instance.candidates[c].pool]
            dislike = dict(zip(pool.people.tolist(), pool.dislike.tolist(), strict=True))
            cost += [dislike[p] * seat for p, seat in self.seats[k].items() if dislike[p]]
        for provider, places in self.led.items():
            stranger = self.model.new_bool_var("")
            knows = self.instance.knows[provider]
            known = sum(seat for k in places for p, seat in self.seats[k].items() if knows[p])
            for k in places:
                self.model.add(stranger + known >= self.open[k])
            cost.append(stranger)
        return sum(cost)


def textbook(
    instance: Instance, end: float, workers: int, tell: Tell
) -> tuple[list[Placed], dict[str, float | None]]:
    """Solve level after level, each with an equal part of the time that is left.

    Parameters
    ----------
    instance : Instance
    end : float
        `time.monotonic` at which to stop.
    workers : int
    tell : callable
        Told level, value and bound at every solution.

    Returns
    -------
    groups : list of (candidate, weeks, members)
    bounds : dict
        Proven bound of each level, None where it was not reached.
    """
    book = Textbook(instance)
    levels = book.levels()
    bounds: dict[str, float | None] = {name: None for name, *_ in levels}
    best: cp_model.CpSolver | None = None
    for index, (name, sense, value, divisor) in enumerate(levels):
        left = end - time.monotonic()
        if left < 0.05:
            break
        book.model.maximize(sense * value)
        solver = cp_model.CpSolver()
        solver.parameters.num_workers = workers
        telling = _Telling(book, tell, name, sense / divisor)
        for seconds in (left / (len(levels) - index), left):  # all, where a part found nothing
            solver.parameters.max_time_in_seconds = min(seconds, max(0.05, end - time.monotonic()))
            status = solver.solve(book.model, telling)
            if status != cp_model.UNKNOWN:
                break
        if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
            break
        best = solver
        reached = round(solver.objective_value)
        limit = int(np.floor(solver.best_objective_bound + EPS))
        bounds[name] = sense * max(reached, limit) / divisor
        tell(name, reached * sense / divisor, bounds[name])
        book.model.add(value == sense * reached)
        _hint(book.model, solver)
    return ([] if best is None else _read(book, best)), bounds


def _hint(model: cp_model.CpModel, solver: cp_model.CpSolver) -> None:
    """Start the next level from this one's answer."""
    values = solver.response_proto.solution
    model.clear_hints()
    for index, value in enumerate(values):
        model.add_hint(model.get_int_var_from_proto_index(index), value)


def _read(book: Textbook, solver: cp_model.CpSolver) -> list[Placed]:
    return [
        (c, weeks, tuple(p for p, seat in book.seats[k].items() if solver.boolean_value(seat)))
        for k, (c, weeks) in enumerate(book.places)
        if solver.boolean_value(book.open[k])
    ]


class _Telling(cp_model.CpSolverSolutionCallback):
    def __init__(self, book: Textbook, tell: Tell, name: str, unit: float) -> None:
        super().__init__()
        self._book, self._tell, self._name, self._unit = book, tell, name, unit

    def on_solution_callback(self) -> None:
        bound = self.best_objective_bound * self._unit
        for level, value in self._book.told(self.response_proto.solution).items():
            self._tell(level, value, bound if level == self._name else None)
