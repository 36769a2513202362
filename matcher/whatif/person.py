"""What would give somebody a seat: the smallest changes that do, each tried out."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import islice
from math import inf

from matcher.cohort import Cohort, Group, Proposal
from matcher.odds.ground import MOST_BOOLEANS
from matcher.solve.highs import kept_warm
from matcher.solve.stop import Stop
from matcher.whatif.changes import WEIGHT
from matcher.whatif.outcome import Outcome
from matcher.whatif.part import part_about, whole
from matcher.whatif.regroup import Regrouping
from matcher.whatif.reseat import reseat
from matcher.whatif.standing import Standing
from matcher.whatif.trials import Listed, Trial, Trials

SECONDS = 60.0  # for one person, unless told otherwise
EACH = 2  # answers of each kind
PLACES = 4  # groups in which a seat is looked for at each trial
FEW, MANY = 6, 30  # trials of a kind that may fail, before other kinds get their turn
BRIEF = 2.0  # seconds for a trial, before every kind has had its turn
FURTHER = 0.6  # of the time, that is left then
SMALL = 12_000  # people times candidates of a part that is looked at before the largest
SMALL_PART = 0.4  # of the time, that is left then
LAST = 0.1  # of the time, for two changes at once
MOST_ELSE = 0.25  # of the time, that is left when every question of other groups has had a little
OTHER_GROUPS = 0.2  # of the time, for other groups and two changes at once


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
    """

    outcome: Outcome
    group: Group
    more: tuple[str, ...]
    fewer: tuple[str, ...]


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
        Whether everything within one change was tried, with the groups as they meet, or an answer
        found; not so where the time ran out first.
    proven : bool
        Whether there is no single change at all, whatever groups meet.
    pairs : bool
        Whether all pairs of changes were tried too, where no single one was found.
    """

    found: tuple[Counterfactual, ...]
    reachable: bool = True
    complete: bool = True
    proven: bool = False
    pairs: bool = True


@kept_warm()
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

    def left(keep: float) -> float:
        """Return the seconds left but for a share of all, kept for what is yet to be tried."""
        if stop is not None and stop.asked:
            return 0.0
        return end - time.monotonic() - keep * seconds

    return _Search(standing, left, stop).run(tell)


Left = Callable[[float], float]  # seconds, but for a share of all that is kept
Kinds = Sequence[tuple[str, Listed]]  # in words, and its trials


class _Search:
    def __init__(self, standing: Standing, left: Left, stop: Stop | None) -> None:
        self.standing = standing
        self.stop = stop
        self.trials = Trials(standing)
        self.left = left
        self.found: list[Counterfactual] = []
        self.failed: set[Trial] = set()
        self.cut = False
        self.keep = LAST  # of the time, for what is tried later
        self.brief = inf  # seconds for one trial

    def run(self, tell: Callable[[str], object]) -> Answer:
        trials = self.trials
        kinds = (
            ("another cadence or language of theirs", Listed(trials.own_ways())),
            ("one more time of theirs", Listed(trials.entries())),
            ("one more group of one provider", Listed(trials.groups())),
            ("one more seat", Listed(trials.seats())),
            ("one more time with a further group", Listed(trials.entries_with_groups())),
        )
        for words, listed in kinds:
            tell(f"Trying {words}")
            self._try((trial for trial in listed if trial.likely), FEW)
        proven = not self.found and self._on(kinds, tell)
        complete = bool(self.found) or proven or not self.cut
        if not self.found:
            tell("Trying two changes at once")
            self.cut, self.keep = False, 0.0
            self._try(Listed(trials.pairs()), None)
        return Answer(tuple(sorted(self.found, key=_size)), True, complete, proven, not self.cut)

    def _on(self, kinds: Kinds, tell: Callable[[str], object]) -> bool:
        """Search until there is an answer; return whether it is proven that there is none.

        Where all groups can be formed anew at a time, that is the faster way.
        """
        further = partial(self._further, kinds, tell)
        everything = partial(self._everything, kinds, LAST, tell)
        steps: tuple[Callable[[], bool], ...] = (
            further, partial(self._in_part, SMALL, SMALL_PART, tell),
            partial(self._in_part, MOST_BOOLEANS, MOST_ELSE, tell), everything,
        )  # fmt: skip
        if (all_groups := whole(self.standing)) is not None:
            others = Regrouping(self.standing, self.trials, all_groups)
            quickly = partial(self._regroup, others.quickly, others, MOST_ELSE, tell)
            most = partial(self._everything, kinds, OTHER_GROUPS, tell)
            thoroughly = partial(self._regroup, others.thoroughly, others, LAST, tell)
            steps = (quickly, further, most, thoroughly, everything)
        for step in steps:
            if (proven := step()) or self.found:
                return proven
        return False

    def _further(self, kinds: Kinds, tell: Callable[[str], object]) -> bool:
        """Try some of every kind, none of them for long."""
        self.cut, self.keep, self.brief = False, FURTHER, BRIEF
        for words, listed in kinds:
            tell(f"Trying {words} further")
            self._try(listed, MANY)
        self.brief = inf
        return False

    def _in_part(self, most: int, keep: float, tell: Callable[[str], object]) -> bool:
        """Form groups anew around the person, so many people times candidates of them."""
        part = part_about(self.standing, self.trials, most)
        if part is None:
            return False
        others = Regrouping(self.standing, self.trials, part)
        return self._regroup(others.quickly, others, keep, tell)

    def _everything(self, kinds: Kinds, keep: float, tell: Callable[[str], object]) -> bool:
        """Try all that has not failed, with so much of the time kept for later."""
        self.cut, self.keep = False, keep
        for words, listed in kinds:
            tell(f"Trying {words}, everything there is")
            self._try(listed, None)
        return False

    def _try(self, trials: Iterable[Trial], most: int | None) -> None:
        """Try until there are `EACH` answers, or so many trials have failed."""
        answers, failed = 0, 0
        told: set[object] = set()
        for trial in trials:
            if answers >= EACH or (most is not None and failed >= most):
                return
            if self.left(self.keep) <= 0:
                self.cut = True
                return
            if trial in self.failed or _key(trial) in told:
                continue
            answer, cut = self._answer(trial)
            self.cut |= cut
            if answer is None:
                failed += 1
                if not cut:
                    self.failed.add(trial)
            else:
                answers += 1
                told.add(_key(trial))
                self.found.append(answer)

    def _regroup(
        self,
        ask: Callable[[Callable[[], float], Stop | None], Outcome | None],
        others: Regrouping,
        keep: float,
        tell: Callable[[str], object],
    ) -> bool:
        """Try single changes with any other groups, with so much of the time kept for later.

        Returns whether it is proven that none does it, with all seats left to those before them.
        """
        tell("Trying other groups altogether")
        outcome = ask(lambda: self.left(keep), self.stop)
        if outcome is not None:
            self.found.append(self._told(outcome))
        return others.none

    def _answer(self, trial: Trial) -> tuple[Counterfactual | None, bool]:
        """Look for a seat: in the group a trial names, or else as turns give them.

        Returns also whether the time cut it off.
        """
        person = self.standing.person
        unit = self.standing.loose.unit_of.get(person, (person,))
        could = (g for g in self.trials.seats_in(trial) if not self.trials.hopeless(trial, g))
        cut = False
        for group in islice(could, PLACES):
            seconds = min(self.brief, self.left(self.keep))
            if seconds <= 0:
                return None, True
            held = dict.fromkeys(unit, group)
            region = self.trials.region(trial, group)
            began = time.monotonic()
            outcome = reseat(
                self.standing, trial.changes, region, trial.further, held, seconds=seconds
            )
            if outcome is not None:
                return self._told(outcome), cut
            cut |= time.monotonic() - began >= seconds
        return None, cut

    def _told(self, outcome: Outcome) -> Counterfactual:
        me = self.standing.loose.people[self.standing.person]
        before, after = frozenset(self.standing.proposal.seats()), outcome.seated
        group = next(one for one in outcome.groups if me in one.members)
        more = tuple(sorted(after - before - {me}))
        return Counterfactual(outcome, group, more, tuple(sorted(before - after)))


def _key(trial: Trial) -> object:
    """Return what is the same in trials of which one answer is enough."""
    return tuple((change.kind, change.who, change.entry) for change in trial.changes)


def _size(one: Counterfactual) -> tuple[int, int]:
    changes = one.outcome.changes
    return len(changes), sum(WEIGHT[change.kind] for change in changes)
