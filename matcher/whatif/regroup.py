"""Where the groups as they stand leave somebody out: other groups altogether, for smaller cohorts.

One program opens any groups within the changed room, gives the person a seat and loses none at any
seats level (see `matcher.odds.program`). The checker has the last word.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np

from matcher.cohort import Cohort
from matcher.odds.ground import MOST_BOOLEANS
from matcher.odds.program import SeatProgram
from matcher.solve.seating import Seating, meeting_of
from matcher.solve.settle import settle
from matcher.whatif.changes import Change, changed
from matcher.whatif.reseat import Outcome, demand_of, demands_of, judged
from matcher.whatif.standing import Standing
from matcher.whatif.trials import Trials

TIMES = 5  # meeting times tried for one more time of theirs
SECONDS = 10.0  # for one program


def worth_it(standing: Standing) -> bool:
    """Whether a program over all groups is small enough, and nobody is held in theirs."""
    small = sum(map(len, standing.loose.members)) <= MOST_BOOLEANS
    return small and not standing.pinned


def regrouped(
    standing: Standing, trials: Trials, left: Callable[[], float]
) -> Iterator[Outcome | None]:
    """Yield what each single change leads to with other groups, None where to nothing.

    Parameters
    ----------
    standing : Standing
    trials : Trials
        Of the same.
    left : callable
        Returns the seconds that are left.
    """
    barred = {c for c in standing.mine if not trials.new_to_me[c]}
    for _ in range(TIMES):
        seating = _program(standing, standing.cohort, barred, left(), widened=True)
        if seating is None:
            break
        sitting = next(s for s in seating if standing.person in s.members)
        change = trials.entry_change(meeting_of(standing.loose, sitting))
        yield None if change is None else _judged(standing, change, seating)
        barred.add(sitting.candidate)
    rooms = [Change("group", standing.loose.providers[v]) for v in trials.providers(spare=False)]
    rooms += [Change("seat", id) for id in dict.fromkeys(map(trials.leader, range(trials.whole)))]
    for change in (*rooms, Change("size")):
        seating = _program(standing, changed(standing.cohort, [change]), set(), left())
        yield None if seating is None else _judged(standing, change, seating)


def _program(
    standing: Standing, cohort: Cohort, barred: set[int], seconds: float, *, widened: bool = False
) -> Seating | None:
    """Open and fill any groups so that the person has a seat; not in those they are barred from."""
    if seconds <= 0:
        return None
    near = standing.under(cohort)
    person = standing.person
    members = list(standing.loose.members if widened else near.members)
    for c in barred:
        members[c] = members[c][members[c] != person]
    object.__setattr__(near, "members", tuple(members))
    unit = standing.loose.unit_of.get(person, (person,))
    demands = [*demands_of(standing, near, ()), demand_of(near, unit)]
    worth = (near.turn + len(near.people)).astype(float)
    found = SeatProgram(near, demands).solve(worth, seconds=min(SECONDS, seconds))
    return found.seating


def _judged(standing: Standing, change: Change, seating: Seating) -> Outcome | None:
    cohort = changed(standing.cohort, [change])
    near = standing.under(cohort)
    seating = settle(near, seating)
    seated = np.unique([person for sitting in seating for person in sitting.members])
    if standing.person not in seated or not standing.no_worse(standing.worth(near, seating)):
        return None
    return judged(standing, (change,), cohort, seating)
