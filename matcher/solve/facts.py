"""What is known of each level at the values of those before it: bounds, and seats within reach.

Bounds are worked out once and kept for as long as the earlier levels' values stay the same.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from matcher.instance import Instance
from matcher.solve.bound import Relaxation
from matcher.solve.columns import Held
from matcher.solve.goals import goal_of, held_at, step_of
from matcher.solve.prices import Bound
from matcher.solve.reach import Reach, common, reach
from matcher.solve.seating import Level
from matcher.solve.stop import Clock

Values = tuple[float, ...]


class Facts:
    """Bounds of one instance's levels.

    Parameters
    ----------
    instance : Instance
    levels : sequence of Level
    relaxation : Relaxation
    clock : Clock
    """

    def __init__(
        self, instance: Instance, levels: Sequence[Level], relaxation: Relaxation, clock: Clock
    ) -> None:
        self.instance = instance
        self.levels = tuple(levels)
        self.relaxation = relaxation
        self.clock = clock
        self._known: dict[tuple[str, Values], Bound] = {}

    def held(self, values: Values) -> list[Held]:
        """Return the demand that the first levels have these values."""
        levels = self.levels[: len(values)]
        return [held_at(self.instance, lv, v) for lv, v in zip(levels, values, strict=True)]

    def bound(
        self,
        level: Level,
        values: Values,
        seconds: float,
        enough: float | None = None,
        *,
        roughly: bool = False,
    ) -> tuple[float, Bound]:
        """Bound a level with those before it at `values`; in its own units, and as a goal.

        Parameters
        ----------
        level : Level
        values : tuple of float
            Of the levels before it.
        seconds : float
        enough : float, optional
            A value of the level that is reached: nothing beyond it needs to be excluded.
        roughly : bool
            By prices of shelves alone.
        """
        reserve = self.instance.reserve_of.get(level.name)
        if reserve is not None and enough is not None and enough >= reserve.floor:
            return float(reserve.floor), Bound(float(reserve.floor), closed=True)
        goal, unit = goal_of(self.instance, level)
        least = -np.inf if enough is None else enough * unit + 1e-9
        key = (level.name, values)
        known = self._known.get(key)
        if known is None or not (known.closed or known.value <= least):
            ask = self.relaxation.roughly if roughly else self.relaxation.bound
            found = ask(
                goal,
                self.held(values),
                seconds=max(0.1, min(seconds, self.clock.left)),
                enough=least,
                stop=self.clock.stop,
            )
            self.clock.spend(found.work)
            if known is not None and known.value < found.value:
                found = replace(known, used=found.used or known.used)
            self._known[key] = known = found
        whole = self._whole(level, known.value / unit)
        return (whole if reserve is None else min(whole, float(reserve.floor))), known

    def again(self, level: Level, values: Values) -> float | None:
        """Bound a level at other values of those before it, by the prices last found for it.

        Prices are good whatever is held, and looking at them once takes no time.
        """
        known = [b for (name, _), b in self._known.items() if name == level.name]
        if not known or known[-1].prices is None:
            return None
        goal, unit = goal_of(self.instance, level)
        held, prices = self.held(values), known[-1].prices
        pricing = self.relaxation.mixed if goal.mixed else self.relaxation.plain
        worth = self.relaxation.worth(pricing, goal, held, prices)
        return self._whole(level, self.relaxation.value(worth, held, prices) / unit)

    def _whole(self, level: Level, value: float) -> float:
        """Return a bound rounded to what the level can be."""
        step = step_of(self.instance, level)
        slack = 1e-7 * max(10.0, abs(value))
        steps = value / step
        return float(
            (np.floor(steps + slack) if level.sense > 0 else np.ceil(steps - slack)) * step
        )

    def reach(self, values: Values, better: float | None = None) -> Reach:
        """Return the seats that seatings with the first levels at `values` could use.

        Parameters
        ----------
        values : tuple of float
        better : float, optional
            A value that the next level is to have at least (a cost: at most).
        """
        wanted = [*values] if better is None else [*values, better]
        people = self.instance.members
        found: Reach = {c: frozenset(people[c].tolist()) for c in range(len(people))}
        for k, value in enumerate(wanted):
            known = self._known.get((self.levels[k].name, values[:k]))
            if known is None or known.prices is None:
                continue
            goal, unit = goal_of(self.instance, self.levels[k])
            near = reach(self.relaxation, goal, self.held(values[:k]), known.prices, value * unit)
            found = common(found, near, self.instance.smallest)
        return found
