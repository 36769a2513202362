"""Who could rightly ask for whose seat, were they left without one.

A seat belongs to the earliest turn that could take it. So whoever sits where an earlier turn could
sit, sits there only as long as that one has a seat, too: a row of the program of seats for every
such claim. Where it is only somebody else in the group that keeps the earlier turn out of it, those
seats count against the claim.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np
from scipy import sparse

from matcher.instance import Instance
from matcher.odds.program import SeatProgram
from matcher.solve.pricing import Floats
from matcher.solve.seating import Seating, Sitting, fits_together
from matcher.whatif.standing import holds

ANY = -1  # candidate where nobody could keep the earlier turn out
Claim = tuple[int, int, int]  # an earlier turn, a later one, and the candidate of the seat, or ANY
Row = tuple[list[int], list[int]]  # columns of a program: the first no more than the others
TOLERANCE = 1e-3  # of a seat


def differences(rows: Iterable[Row], width: int) -> sparse.csr_matrix:
    """Return a matrix whose rows sum the first columns less the others, each as often as named."""
    several = list(rows)
    columns = [k for left, right in several for k in (*left, *right)]
    signs = [sign for left, right in several for sign in [1.0] * len(left) + [-1.0] * len(right)]
    at = np.repeat(np.arange(len(several)), [len(left) + len(right) for left, right in several])
    return sparse.csr_matrix((signs, (at, columns)), (len(several), width))


class Claims:
    """The claims between the people of an instance.

    Left out are claims of together-groups and of providers: those are for the checker.

    Parameters
    ----------
    instance : Instance
    content : iterable of int
        Who is known to have a seat.
    """

    def __init__(self, instance: Instance, content: Iterable[int] = ()) -> None:
        self.instance = instance
        self._content = frozenset(content)
        self._sure: dict[tuple[int, int], bool] = {}

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
        if not holds(members, person):
            return False
        foes = instance.foes[person]
        if foes and not foes.isdisjoint(members.tolist()):
            return False
        employer = int(instance.employer[person])
        if not instance.employer_max or employer < 0:
            return True
        return int((instance.employer[members] == employer).sum()) <= instance.employer_max

    def on(self, later: int, candidate: int, people: Iterable[int]) -> list[int]:
        """Return which of some people would surely have a claim to a seat, had they none."""
        return [one for one in people if self.between(one, later) and self.sure(one, candidate)]

    def between(self, earlier: int, later: int) -> bool:
        """Whether one may ever take another's seat."""
        instance = self.instance
        kept = later in instance.unit_of or later in instance.pinned
        held = any(r.people[later] and not r.people[earlier] for r in instance.reserves)
        return earlier < later and earlier not in self._content and not kept and not held

    def found(self, seating: Seating) -> Iterator[Claim]:
        """Yield every claim that a seating leaves."""
        seated = {person for sitting in seating for person in sitting.members}
        without = set(range(len(self.instance.people))) - seated
        for sitting in seating:
            for earlier in without.intersection(self.instance.members[sitting.candidate].tolist()):
                yield from self._on_seats(earlier, sitting)

    def claimants(
        self, people: Iterable[int], beside: Seating
    ) -> tuple[tuple[int, ...], tuple[int, ...]]:
        """Return who of some people would have a claim to a seat in given groups, had they none.

        And who of them to the seat of somebody of another tier, which would have one less then.
        """
        urgency, points = self.instance.urgency, self.instance.by_points
        could = [set(self.instance.members[sitting.candidate].tolist()) for sitting in beside]
        on: dict[int, set[int]] = {}
        for person in people:
            others = {
                later
                for able, sitting in zip(could, beside, strict=True)
                if person in able
                for _, later, _ in self._on_seats(person, sitting)
            }
            if others:
                on[person] = set() if points else {*urgency[list(others)].tolist()}
        return tuple(on), tuple(one for one, tiers in on.items() if tiers - {int(urgency[one])})

    def _on_seats(self, earlier: int, sitting: Sitting) -> Iterator[Claim]:
        """Yield the claims that somebody who could come would have to seats in a group."""
        if not self._alone(earlier):
            return
        for later in sitting.members:
            if self.between(earlier, later):
                rest = [person for person in sitting.members if person != later]
                if self.sure(earlier, sitting.candidate):
                    yield earlier, later, ANY
                elif fits_together(self.instance, (*rest, earlier)):
                    yield earlier, later, sitting.candidate

    def left(self, program: SeatProgram, x: Floats) -> set[Claim]:
        """Return the claims that an answer of a program leaves, parts of seats counted as such.

        Parameters
        ----------
        program : SeatProgram
        x : array
            Values of its columns, and of others after them.
        """
        held = np.zeros((len(self.instance.people), len(program.halls)))
        np.add.at(held, (program.person, program.hall), x[: program.seats])
        sure = np.zeros_like(held)
        for hall, (c, _) in enumerate(program.halls):
            members = self.instance.members[c].tolist()
            sure[members, hall] = [self.sure(person, c) for person in members]
        over = sure @ held.T - held.sum(axis=1)[:, None]
        broken = [
            (earlier, later, ANY)
            for earlier, later in np.argwhere(np.triu(over, 1) > TOLERANCE).tolist()
        ]
        for hall in np.flatnonzero(held.any(axis=0)).tolist():
            c = program.halls[hall][0]
            for earlier in self.instance.members[c].tolist():
                if sure[earlier, hall] or not self._alone(earlier):
                    continue
                kept = self._keeps_out(earlier) * held[:, hall]
                excess = over[earlier] + held[:, hall] - kept.sum() + kept
                excess[: earlier + 1] = 0.0
                excess[held[:, hall] <= 0] = 0.0
                later = np.flatnonzero(excess > TOLERANCE).tolist()
                broken += [(earlier, one, c) for one in later]
        return {claim for claim in broken if self.between(claim[0], claim[1])}

    def _keeps_out(self, person: int) -> Floats:
        """Return how far everybody's seat keeps somebody out of their group, 1 being wholly."""
        instance = self.instance
        kept = np.zeros(len(instance.people))
        if instance.employer_max and instance.employer[person] >= 0:
            kept[instance.employer == instance.employer[person]] = 1.0 / instance.employer_max
        kept[list(instance.foes[person])] = 1.0
        kept[person] = 0.0
        return kept

    def row(self, program: SeatProgram, claim: Claim) -> Row:
        """Return what keeps a seating free of a claim.

        So many of an organization keep one more out, so others' columns count that many times.
        """
        earlier, later, candidate = claim
        times = self.instance.employer_max or 1

        def of(column: int) -> int:
            return program.halls[int(program.hall[column])][0]

        theirs = np.flatnonzero(program.person == later).tolist()
        claimed = [k for k in theirs if of(k) == candidate or self.sure(earlier, of(k))]
        kept = np.flatnonzero(program.person == earlier).tolist() * times
        if candidate != ANY:
            weight = np.rint(times * self._keeps_out(earlier)).astype(int)
            weight[later] = 0
            for k in np.flatnonzero(weight[program.person]).tolist():
                if of(k) == candidate:
                    kept += [k] * int(weight[program.person[k]])
        return claimed * times, kept
