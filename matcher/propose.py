"""From a cohort to a checked proposal: the engine's public solve()."""

from __future__ import annotations

import time
from collections.abc import Callable
from copy import copy
from dataclasses import dataclass, replace
from itertools import count
from typing import TypeVar

from matcher.cohort import Cohort, Drawn, Group, LevelValue, Pin, Proposal
from matcher.cohort.proposal import Status
from matcher.cohort.roles import without_monitoring
from matcher.compile import compile_instance
from matcher.explain.unplaced import unplaced_reasons
from matcher.fingerprint import input_sha256, policy_sha256
from matcher.instance import Instance
from matcher.levels import level_values
from matcher.rules import Plan, broken_rules
from matcher.solve.result import Result, Settings
from matcher.solve.seating import Seating, Sitting
from matcher.solve.solve import Solver
from matcher.solve.stop import Clock, Stop

T = TypeVar("T")

Draft = Callable[[], Proposal]  # writes the best so far out, from any thread

__all__ = [
    "Draft",
    "ImpossiblePins",
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


class ImpossiblePins(Exception):  # noqa: N818 - a finding about the demands, not a failure
    """What was pinned cannot all be kept; the message says why in a coordinator's words."""


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

    Raises
    ------
    ImpossiblePins
        Where people pinned to groups cannot all stay there.
    """
    began = time.monotonic()
    options = options or Options()
    fingerprint = input_sha256(cohort)
    cohort = with_options(cohort, options)
    if drawn is not None:
        cohort = replace(cohort, drawn=frozenset(drawn.seated))
    program = cohort.program
    clock = Clock(program.time_limit, stop or Stop(), counted=options.deterministic)
    instance = compile_instance(without_monitoring(cohort), earlier)
    settings = Settings(workers=program.workers, gap=program.gap_limit, seed=program.seed)
    words = _Words(began, on_progress)
    pins = proposal_pins(cohort)

    def written(result: Result) -> Proposal:
        groups = groups_of(cohort, instance, result.seating, earlier)
        _refuse_lost_pins(groups, pins)
        levels = _levels(cohort, groups, result, earlier)
        return Proposal(
            status=status_of(groups, levels),
            seed=program.seed,
            runtime_s=round(time.monotonic() - began, 3),
            input_sha256=fingerprint,
            policy_sha256=policy_sha256(program),
            levels=levels,
            groups=groups,
            unplaced=unplaced_reasons(cohort, groups, pins, earlier),
            earlier=None if earlier is None else earlier.input_sha256,
            pins=pins,
            drawn=drawn,
        )

    def tell(level: str, value: float, bound: float | None) -> None:
        words.tell(level, value, bound)
        if on_best is not None:
            frozen = copy(solver)  # a seating never changes; the bounds do
            frozen.bounds = dict(solver.bounds)
            on_best(lambda: written(frozen.result()))

    begin = _start(cohort, instance, earlier) or _begin(instance, start)
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
    cohort: Cohort, groups: tuple[Group, ...], result: Result, earlier: Proposal | None
) -> tuple[LevelValue, ...]:
    bounds = {level.name: level.bound for level in result.levels}
    return tuple(
        LevelValue(name, value, value if _meets(value, bounds[name]) else bounds[name])
        for name, value in level_values(cohort, groups, earlier)
    )


def proposal_pins(cohort: Cohort) -> tuple[Pin, ...]:
    """Return the seats that the cohort's own files ask to be kept."""
    return tuple(Pin(p.id, p.group_id) for p in cohort.participants if p.group_id)


def status_of(groups: tuple[Group, ...], levels: tuple[LevelValue, ...]) -> Status:
    """Return what is proven of a whole proposal."""
    if not groups:
        return "empty"
    return "optimal" if all(level.proven for level in levels) else "feasible"


def _given(option: T | None, setting: T) -> T:
    return setting if option is None else option


def _refuse_lost_pins(groups: tuple[Group, ...], pins: tuple[Pin, ...]) -> None:
    sits = {member: group.id for group in groups for member in group.members}
    lost = [pin for pin in pins if sits.get(pin.participant_id) != pin.group_id]
    if lost:
        named = ", ".join(f"{pin.participant_id} in {pin.group_id}" for pin in lost[:10])
        more = f" and {len(lost) - 10} more" if len(lost) > 10 else ""
        raise ImpossiblePins(
            f"These people cannot all stay where they are pinned: {named}{more}. Somebody is no "
            "longer free or eligible, the provider can no longer lead the group, or the group "
            "would have too few members. Remove a group_id and try again."
        )


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


def _start(cohort: Cohort, instance: Instance, earlier: Proposal | None) -> Seating | None:
    """Return the earlier proposal as a seating, if it still keeps every rule."""
    if earlier is None or not earlier.groups:
        return None
    plan = Plan(cohort, earlier.groups, earlier=earlier)
    groups = instance.earlier or ()
    if broken_rules(plan) or any(group.candidate < 0 for group in groups):
        return None
    return tuple(Sitting(group.candidate, group.weeks, group.members) for group in groups)


def _begin(instance: Instance, groups: tuple[Group, ...]) -> Seating | None:
    """Return groups as a seating, None where there are none or one is no candidate."""
    place = {person: index for index, person in enumerate(instance.people)}
    candidates = {
        (instance.providers[c.provider], instance.languages[c.language], c.meeting(weeks)): index
        for index, c in enumerate(instance.candidates)
        for weeks in c.variants
    }
    found = []
    for group in groups:
        candidate = candidates.get((group.provider_id, group.language, group.meeting))
        if candidate is None:
            return None
        members = tuple(sorted(place[member] for member in group.members))
        found.append(Sitting(candidate, group.weeks, members))
    return tuple(found) or None


def groups_of(
    cohort: Cohort, instance: Instance, seating: Seating, earlier: Proposal | None = None
) -> tuple[Group, ...]:
    """Name the groups: an earlier group keeps its id, the others are numbered by their time."""
    old = {
        (group.provider_id, group.meeting): group.id
        for group in (earlier.groups if earlier is not None else ())
    }
    placed = []
    for sitting in seating:
        candidate = instance.candidates[sitting.candidate]
        meeting = candidate.meeting(sitting.weeks)
        placed.append((meeting, instance.providers[candidate.provider], candidate, sitting))
    placed.sort(key=lambda row: (row[0], row[1]))
    taken = set(old.values())
    width = max(2, len(str(len(placed) + len(taken))))
    fresh = (f"G{number:0{width}d}" for number in count(1))
    groups = []
    for meeting, provider_id, candidate, sitting in placed:
        id = old.get((provider_id, meeting)) or next(i for i in fresh if i not in taken)
        groups.append(
            Group.at(
                meeting,
                id=id,
                provider_id=provider_id,
                time_zone=cohort.program.time_zone,
                language=instance.languages[candidate.language],
                members=tuple(sorted(instance.people[member] for member in sitting.members)),
            )
        )
    return tuple(groups)
