"""Between seatings, which are numbers, and groups, which people are told of."""

from __future__ import annotations

from itertools import count

from matcher.cohort import AnyPin, Cohort, Group, Proposal
from matcher.compile import NOTHING
from matcher.hold import Held
from matcher.instance import Instance
from matcher.rules import Plan, broken_rules, meeting_of, overridden
from matcher.solve.seating import Seating, Sitting


def seating_of_earlier(
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


def seating_of(instance: Instance, groups: tuple[Group, ...]) -> Seating | None:
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
