"""What it would cost to seat somebody in another group than their own."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, replace

from matcher.cohort import Cohort, Group, Proposal
from matcher.levels import level_values
from matcher.rules import Broken, Plan, taking
from matcher.rules.size import CODE as SIZE
from matcher.solve.stop import Stop
from matcher.whatif.chains import Chains
from matcher.whatif.outcome import judged
from matcher.whatif.person import SECONDS
from matcher.whatif.reseat import seated_anew
from matcher.whatif.standing import Standing


@dataclass(frozen=True)
class Move:
    """One other group.

    Attributes
    ----------
    group : Group
        As it stands.
    broken : tuple of Broken
        Rules that keep somebody out of it, whoever makes room; they may name others, so they are
        for coordinators only.
    costs : tuple of (str, float)
        What every level changes by when everybody is seated anew around the move; empty where the
        move is impossible.
    kept : bool
        Whether they would keep that seat: no earlier turn has a claim to it, no seats level loses.
    moved : int
        Others who then sit elsewhere.
    """

    group: Group
    broken: tuple[Broken, ...] = ()
    costs: tuple[tuple[str, float], ...] = ()
    kept: bool = False
    moved: int = 0


@dataclass(frozen=True)
class Moves:
    """All other groups.

    Attributes
    ----------
    times, providers : int
        At how many meeting times somebody who may lead them could, and how many such providers.
    moves : tuple of Move
        Possible ones first.
    complete : bool
        Whether the time sufficed for all of them.
    """

    times: int
    providers: int
    moves: tuple[Move, ...]
    complete: bool


def possible_moves(
    cohort: Cohort,
    proposal: Proposal,
    person_id: str,
    *,
    seconds: float = SECONDS,
    stop: Stop | None = None,
    tell: Callable[[str], object] = lambda _: None,
) -> Moves:
    """Work out what moving somebody to each other group would cost.

    Parameters
    ----------
    cohort : Cohort
    proposal : Proposal
    person_id : str
        Of somebody with a seat.
    seconds : float
        Of wall clock.
    stop : Stop, optional
    tell : callable
        Told which group is being tried.

    Raises
    ------
    NotStanding
        Where the proposal breaks rules.
    """
    end = time.monotonic() + seconds
    standing = Standing.of(cohort, proposal, person_id)
    person = standing.person
    chains = Chains.of(standing)
    able = chains.able[person]
    own = next(k for k, s in enumerate(standing.seating) if person in s.members)
    before = dict(level_values(standing.cohort, proposal.groups))
    plan = _without(standing, person_id)
    found, complete = [], True
    for index, group in enumerate(proposal.groups):
        if index == own:
            continue
        if not able[index]:
            found.append(Move(group, broken=_broken(plan, person_id, index)))
            continue
        if time.monotonic() >= end or (stop is not None and stop.asked):
            complete = False
            continue
        tell(f"Trying {group.id}")
        region, seconds = chains.around([own, index]), end - time.monotonic()
        found.append(_tried(standing, region, index, before, seconds))
    found.sort(key=lambda move: (not move.kept, bool(move.broken)))  # stable: by number otherwise
    near = standing.now
    places = [c for c in standing.mine if person in near.members[c]]
    return Moves(
        len({(near.candidates[c].weekday, near.candidates[c].start) for c in places}),
        len({near.candidates[c].provider for c in places}),
        tuple(found),
        complete,
    )


def _tried(
    standing: Standing, region: list[int], index: int, before: dict[str, float], seconds: float
) -> Move:
    """Seat everybody anew around somebody who sits in another group."""
    group = standing.proposal.groups[index]
    person = standing.person
    unit = standing.loose.unit_of.get(person, (person,))
    held = dict.fromkeys(unit, index)
    seating = seated_anew(standing, standing.cohort, region, held=held, seconds=seconds)
    outcome = seating and judged(standing, (), standing.cohort, seating)
    if not outcome:
        return Move(group)
    me = standing.loose.people[person]
    seats = {member: one.id for one in outcome.groups for member in one.members}
    if seats[me] != group.id:
        return Move(group)  # somebody with an earlier turn has a claim to that seat
    moved = sum(seats.get(one) != at for one, at in standing.proposal.seats().items() if one != me)
    costs = tuple((name, value - before[name]) for name, value in outcome.levels)
    return Move(group, costs=costs, kept=True, moved=moved)


def _without(standing: Standing, person_id: str) -> Plan:
    """Return the plan with somebody's own seat given up."""
    groups = tuple(
        replace(group, members=tuple(one for one in group.members if one != person_id))
        for group in standing.proposal.groups
    )
    return Plan(standing.cohort, groups, standing.proposal.pins)


def _broken(plan: Plan, person_id: str, index: int) -> tuple[Broken, ...]:
    person = plan.cohort.participant_by_id[person_id]
    found = taking(person, plan.groups[index], plan)
    return tuple(one for one in found if one.code != SIZE)
