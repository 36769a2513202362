"""The solver: level after level, from a first seating to a proven one.

1. A first seating, repaired until it is free of envy and open seats: something is always there.
2. Seats and turn. The linear program over whole groups bounds each level and says which candidates
   matter; the exact model over those finds the seats, and over all of them closes what is left.
3. Mix and preference. Groups around which the program's answer differs are seated anew (search),
   then a few groups at a time are solved exactly (improve).
4. Each level's bound is worked out with the earlier levels held at the values reached.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from matcher.instance import Instance
from matcher.solve.assign import assign
from matcher.solve.bound import MOST_EXACT
from matcher.solve.closing import FINER, Closing
from matcher.solve.columns import Goal, Held
from matcher.solve.construct import construct
from matcher.solve.exact import ExactModel
from matcher.solve.facts import Values
from matcher.solve.goals import held_at, plain_bound, seat_worth, urgent
from matcher.solve.improve import Effort, Neighbourhoods
from matcher.solve.part import Part
from matcher.solve.result import Result, Settings
from matcher.solve.round import round_openings
from matcher.solve.seating import (
    Level,
    Seating,
    clashes,
    keeps_pins,
)
from matcher.solve.settle import settle
from matcher.solve.split import PART, split
from matcher.solve.stop import Clock, Stop

MOST_WHOLE = 3_000  # people up to which one program is solved for the whole cohort
URGENT = Effort(groups=8, times=6, waiting=40, seconds=3.0)
WIDE, WIDEST = 64, 128  # groups seated anew at a time, for a better mix, in a large cohort
SWEEPS = 2  # times that all groups may have been seen, before twice as many are taken
DOUBLED = 5.0  # times as long as before, that twice as many groups take, at most
IDLE = 4  # rounds of so many groups without gain before fewer are looked at
SHARE_ROUGH = 0.25  # of what is left, for the bound of mix by prices of shelves
SHARE_WIDE = 0.4  # of what is left, for seating so many anew before the bound of mix
PARTS = 0.15  # of the time for seats, that all parts together are given once


class Solver(Closing):
    """One run over one instance; see `Record` for its parameters."""

    # --- the run -------------------------------------------------------------------------------

    def run(self) -> Result:
        """Solve until everything is proven, time is up or somebody stops it."""
        try:
            self._run()
        finally:
            if self.helpers is not None:
                self.helpers.close()
        return self.result()

    def _run(self) -> None:
        limit = self.clock.limit
        if self.helpers is not None and len(self.instance.people) > MOST_EXACT:
            self.helpers.start()
        if self.instance.pinned and not keeps_pins(self.instance, self.best):
            self._hold_pins()
        if self.best:
            self.offer(settle(self.instance, self.best))
        self.offer(settle(self.instance, construct(self.instance, self.clock.until(limit))))
        if self.instance.candidates:
            self._seats(self.clock.until(self.limits.share_seats * limit))
            self._finer()

    def _hold_pins(self) -> None:
        """Start from the pinned groups alone, filled as the rules allow."""
        groups = [(self.instance.earlier or ())[k] for k in self.instance.pinned.values()]
        model = ExactModel(self.instance, {g.candidate for g in groups if g.candidate >= 0})
        answer = model.solve(urgent(self.instance), seconds=0.2 * self.clock.limit)
        if answer.seating is not None:
            self.best = answer.seating

    # --- seats and turn ------------------------------------------------------------------------

    def _seats(self, go_on: Callable[[], bool]) -> None:
        """Settle the reserves, the seats levels, turn and the number of groups."""
        names = (*self.instance.reserve_of, *self.instance.tiers, "turn", "groups")
        levels = [lv for lv in self.levels if lv.name in names]
        if len(self.instance.people) <= MOST_EXACT:
            self._search(self.levels, None, self.clock.until(0.03 * self.clock.limit))
            self._aim(levels, go_on)
        else:
            self.approach(go_on)
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

    def approach(self, go_on: Callable[[], bool]) -> None:
        """In a large cohort: better the best, and what one program with weighted levels opens."""
        if len(self.instance.people) > MOST_WHOLE:
            self._in_parts(go_on)
            return
        self.improve_seats(self.clock.until(self.clock.seconds + 0.03 * self.clock.limit))
        self._open_anew(go_on)

    def improve_seats(self, go_on: Callable[[], bool]) -> None:
        """Better seats and turn, a few groups at a time."""
        self._improve(urgent(self.instance), (), URGENT, go_on, {})

    def _in_parts(self, go_on: Callable[[], bool]) -> None:
        """In a very large cohort: better the seats of parts of it, then of other parts."""
        count = -(-len(self.instance.people) // PART)
        count += -count % self.workers  # all workers end at the same time
        rounds = count // self.workers
        seconds = (self.limits.share_seats * self.clock.limit - self.clock.seconds) / rounds
        while go_on():
            parts = split(self.instance, count, self.best, self.rng)
            starts = [self._inside(part) for part in parts]
            found = self._seat_parts(parts, starts, PARTS * seconds)
            changed = self.best
            for part, start, seating in zip(parts, starts, found, strict=True):
                if seating is not None:
                    gone = set(part.outside(start))
                    tried = (*(s for s in changed if s not in gone), *seating)
                    if not clashes(self.instance, tried):
                        changed = tried
            if not self.offer(settle(self.instance, changed)):
                break

    def _inside(self, part: Part) -> Seating:
        """Return what is open now of a part's providers."""
        led = {self.instance.candidates[c].provider for c in part.candidates.tolist()}
        here = [s for s in self.best if self.instance.candidates[s.candidate].provider in led]
        return part.inside(tuple(here))

    def _seat_parts(
        self, parts: list[Part], starts: list[Seating], seconds: float
    ) -> list[Seating | None]:
        """Seat parts, as many at a time as there are workers, each for so many seconds."""
        settings = replace(self.settings, workers=1)
        seconds = min(seconds, self.clock.left)
        jobs = [
            (part.instance, start, seconds, settings, self.clock.counted)
            for part, start in zip(parts, starts, strict=True)
        ]
        if self.helpers is None:
            found: list[tuple[Seating, float] | None] = [seat_part(*job) for job in jobs]
        else:
            found = self.helpers.map(seat_part, jobs)
        self.clock.spend(sum(answer[1] for answer in found if answer is not None))
        return [
            None if answer is None else part.outside(answer[0])
            for part, answer in zip(parts, found, strict=True)
        ]

    def _open_anew(self, go_on: Callable[[], bool]) -> None:
        """Open what one program with weighted levels opens, and better that."""
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
        self._improve(urgent(self.instance), (), URGENT, go_on, {}, rounded)

    def _level(self, level: Level, go_on: Callable[[], bool]) -> None:
        """Bound one level, and close what is left of its gap with the exact model."""
        self._prove(level, plain_bound(self.instance, level, self.best))
        if self.proven(level) or len(self.instance.people) > MOST_WHOLE:
            return
        share = self.limits.share_bound * self.clock.limit
        bound, _ = self.facts.bound(level, self._values(level), share, self.value(level))
        self._prove(level, bound)
        if self.proven(level) or not go_on():
            return
        self._exact(level, (0.4 if self.booleans <= self.limits.exact else 0.25) * self.clock.limit)

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
        self._bound_again(mix)

    def _mix(self, mix: Level, go_on: Callable[[], bool]) -> dict[int, float]:
        """Bound level mix and follow what its program opens; return that."""
        if len(self.instance.people) > MOST_EXACT:
            return self._mix_of_many(mix, go_on)
        values = self._values(mix)
        used = self._bound_mix(mix, self.limits.share_mix_bound)
        if self.proven(mix):
            return used
        end = self.clock.seconds + 0.05 * self.clock.left
        self._search(self.levels, used, self.clock.until(end))
        if not self.proven(mix) and go_on():
            self._follow(mix, values, used, self.limits.share_follow * self.clock.left)
        return used

    def _mix_of_many(self, mix: Level, go_on: Callable[[], bool]) -> dict[int, float]:
        """Seat many groups at a time anew; their programs' groups begin the whole program."""
        self._seat_anew()
        self._bound_mix(mix, SHARE_ROUGH, roughly=True)
        used: dict[int, float] = {}
        if len(self.instance.people) <= MOST_WHOLE:
            self._widely(self.clock.until(self.clock.seconds + SHARE_WIDE * self.clock.left))
            self.relaxation.columns.add_seating(self.best)
            used = self._bound_mix(mix, self.limits.share_mix_bound)
        self._widely(go_on)
        return used

    def _bound_mix(self, mix: Level, share: float, *, roughly: bool = False) -> dict[int, float]:
        """Bound level mix within a share of what is left; return what its program opens."""
        bound, found = self.facts.bound(
            mix, self._values(mix), share * self.clock.left, self.value(mix), roughly=roughly
        )
        self._prove(mix, max(0.0, bound))
        return found.used

    def _widely(self, go_on: Callable[[], bool]) -> None:
        """Seat many groups at a time anew, for a better mix, until that brings little.

        Once all may have been seen twice, more are taken at a time: they find more to exchange.
        256 took four minutes and brought less than as much time with 128.
        """
        mix = next(lv for lv in self.levels if lv.name == "mix")
        columns = self.relaxation.columns if len(self.instance.people) <= MOST_WHOLE else None
        around = Neighbourhoods(self.instance, self.levels, self.rng, None, self.helpers, columns)
        groups, seen, idle = WIDE, 0, 0
        while go_on() and idle < IDLE and not self.proven(mix):
            effort = replace(self._effort(), groups=groups, seconds=5.0 * (groups / WIDE) ** 2)
            began = self.clock.seconds
            tried = around.round(
                self.best, self._cost_weights(), (), effort, self.clock, self.workers
            )
            idle = 0 if self.offer(settle(self.instance, tried)) else idle + 1
            self._bound_again(mix)
            seen += groups * self.workers
            time_for_more = DOUBLED * (self.clock.seconds - began) < 0.5 * self.clock.left
            if groups < WIDEST and seen >= SWEEPS * len(self.best) and time_for_more:
                groups, seen, idle = 2 * groups, 0, 0

    def _bound_again(self, mix: Level) -> None:
        """Bound level mix anew where an earlier level has become better since."""
        bound = None if mix.name in self.bounds else self.facts.again(mix, self._values(mix))
        if bound is not None:
            self._prove(mix, max(0.0, bound))

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
        few = len(self.instance.people) <= MOST_WHOLE
        for people in (None, everyone) if few else (everyone,):
            found = assign(self.instance, openings, people=people, together=together)
            self.offer(settle(self.instance, found))


def seat_part(
    instance: Instance, start: Seating, seconds: float, settings: Settings, counted: bool
) -> tuple[Seating, float]:
    """Settle the seats of a part of a cohort, roughly; return them and the time it took."""
    clock = Clock(seconds, Stop(), counted=counted)
    solver = Solver(instance, clock, settings, start=start or None)
    go_on = clock.until(seconds)
    if start:
        solver.improve_seats(go_on)
    else:
        solver.offer(settle(instance, construct(instance, go_on)))
        solver.approach(go_on)
    return solver.best, clock.seconds
