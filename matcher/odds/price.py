"""The price of priority: the cohort solved with each part of the policy switched off in turn."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from matcher.cohort import Cohort, Priority
from matcher.cohort.roles import without_monitoring
from matcher.compile import compile_instance
from matcher.instance import Instance
from matcher.odds.ground import MOST_BOOLEANS
from matcher.odds.program import SeatProgram
from matcher.solve.bound import Relaxation
from matcher.solve.exact import ExactModel
from matcher.solve.goals import goal_of, held_at
from matcher.solve.highs import kept_warm
from matcher.solve.improve import Effort, Neighbourhoods
from matcher.solve.result import Settings
from matcher.solve.seating import Level, Seating, level_value, levels_of
from matcher.solve.solve import Solver
from matcher.solve.stop import Clock, Stop

AS_IT_IS = "policy"
BONUS = "bonus."
RESERVE = "reserve."
MOST_EXACT = 4_000  # people x candidates up to which the exact model is solved whole


@dataclass(frozen=True, slots=True)
class Reach:
    """What was reached and what is proven possible."""

    value: float
    bound: float | None


@dataclass(frozen=True, slots=True)
class Price:
    """One part of the policy switched off, or none (`AS_IT_IS`).

    Attributes
    ----------
    part : str
        ``policy``, ``reserve.NAME``, ``tiers``, ``points``, ``bonus.NAME``, ``rounds_waited``,
        ``applied_on`` or ``ticket``.
    seats : Reach
        People seated in all.
    mix : Reach
        Its bound holds at these seats.
    """

    part: str
    seats: Reach
    mix: Reach

    def as_dict(self) -> dict[str, Any]:
        """Return it as odds.json holds it."""
        return {
            "part": self.part,
            "seats": {"value": self.seats.value, "bound": self.seats.bound},
            "mix": {"value": self.mix.value, "bound": self.mix.bound},
        }


@kept_warm()
def price_of_priority(
    cohort: Cohort,
    *,
    time_limit: float,
    stop: Stop | None = None,
    tell: Callable[[str], None] = lambda _: None,
) -> tuple[Price, ...]:
    """Solve a cohort as it is and with each part of its policy switched off.

    Parameters
    ----------
    cohort : Cohort
        Without pinned people.
    time_limit : float
        Seconds, shared out among the solves.
    stop : Stop, optional
        Asked to stop, it ends with the parts done so far.
    tell : callable
        Told which part is being solved.
    """
    began = time.monotonic()
    stop = stop or Stop()
    parts = _without(cohort)
    found: list[Price] = []
    for number, (part, changed) in enumerate(parts):
        if stop.asked:
            break
        tell(f"the price of priority, {number + 1} of {len(parts) + 1}")
        each = (time_limit - (time.monotonic() - began)) / (len(parts) + 1 - number)
        price, seating = _solved(part, changed, max(1.0, each), stop)
        found.append(price)
        if part == AS_IT_IS:
            base = seating
    if not stop.asked and found:
        tell(f"the price of priority, {len(parts) + 1} of {len(parts) + 1}")
        left = time_limit - (time.monotonic() - began)
        found.append(_without_turns(cohort, base, found[0], max(1.0, left), stop))
    return tuple(found)


def _without(cohort: Cohort) -> list[tuple[str, Cohort]]:
    """Return the cohort as it is, and with one part of the policy switched off each."""
    program = cohort.program
    priority = program.priority
    parts = [(AS_IT_IS, cohort)]

    def add(part: str, changed: Priority) -> None:
        parts.append((part, replace(cohort, program=replace(program, priority=changed))))

    for reserve in priority.reserves:
        others = tuple(one for one in priority.reserves if one is not reserve)
        add(reserve.level, replace(priority, reserves=others))
    everybody = (tuple(access for tier in priority.tiers for access in tier),)
    one_tier = replace(priority, mode="tiers", tiers=everybody)
    if priority.mode == "points":
        add("points", one_tier)
        for bonus in priority.bonuses:
            more = tuple(one for one in priority.bonuses if one is not bonus)
            add(f"{BONUS}{bonus.name}", replace(priority, bonuses=more))
    elif len(priority.tiers) > 1:
        add("tiers", one_tier)
    if any(person.rounds_waited for person in cohort.participants):
        people = tuple(replace(person, rounds_waited=0) for person in cohort.participants)
        parts.append(("rounds_waited", replace(cohort, participants=people)))
    if priority.within == "applied_on":
        add("applied_on", replace(priority, within="ticket"))
    return parts


def _solved(part: str, cohort: Cohort, seconds: float, stop: Stop) -> tuple[Price, Seating]:
    """Solve seats to mix; preference is left out, for it is no part of the price."""
    inner = Stop()
    clock = Clock(seconds, inner)  # the time to compile thousands of people counts, too
    instance = compile_instance(without_monitoring(cohort))
    settings = Settings(workers=cohort.program.workers, seed=cohort.program.seed)
    cease = stop.listen(inner.ask)

    def hear(name: str, value: float, bound: float | None) -> None:
        if name == "mix" and value == bound:
            inner.ask()

    try:
        result = Solver(instance, clock, settings, hear).run()
    finally:
        cease()
    seats = sum(len(s.members) for s in result.seating)
    tiers = [level for level in result.levels if level.name in instance.tiers]
    reserves = [level for level in result.levels if level.name in instance.reserve_of]
    most: float | None = None
    if instance.by_points or not all(level.proven for level in (*reserves, *tiers[:-1])):
        most = _most_seats(instance, stop)
    elif tiers[-1].bound is not None:
        most = sum(level.value for level in tiers[:-1]) + tiers[-1].bound
    last = next(level for level in result.levels if level.name == "mix")
    return Price(part, Reach(seats, most), Reach(last.value, last.bound)), result.seating


def _most_seats(instance: Instance, stop: Stop) -> float:
    """Return what no policy can seat more than: places and people at least, or the relaxation."""
    if not instance.candidates:
        return 0.0
    able = len(np.unique(np.concatenate(instance.members)))
    plain = float(min(able, int((instance.capacity * instance.largest).sum())))
    if sum(map(len, instance.members)) > MOST_BOOLEANS:
        return plain
    program = SeatProgram(instance, (), clock=Clock(np.inf, stop))
    shares = program.relaxed(np.ones(len(instance.people)), seconds=10.0)
    return plain if shares is None else min(plain, float(np.floor(shares.value + 1e-6)))


def _without_turns(
    cohort: Cohort, seating: Seating, policy: Price, seconds: float, stop: Stop
) -> Price:
    """Let mix decide who is seated, with the seats of every tier kept: no tickets, no dates."""
    clock = Clock(seconds, stop)
    instance = compile_instance(without_monitoring(cohort))
    levels = levels_of(instance)
    upper = [lv for lv in levels if lv.name in (*instance.reserve_of, *instance.tiers)]
    mix = Level("mix", -1)
    bound: float | None = 0.0
    if sum(map(len, instance.members)) <= MOST_EXACT:
        model = ExactModel(instance)
        for level in upper:
            model.hold(level.name, level_value(instance, seating, level.name))
        model.hint(seating)
        answer = model.solve((("mix", -1),), seconds=max(0.1, clock.left), stop=stop)
        seating = seating if answer.seating is None else answer.seating
        bound = None if answer.bound is None else max(0.0, float(np.ceil(-answer.bound - 1e-6)))
    else:
        goal, unit = goal_of(instance, mix)
        held = [held_at(instance, lv, level_value(instance, seating, lv.name)) for lv in upper]
        near = Relaxation(instance).bound(goal, held, seconds=0.3 * clock.left, stop=stop)
        bound = max(0.0, float(np.ceil(near.value / unit - 1e-6)))
        around = Neighbourhoods(instance, [*upper, mix], np.random.default_rng(1), near.used)
        idle = 0
        while clock.left > 0 and idle < 30 and level_value(instance, seating, "mix") > bound:
            better = around.round(
                seating, (("mix", -1),), upper, Effort(waiting=40, seconds=3.0), clock, 1
            )
            idle = 0 if better != seating else idle + 1
            seating = better
    value = level_value(instance, seating, "mix")
    return Price("ticket", policy.seats, Reach(value, bound))
