"""What would give somebody a seat: the smallest changes that do, each tried out."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from matcher.cohort import Cohort, Group, Proposal
from matcher.solve.stop import Stop
from matcher.whatif.changes import WEIGHT
from matcher.whatif.reseat import Outcome, reseat
from matcher.whatif.standing import Standing
from matcher.whatif.trials import Trial, Trials

SECONDS = 10.0  # for one person, unless told otherwise
EACH = 2  # answers of each kind
TRIED = 6  # further trials of a kind that fail, where another kind has given an answer


@dataclass(frozen=True)
class Counterfactual:
    """Changes that give somebody a seat.

    Attributes
    ----------
    outcome : Outcome
        The proposal that then holds, which the checker found clean.
    group : Group
        The one they would sit in.
    more, fewer : tuple of str
        Who else has a seat then, and who has none any more.
    in_turn : bool
        Whether seats given strictly by turn give it to them; else some other arrangement does.
    """

    outcome: Outcome
    group: Group
    more: tuple[str, ...]
    fewer: tuple[str, ...]
    in_turn: bool = True


@dataclass(frozen=True)
class Answer:
    """What was found for one person.

    Attributes
    ----------
    found : tuple of Counterfactual
        The smallest changes first.
    reachable : bool
        Whether any provider could take them at all, at some time or other.
    complete : bool
        Whether everything within one change was tried, or an answer found; not so where the time
        ran out first.
    pairs : bool
        Whether two changes at once were tried, too.
    """

    found: tuple[Counterfactual, ...]
    reachable: bool = True
    complete: bool = True
    pairs: bool = False


def counterfactuals(
    cohort: Cohort,
    proposal: Proposal,
    person_id: str,
    *,
    seconds: float = SECONDS,
    stop: Stop | None = None,
    tell: Callable[[str], object] = lambda _: None,
) -> Answer:
    """Find the smallest changes that give somebody a seat at no seats level's cost.

    Each is tried out: the changed cohort gets a proposal in which they have a seat, every rule is
    kept, nobody rightly envies anybody, no seat is left open and no seats level is lower.

    Parameters
    ----------
    cohort : Cohort
    proposal : Proposal
    person_id : str
        Of somebody on the waitlist without a seat.
    seconds : float
        Of wall clock.
    stop : Stop, optional
    tell : callable
        Told what is being tried.

    Raises
    ------
    NotStanding
        Where the proposal breaks rules.
    """
    end = time.monotonic() + seconds
    standing = Standing.of(cohort, proposal, person_id)
    if standing.person < 0 or not standing.mine:
        return Answer((), reachable=False)
    search = _Search(standing, lambda: time.monotonic() >= end or (stop is not None and stop.asked))
    return search.run(tell)


class _Search:
    def __init__(self, standing: Standing, over: Callable[[], bool]) -> None:
        self.standing = standing
        self.trials = Trials(standing)
        self.over = over
        self.found: list[Counterfactual] = []
        self.cut = False

    def run(self, tell: Callable[[str], object]) -> Answer:
        trials = self.trials
        kinds = (
            ("one more time of theirs", trials.own_ways),
            ("one more time of theirs", trials.entries),
            ("one more group of one provider", trials.groups),
            ("one more seat", trials.seats),
            ("one more time with a further group", trials.entries_with_groups),
        )
        for words, list_trials in kinds:
            tell(f"Trying {words}")
            self._try(list_trials(), forced=False)
        for words, list_trials in kinds if not self.found else ():
            tell(f"Trying {words} in other arrangements")
            self._try(list_trials(), forced=True)
        complete = bool(self.found) or not self.cut
        pairs = not self.found and not self.cut
        if pairs:
            tell("Trying two changes at once")
            self._try(trials.pairs(), forced=False)
            self._try(trials.pairs() if not self.found else (), forced=True)
        return Answer(tuple(sorted(self.found, key=_size)), True, complete, pairs)

    def _try(self, trials: Iterable[Trial], *, forced: bool) -> None:
        """Try until there are `EACH` answers; not for long where there are some of another kind."""
        answers, failed = 0, 0
        had = bool(self.found)
        told: set[object] = set()
        for trial in trials:
            if answers >= EACH or (had and failed >= TRIED) or (answers and failed >= TRIED):
                return
            if self.over():
                self.cut = True
                return
            key = _key(trial)
            if key in told:
                continue
            answer = next(self._answers(trial, forced=forced), None)
            if answer is None:
                failed += 1
            else:
                answers += 1
                told.add(key)
                self.found.append(answer)

    def _answers(self, trial: Trial, *, forced: bool) -> Iterator[Counterfactual]:
        person = self.standing.person
        region = self.trials.region(trial)
        if not forced:
            wishes: Iterator[dict[int, int] | None] = iter((None,))
        else:
            unit = self.standing.loose.unit_of.get(person, (person,))
            wishes = (dict.fromkeys(unit, group) for group in self._groups(trial))
        for held in wishes:
            if self.over():
                self.cut = True
                return
            inside = region
            if held and trial.group < 0:
                inside = sorted({*region, *held.values()} & set(range(len(self.standing.seating))))
            outcome = reseat(self.standing, trial.changes, inside, trial.further, held)
            if outcome is not None:
                yield self._answer(outcome, in_turn=not forced)

    def _groups(self, trial: Trial) -> Iterator[int]:
        """Return the openings in which a seat may be looked for."""
        if trial.group >= 0:
            yield trial.group
            return
        yield from (int(g) for g in self.trials.chains.able[self.standing.person].nonzero()[0])

    def _answer(self, outcome: Outcome, *, in_turn: bool) -> Counterfactual:
        me = self.standing.loose.people[self.standing.person]
        before, after = frozenset(self.standing.proposal.seats()), outcome.seated
        group = next(one for one in outcome.groups if me in one.members)
        more = tuple(sorted(after - before - {me}))
        return Counterfactual(outcome, group, more, tuple(sorted(before - after)), in_turn)


def _key(trial: Trial) -> object:
    """Return what is the same in trials of which one answer is enough."""
    return tuple((change.kind, change.who, change.entry) for change in trial.changes)


def _size(one: Counterfactual) -> tuple[int, int, int]:
    changes = one.outcome.changes
    return not one.in_turn, len(changes), sum(WEIGHT[change.kind] for change in changes)
