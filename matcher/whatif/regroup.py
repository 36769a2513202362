"""Where the groups as they stand leave somebody out: any other groups, for smaller cohorts."""

from __future__ import annotations

from collections.abc import Callable

from matcher.odds.ground import MOST_BOOLEANS
from matcher.odds.program import SeatProgram
from matcher.solve.stop import Stop
from matcher.whatif.chances import Chances, Found
from matcher.whatif.changes import changed
from matcher.whatif.claims import Pair
from matcher.whatif.reseat import (
    Outcome,
    demand_of,
    demands_of,
    judged,
    seated_justly,
)
from matcher.whatif.standing import Standing
from matcher.whatif.trials import Trials

LEAST = 0.1  # seconds


def worth_it(standing: Standing) -> bool:
    """Whether a program over all groups is small enough, and nobody is held in theirs."""
    small = sum(map(len, standing.loose.members)) <= MOST_BOOLEANS
    return small and not standing.pinned


class Regrouping:
    """Every single change with any groups.

    Parameters
    ----------
    standing : Standing
    trials : Trials
        Of the same.
    spares : bool
        Whether nobody loses a seat but later turns of the same tier.

    Attributes
    ----------
    none : bool
        Whether it is proven that no single change does it, whatever groups meet.
    """

    def __init__(self, standing: Standing, trials: Trials, *, spares: bool) -> None:
        self.standing = standing
        self.trials = trials
        self.spares = spares
        self.none = False
        self._sure = True  # that whatever is barred leads to nothing
        self._mine = trials.openable()
        person = standing.person
        earlier = (p for p in range(person) if trials.claims.between(p, person))
        self._pairs: set[Pair] = {(p, person) for p in earlier}

    def answer(self, left: Callable[[], float], stop: Stop | None = None) -> Outcome | None:
        """Return what one single change leads to, None where to nothing, or the time is up."""
        while left() > LEAST:
            program = Chances(self.standing, self.trials, self._mine, spares=self.spares)
            found = program.solve(self._pairs, left(), stop)
            if found is None:
                self.none = program.impossible and self._sure
                return None
            known = len(self._pairs)
            outcome = self._filled(found, left())
            if outcome is not None:
                return outcome
            if len(self._pairs) == known:  # nothing learnt: then not that seat
                del self._mine[found.candidate]
                self._sure = False
        return None

    def _filled(self, found: Found, seconds: float) -> Outcome | None:
        """Fill the groups that the program opens, with as few moves as can be."""
        standing, person = self.standing, self.standing.person
        cohort = changed(standing.cohort, [found.change])
        near = standing.under(cohort)
        members = list(near.members)
        for c in standing.mine:
            if c != found.candidate:
                members[c] = members[c][members[c] != person]
        object.__setattr__(near, "members", tuple(members))
        unit = standing.loose.unit_of.get(person, (person,))
        demands = [*demands_of(standing, near, ()), demand_of(near, unit)]
        program = SeatProgram(near, demands, found.openings)
        at = {opening: number for number, opening in enumerate(found.openings)}
        home = {
            p: at[opening]
            for opening, sitting in zip(standing.openings, standing.seating, strict=True)
            for p in sitting.members
            if opening in at
        }
        near = standing.under(cohort)
        seating = seated_justly(standing, near, program, home, known=self._pairs, seconds=seconds)
        return None if seating is None else judged(standing, (found.change,), cohort, seating)
