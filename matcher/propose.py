"""From a cohort to a checked proposal: the engine's public solve()."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from copy import copy
from dataclasses import dataclass, replace
from typing import TypeVar

from matcher.cohort import AnyPin, Cohort, Drawn, Group, LevelValue, Proposal
from matcher.cohort.fingerprint import input_sha256, policy_sha256
from matcher.cohort.pins import all_pins, with_pins
from matcher.cohort.proposal import Status
from matcher.cohort.roles import without_monitoring
from matcher.compile import compile_instance
from matcher.explain.unplaced import unplaced_reasons
from matcher.hold import Held, held_groups
from matcher.levels import level_values
from matcher.pinning import refuse_broken, refuse_conflict, refuse_lost_pins
from matcher.solve.result import Result, Settings
from matcher.solve.solve import Solver
from matcher.solve.stop import Clock, Stop
from matcher.translate import groups_of, seating_of, seating_of_earlier

T = TypeVar("T")

Draft = Callable[[], Proposal]  # writes the best so far out, from any thread

__all__ = [
    "Draft",
    "Options",
    "Progress",
    "input_sha256",
    "solve",
    "with_options",
]


@dataclass(frozen=True, slots=True)
class Options:
    """How to solve; None stands for the programme's own setting.

    Attributes
    ----------
    time_limit : float, optional
        Wall seconds.
    gap : float, optional
        Relative gap at which a level counts as good enough.
    seed : int, optional
        Of the tickets.
    workers : int, optional
        0 for all cores.
    deterministic : bool
        Same input, seed and version: the same groups byte for byte.
    """

    time_limit: float | None = None
    gap: float | None = None
    seed: int | None = None
    workers: int | None = None
    deterministic: bool = False


@dataclass(frozen=True, slots=True)
class Progress:
    """News of a running solve.

    Attributes
    ----------
    level : str
    value, bound : float or None
        Incumbent and proven bound of that level.
    seconds : float
        Since the start.
    text : str
        The same in a coordinator's words.
    """

    level: str
    value: float | None
    bound: float | None
    seconds: float
    text: str


def solve(
    cohort: Cohort,
    *,
    earlier: Proposal | None = None,
    options: Options | None = None,
    on_progress: Callable[[Progress], None] | None = None,
    on_best: Callable[[Draft], None] | None = None,
    stop: Stop | None = None,
    drawn: Drawn | None = None,
    start: tuple[Group, ...] = (),
    pins: Sequence[AnyPin] = (),
) -> Proposal:
    """Propose groups for a cohort.

    Parameters
    ----------
    cohort : Cohort
    earlier : Proposal, optional
        Where to start from: the result is never worse, and moves against it count last.
    options : Options, optional
    on_progress : callable, optional
        Told whenever a level's value or bound gets better.
    on_best : callable, optional
        Given, as often, what writes the best so far out as a proposal; whoever keeps those has one
        even where the solver takes its time to stop, or never does.
    stop : Stop, optional
        Asked to stop, it ends with the best so far.
    drawn : Drawn, optional
        A draw from a list of whole seatings, which then goes before rounds and tickets.
    start : tuple of Group, optional
        Groups that keep every rule, to begin from.
    pins : sequence of AnyPin
        What has to stay of the earlier proposal, beside the cohort's own ``group_id``; a group in
        which it broke a rule on purpose stays without being named.

    Raises
    ------
    ImpossiblePins
        Where what is pinned cannot all be kept.
    """
    began = time.monotonic()
    options = options or Options()
    cohort = with_pins(cohort, pins)
    fingerprint = input_sha256(cohort)
    cohort = with_options(cohort, options)
    if drawn is not None:
        cohort = replace(cohort, drawn=frozenset(drawn.seated))
    program = cohort.program
    clock = Clock(program.time_limit, stop or Stop(), counted=options.deterministic)
    held = held_groups(cohort, earlier, pins)
    kept = tuple(dict.fromkeys((*all_pins(cohort, pins), *held.pins())))
    refuse_conflict(cohort, held, kept, earlier)
    refuse_broken(cohort, held, kept, earlier)
    instance = compile_instance(without_monitoring(cohort), earlier, kept, held)
    settings = Settings(workers=program.workers, gap=program.gap_limit, seed=program.seed)
    words = _Words(began, on_progress)

    def written(result: Result) -> Proposal:
        groups = groups_of(cohort, instance, result.seating, earlier, held)
        refuse_lost_pins(groups, kept)
        levels = _levels(cohort, groups, result, earlier, held)
        return Proposal(
            status=status_of(groups, levels),
            seed=program.seed,
            runtime_s=round(time.monotonic() - began, 3),
            input_sha256=fingerprint,
            policy_sha256=policy_sha256(program),
            levels=levels,
            groups=groups,
            unplaced=unplaced_reasons(cohort, groups, kept, earlier),
            earlier=None if earlier is None else earlier.input_sha256,
            pins=kept,
            drawn=drawn,
            overrides=held.overrides,
        )

    def tell(level: str, value: float, bound: float | None) -> None:
        words.tell(level, value, bound)
        if on_best is not None:
            frozen = copy(solver)  # a seating never changes; the bounds do
            frozen.bounds = dict(solver.bounds)
            on_best(lambda: written(frozen.result()))

    begin = seating_of_earlier(cohort, instance, earlier, kept, held) or seating_of(instance, start)
    solver = Solver(instance, clock, settings, tell, begin)
    return written(solver.run())


def with_options(cohort: Cohort, options: Options) -> Cohort:
    """Return the cohort as a run with these options sees it."""
    program = cohort.program
    return replace(
        cohort,
        program=replace(
            program,
            time_limit=_given(options.time_limit, program.time_limit),
            gap_limit=_given(options.gap, program.gap_limit),
            seed=_given(options.seed, program.seed),
            workers=_given(options.workers, program.workers),
        ),
    )


def _levels(
    cohort: Cohort,
    groups: tuple[Group, ...],
    result: Result,
    earlier: Proposal | None,
    held: Held,
) -> tuple[LevelValue, ...]:
    bounds = {level.name: level.bound for level in result.levels}
    if held.groups:  # the solver counted without them
        for name, bound in bounds.items():
            if bound is not None:
                bounds[name] = bound + held.least(cohort, name)
    return tuple(
        LevelValue(name, value, value if _meets(value, bounds[name]) else bounds[name])
        for name, value in level_values(cohort, groups, earlier)
    )


def status_of(groups: tuple[Group, ...], levels: tuple[LevelValue, ...]) -> Status:
    """Return what is proven of a whole proposal."""
    if not groups:
        return "empty"
    return "optimal" if all(level.proven for level in levels) else "feasible"


def _given(option: T | None, setting: T) -> T:
    return setting if option is None else option


def _meets(value: float, bound: float | None) -> bool:
    return bound is not None and abs(value - bound) < 1e-6


class _Words:
    """Turns the solver's news into a coordinator's."""

    def __init__(self, began: float, on_progress: Callable[[Progress], None] | None) -> None:
        self.began = began
        self.on_progress = on_progress

    def tell(self, level: str, value: float, bound: float | None) -> None:
        if self.on_progress is None:
            return
        text = f"{level}: {value:g}"
        if bound is not None:
            proven = abs(value - bound) < 1e-9
            text += ", proven best" if proven else f", at best {bound:g}"
        seconds = time.monotonic() - self.began
        self.on_progress(Progress(level, value, bound, seconds, text))
