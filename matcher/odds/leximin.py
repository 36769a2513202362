"""The fairest lottery over seatings: the smallest chance as large as possible, then the next.

A lottery is a distribution over seatings that all have the settled number of seats in every tier.
Its linear program has one column a seating, so seatings are found as they are needed (column
generation), as for citizens' assemblies: Flanigan, Goelz, Gupta, Hennig and Procaccia, "Fair
algorithms for selecting citizens' assemblies", Nature 596 (2021), algorithm LEXIMIN; the criterion
for random assignments goes back to Bogomolnaia and Moulin (2004).

First the smallest chance in the most urgent tier is made as large as possible, then that in the
next tier, and so on; then, in the same order, the next smallest chances, with everybody's reached
chance kept. As in LEXIMIN, those whose price in the linear program is positive cannot have more,
and stay at what they have.

A bound on a smallest chance is proven: the linear relaxation of `SeatProgram` (every lottery is a
point of it), or the best seating at the program's own prices (duality).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from matcher.instance import Bools
from matcher.odds.ground import MOST_BOOLEANS, Ground
from matcher.odds.master import Master, MasterAnswer
from matcher.odds.program import Answer, SeatProgram, worth_of
from matcher.odds.region import Regions
from matcher.solve.assign import Opening
from matcher.solve.bound import Relaxation
from matcher.solve.columns import Goal, Held
from matcher.solve.pricing import Floats
from matcher.solve.seating import Seating
from matcher.solve.stop import Stop

ENOUGH = 0.002  # a gap at which a smallest chance counts as settled
FIRST_COLUMNS = 24
MOST_OPENINGS = 16
SMALL = 1e-6
PATIENCE = 25  # rounds without a better seating, where no proof ends the search
REGIONS = 6  # looked at one after the other without a better seating, in a round
STUCK = 5  # rounds without one, after which all known groups are filled anew
LATEST = 4  # seatings on the way to the best of a round that become columns, too
LONGEST_REGION = 20.0  # seconds for one
SHARE_FIRST, SHARE_COVER, SHARE_BOUND = 0.15, 0.3, 0.3  # of the time, in large cohorts
FINE = 1e-6  # relative precision of the relaxation
LEAST_FOR_BOUND = 10.0  # seconds left for which a large cohort's relaxation is begun


@dataclass
class Stage:
    """A smallest chance on its way: whose, what was reached, and what it can be at most.

    Attributes
    ----------
    tier : int
    round : int
        0 for the smallest chance of a tier, then the next.
    people : array of bool, shape (people,)
        Among whom it is the smallest.
    value, bound : float
        The bound holds with the chances of earlier stages kept.
    """

    tier: int
    round: int
    people: Bools
    value: float = 0.0
    bound: float = 1.0


@dataclass(frozen=True)
class Lottery:
    """A distribution over seatings.

    Attributes
    ----------
    seatings : tuple of Seating
        Each keeps every rule and has the settled seats in each tier.
    weights : array, shape (seatings,)
        Their probabilities.
    chance : array, shape (people,)
    never : array of bool, shape (people,)
        Proven: no such seating has them.
    stages : tuple of Stage
        Those of round 0 first, one a tier that has seats.
    """

    seatings: tuple[Seating, ...]
    weights: Floats
    chance: Floats
    never: Bools
    stages: tuple[Stage, ...] = field(default=())


class Leximin:
    """Looks for the fairest lottery over one ground.

    Parameters
    ----------
    ground : Ground
    stop : Stop, optional
    on_news : callable, optional
        Told every stage whenever its value or bound gets better.
    """

    def __init__(
        self,
        ground: Ground,
        *,
        stop: Stop | None = None,
        on_news: Callable[[Stage], object] = lambda _: None,
    ) -> None:
        self.ground = ground
        self.instance = ground.instance
        self.stop = stop or Stop()
        self.clock = ground.clock
        self.on_news = on_news
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
        self.relaxation: Relaxation | None = None
        self.regions: Regions | None = None  # for cohorts too large to be priced whole
        self._nearby: list[Seating] = []  # what pricing found besides the best

    def run(self, seconds: float) -> Lottery:
        """Look for so many seconds; return the best lottery so far."""
        self.end = self.clock.seconds + seconds
        self._add(self.ground.seating)
        if self.ground.booleans <= MOST_BOOLEANS and self.instance.candidates:
            self.whole = self.ground.program()
            self._reachable(self.whole)
        elif self.instance.candidates:
            self.regions = Regions(self.ground)
        self._first()
        self._cover()
        stages, answer = self._stages()
        if answer is None:
            weights = np.zeros(len(self.seatings))
            weights[0] = 1.0
        else:
            weights = answer.weights
        keep = weights > 1e-9
        chance = self.master.chances(weights)
        return Lottery(
            seatings=tuple(s for s, kept in zip(self.seatings, keep, strict=True) if kept),
            weights=weights[keep] / weights[keep].sum(),
            chance=chance,
            never=self.never,
            stages=tuple(stages),
        )

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

    # --- stages --------------------------------------------------------------------------------

    def _stages(self) -> tuple[list[Stage], MasterAnswer | None]:
        free = ~self.never & self.master.covered
        floors = np.zeros(self.people)
        stages: list[Stage] = []
        answer: MasterAnswer | None = None
        tiers = [
            k
            for k, level in enumerate(self.ground.tiers)
            if level.value > 0 and (self.instance.urgency == k).any()
        ]
        number = 0
        while True:
            todo = [k for k in tiers if (free & (self.instance.urgency == k)).any()]
            if not todo or (number and self._left <= 0):
                return stages, answer
            for place, tier in enumerate(todo):
                group = free & (self.instance.urgency == tier)
                stage = Stage(tier, number, group)
                share = 1.0 / (len(todo) - place) if number == 0 else 0.25
                found = self._stage(stage, floors, share * 0.9 * self._left)
                if found is None:
                    return stages, answer
                answer = found
                stages.append(stage)
                floors[group] = np.maximum(floors[group], stage.value - 1e-9)
                done = group & (answer.prices > SMALL)
                if not done.any():
                    done = group
                free &= ~done
                if stage.value >= 1 - SMALL:
                    free &= ~group
            number += 1

    def _stage(self, stage: Stage, floors: Floats, seconds: float) -> MasterAnswer | None:
        """Make one smallest chance as large as possible; None where the time is over."""
        large = self.regions is not None
        end = self._until = self.clock.seconds + (1 - SHARE_BOUND * large) * seconds
        group = stage.people
        mine = self.instance.urgency == stage.tier
        seats = float(self.ground.tiers[stage.tier].value)
        fixed = float(floors[mine & ~group].sum())
        stage.bound = min(1.0, (seats - fixed) / int(group.sum()))  # no smallest is above the mean
        answer = self.master.solve(group, floors)
        if answer is None:
            return None
        stage.value = answer.value
        if self.whole is not None and stage.bound - stage.value > ENOUGH and stage.round == 0:
            shares = self.whole.relaxed(
                np.zeros(self.people), fair=group.astype(float),
                floors=np.maximum(floors - SMALL, 0.0), seconds=max(0.1, 0.5 * seconds),
            )  # fmt: skip
            if shares is not None:
                stage.bound = min(stage.bound, shares.value + SMALL)
                self._use(shares.used)
        level, idle = int(large), 0
        while stage.bound - stage.value > ENOUGH:
            self.on_news(stage)
            if self.clock.seconds > end or self._left <= 0:
                break
            paid = float(answer.prices @ np.where(group, 0.0, floors))
            if level == 2 and self._bound_by_prices(stage, answer.prices, paid):
                level = 1
                continue
            self._nearby = []
            found = self._best(answer.prices, level=level)
            if level == 2 and self.whole is not None:
                stage.bound = min(stage.bound, max(stage.value, found.bound - paid))
            gains = found.value - answer.level
            news = [s for s in (*self._nearby, found.seating) if s is not None]
            added = sum([self._add(s) for s in news]) if gains > SMALL else 0
            if added:
                answer = self.master.solve(group, floors) or answer
                stage.value = max(stage.value, answer.value)
            # Small gains among known groups: look among more of them.
            weak = not added or gains < 0.3 * (stage.bound - stage.value)
            idle = 0 if added else idle + 1
            if large:
                if idle >= PATIENCE:
                    break
                # All known groups filled at once: takes long, and helps where no region does.
                level = 0 if idle % STUCK == STUCK - 1 else 1
            elif level == 2:
                if not added:
                    break
                level = 0
            else:
                level = level + 1 if weak else 0
        enough_time = self._left > LEAST_FOR_BOUND
        if large and stage.bound - stage.value > ENOUGH and enough_time:
            self._bound_large(stage, answer, floors, SHARE_BOUND * seconds)
        self.on_news(stage)
        return answer

    def _bound_by_prices(self, stage: Stage, prices: Floats, paid: float) -> bool:
        """Bound by the relaxation at given prices; return whether it opens unknown candidates."""
        priced = self._told_apart(prices, 1e-4)
        shares = (
            None if self.whole is None else self.whole.relaxed(priced, seconds=0.4 * self._left)
        )
        if shares is None:
            return False
        stage.bound = min(stage.bound, max(stage.value, shares.value + SMALL - paid))
        before = len(self.used)
        self._use(shares.used)
        return len(self.used) > before

    def _bound_large(
        self, stage: Stage, answer: MasterAnswer, floors: Floats, seconds: float
    ) -> None:
        """Bound by the solver's own relaxation at the program's prices."""
        if self.relaxation is None:
            self.relaxation = Relaxation(self.instance, counted=self.clock.counted)
            self.relaxation.precision = FINE  # a chance is small beside all the seats held
        held = [Held(d.seat, 0.0, d.low, least=bool(np.isinf(d.high))) for d in self.ground.demands]
        top = float(answer.prices.max(initial=0.0)) or 1.0
        near = self.relaxation.bound(
            Goal(answer.prices / top), held, seconds=min(seconds, self._left), stop=self.stop
        )
        self.clock.spend(near.work)
        paid = float(answer.prices @ np.where(stage.people, 0.0, floors))
        stage.bound = min(stage.bound, max(stage.value, near.value * top - paid))
