"""The best mix of a few groups: their own linear program says which times to open.

The people seated in the groups stay seated, with the same providers: no level above mix changes.
Many groups are seated by diving for their openings, few by an exact model around the program's.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from matcher.instance import Instance
from matcher.solve.assign import Opening, assign
from matcher.solve.bound import CLOSED, Relaxation
from matcher.solve.columns import Goal, Group, Held
from matcher.solve.dive import dive
from matcher.solve.exact import ExactModel
from matcher.solve.goals import Objective
from matcher.solve.linear import LinearModel
from matcher.solve.prices import Bound
from matcher.solve.seating import Seating, Sitting, mix_cost
from matcher.solve.stop import Clock, Stop

FEW = 24  # groups up to which an exact model around the program's openings is fast enough
MANY = 1_500  # seats above which branch and cut is faster than a search by clauses
PER_GROUP = 20  # columns of the program, for each group, that are worth keeping
STRAY = 30.0  # pairs that a person without a seat costs the program; more would make it slow
NEARLY = 1e-3  # relative gap between bound and program that says enough, where many are seated
SHARE = 0.02  # of a group, that the program opens at least where a time is tried


@dataclass(frozen=True, slots=True)
class Remixed:
    """What seating some groups anew has brought.

    Attributes
    ----------
    seating : Seating or None
        Everybody's seat, where it is better.
    columns : list of (candidate, members)
        Groups that the program thinks well of.
    """

    seating: Seating | None
    columns: list[Group]


def remix(
    instance: Instance, now: Seating, objective: Objective, seconds: float, clock: Clock
) -> Remixed:
    """Seat the people of some groups anew, with any times of the same providers.

    Parameters
    ----------
    instance : Instance
        Of the groups' people and providers alone.
    now : Seating
        Everybody's seat so far.
    objective : sequence of (level name, weight)
        Mix first.
    seconds : float
        For the program, and again for the exact model.
    clock : Clock

    Returns
    -------
    Remixed
        Without groups where the mix cannot be better, or nothing better was found in time.
    """
    people = len(instance.people)
    reached = _cost(instance, now)
    relaxation = Relaxation(instance, counted=clock.counted)
    relaxation.columns.add_seating(now)
    relaxation.columns.missing = STRAY
    goal = Goal(np.zeros(people), mixed=True)
    everyone = [Held(np.ones(people), 0.0, float(people))]
    wide = len(now) > FEW
    bound = relaxation.bound(
        goal,
        everyone,
        seconds=min(3.0 * seconds if wide else seconds, clock.left),
        enough=1e-6 - reached,
        close=NEARLY if wide else CLOSED,
        stop=clock.stop,
    )
    clock.spend(bound.work)
    columns = _worthy(relaxation, goal, everyone, PER_GROUP * len(now))
    if -bound.value > reached - 1 + 1e-6 or clock.left <= 0:
        return Remixed(None, columns)
    if not wide:
        likely = {c: share for c, share in bound.used.items() if share > SHARE}
        return Remixed(_around(instance, now, likely, objective, seconds, clock), columns)
    dived = _dived(relaxation, goal, everyone, now, bound, clock)
    seated = sum(len(s.members) for s in dived)
    better = seated == people and _cost(instance, dived) < reached
    return Remixed(dived if better else None, columns)


def remix_beside(
    instance: Instance, now: Seating, objective: Objective, seconds: float, end: float
) -> Remixed:
    """Do the same in a process of its own, which may have started late; the run ends at `end`."""
    left = max(0.0, end - time.time())
    return remix(instance, now, objective, seconds, Clock(left, Stop()))


def _worthy(relaxation: Relaxation, goal: Goal, held: list[Held], most: int) -> list[Group]:
    """Return the groups that lose least at the program's prices."""
    columns = relaxation.columns
    prices = columns.solve(goal, held, NEARLY)
    return [] if prices is None else columns.nearest(goal, held, prices, most)


def _cost(instance: Instance, seating: Seating) -> int:
    return sum(mix_cost(instance, s.members) for s in seating)


def _dived(
    relaxation: Relaxation,
    goal: Goal,
    held: list[Held],
    now: Seating,
    bound: Bound,
    clock: Clock,
) -> Seating:
    """Seat people where diving opens groups; together-groups stay where they are.

    Where that strands somebody, the provider who leads them now keeps today's times.
    """
    instance = relaxation.instance
    openings = dive(relaxation, goal, held, now, bound, clock)
    back: set[int] = set()
    while True:
        seating = _seated(instance, openings, now)
        stranded = _people(now) - _people(seating)
        blamed = _leaders(instance, now, stranded)
        if blamed <= back:  # whoever came to their seats has to go back too
            inside = {p for s in seating if _leader(instance, s) in blamed for p in s.members}
            blamed = _leaders(instance, now, inside)
        if not stranded or blamed <= back:
            return seating
        back |= blamed
        openings = [o for o in openings if instance.candidates[o[0]].provider not in back]
        openings += [(s.candidate, s.weeks) for s in now if _leader(instance, s) in back]


def _seated(instance: Instance, openings: list[Opening], now: Seating) -> Seating:
    together = {
        person: openings.index((s.candidate, s.weeks))
        for s in now
        for person in s.members
        if person in instance.unit_of
    }
    return assign(instance, openings, together=together)


def _people(seating: Seating) -> set[int]:
    return {person for s in seating for person in s.members}


def _leader(instance: Instance, sitting: Sitting) -> int:
    return instance.candidates[sitting.candidate].provider


def _leaders(instance: Instance, seating: Seating, people: set[int]) -> set[int]:
    """Return the providers of these people."""
    return {_leader(instance, s) for s in seating if not people.isdisjoint(s.members)}


def _around(
    instance: Instance,
    now: Seating,
    likely: Mapping[int, float],
    objective: Objective,
    seconds: float,
    clock: Clock,
) -> Seating | None:
    """Solve the exact model over what is open now and what the program is likely to open."""
    open_now = Counter(s.candidate for s in now)
    copies = {
        c: max(open_now[c], int(np.ceil(likely.get(c, 0.0) - 1e-6))) for c in {*likely, *open_now}
    }
    model = ExactModel(instance, copies, copies=copies)
    for person in range(len(instance.people)):
        model.model.add_exactly_one(seat for _, seat in model.seats_of[person])
    model.hint(now)
    left = min(seconds, clock.left)
    if left <= 0.05:
        return None
    if len(model.seat) > MANY and not clock.counted:
        answer = LinearModel(model, objective).solve(left, clock)
    else:
        answer = model.solve(
            objective,
            seconds=left,
            deterministic=left if clock.counted else None,
            stop=clock.stop,
        )
    clock.spend(0.05 + answer.work)
    return answer.seating
