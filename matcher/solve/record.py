"""What a run has: the best seating so far, and the bounds proven for it."""

from __future__ import annotations

import os
from collections.abc import Callable

import numpy as np

from matcher.instance import Instance
from matcher.solve.bound import Relaxation
from matcher.solve.facts import Facts, Values
from matcher.solve.goals import plain_bound
from matcher.solve.helpers import Helpers
from matcher.solve.limits import limits_for
from matcher.solve.result import Reached, Result, Settings
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
from matcher.solve.stop import Clock

Tell = Callable[[str, float, float | None], None]


class Record:
    """The best seating and the bounds of one run over one instance.

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
        self.facts = Facts(instance, self.levels, self.relaxation, clock)
        self.helpers = None if clock.counted else Helpers(self.workers, clock.stop)

    def result(self) -> Result:
        """Return the best seating with its levels as they stand."""
        reached = []
        for level in self.levels:
            value = level_value(self.instance, self.best, level.name)
            plain = plain_bound(self.instance, level, self.best)
            # A program that ran out of time may know less than a count of those concerned.
            proven = level.sense * self.bounds.get(level.name, plain)
            bound = level.sense * max(min(proven, level.sense * plain), level.sense * value)
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

    def _values(self, level: Level) -> Values:
        """Return the values reached of the levels before one."""
        return tuple(self.value(lv) for lv in self._before(level))

    def _prove(self, level: Level, bound: float) -> None:
        """Note a proven bound."""
        known = self.bounds.get(level.name)
        if known is None or level.sense * bound < level.sense * known:
            self.bounds[level.name] = bound
            self._news(level)

    def _score(self, seating: Seating) -> Score:
        return score(self.instance, seating, self.levels)
