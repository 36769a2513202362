"""Seatings that a lottery could draw, found as prices of its linear program ask for them."""

from __future__ import annotations

import numpy as np

from matcher.instance import Bools
from matcher.odds.ground import MOST_BOOLEANS, Ground
from matcher.odds.master import Master
from matcher.odds.program import Answer, SeatProgram, worth_of
from matcher.odds.region import Regions
from matcher.solve.assign import Opening
from matcher.solve.pricing import Floats
from matcher.solve.seating import Seating
from matcher.solve.stop import Stop

FIRST_COLUMNS = 24
MOST_OPENINGS = 16
SMALL = 1e-6
PATIENCE = 25  # rounds without a better seating, where no proof ends the search
REGIONS = 6  # looked at one after the other without a better seating, in a round
LATEST = 4  # seatings on the way to the best of a round that become columns, too
LONGEST_REGION = 20.0  # seconds for one
SHARE_FIRST, SHARE_COVER = 0.15, 0.3  # of the time, in large cohorts


class Seeker:
    """Finds seatings with the settled seats in every tier, by what seats are worth.

    Parameters
    ----------
    ground : Ground
    stop : Stop, optional
    """

    def __init__(self, ground: Ground, *, stop: Stop | None = None) -> None:
        self.ground = ground
        self.instance = ground.instance
        self.stop = stop or Stop()
        self.clock = ground.clock
        self.people = len(self.instance.people)
        self.end = self._until = 0.0  # of all, and of what is under way; by the clock
        self.master = Master(self.people)
        self.openings: dict[tuple[Opening, ...], SeatProgram | None] = {}  # made when first used
        self.seatings: list[Seating] = []
        self.rng = np.random.default_rng(1)
        self.never = self._outside()
        self.whole: SeatProgram | None = None
        self.middle: SeatProgram | None = None
        self.used: set[int] = set()
        self.regions: Regions | None = None  # for cohorts too large to be priced whole
        self._nearby: list[Seating] = []  # what pricing found besides the best

    def _begin(self, seconds: float) -> None:
        """Find first seatings, and one for everybody who may have a seat."""
        self.end = self.clock.seconds + seconds
        self._add(self.ground.seating)
        if self.ground.booleans <= MOST_BOOLEANS and self.instance.candidates:
            self.whole = self.ground.program()
            self._reachable(self.whole)
        elif self.instance.candidates:
            self.regions = Regions(self.ground)
        self._first()
        self._cover()

    # --- who can be seated at all --------------------------------------------------------------

    def _outside(self) -> Bools:
        """Return who is in no candidate group, or in a tier that has no seats."""
        never: Bools = np.ones(self.people, dtype=bool)
        for members in self.instance.members:
            never[members] = False
        tiers = self.instance.tiers
        for level in self.ground.levels:
            if not level.proven:
                break  # what is proven of later levels rests on this one's seats
            if level.name in tiers and level.value == 0:
                never |= self.instance.urgency == tiers.index(level.name)
        return never

    def _reachable(self, whole: SeatProgram) -> None:
        """Find who has no part of a seat even in the relaxation; start from what it opens."""
        tiny = np.full(self.people, 0.5 / max(1, self.people))
        shares = whole.relaxed(np.where(self.never, 0.0, 1.0), most=tiny, seconds=0.3 * self._left)
        if shares is not None:
            if self.ground.proven:
                self.never |= shares.person < 1e-3 * tiny
            self._use(shares.used)

    def _use(self, used: dict[int, float]) -> None:
        """Take candidates into the program of middle size."""
        more = {c for c, share in used.items() if share > 0.005} - self.used
        if more:
            self.used |= more
            self.middle = None

    @property
    def _left(self) -> float:
        return 0.0 if self.stop.asked else self.end - self.clock.seconds

    # --- columns -------------------------------------------------------------------------------

    def _add(self, seating: Seating) -> bool:
        """Add a seating as a column, and its groups as ones to price over."""
        people = sorted(p for s in seating for p in s.members)
        new = self.master.add(people)
        if new:
            self.seatings.append(seating)
        key = tuple(sorted((s.candidate, s.weeks) for s in seating))
        if key not in self.openings:
            if len(self.openings) >= MOST_OPENINGS:
                del self.openings[next(iter(self.openings))]
            self.openings[key] = None
            self._use({s.candidate: 1.0 for s in seating})
        return new

    def _filling(self, key: tuple[Opening, ...]) -> SeatProgram:
        """Return the program of who sits in known groups."""
        program = self.openings.get(key)
        if program is None:
            program = self.ground.program(list(key))
            if key in self.openings:
                self.openings[key] = program
        return program

    def _fillings(self) -> list[tuple[Opening, ...]]:
        """Return the sets of groups to price over: all, or one where each takes seconds."""
        known = list(self.openings)
        return known if self.regions is None else [known[int(self.rng.integers(len(known)))]]

    def _first(self) -> None:
        """Find first seatings, those seated so far counting less and less."""
        worth = np.ones(self.people)
        known = list(self.openings)
        until = self.clock.seconds + SHARE_FIRST * self._left
        for number in range(FIRST_COLUMNS):
            if self._left <= 0 or self.clock.seconds > until or not known:
                return
            found = self._filling(known[number % len(known)]).solve(
                worth * self.rng.uniform(0.9, 1.1, self.people), seconds=0.1 * self._left
            )
            if found.seating is None:
                return
            if not self._add(found.seating) and self.regions is not None:
                return  # where everybody fits who may, no prices change who is seated
            worth[[p for s in found.seating for p in s.members]] *= 0.7

    def _cover(self) -> None:
        """Find a seating for everybody who may have one, as many at a time as possible."""
        if self.regions is not None:
            self._cover_nearby(self.clock.seconds + SHARE_COVER * self._left)
            return
        level = 1
        while self._left > 0:
            missing = ~self.never & ~self.master.covered
            if not missing.any():
                return
            wanted = missing.astype(float)
            found = self._best(wanted, level=level)
            if found.seating is not None and found.value > 0.5 and self._add(found.seating):
                level = 1
            elif level == 2 or self.whole is None:
                if self.whole is not None and found.bound < 1 - SMALL and self.ground.proven:
                    self.never |= missing
                return
            else:
                level = 2
                shares = self.whole.relaxed(wanted, seconds=0.3 * self._left)
                if shares is not None:
                    if shares.value < 1 - SMALL and self.ground.proven:
                        self.never |= missing  # nobody has half a seat
                        return
                    if {c for c, share in shares.used.items() if share > 0.005} - self.used:
                        self._use(shares.used)
                        level = 1

    def _cover_nearby(self, until: float) -> None:
        """The same, a region at a time; who stays without a seating is unsettled, not proven."""
        idle = 0
        while self._left > 0 and self.clock.seconds < until and idle < PATIENCE:
            missing = ~self.never & ~self.master.covered
            if not missing.any():
                return
            found = self._near(missing.astype(float), until)
            new = found.seating is not None and found.value > 0.5 and self._add(found.seating)
            idle = 0 if new else idle + 1

    def _near(self, worth: Floats, until: float) -> Answer:
        """Return the best seating found from a good known one, a region after the other.

        What regions far from each other gain adds up, so it goes on as long as they gain.
        """
        values = self.master.worth(worth)
        good = np.flatnonzero(values >= values.max() - SMALL)
        best = self.seatings[int(self.rng.choice(good))]
        value = float(values.max())
        idle = 0
        while idle < REGIONS and self.clock.seconds < until:
            seated = np.zeros(self.people, dtype=bool)
            seated[[p for s in best for p in s.members]] = True
            wanted = np.where(seated, 0.0, worth)
            if self.regions is None or self._left <= 0 or wanted.sum() <= 0:
                break
            person = int(self.rng.choice(self.people, p=wanted / wanted.sum()))
            seconds = min(LONGEST_REGION, max(0.05, 0.35 * self._left))
            found = self.regions.around(best, person, worth, self.rng, seconds)
            reached = -np.inf if found is None else worth_of(found, worth)
            better = reached > value + SMALL
            self.regions.learn(better)
            idle = 0 if better else idle + 1
            if found is not None and better:
                best, value = found, reached
                self._nearby = [*self._nearby, found][-LATEST:]
        return Answer(best, value, np.inf)

    def _best(self, worth: Floats, *, level: int) -> Answer:
        """Return the best seating at prices: 0 over known groups, 1 over likely ones, 2 over all.

        In a cohort too large for that, 1 is from one region to the next.


        The bound holds for all seatings at level 2, and only there.
        """
        priced = self._told_apart(worth)
        seconds = max(0.05, 0.35 * self._left)
        if level == 2 and self.whole is not None:
            found = self.whole.solve(priced, seconds=seconds, gap=1e-4)
        elif level >= 1 and self.regions is not None:
            return self._near(worth, self._until)
        elif level >= 1 and self.whole is not None:
            if self.middle is None:
                self.middle = self.ground.program(candidates=self.used)
            found = self.middle.solve(priced, seconds=min(10.0, seconds), gap=1e-3)
        else:
            found = Answer(None, -np.inf, np.inf)
            for key in self._fillings():
                if self._left <= 0:
                    break
                one = self._filling(key).solve(priced, seconds=seconds, gap=1e-4)
                if one.seating is not None:
                    self._nearby.append(one.seating)
                    found = max(found, one, key=lambda a: a.value)
        if found.seating is None:
            return found
        return Answer(found.seating, worth_of(found.seating, worth), found.bound)

    def _told_apart(self, worth: Floats, share: float = 1e-3) -> Floats:
        """Return prices with a trifle more, as equal ones make programs slow; bounds get wider."""
        trifle = share * (float(worth.max(initial=0.0)) or 1.0) / self.people
        return worth + trifle * self.rng.uniform(0.0, 1.0, self.people)
