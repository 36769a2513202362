"""Who has a claim to whose seat: somebody without one, before its holder, whom only that keeps out.

In a proposal without envy nobody has. So whoever sits where an earlier turn could sit, sits there
only as long as that one has a seat, too: a row of the program of seats for every such pair.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np
from scipy import sparse

from matcher.instance import Instance
from matcher.odds.program import SeatProgram
from matcher.solve.seating import Seating

Pair = tuple[int, int]  # an earlier turn, and a later one
Row = tuple[list[int], list[int]]  # columns of a program: the first no more than the others


def differences(rows: Iterable[Row], width: int) -> sparse.csr_matrix:
    """Return a matrix whose rows sum the first columns less the others."""
    several = list(rows)
    columns = [k for left, right in several for k in (*left, *right)]
    signs = [sign for left, right in several for sign in [1.0] * len(left) + [-1.0] * len(right)]
    at = np.repeat(np.arange(len(several)), [len(left) + len(right) for left, right in several])
    return sparse.csr_matrix((signs, (at, columns)), (len(several), width))


class Claims:
    """The claims between the people of an instance.

    Left out are claims that hang on who else sits in a group (rules between members): those are
    for the checker.
    """

    def __init__(self, instance: Instance) -> None:
        self.instance = instance
        self._sure: dict[Pair, bool] = {}

    def sure(self, person: int, candidate: int) -> bool:
        """Whether nothing but lack of a seat could keep somebody out of a candidate's groups."""
        key = (person, candidate)
        if key not in self._sure:
            self._sure[key] = self._alone(person) and self._at_ease(person, candidate)
        return self._sure[key]

    def _alone(self, person: int) -> bool:
        instance = self.instance
        return person not in instance.unit_of and int(instance.leads_as[person]) < 0

    def _at_ease(self, person: int, candidate: int) -> bool:
        """Whether they could come, and get on with everybody else who could."""
        instance = self.instance
        members = instance.members[candidate]
        at = int(np.searchsorted(members, person))
        if at == len(members) or int(members[at]) != person:
            return False
        foes = instance.foes[person]
        if foes and not foes.isdisjoint(members.tolist()):
            return False
        employer = int(instance.employer[person])
        if not instance.employer_max or employer < 0:
            return True
        return int((instance.employer[members] == employer).sum()) <= instance.employer_max

    def on(self, later: int, candidate: int, people: Iterable[int]) -> list[int]:
        """Return which of some people would have a claim to somebody's seat, had they none."""
        return [one for one in people if self.between(one, later) and self.sure(one, candidate)]

    def between(self, earlier: int, later: int) -> bool:
        """Whether one may ever take another's seat."""
        instance = self.instance
        kept = later in instance.unit_of or later in instance.pinned
        held = any(r.people[later] and not r.people[earlier] for r in instance.reserves)
        return earlier < later and not kept and not held

    def found(self, seating: Seating) -> Iterator[Pair]:
        """Yield every claim that a seating leaves."""
        seated = {person for sitting in seating for person in sitting.members}
        waiting = sorted(self.instance.able - seated)
        for sitting in seating:
            for later in sitting.members:
                for earlier in self.on(later, sitting.candidate, waiting):
                    yield earlier, later

    def row(self, program: SeatProgram, pair: Pair) -> Row:
        """Return what keeps a seating free of a claim."""
        earlier, later = pair
        theirs = np.flatnonzero(program.person == later).tolist()
        claimed = [k for k in theirs if self.sure(earlier, program.halls[int(program.hall[k])][0])]
        return claimed, np.flatnonzero(program.person == earlier).tolist()
