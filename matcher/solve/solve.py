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
import time
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import numpy as np

from matcher.instance import Instance
from matcher.solve.assign import assign
from matcher.solve.bound import MOST_EXACT, MOST_WHOLE, Relaxation
from matcher.solve.columns import Goal, Held
from matcher.solve.construct import construct
from matcher.solve.exact import Answer, ExactModel
from matcher.solve.facts import Facts, Values
from matcher.solve.goals import (
    Objective,
    held_at,
    plain_bound,
    seat_worth,
    step_of,
    urgent,
)
from matcher.solve.improve import Effort, Neighbourhoods
from matcher.solve.limits import limits_for
from matcher.solve.linear import LinearModel
from matcher.solve.reach import seats
from matcher.solve.result import Reached, Result, Settings
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

FINER = ("mix", "preference", "stability")
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
        self.facts = Facts(instance, self.levels, self.relaxation, clock)

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

    def _values(self, level: Level) -> Values:
        """Return the values reached of the levels before one."""
        return tuple(self.value(lv) for lv in self._before(level))

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
        aims: Values = ()
        used: dict[int, float] = {}
        share = self.limits.share_bound * self.clock.limit
        for level in levels:
            if not go_on():
                return
            bound, found = self.facts.bound(level, aims, share)
            if not aims:
                self._prove(level, bound)
            aims = (*aims, bound)
            used = found.used or used
        self._search(self.levels, used, go_on)
        if go_on() and self._follow(levels[-1], aims[:-1], used, 0.35 * self.clock.limit):
            return
        model = self._around(used, 0.02)
        if len(model.seat) <= self.limits.seats_exact and go_on():
            model.hint(self.best)
            self._take(self._search_clauses(model, urgent(self.instance), 0.35 * self.clock.limit))

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

    def _approach(self, go_on: Callable[[], bool]) -> None:
        """In a large cohort: open what one program with weighted levels opens."""
        weights = dict(urgent(self.instance))
        held: list[Held] = []
        aims: Values = ()
        for level in (lv for lv in self.levels if lv.name in self.instance.reserve_of):
            del weights[level.name]
            bound, _ = self.facts.bound(level, aims, 0.02 * self.clock.limit)
            aims = (*aims, bound)
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
        share = self.limits.share_bound * self.clock.limit
        bound, _ = self.facts.bound(level, self._values(level), share, self.value(level))
        self._prove(level, bound)
        if self.proven(level) or not go_on():
            return
        self._exact(level, (0.4 if self.booleans <= self.limits.exact else 0.25) * self.clock.limit)

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

    # --- mix and the rest ----------------------------------------------------------------------

    def _finer(self) -> None:
        """Settle mix, preference and stability with the time that is left."""
        finer = [lv for lv in self.levels if lv.name in FINER]
        go_on = self.clock.until(0.97 * self.clock.limit)
        mix = finer[0]
        upper = self._before(mix)
        used = self._mix(mix, go_on) if go_on() else {}
        for level in finer:
            if go_on() and not self.proven(level):
                self._exact(level, self.limits.share_proof * self.clock.left)
            if not self.proven(level):
                break
        while go_on() and not all(self.proven(lv) for lv in finer):
            self._improve(self._cost_weights(), upper, self._effort(), go_on, used)

    def _mix(self, mix: Level, go_on: Callable[[], bool]) -> dict[int, float]:
        """Bound level mix and follow what its program opens; return that."""
        exact = len(self.instance.people) <= MOST_EXACT
        if not exact:
            self._seat_anew()
            self.relaxation.columns.add_seating(self.best)
        if len(self.instance.people) > MOST_WHOLE:
            return {}
        values = self._values(mix)
        share = self.limits.share_mix_bound * self.clock.left
        bound, found = self.facts.bound(mix, values, share, self.value(mix))
        self._prove(mix, max(0.0, bound))
        if not exact or self.proven(mix):
            return found.used
        end = self.clock.seconds + 0.05 * self.clock.left
        self._search(self.levels, found.used, self.clock.until(end))
        if not self.proven(mix) and go_on():
            self._follow(mix, values, found.used, self.limits.share_follow * self.clock.left)
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
        around = Neighbourhoods(self.instance, self.levels, self.rng, used)
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

    def _score(self, seating: Seating) -> Score:
        return score(self.instance, seating, self.levels)
