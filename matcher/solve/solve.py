"""The solver: level after level, from a first seating to a proven one.

1. A first seating, repaired until it is free of envy and open seats: something is always there.
2. Seats and turn. The linear program over whole groups bounds each level and says which candidates
   matter; the exact model over those finds the seats, and over all of them closes what is left.
3. Mix and preference. Groups around which the program's answer differs are seated anew (search),
   then a few groups at a time are solved exactly (improve).
4. Each level's bound is worked out with the earlier levels held at the values reached.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from matcher.instance import Instance
from matcher.solve.assign import assign
from matcher.solve.bound import MOST_EXACT, Bound, Relaxation
from matcher.solve.columns import Goal, Held
from matcher.solve.construct import construct
from matcher.solve.dive import Depth, Dive
from matcher.solve.exact import ExactModel
from matcher.solve.goals import (
    Objective,
    goal_of,
    held_at,
    plain_bound,
    seat_worth,
    step_of,
    urgent,
)
from matcher.solve.improve import Effort, Neighbourhoods
from matcher.solve.limits import limits_for
from matcher.solve.round import round_openings
from matcher.solve.search import Search
from matcher.solve.seating import (
    Level,
    Score,
    Seating,
    clashes,
    keeps_pins,
    level_value,
    levels_of,
    score,
    seated_twice,
    whole_units,
)
from matcher.solve.settle import settle
from matcher.solve.stop import Clock


@dataclass(frozen=True, slots=True)
class Reached:
    """A level's value and proven bound."""

    name: str
    value: float
    bound: float | None

    @property
    def proven(self) -> bool:
        """Whether nothing better is possible."""
        return self.bound is not None and abs(self.value - self.bound) < 1e-9


@dataclass(frozen=True, slots=True)
class Result:
    """The best seating and what is known of each level."""

    seating: Seating
    levels: tuple[Reached, ...]


@dataclass(frozen=True, slots=True)
class Settings:
    """How to solve: cores (0 for all), relative gap that is good enough, seed."""

    workers: int = 0
    gap: float = 0.0
    seed: int = 0


Tell = Callable[[str, float, float | None], None]


