"""Closing what is left of a level's gap, and bettering the best a few groups at a time."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import numpy as np

from matcher.solve.bound import MOST_EXACT
from matcher.solve.exact import Answer, ExactModel
from matcher.solve.facts import Values
from matcher.solve.goals import Objective, step_of, urgent
from matcher.solve.improve import Effort, Neighbourhoods
from matcher.solve.linear import LinearModel
from matcher.solve.reach import seats
from matcher.solve.record import Record
from matcher.solve.search import Search
from matcher.solve.seating import Level, Seating
from matcher.solve.settle import settle

FINER = ("mix", "preference", "stability")


class Closing(Record):
    """A run's exact models and neighbourhoods."""

    def _around(self, used: dict[int, float], least: float = 1e-6) -> ExactModel:
        """Return the model over what a linear program opens and what is open now."""
        now = Counter(s.candidate for s in self.best)
        likely = {c: share for c, share in used.items() if share > least}
        copies = {c: max(now[c], int(np.ceil(likely.get(c, 0.0) - 1e-6))) for c in {*likely, *now}}
        return ExactModel(self.instance, copies, copies=copies)

    def _follow(self, level: Level, values: Values, used: dict[int, float], seconds: float) -> bool:
        """Seek the best of a level, with those before it at `values`, where its program opens."""
        model = self._around(used)
        if not self._by_branching(model):
            return False
        for earlier, value in zip(self._before(level), values, strict=True):
            model.hold(earlier.name, value)
        answer = self._branch(model, ((level.name, level.sense),), seconds)
        self._take(answer)
        return answer.seating is not None

    def _exact(self, level: Level, seconds: float) -> None:
        """Prove one level with the earlier ones held, over every seat that a better one could use.

        Each answer that is better is the start of another search, until there is none.
        """
        end = self.clock.until(self.clock.seconds + seconds)
        scale = self.instance.point_scale if level.name == "points" else 1
        while end() and not self.proven(level):
            values, value = self._values(level), self.value(level)
            model = self._better(level, values, value)
            if model is None or len(model.seat) > self.limits.seats_exact:
                return
            objective = ((level.name, level.sense),)
            left = min(seconds, self.clock.left)
            if self._by_branching(model):
                answer = self._branch(model, objective, left)
            else:
                answer = self._search_clauses(model, objective, left)
            self._take(answer)
            # An earlier level may have become better: then the bound is of the past.
            if self._values(level) != values:
                return
            if answer.impossible:
                self._prove(level, value)
            if answer.bound is not None:
                whole = float(np.floor(answer.bound + 1e-6))
                least = level.sense * value * scale
                self._prove(level, level.sense * max(whole, least) / scale)
            if answer.impossible or answer.seating is None:
                return

    def _better(self, level: Level, values: Values, value: float) -> ExactModel | None:
        """Return the model of every seating that is better at one level; None: too large."""
        if len(self.instance.people) > MOST_EXACT:
            return None
        better = value + level.sense * step_of(self.instance, level)
        within = self.facts.reach(values, better)
        if seats(within) > self.limits.seats_exact:
            return None
        model = ExactModel(self.instance, within, only=within)
        for earlier, reached in zip(self._before(level), values, strict=True):
            model.hold(earlier.name, reached)
        ends, whole = model.level(level.name), model.whole(level.name, better)
        model.model.add(ends >= whole if level.sense > 0 else ends <= whole)
        return model

    # --- exact models --------------------------------------------------------------------------

    def _by_branching(self, model: ExactModel) -> bool:
        """Whether branch and cut is the faster way; a process of its own takes a while to start."""
        most = self.limits.counted_seats if self.clock.counted else self.limits.seats_exact
        return self.limits.one_worker < len(model.seat) <= most

    def _branch(self, model: ExactModel, objective: Objective, seconds: float) -> Answer:
        """Solve a model by branch and cut, and better the best in the meantime."""
        seconds = min(seconds, self.clock.left)
        if seconds <= 0.5:
            return Answer(None, None, optimal=False)
        linear = LinearModel(model, objective)
        if self.clock.counted or self.workers < 2:
            answer = linear.solve(seconds, self.clock)
            self.clock.spend(answer.work)
            return answer
        with ThreadPoolExecutor(1) as pool:
            going = pool.submit(linear.solve, seconds, self.clock)
            while not going.done():
                self._meanwhile(lambda: not going.done() and self.clock.left > 0)
            return going.result()

    def _meanwhile(self, go_on: Callable[[], bool]) -> None:
        """Better the best with one core while the other is busy."""
        finer = [lv for lv in self.levels if lv.name in FINER]
        upper = self._before(finer[0])
        settled = all(self.proven(lv) for lv in upper)
        objective = self._cost_weights() if settled else urgent(self.instance)
        effort = replace(self._effort(), waiting=0 if settled else 30, seconds=1.0)
        if go_on() and self.best:
            self._improve(objective, upper if settled else (), effort, go_on, {}, workers=1)
        while go_on():
            time.sleep(0.02)

    def _take(self, answer: Answer) -> None:
        if answer.seating is not None:
            self.offer(settle(self.instance, answer.seating))

    def _search_clauses(self, model: ExactModel, objective: Objective, seconds: float) -> Answer:
        """Solve a model by CP-SAT."""
        seconds = min(seconds, self.clock.left)
        if seconds <= 0.05:
            return Answer(None, None, optimal=False)
        answer = model.solve(
            objective,
            seconds=seconds,
            workers=1 if len(model.seat) <= self.limits.one_worker else self.workers,
            deterministic=seconds if self.clock.counted else None,
            stop=self.clock.stop,
        )
        self.clock.spend(0.05 + answer.work)
        return answer

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
        workers: int | None = None,
    ) -> None:
        """Solve neighbourhoods until many in a row have brought nothing."""
        current = self.best if start is None else start
        around = Neighbourhoods(self.instance, self.levels, self.rng, used, self.helpers)
        idle = turn = 0
        while go_on() and idle < self.limits.idle:
            turn += 1
            given = replace(effort, waiting=30) if turn % 5 == 0 else effort
            tried = around.round(
                current, objective, held, given, self.clock, workers or self.workers
            )
            if tried is current:
                idle += 1
                continue
            found = settle(self.instance, tried)
            better = self._score(found) > self._score(current)
            idle = 0 if better else idle + 1
            current = found if better else current
            self.offer(current)
