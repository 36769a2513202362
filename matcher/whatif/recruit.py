"""Whom to recruit: the offers that seat the most, each tried out."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import combinations

import numpy as np

from matcher.cohort import Cohort, Proposal
from matcher.cohort.vocabulary import RC_ACCESS
from matcher.propose import Options, Progress, solve
from matcher.solve.stop import Stop
from matcher.whatif.changes import WEIGHT, Change, changed
from matcher.whatif.offers import Offers, Try, newcomers, with_room
from matcher.whatif.outcome import Outcome
from matcher.whatif.reseat import reseat
from matcher.whatif.standing import Standing

SECONDS = 30.0
SHOWN = 10  # offers told of
BUNDLES = 3  # bundles of two told of
PAIRED = 6  # of the best offers, tried two by two
CONFIRMED = 5  # offers really added and matched anew, at most
LONG = 10.0  # seconds for one such match
MOST_PEOPLE = 600  # for whom a match settles the seats in so short a time
TRYING, CONFIRMING = 0.5, 0.8  # of the time, until which offers are tried, and confirmed


@dataclass(frozen=True)
class Offer:
    """Something to recruit.

    Attributes
    ----------
    outcome : Outcome
        The changes, and a proposal that the checker found clean.
    more : int
        How many more people have a seat in it.
    by_access : mapping of str to int
        The same by access to reflective consultation at work.
    moved : int
        People who sit in another group than before.
    confirmed : bool
        Whether a whole match with it seats as many in every tier, and that is proven best.
    """

    outcome: Outcome
    more: int
    by_access: Mapping[str, int]
    moved: int
    confirmed: bool = False


@dataclass(frozen=True)
class Recruits:
    """What was found.

    Attributes
    ----------
    waiting : int
        Eligible people without a seat.
    offers, bundles : tuple of Offer
        One offer each, and two at once; the most seats first.
    tried, listed : int
        How many offers were tried, of how many that anybody could use.
    """

    waiting: int
    offers: tuple[Offer, ...]
    bundles: tuple[Offer, ...]
    tried: int
    listed: int


def recruit(
    cohort: Cohort,
    proposal: Proposal,
    *,
    seconds: float = SECONDS,
    stop: Stop | None = None,
    tell: Callable[[str], object] = lambda _: None,
) -> Recruits:
    """Find which further provider, time, language, credential or place would seat the most.

    Parameters
    ----------
    cohort : Cohort
    proposal : Proposal
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
    seats = proposal.seats()
    start = cohort.program.start_date
    waiting = [p.id for p in cohort.participants if p.is_member_on(start) and p.id not in seats]
    if not waiting:
        return Recruits(0, (), (), 0, 0)
    new = newcomers(cohort, waiting)
    freed = with_room(cohort, Counter(group.provider_id for group in proposal.groups))
    standing = Standing.of(cohort, proposal, more=new, freed=freed)
    search = _Search(standing, Offers(standing, new, freed), stop)

    def left(share: float) -> float:
        """Return the seconds left of a share of the time."""
        asked = stop is not None and stop.asked
        return 0.0 if asked else end - time.monotonic() - (1 - share) * seconds

    tries = search.offers.all()
    tried = 0
    for one in tries:
        if left(TRYING) <= 0 or search.promises_less(one):
            break
        tell(f"Trying offer {tried + 1}: {len(search.found)} would seat somebody")
        search.attempt(one, seconds=left(TRYING))
        tried += 1
    tell("Forming all groups anew with the best offer")
    if not search.found:
        search.form_anew(tries, lambda: left(CONFIRMING))
    search.confirm(lambda: left(CONFIRMING))
    singles = search.best()
    for first, second in search.pairs():
        if left(1.0) <= 0:
            break
        tell("Trying two of the best at once")
        search.attempt(first, second, seconds=left(1.0))
    return Recruits(len(waiting), singles[:SHOWN], search.best_bundles(), tried, len(tries))