class Solver:
    """One run over one instance.

    Parameters
    ----------
    instance : Instance
    clock : Clock
    settings : Settings
    tell : callable
        Told level, value and bound whenever one of them gets better.
    start : Seating, optional
        An earlier seating that keeps every rule; the result is never worse.
    """

    def __init__(
        self,
        instance: Instance,
        clock: Clock,
        settings: Settings,
        tell: Tell = lambda *_: None,
        start: Seating | None = None,
    ) -> None:
        self.instance = instance
        self.clock = clock
        self.settings = settings
        self.tell = tell
        self.levels = levels_of(instance)
        self.rng = np.random.default_rng(settings.seed % 2**63)
        self.best: Seating = start if start is not None else ()
        self.bounds: dict[str, float] = {}
        self.booleans = sum(map(len, instance.members))
        self.limits = limits_for(len(instance.people))
        self.workers = settings.workers or self.limits.workers or os.cpu_count() or 1
        self.relaxation = Relaxation(instance, self.workers, counted=clock.counted)

    # --- the run -------------------------------------------------------------------------------

    def run(self) -> Result:
        """Solve until everything is proven, time is up or somebody stops it."""
        limit = self.clock.limit
        if self.instance.pinned and not keeps_pins(self.instance, self.best):
            self._hold_pins()
        if self.best:
            self.offer(settle(self.instance, self.best))
        self.offer(settle(self.instance, construct(self.instance, self.clock.until(limit))))
        if self.instance.candidates:
            self._search(self.levels, None, self.clock.until(0.03 * limit))
            self._seats(self.clock.until(self.limits.share_seats * limit))
            self._finer()
        return self.result()

    def _hold_pins(self) -> None:
        """Start from the pinned groups alone, filled as the rules allow."""
        groups = [(self.instance.earlier or ())[k] for k in self.instance.pinned.values()]
        model = ExactModel(self.instance, {g.candidate for g in groups if g.candidate >= 0})
        answer = model.solve(urgent(self.instance), seconds=0.2 * self.clock.limit)
        if answer.seating is not None:
            self.best = answer.seating

    def result(self) -> Result:
        """Return the best seating with its levels as they stand."""
        reached = []
        for level in self.levels:
            value = level_value(self.instance, self.best, level.name)
            bound = self.bounds.get(level.name)
            if bound is None:
                bound = plain_bound(self.instance, level, self.best)
            if bound is not None:
                bound = level.sense * max(level.sense * bound, level.sense * value)
            reached.append(Reached(level.name, value, bound))
        return Result(self.best, tuple(reached))

    def offer(self, seating: Seating) -> bool:
        """Take a seating if it is better than the best."""
        old, new = self._score(self.best), self._score(seating)
        if new <= old:
            return False
        if not self._keeps_rules(seating):
            return False
        self.best = seating
        first = next(k for k, (a, b) in enumerate(zip(old, new, strict=True)) if a != b)
        # Bounds hold for seatings with the earlier levels' values, so a change ends later ones.
        for level in self.levels[first + 1 :]:
            self.bounds.pop(level.name, None)
        self._news(self.levels[first])
        return True

    def _keeps_rules(self, seating: Seating) -> bool:
        """Check what one move alone may not see; the checker judges the whole afterwards."""
        instance = self.instance
        return (
            keeps_pins(instance, seating)
            and not seated_twice(seating)
            and not clashes(instance, seating)
            and all(whole_units(instance, s.members) for s in seating)
        )

    def value(self, level: Level) -> float:
        """Return the best seating's value of a level."""
        return level_value(self.instance, self.best, level.name)

    def proven(self, level: Level) -> bool:
        """Whether a level's value meets its bound, within the gap asked for."""
        bound = self.bounds.get(level.name)
        if bound is None:
            return False
        return abs(bound - self.value(level)) <= self.settings.gap * max(1.0, abs(bound)) + 1e-9

    def _news(self, level: Level) -> None:
        self.tell(level.name, self.value(level), self.bounds.get(level.name))

    # --- bounds --------------------------------------------------------------------------------

    def _before(self, level: Level) -> tuple[Level, ...]:
        return self.levels[: self.levels.index(level)]

    def _relax(
        self, level: Level, held: list[Held], seconds: float, *, aiming: bool = False
    ) -> tuple[float, Bound]:
        """Bound a level; return the bound in its own units, rounded to what is possible.

        Aiming, the held values need not be reached yet, so the level's value says nothing.
        """
        goal, unit = goal_of(self.instance, level)
        reserve = self.instance.reserve_of.get(level.name)
        if reserve is not None and self.value(level) >= reserve.floor:
            return float(reserve.floor), Bound(float(reserve.floor))
        value = self.value(level) * unit
        found = self.relaxation.bound(
            goal,
            held,
            seconds=max(0.1, min(seconds, self.clock.left)),
            enough=-np.inf if aiming else value + 1e-9,
            stop=self.clock.stop,
        )
        self.clock.spend(found.work)
        step = step_of(self.instance, level)
        slack = 1e-7 * max(10.0, abs(found.value / unit))
        steps = found.value / unit / step
        whole = np.floor(steps + slack) if level.sense > 0 else np.ceil(steps - slack)
        if reserve is not None:
            whole = min(whole, reserve.floor)
        return float(whole * step), found

    def _prove(self, level: Level, bound: float) -> None:
        """Note a proven bound."""
        known = self.bounds.get(level.name)
        if known is None or level.sense * bound < level.sense * known:
            self.bounds[level.name] = bound
            self._news(level)

    # --- seats and turn ------------------------------------------------------------------------

    def _seats(self, go_on: Callable[[], bool]) -> None:
        """Settle the reserves, the seats levels, turn and the number of groups."""
        names = (*self.instance.reserve_of, *self.instance.tiers, "turn", "groups")
        levels = [lv for lv in self.levels if lv.name in names]
        if len(self.instance.people) <= MOST_EXACT:
            self._aim(levels, go_on)
        else:
            self._approach(go_on)
        for level in levels:
            if self.clock.left <= 0:
                break
            self._level(level, go_on)

    def _aim(self, levels: list[Level], go_on: Callable[[], bool]) -> None:
        """Bound every level with the earlier ones at their bounds; solve over what that uses."""
        held: list[Held] = []
        used: dict[int, float] = {}
        share = self.limits.share_bound * self.clock.limit
        for level in levels:
            if not go_on():
                return
            bound, found = self._relax(level, held, share, aiming=True)
            if not held:
                self._prove(level, bound)
            held.append(held_at(self.instance, level, bound))
            used = found.used or used
        self._search(self.levels, used, go_on)
        candidates = {c for c, share in used.items() if share > 0.02}
        candidates |= {s.candidate for s in self.best}
        seats = sum(len(self.instance.members[c]) for c in candidates)
        if seats <= self.limits.seats_exact and go_on():
            model = ExactModel(self.instance, candidates)
            model.hint(self.best)
            self._ask(model, urgent(self.instance), 0.35 * self.clock.limit)

    def _approach(self, go_on: Callable[[], bool]) -> None:
        """In a large cohort: open what one program with weighted levels opens."""
        weights = dict(urgent(self.instance))
        held: list[Held] = []
        for level in (lv for lv in self.levels if lv.name in self.instance.reserve_of):
            del weights[level.name]
            bound, _ = self._relax(level, held, 0.02 * self.clock.limit, aiming=True)
            held.append(replace(held_at(self.instance, level, bound), least=True))
        seat = sum(
            (weight * seat_worth(self.instance, name) for name, weight in weights.items()),
            start=np.zeros(len(self.instance.people)),
        )
        openings = round_openings(
            self.instance,
            self.relaxation.compact,
            Goal(seat / seat.max(initial=1.0)),
            held,
            self.clock,
            go_on,
            self.workers,
            0.05 * self.clock.limit,
        )
        # It may stand behind the best in the first tier and yet lead to far more seats.
        rounded = settle(self.instance, assign(self.instance, openings))
        self.offer(rounded)
        effort = Effort(groups=8, times=6, waiting=40, seconds=3.0)
        self._improve(urgent(self.instance), (), effort, go_on, {}, rounded)

    def _level(self, level: Level, go_on: Callable[[], bool]) -> None:
        """Bound one level, and close what is left of its gap with the exact model."""
        held = [held_at(self.instance, lv, self.value(lv)) for lv in self._before(level)]
        bound, _ = self._relax(level, held, self.limits.share_bound * self.clock.limit)
        self._prove(level, bound)
        if self.proven(level) or self.booleans > self.limits.seats_exact or not go_on():
            return
        self._exact(level, (0.4 if self.booleans <= self.limits.exact else 0.25) * self.clock.limit)

    def _exact(self, level: Level, seconds: float) -> None:
        """Solve one level with the earlier ones held, over all candidates."""
        model = ExactModel(self.instance)
        reached = [(lv, self.value(lv)) for lv in self._before(level)]
        for earlier, value in reached:
            model.hold(earlier.name, value)
        model.hint(self.best)
        known = self.bounds.get(level.name)
        if known is not None:
            ends = model.level(level.name)
            whole = model.whole(level.name, known)
            model.model.add(ends <= whole if level.sense > 0 else ends >= whole)
        bound = self._ask(model, ((level.name, level.sense),), seconds)
        # Settling the answer may have bettered an earlier level: then the bound is of the past.
        if bound is not None and all(self.value(lv) == value for lv, value in reached):
            scale = self.instance.point_scale if level.name == "points" else 1
            self._prove(level, level.sense * bound / scale)

    def _ask(self, model: ExactModel, objective: Objective, seconds: float) -> float | None:
        """Solve a model, offer what it finds, return its bound."""
        seconds = min(seconds, self.clock.left)
        if seconds <= 0.05:
            return None
        answer = model.solve(
            objective,
            seconds=seconds,
            workers=1 if self.booleans <= self.limits.one_worker else self.workers,
            deterministic=seconds if self.clock.counted else None,
            stop=self.clock.stop,
        )
        self.clock.spend(0.05 + answer.work)
        if answer.seating is not None:
            self.offer(settle(self.instance, answer.seating))
        return None if answer.bound is None else float(np.floor(answer.bound + 1e-6))

    # --- mix and the rest ----------------------------------------------------------------------

    def _finer(self) -> None:
        """Settle mix, preference and stability with the time that is left."""
        finer = [lv for lv in self.levels if lv.name in ("mix", "preference", "stability")]
        go_on = self.clock.until(0.97 * self.clock.limit)
        mix = next(lv for lv in finer if lv.name == "mix")
        upper = self._before(mix)
        used: dict[int, float] = {}
        if go_on():
            used = self._mix(mix, upper, go_on)
        if self.booleans <= self.limits.exact:
            for level in finer:
                if go_on() and not self.proven(level):
                    self._exact(level, 0.4 * self.clock.left)
                if not self.proven(level):
                    break
        while go_on() and not all(self.proven(lv) for lv in finer):
            self._improve(self._cost_weights(), upper, self._effort(), go_on, used)
            if len(self.best) > self.limits.dive_groups or not go_on() or self.proven(mix):
                continue
            self._dive(upper, Depth(rest=14, seconds=0.1 * self.clock.left))

    def _mix(
        self, mix: Level, upper: tuple[Level, ...], go_on: Callable[[], bool]
    ) -> dict[int, float]:
        """Bound level mix and follow what its program opens; return that."""
        if len(self.instance.people) > MOST_EXACT:
            self._seat_anew()
            self._search(
                self.levels, None, self.clock.until(self.clock.seconds + 0.2 * self.clock.left)
            )
            return {}
        held = [held_at(self.instance, lv, self.value(lv)) for lv in upper]
        bound, found = self._relax(mix, held, self.limits.share_mix_bound * self.clock.left)
        self._prove(mix, max(0.0, bound))
        if not self.proven(mix):
            end = self.clock.seconds + 0.1 * self.clock.left
            self._search(self.levels, found.used, self.clock.until(end))
        if not self.proven(mix) and len(self.best) <= self.limits.dive_groups and go_on():
            self._dive(upper, Depth(seconds=self.limits.share_dive * self.clock.left))
        return found.used

    def _seat_anew(self) -> None:
        """Seat everyone in the open groups again: one flow finds their best mix."""
        openings = [(s.candidate, s.weeks) for s in self.best]
        everyone = {person for s in self.best for person in s.members}
        together = {
            person: k
            for k, s in enumerate(self.best)
            for person in s.members
            if person in self.instance.unit_of
        }
        for people in (None, everyone):
            found = assign(self.instance, openings, people=people, together=together)
            self.offer(settle(self.instance, found))

    def _dive(self, upper: tuple[Level, ...], depth: Depth) -> None:
        held = [
            (lv.name, held_at(self.instance, lv, self.value(lv)), self.value(lv)) for lv in upper
        ]
        dive = Dive(self.relaxation, self.best, held, self.clock)
        found = dive.run(replace(depth, workers=self.workers))
        if found is not None:
            self.offer(settle(self.instance, found))

    def _effort(self) -> Effort:
        limits = self.limits
        return Effort(groups=limits.groups, times=limits.times, seconds=limits.seconds)

    def _cost_weights(self) -> Objective:
        names = [lv.name for lv in self.levels if lv.sense < 0]
        return tuple((name, -(100 ** (len(names) - 1 - k))) for k, name in enumerate(names))

    # --- moves ---------------------------------------------------------------------------------

    def _search(
        self,
        levels: tuple[Level, ...],
        used: dict[int, float] | None,
        go_on: Callable[[], bool],
    ) -> None:
        promise = used or dict.fromkeys(range(len(self.instance.candidates)), 0.0)
        search = Search(self.instance, self.best, levels, self.rng, self.clock)
        if search.run(promise, go_on, passes=3):
            self.offer(settle(self.instance, search.seating))

    def _improve(
        self,
        objective: Objective,
        held: Sequence[Level],
        effort: Effort,
        go_on: Callable[[], bool],
        used: dict[int, float],
        start: Seating | None = None,
    ) -> None:
        """Solve neighbourhoods until many in a row have brought nothing."""
        current = self.best if start is None else start
        around = Neighbourhoods(self.instance, self.levels, self.rng, used)
        idle = turn = 0
        while go_on() and idle < self.limits.idle:
            turn += 1
            given = replace(effort, waiting=30) if turn % 5 == 0 else effort
            tried = around.round(current, objective, held, given, self.clock, self.workers)
            found = settle(self.instance, tried)
            better = self._score(found) > self._score(current)
            idle = 0 if better else idle + 1
            current = found if better else current
            self.offer(current)

    def _score(self, seating: Seating) -> Score:
        return score(self.instance, seating, self.levels)


def solve_instance(
    instance: Instance,
    clock: Clock,
    settings: Settings,
    tell: Tell = lambda *_: None,
    start: Seating | None = None,
) -> Result:
    """Solve an instance; see `Solver`."""
    return Solver(instance, clock, settings, tell, start).run()
