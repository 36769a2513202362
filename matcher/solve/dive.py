"""A seating from the linear program: fix its surest groups, solve again, finish exactly.

What is sought is the best mix at given values of the seats levels. Fixing a few groups at a time
and pricing again for the people who are left follows the program's optimum closely (diving; Sadykov
et al. 2019); the last groups are left to the exact model, because a dive that goes on strands
people.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from matcher.cohort.availability import Meeting
from matcher.instance import Instance, Ints
from matcher.solve.bound import Prices, Relaxation
from matcher.solve.columns import Columns, Goal, Held, MasterSolution
from matcher.solve.exact import ExactModel
from matcher.solve.seating import (
    Seating,
    Sitting,
    clashes,
    fits_together,
    free_weeks,
    level_value,
    meeting_of,
    whole_units,
)
from matcher.solve.stop import Clock

OUT = -1e4  # worth of somebody who is not to be seated
SURE = 0.95
LIKELY = 0.55
LOST = 15.0  # a fall of the program's value that no mix explains


@dataclass(frozen=True, slots=True)
class Depth:
    """How far to dive.

    Attributes
    ----------
    rest : int
        Groups left to the exact model.
    at_once : int
        Groups fixed in one step, beyond those the program has made whole.
    rounds : int
        Pricing rounds after each step.
    seconds : float
        For the exact model.
    workers : int
    """

    rest: int = 10
    at_once: int = 2
    rounds: int = 6
    seconds: float = 6.0
    workers: int = 1


class Dive:
    """Dives for a goal of mix with the seats levels held.

    Parameters
    ----------
    relaxation : Relaxation
    seating : Seating
        What has been reached: its groups are columns too.
    levels : sequence of (name, Held, value)
        The levels to hold, as the program and as the exact model see them.
    clock : Clock
    """

    def __init__(
        self,
        relaxation: Relaxation,
        seating: Seating,
        levels: Sequence[tuple[str, Held, float]],
        clock: Clock,
    ) -> None:
        self.relaxation = relaxation
        self.instance: Instance = relaxation.instance
        self.clock = clock
        self.start = seating
        self.levels = levels
        self.columns = Columns(self.instance)
        self.columns.add_seating(seating)
        for k in range(len(relaxation.columns)):
            candidate, members = relaxation.columns.group(k)
            if self._keeps_rules(members):
                self.columns.add(candidate, members)

    def _keeps_rules(self, members: tuple[int, ...]) -> bool:
        return fits_together(self.instance, members) and whole_units(self.instance, members)

    def run(self, depth: Depth) -> Seating | None:
        """Return a seating with the held levels' values, or None where the dive found none."""
        fixed: list[Sitting] = []
        last: list[Sitting] = []
        value = -np.inf
        rounds = 30
        used: dict[int, float] = {}
        seated = sum(len(s.members) for s in self.start)
        while self.clock.left > 0:
            left = seated - sum(len(s.members) for s in fixed)
            if left <= depth.rest * int(self.instance.largest.max()):
                break
            master = self._solve(fixed, rounds)
            if master is None:
                return None
            if master.value < value - LOST:  # somebody cannot be seated any more: one step back
                fixed = fixed[: len(fixed) - len(last)]
                break
            used, value = master.used, master.value
            last = self._surest(master, fixed, depth)
            if not last:
                break
            fixed.extend(last)
            rounds = depth.rounds
        found = self._finish(fixed, used, depth)
        # The program knows nothing of providers who are participants too.
        return None if found is None or clashes(self.instance, found) else found

    def _solve(self, fixed: list[Sitting], rounds: int) -> MasterSolution | None:
        """Solve the program beside the fixed groups."""
        instance = self.instance
        gone = [person for sitting in fixed for person in sitting.members]
        seat = np.zeros(len(instance.people))
        seat[gone] = OUT
        goal = Goal(seat, mixed=True)
        held = [
            replace(h, total=h.total - float(h.seat[gone].sum()) - h.group * len(fixed))
            for _, h, _ in self.levels
        ]
        capacity, shut = self._room(fixed)
        taken = set(gone)
        master = None
        for _ in range(rounds):
            closed = np.array(
                [
                    candidate in shut or not taken.isdisjoint(members)
                    for candidate, members in map(self.columns.group, range(len(self.columns)))
                ]
            )
            master = self.columns.solve(goal, held, capacity=capacity, closed=closed)
            self.clock.spend(0.2)
            if master is None or self.clock.left <= 0:
                return master
            prices = Prices(master.person, master.held)
            found = self.relaxation.worth(self.relaxation.mixed, goal, held, prices)
            if not self.relaxation.add_groups(
                self.relaxation.mixed, found, master.provider, shut=shut, into=self.columns
            ):
                break
        return master

    def _room(self, fixed: list[Sitting]) -> tuple[Ints, set[int]]:
        """Return what providers may still lead, and candidates that have become impossible."""
        instance = self.instance
        capacity = instance.capacity.copy()
        led: dict[int, list[Meeting]] = defaultdict(list)
        for sitting in fixed:
            provider = instance.candidates[sitting.candidate].provider
            capacity[provider] -= 1
            led[provider].append(meeting_of(instance, sitting))
        shut = {
            c
            for provider, meetings in led.items()
            for c in instance.of_provider[provider]
            if capacity[provider] == 0 or next(free_weeks(instance, c, meetings), None) is None
        }
        return capacity, shut

    def _surest(self, master: MasterSolution, fixed: list[Sitting], depth: Depth) -> list[Sitting]:
        """Choose the groups to fix: all that are whole, else the surest few."""
        order = np.argsort(-master.open, kind="stable")
        chosen: list[Sitting] = []
        taken = {person for sitting in fixed for person in sitting.members}
        for k in order.tolist():
            share = float(master.open[k])
            whole = share >= SURE
            if share < 0.05 or (not whole and len(chosen) >= depth.at_once):
                break
            if not whole and chosen and share < LIKELY:
                break
            candidate, members = self.columns.group(k)
            if not taken.isdisjoint(members) or not self._keeps_rules(members):
                continue
            capacity, _ = self._room([*fixed, *chosen])
            provider = self.instance.candidates[candidate].provider
            led = [
                meeting_of(self.instance, s)
                for s in (*fixed, *chosen)
                if self.instance.candidates[s.candidate].provider == provider
            ]
            weeks = next(free_weeks(self.instance, candidate, led), None)
            if capacity[provider] < 1 or weeks is None:
                continue
            chosen.append(Sitting(candidate, weeks, members))
            taken.update(members)
        return chosen

    def _finish(self, fixed: list[Sitting], used: dict[int, float], depth: Depth) -> Seating | None:
        """Seat the rest exactly; where that cannot be, free the groups fixed last."""
        for _ in range(3):
            taken = {p for s in fixed for p in s.members}
            capacity, shut = self._room(fixed)
            open_to = {c for c, share in used.items() if share > 0.01}
            open_to |= {s.candidate for s in self.start}
            open_to = {
                c for c in open_to - shut if capacity[self.instance.candidates[c].provider] > 0
            }
            people = set(range(len(self.instance.people))) - taken
            model = ExactModel(self.instance, open_to, people, tuple(fixed))
            for name, _, value in self.levels:
                model.hold(name, value - level_value(self.instance, tuple(fixed), name))
            seconds = min(depth.seconds, self.clock.left)
            if seconds <= 0.05:
                return None
            answer = model.solve(
                (("mix", -1),),
                seconds=seconds,
                workers=depth.workers,
                deterministic=seconds if self.clock.counted else None,
                stop=self.clock.stop,
            )
            self.clock.spend(0.05 + answer.work)
            if answer.seating is not None:
                return (*fixed, *answer.seating)
            if len(fixed) < 3:
                return None
            fixed = fixed[: -max(3, len(fixed) // 4)]
        return None
