"""Where the groups as they stand leave somebody out: any other groups of a part of a cohort."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from matcher.instance import Bools
from matcher.odds.program import SeatProgram
from matcher.solve.stop import Stop
from matcher.whatif.chance_rows import GROUP, KINDS, OWN, SEAT, SIZE
from matcher.whatif.chances import Chances, Found
from matcher.whatif.changes import changed
from matcher.whatif.claims import ANY, Claim
from matcher.whatif.outcome import Outcome, judged
from matcher.whatif.part import Part
from matcher.whatif.reseat import demand_of, demands_of, seated_justly
from matcher.whatif.standing import Standing
from matcher.whatif.trials import Trials

LEAST = 0.1  # seconds
OWN_SLICE, SLICE = 0.5, 0.4  # of what is left, for a question about changes of their own, or not

Left = Callable[[], float]  # seconds
Question = tuple[str, bool]  # kind of change; whether nobody loses a seat but later turns
QUESTIONS: tuple[Question, ...] = (
    (OWN, True), (OWN, False), (SEAT, True), (SIZE, True), (GROUP, True),
    (SEAT, False), (GROUP, False), (SIZE, False),
)  # fmt: skip


class Regrouping:
    """Every single change with any groups.

    Parameters
    ----------
    standing : Standing
    trials : Trials
        Of the same.
    part : Part
        Whose groups are formed anew.

    Attributes
    ----------
    none : bool
        Whether it is proven that no single change does it, whatever groups meet.
    """

    def __init__(self, standing: Standing, trials: Trials, part: Part) -> None:
        self.standing = standing
        self.trials = trials
        self.part = part
        mine = trials.openable()
        self._mine = {question: dict(mine) for question in QUESTIONS}
        self._sure = dict.fromkeys(QUESTIONS, True)  # that whatever is barred leads to nothing
        self._impossible: set[Question] = set()
        person = standing.person
        earlier = (p for p in range(person) if part.claims.between(p, person))
        self._claims: set[Claim] = {(p, person, ANY) for p in earlier}

    @property
    def none(self) -> bool:
        """Whether no kind of change leads to anything, whoever may lose a seat by it."""
        return self.part.complete and all((kind, False) in self._impossible for kind in KINDS)

    def quickly(self, left: Left, stop: Stop | None = None) -> Outcome | None:
        """Ask for answers among the groups that open in shares: most are found there in seconds."""
        shares = [OWN_SLICE if kind == OWN else SLICE for kind, _ in QUESTIONS]
        return self._each(self._among_few, shares, left, stop)

    def thoroughly(self, left: Left, stop: Stop | None = None) -> Outcome | None:
        """Share all the time between the questions that are still open, with any groups."""
        count = sum(one not in self._impossible for one in QUESTIONS)
        shares = [1.0 / (count - number) for number in range(count)]
        return self._each(self._asked, shares, left, stop)

    def _each(
        self,
        ask: Callable[[Question, Left, Stop | None], Outcome | None],
        shares: Sequence[float],
        left: Left,
        stop: Stop | None,
    ) -> Outcome | None:
        """Ask every open question; None where nothing leads to a seat, or the time is up."""
        still_open = [one for one in QUESTIONS if one not in self._impossible]
        for question, share in zip(still_open, shares, strict=False):
            outcome = ask(question, partial(_but, left, left() * (1.0 - share)), stop)
            if outcome is not None or self.none:
                return outcome
        return None

    def _among_few(self, question: Question, left: Left, stop: Stop | None) -> Outcome | None:
        program = self._program(question)
        halls = program.in_shares(self._claims, left, stop)
        if program.impossible:
            self._impossible.add(question)
        return None if halls is None else self._asked(question, left, stop, halls)

    def _asked(
        self, question: Question, left: Left, stop: Stop | None, halls: Bools | None = None
    ) -> Outcome | None:
        """Return what a change of one kind leads to; note where it is proven that none does it."""
        while left() > LEAST:
            program = self._program(question)
            found = program.solve(self._claims, left(), stop, halls)
            if found is None:
                if program.impossible and self._sure[question]:
                    self._impossible.add(question)
                return None
            known = len(self._claims)
            outcome = self._filled(found, left())
            if outcome is not None:
                return outcome
            self._claims |= found.claims
            if len(self._claims) == known:  # nothing learnt: then not that seat
                del self._mine[question][found.candidate]
                self._sure[question] = False
        return None

    def _program(self, question: Question) -> Chances:
        kind, spares = question
        mine = self._mine[question]
        return Chances(self.standing, self.trials, self.part, mine, kind=kind, spares=spares)

    def _filled(self, found: Found, seconds: float) -> Outcome | None:
        """Fill the groups that the program opens, with as few moves as can be."""
        standing, person, part = self.standing, self.standing.person, self.part
        cohort = changed(standing.cohort, [found.change])
        near = standing.under(cohort)
        members = list(part.without(near.members))
        for c in standing.mine:
            if c != found.candidate:
                members[c] = members[c][members[c] != person]
        object.__setattr__(near, "members", tuple(members))
        unit = standing.loose.unit_of.get(person, (person,))
        kept = demand_of(near, {*unit, *part.kept})
        demands = [*demands_of(standing, near, part.beside), kept]
        program = SeatProgram(near, demands, found.openings)
        at = {opening: number for number, opening in enumerate(found.openings)}
        home = {
            p: at[opening]
            for opening, sitting in zip(standing.openings, standing.seating, strict=True)
            for p in sitting.members
            if opening in at
        }
        near = standing.under(cohort)
        seating = seated_justly(
            standing, near, program, home,
            known=self._claims, beside=part.beside, seconds=seconds,
        )  # fmt: skip
        return None if seating is None else judged(standing, (found.change,), cohort, seating)


def _but(left: Left, kept: float) -> float:
    """Return the seconds left but for those kept for later."""
    return left() - kept
