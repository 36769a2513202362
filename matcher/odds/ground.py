"""What every draw stands on: the most seats there are for each tier, and one seating that has them.

Seats do not depend on the tickets, so they are solved once; every draw then keeps them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from matcher.cohort import Cohort
from matcher.cohort.roles import without_monitoring
from matcher.compile import compile_instance
from matcher.instance import Instance, Pool
from matcher.odds.program import Answer, SeatProgram
from matcher.odds.rows import Demand
from matcher.solve.assign import Opening
from matcher.solve.bound import Relaxation
from matcher.solve.columns import Held
from matcher.solve.goals import goal_of, held_at, plain_bound, seat_worth, step_of, urgent
from matcher.solve.result import Reached, Settings
from matcher.solve.seating import Seating, level_value, levels_of
from matcher.solve.settle import settle
from matcher.solve.solve import Solver
from matcher.solve.stop import Clock, Stop

Tell = Callable[[str], None]
LEAST_BOOLEANS = 1_500  # people x candidates from which one integer program is the faster way
MOST_BOOLEANS = 25_000  # people x candidates up to which the integer program is solved whole


@dataclass(frozen=True)
class Ground:
    """A cohort with its seats settled.

    Attributes
    ----------
    cohort : Cohort
    instance : Instance
        Its people are numbered by the turns of the program's own seed.
    seating : Seating
        Has the seats; which people is a matter of the draw.
    levels : tuple of Reached
        Every level above `turn`.
    demands : tuple of Demand
        The same, for `SeatProgram`.
    clock : Clock
        Since the work began, and without a limit; asked to stop, it ends every program at once.
    """

    cohort: Cohort
    instance: Instance
    seating: Seating
    levels: tuple[Reached, ...]
    demands: tuple[Demand, ...]
    clock: Clock = field(default_factory=lambda: Clock(np.inf, Stop()))

    def program(
        self,
        openings: Sequence[Opening] | None = None,
        candidates: Iterable[int] | None = None,
    ) -> SeatProgram:
        """Return the program of seats over some openings, with every tier's seats kept."""
        return SeatProgram(self.instance, self.demands, openings, candidates, clock=self.clock)

    @property
    def tiers(self) -> tuple[Reached, ...]:
        """The seats of every tier, most urgent first (or the one level of points)."""
        return tuple(level for level in self.levels if level.name in self.instance.tiers)

    @property
    def proven(self) -> bool:
        """Whether nobody can seat more, tier by tier."""
        return all(level.proven for level in self.levels)

    @property
    def booleans(self) -> int:
        """How many people times candidates there are."""
        return sum(map(len, self.instance.members))


def lay_ground(
    cohort: Cohort,
    *,
    seconds: float,
    stop: Stop | None = None,
    tell: Tell = lambda _: None,
    counted: bool = False,
) -> Ground:
    """Settle the seats of every tier.

    Parameters
    ----------
    cohort : Cohort
        Without pinned people: before the draw nobody is seated.
    seconds : float
        Of wall clock; less once all is proven.
    stop : Stop, optional
    tell : callable
        Told what was reached, in words.
    counted : bool
        Count work instead of seconds, here and in all that is built on it.
    """
    whole = Clock(np.inf, stop or Stop(), counted=counted)
    instance = seats_only(compile_instance(without_monitoring(cohort)))
    clock = Clock(seconds, whole.stop, counted=counted)
    names = [level.name for level in levels_of(instance)]
    upper = names[: names.index("turn")]
    if LEAST_BOOLEANS <= sum(map(len, instance.members)) <= MOST_BOOLEANS:
        tell("settling how many seats there are")
        seating, levels = _programmed(cohort, instance, upper, clock, tell)
    else:
        seating, levels = _searched(cohort, instance, upper, clock, tell)
    demands = tuple(demand(instance, level.name, level.value) for level in levels)
    whole.spend(clock.seconds)
    return Ground(cohort, instance, seating, levels, demands, whole)


