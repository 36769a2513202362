"""The best mix of a few groups: their own linear program says which times to open.

The people seated in the groups stay seated, with the same providers: no level above mix changes.
"""

from __future__ import annotations

from collections import Counter

import numpy as np

from matcher.instance import Instance
from matcher.solve.bound import Relaxation
from matcher.solve.columns import Goal, Held
from matcher.solve.exact import ExactModel
from matcher.solve.goals import Objective
from matcher.solve.linear import LinearModel
from matcher.solve.part import part_of
from matcher.solve.seating import Seating, mix_cost
from matcher.solve.stop import Clock

MANY = 1_500  # seats above which branch and cut is faster than a search by clauses
SHARE = 0.02  # of a group, that the program opens at least where a time is tried


def remix(
    instance: Instance, freed: Seating, objective: Objective, seconds: float, clock: Clock
) -> Seating | None:
    """Seat the people of some groups anew, with any times of the same providers.

    Parameters
    ----------
    instance : Instance
    freed : Seating
        All groups of their providers.
    objective : sequence of (level name, weight)
        Mix first.
    seconds : float
        For the program, and again for the exact model.
    clock : Clock

    Returns
    -------
    Seating or None
        None where the mix cannot be better, or nothing better was found in time.
    """
    people = {person for s in freed for person in s.members}
    part = part_of(instance, people, {instance.candidates[s.candidate].provider for s in freed})
    now = part.inside(freed)
    reached = sum(mix_cost(part.instance, s.members) for s in now)
    relaxation = Relaxation(part.instance, counted=clock.counted)
    relaxation.columns.add_seating(now)
    everyone = Held(np.ones(len(people)), 0.0, float(len(people)))
    bound = relaxation.bound(
        Goal(np.zeros(len(people)), mixed=True),
        [everyone],
        seconds=min(seconds, clock.left),
        enough=1e-6 - reached,
        stop=clock.stop,
    )
    clock.spend(bound.work)
    if -bound.value > reached - 1 + 1e-6:
        return None
    open_now = Counter(s.candidate for s in now)
    likely = {c: share for c, share in bound.used.items() if share > SHARE}
    copies = {
        c: max(open_now[c], int(np.ceil(likely.get(c, 0.0) - 1e-6))) for c in {*likely, *open_now}
    }
    model = ExactModel(part.instance, copies, copies=copies)
    for person in range(len(people)):
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
    return None if answer.seating is None else part.outside(answer.seating)
