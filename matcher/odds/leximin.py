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

import numpy as np

from matcher.odds.ground import Ground
from matcher.odds.lottery import Lottery, Stage
from matcher.odds.master import MasterAnswer
from matcher.odds.seek import PATIENCE, SMALL, Seeker
from matcher.solve.bound import Relaxation
from matcher.solve.columns import Goal, Held
from matcher.solve.pricing import Floats
from matcher.solve.stop import Stop

ENOUGH = 0.002  # a gap at which a smallest chance counts as settled
STUCK = 5  # rounds without one, after which all known groups are filled anew
SHARE_BOUND = 0.3  # of the time, in large cohorts
FINE = 1e-6  # relative precision of the relaxation
LEAST_FOR_BOUND = 10.0  # seconds left for which a large cohort's relaxation is begun


class Leximin(Seeker):
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
        super().__init__(ground, stop=stop)
        self.on_news = on_news
        self.relaxation: Relaxation | None = None

    def run(self, seconds: float) -> Lottery:
        """Look for so many seconds; return the best lottery so far."""
        self._begin(seconds)
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