def _programmed(
    cohort: Cohort, instance: Instance, upper: list[str], clock: Clock, tell: Tell
) -> tuple[Seating, tuple[Reached, ...]]:
    """Seat by one program with weighted levels; then bound level by level, and close what is left.

    The weights need not keep the levels' order to the last seat: that is what the bounds are for.
    Where the time does not suffice for that program, the search goes on from what it found.
    """
    weights = dict(urgent(instance))
    full = [demand(instance, r.name, r.floor) for r in instance.reserves]
    first = _weighted(instance, full, weights, clock) if full else None
    if first is None:  # or some reserve cannot be filled: then all who are of it count
        first = _weighted(instance, (), weights, clock)
    seating: Seating = () if first is None or first.seating is None else first.seating
    if first is None or first.bound > first.value + 0.5:
        return _searched(cohort, instance, upper, clock, tell, settle(instance, seating))
    relaxation = Relaxation(instance, counted=clock.counted)
    turns = 0.4 * instance.turn / max(1.0, float(instance.turn.sum()))  # breaks ties, fast
    reached: list[Reached] = []
    held: list[Held] = []
    for level in levels_of(instance)[: len(upper)]:
        value = level_value(instance, seating, level.name)
        goal, unit = goal_of(instance, level)
        step = step_of(instance, level)
        known = plain_bound(instance, level, seating) or 0.0
        if instance.candidates and value < known and clock.left > 0:
            near = relaxation.bound(
                goal, held, seconds=max(0.1, 0.3 * clock.left), enough=value * unit + 1e-9,
                stop=clock.stop,
            )  # fmt: skip
            clock.spend(near.work)
            known = min(known, float(np.floor(near.value / unit / step + 1e-6) * step))
        if value < known and clock.left > 0:
            tell(f"{level.name.removeprefix('seats.')}: {value:g}, at most {known:g}")
            scale = instance.point_scale if level.name == "points" else 1
            program = SeatProgram(
                instance, [demand(instance, r.name, r.value) for r in reached], clock=clock
            )
            better = program.solve(
                seat_worth(instance, level.name) + turns, seconds=0.6 * clock.left
            )
            if better.seating is not None:
                new = level_value(instance, better.seating, level.name)
                seating, value = (better.seating, new) if new > value else (seating, value)
            known = min(known, float(np.floor(better.bound / scale / step + 1e-6) * step))
        reached.append(Reached(level.name, value, max(known, value)))
        held.append(held_at(instance, level, value))
    return seating, tuple(reached)


def _weighted(
    instance: Instance, demands: Sequence[Demand], weights: Mapping[str, int], clock: Clock
) -> Answer | None:
    """Seat by weighted levels at once; None where the demands cannot be met, or in no time."""
    free = {name: w for name, w in weights.items() if not (demands and name in instance.reserve_of)}
    worth = np.sum([w * seat_worth(instance, name) for name, w in free.items()], axis=0)
    program = SeatProgram(instance, demands, clock=clock)
    answer = program.solve(worth.astype(float), seconds=0.5 * max(0.1, clock.left))
    return None if answer.seating is None else answer


def _searched(
    cohort: Cohort,
    instance: Instance,
    upper: list[str],
    clock: Clock,
    tell: Tell,
    start: Seating | None = None,
) -> tuple[Seating, tuple[Reached, ...]]:
    """Seat as `matcher match` does; it ends once every seats level is proven."""
    known: dict[str, tuple[float, float | None]] = {}
    settled = Stop()
    cease = clock.stop.listen(settled.ask)

    def hear(name: str, value: float, bound: float | None) -> None:
        if name not in upper:
            return
        tell(f"settling seats, {name.removeprefix('seats.')}: {value:g}")
        for later in upper[upper.index(name) :]:  # what was proven of those no longer holds
            known.pop(later, None)
        known[name] = (value, bound)
        if all(n in known and known[n][0] == known[n][1] for n in upper):
            settled.ask()

    try:
        workers = 1 if clock.counted else cohort.program.workers
        settings = Settings(workers=workers, seed=cohort.program.seed)
        own = Clock(clock.left, settled, counted=clock.counted)
        result = Solver(instance, own, settings, hear, start).run()
        clock.spend(own.seconds)
    finally:
        cease()
    return result.seating, tuple(level for level in result.levels if level.name in upper)


def seats_only(instance: Instance) -> Instance:
    """Return the instance without the levels that come after `turn`.

    Mix and preference cost nothing in it, so a solve of it ends once seats and turn are proven.
    """
    return replace(
        instance,
        traits=np.zeros((0, len(instance.people)), dtype=np.int64),
        trait_weights=(),
        knows=np.ones_like(instance.knows),
        fewest_groups=False,
        pools=tuple(Pool(pool.people, np.zeros_like(pool.dislike)) for pool in instance.pools),
    )


def demand(instance: Instance, name: str, value: float) -> Demand:
    """Return the demand that a level has this value."""
    total = float(round(value * (instance.point_scale if name == "points" else 1)))
    # A reserve is a floor: more may be seated than the level counts.
    most = np.inf if name in instance.reserve_of else total
    return Demand(seat_worth(instance, name), total, most)