class _Search:
    def __init__(self, standing: Standing, offers: Offers, stop: Stop | None) -> None:
        self.standing = standing
        self.stop = stop
        self.offers = offers
        self.before = frozenset(standing.proposal.seats())
        self.found: list[tuple[Offer, Try]] = []
        self.two: list[Offer] = []

    def promises_less(self, one: Try) -> bool:
        """Whether there are enough offers better than all that this one could be."""
        better = sum(offer.more >= 2 * one.promise for offer, _ in self.found)
        return better >= 2 * SHOWN

    def attempt(self, *tries: Try, seconds: float) -> None:
        """Try an offer, or two at once."""
        changes = tuple(change for one in tries for change in one.changes)
        further = tuple(opening for one in tries for opening in one.further)
        region = self._region(tries)
        best: Offer | None = None
        for stay in (0.3, 4.0):  # others may move on where that seats more, or nobody need
            outcome = reseat(self.standing, changes, region, further, stay=stay, seconds=seconds)
            offer = outcome and self._offer(outcome)
            if offer and (best is None or offer.more > best.more):
                best = offer
            if best is not None:
                break
        if best is None or best.more <= 0:
            return
        if len(tries) == 1:
            self.found.append((best, tries[0]))
        else:
            self.two.append(best)

    def best(self) -> tuple[Offer, ...]:
        """Return single offers, the most seats first; of those on one weekday the best."""
        self.found.sort(key=lambda pair: _rank(pair[0]))
        kept: dict[object, tuple[Offer, Try]] = {}
        for offer, one in self.found:
            if offer.more > 0:
                kept.setdefault(_likeness(one.changes[0]), (offer, one))
        self.found = list(kept.values())
        return tuple(offer for offer, _ in self.found)

    @property
    def _small(self) -> bool:
        """Whether a whole match takes little time, and nobody is held in their group."""
        few = len(self.standing.loose.people) <= MOST_PEOPLE
        return few and not self.standing.proposal.pins

    def form_anew(self, tries: Iterable[Try], left: Callable[[], float]) -> None:
        """Match anew with offers that would seat nobody as the groups meet now."""
        levels = tuple((level.name, level.value) for level in self.standing.proposal.levels)
        for one in tries if self._small else ():
            if len(self.found) >= SHOWN or left() <= 0:
                return
            cohort = changed(self.standing.cohort, one.changes)
            outcome = Outcome(one.changes, cohort, self.standing.proposal.groups, levels)
            offer = self._matched(self._offer(outcome), min(LONG, left()))
            if offer.more > 0:
                self.found.append((offer, one))

    def confirm(self, left: Callable[[], float]) -> None:
        """Match anew with the best offers added, until the first of all has been."""
        for _ in range(CONFIRMED if self._small else 0):
            self.best()
            if not self.found or self.found[0][0].confirmed or left() <= 0:
                return
            offer, one = self.found[0]
            self.found[0] = (self._matched(offer, min(LONG, left())), one)

    def _matched(self, offer: Offer, seconds: float) -> Offer:
        """Return an offer as a whole match with it has it, seats only."""
        asked, cohort = Stop(), offer.outcome.cohort
        upper = {level.name for level in self.standing.upper}
        settled = dict.fromkeys(upper, False)

        def hear(news: Progress) -> None:
            settled[news.level] = news.value == news.bound
            if all(settled[name] for name in upper) or (self.stop is not None and self.stop.asked):
                asked.ask()

        options = Options(time_limit=seconds, workers=1)
        whole = solve(
            cohort, options=options, on_progress=hear, stop=asked, start=offer.outcome.groups
        )
        levels = tuple((level.name, level.value) for level in whole.levels)
        proven = all(level.proven for level in whole.levels if level.name in upper)
        known = dict(offer.outcome.levels)
        if any(value != known[name] for name, value in levels if name in upper):
            offer = self._offer(replace(offer.outcome, groups=whole.groups, levels=levels))
        return replace(offer, confirmed=proven)

    def pairs(self) -> Iterator[tuple[Try, Try]]:
        """Yield pairs of the best offers that do not get in each other's way."""
        best = [one for _, one in self.found[:PAIRED]]
        for first, second in combinations(best, 2):
            a, b = first.changes[0], second.changes[0]
            if {a.kind, b.kind} <= {"seat", "size"} or (a.who == b.who and a.kind != "provider"):
                continue
            if not self._clash(first, second):
                yield first, second

    def best_bundles(self) -> tuple[Offer, ...]:
        """Return pairs of offers that seat more than either alone."""
        return tuple(sorted(self.two, key=_rank)[:BUNDLES])

    def _clash(self, first: Try, second: Try) -> bool:
        candidates = self.standing.loose.candidates
        meetings = [
            [(candidates[c].provider, candidates[c].meeting(weeks)) for c, weeks in one.further]
            for one in (first, second)
        ]
        return any(v == w and m.overlaps(n) for v, m in meetings[0] for w, n in meetings[1])

    def _region(self, tries: tuple[Try, ...]) -> list[int]:
        chains, near = self.offers.chains, []
        for one in tries:
            for c, _ in one.further:
                sits = chains.moves[self.standing.loose.members[c]].sum(axis=0)
                near += np.argsort(-sits, kind="stable")[: int((sits > 0).sum())].tolist()
            for change in one.changes:
                if change.kind == "seat":
                    near = [*self._led(change.who), *near]
        whole = [*near, *range(len(self.standing.seating))]
        return chains.around(
            whole if any(c.kind == "size" for t in tries for c in t.changes) else near
        )

    def _led(self, who: str) -> list[int]:
        groups = self.standing.proposal.groups
        return [number for number, group in enumerate(groups) if group.provider_id == who]

    def _offer(self, outcome: Outcome) -> Offer:
        known = self.standing.cohort.participant_by_id
        access: Counter[str] = Counter(known[one].rc_access for one in outcome.seated)
        access.subtract(Counter(known[one].rc_access for one in self.before))
        seats = {member: group.id for group in outcome.groups for member in group.members}
        moved = sum(seats.get(one) != at for one, at in self.standing.proposal.seats().items())
        by_access = {level: access[level] for level in RC_ACCESS}
        return Offer(outcome, len(outcome.seated) - len(self.before), by_access, moved)


def _rank(offer: Offer) -> tuple[object, ...]:
    """Sort by seats, then by how urgent they are, then by how little is asked."""
    urgent = tuple(-count for count in offer.by_access.values())
    changes = offer.outcome.changes
    groups = sum(change.provider.max_groups for change in changes if change.provider)
    return -offer.more, urgent, sum(WEIGHT[change.kind] for change in changes), groups, offer.moved


def _likeness(change: Change) -> object:
    """Return what offers share of which one is enough to tell of."""
    if change.provider is None:
        return change.kind, change.who
    entry, groups = change.provider.availability[0], change.provider.max_groups
    return change.provider.languages, entry.weekday, entry.end - entry.start, groups
