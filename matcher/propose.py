"""From a cohort to a checked proposal: the engine's public solve()."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from copy import copy
from dataclasses import dataclass, replace
from itertools import count
from typing import TypeVar

from matcher.cohort import AnyPin, Cohort, Drawn, Group, GroupPin, LevelValue, Pin, Proposal
from matcher.cohort.fingerprint import input_sha256, policy_sha256
from matcher.cohort.pins import all_pins, whole_groups, with_pins
from matcher.cohort.proposal import Status
from matcher.cohort.roles import without_monitoring
from matcher.compile import NOTHING, compile_instance
from matcher.explain.unplaced import unplaced_reasons
from matcher.hold import Held, held_groups
from matcher.instance import Instance
from matcher.levels import level_values
from matcher.rules import Plan, broken_rules, meeting_of, overridden
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
    _refuse_conflict(cohort, held, kept, earlier)
    _refuse_broken(cohort, held, kept, earlier)
    instance = compile_instance(without_monitoring(cohort), earlier, kept, held)
    settings = Settings(workers=program.workers, gap=program.gap_limit, seed=program.seed)
    words = _Words(began, on_progress)

    def written(result: Result) -> Proposal:
        groups = groups_of(cohort, instance, result.seating, earlier, held)
        _refuse_lost_pins(groups, kept)
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

    begin = _start(cohort, instance, earlier, kept, held) or _begin(instance, start)
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


def _refuse_conflict(
    cohort: Cohort, held: Held, pins: tuple[AnyPin, ...], earlier: Proposal | None
) -> None:
    """Refuse demands that cannot all be kept, naming the fewest of them."""
    if not any(isinstance(pin, Pin | GroupPin) for pin in pins):
        return
    from matcher.conflicts import conflict

    asked = [pin for pin in pins if getattr(pin, "group_id", "") not in held.excused]
    found = conflict(cohort, earlier, asked)
    if found is not None:
        raise ImpossiblePins(found.text)


def _refuse_broken(
    cohort: Cohort, held: Held, pins: tuple[AnyPin, ...], earlier: Proposal | None
) -> None:
    """Refuse groups that are to stay as they are but break a rule nobody answered for."""
    if not held.groups and not whole_groups(pins):
        return
    inside = tuple(pin for pin in pins if not isinstance(pin, Pin))
    rows = tuple(replace(one, group_id="") for one in cohort.participants)
    plan = Plan(replace(cohort, participants=rows), held.groups, inside, earlier)
    _, broken = overridden(broken_rules(plan), held.overrides)
    texts = [one.text for one in broken]
    if texts:
        more = f" And {len(texts) - 5} more." if len(texts) > 5 else ""
        raise ImpossiblePins(
            f"What is pinned cannot stay as it is: {' '.join(texts[:5])}{more} Take the pin back, "
            "or keep the change with a reason (matcher edit)."
        )


def _refuse_lost_pins(groups: tuple[Group, ...], pins: tuple[AnyPin, ...]) -> None:
    sits = {member: group.id for group in groups for member in group.members}
    seats = [pin for pin in pins if isinstance(pin, Pin)]
    lost = [pin for pin in seats if sits.get(pin.participant_id) != pin.group_id]
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


def _start(
    cohort: Cohort,
    instance: Instance,
    earlier: Proposal | None,
    pins: tuple[AnyPin, ...],
    held: Held,
) -> Seating | None:
    """Return the earlier proposal as a seating, if it still keeps every rule.

    Rules broken on purpose are in groups that stay, which are no part of a seating.
    """
    if earlier is None or not earlier.groups:
        return None
    plan = Plan(cohort, earlier.groups, pins, earlier)
    _, broken = overridden(broken_rules(plan), held.overrides)
    stay = {group.id for group in held.groups}
    groups = [group for group in instance.earlier or () if group.id not in stay]
    if broken or any(group.candidate < 0 for group in groups):
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
    cohort: Cohort,
    instance: Instance,
    seating: Seating,
    earlier: Proposal | None = None,
    held: Held = NOTHING,
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
    if not held.groups:
        return tuple(groups)
    return tuple(sorted((*groups, *held.groups), key=_by_time))


def _by_time(group: Group) -> tuple[object, ...]:
    meeting = meeting_of(group)
    return (meeting is None, meeting, group.provider_id, group.id)
