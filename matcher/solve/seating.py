"""A seating, what it is worth level by level, and the elementary questions about one."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from matcher.cohort.availability import Meeting
from matcher.instance import Instance


@dataclass(frozen=True, slots=True)
class Sitting:
    """One open group: a candidate, the weeks it meets on, and who sits in it (rising)."""

    candidate: int
    weeks: tuple[int, ...]
    members: tuple[int, ...]


Seating = tuple[Sitting, ...]
Score = tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Level:
    """One level of the objective.

    Attributes
    ----------
    name : str
    sense : int
        1 where more is better, -1 for a cost.
    """

    name: str
    sense: int


def levels_of(instance: Instance, *, repair: bool = False) -> tuple[Level, ...]:
    """Return the levels in the order in which they are settled."""
    seats = [Level(name, 1) for name in (*instance.reserve_of, *instance.tiers)]
    costs = ["mix", "preference"]
    if instance.fewest_groups:
        costs.insert(0, "groups")
    stability = [Level("stability", -1)] if instance.earlier is not None else []
    rest = [*seats, Level("turn", 1), *(Level(name, -1) for name in costs)]
    return tuple([*stability, *rest] if repair else [*rest, *stability])


def level_value(instance: Instance, seating: Seating, name: str) -> float:
    """Return the value of one level."""
    if name == "turn":
        people = len(instance.people)
        return sum(people - member for sitting in seating for member in sitting.members)
    if name == "points":
        points = sum(int(instance.points[list(s.members)].sum()) for s in seating)
        return points / instance.point_scale
    if name in instance.tiers:
        tier = instance.tiers.index(name)
        return sum(int((instance.urgency[list(s.members)] == tier).sum()) for s in seating)
    if name in instance.reserve_of:
        return instance.reserve_of[name].value(p for s in seating for p in s.members)
    if name == "groups":
        return len(seating)
    if name == "mix":
        return sum(mix_cost(instance, s.members) for s in seating)
    if name == "preference":
        return sum(dislike(instance, s) for s in seating) + strangers(instance, seating)
    return moved(instance, seating)


def score(instance: Instance, seating: Seating, levels: Sequence[Level]) -> Score:
    """Return the levels' values so that the greater tuple is the better seating."""
    return tuple(lv.sense * level_value(instance, seating, lv.name) for lv in levels)


def mix_cost(instance: Instance, members: Sequence[int]) -> int:
    """Count weighted pairs of members with the same value; blanks form no pair."""
    cost = 0
    for trait, weight in zip(instance.traits, instance.trait_weights, strict=True):
        counts = Counter(trait[list(members)].tolist())
        counts.pop(-1, None)
        cost += weight * sum(n * (n - 1) // 2 for n in counts.values())
    return cost


def dislike(instance: Instance, sitting: Sitting) -> int:
    """Return the members' part of level `preference` for one group."""
    pool = instance.pools[instance.candidates[sitting.candidate].pool]
    found = np.searchsorted(pool.people, sitting.members)
    return int(pool.dislike[found].sum())


def strangers(instance: Instance, seating: Seating) -> int:
    """Count providers who lead groups but nobody of a sector they listed."""
    known: dict[int, bool] = {}
    for sitting in seating:
        provider = instance.candidates[sitting.candidate].provider
        knows = bool(instance.knows[provider, list(sitting.members)].any())
        known[provider] = known.get(provider, False) or knows
    return sum(not knows for knows in known.values())


def moved(instance: Instance, seating: Seating) -> int:
    """Count people of the earlier proposal who no longer sit in that group."""
    now = {member: s for s in seating for member in s.members}
    stayed = sum(
        1
        for person, home in instance.home.items()
        if person in now and is_home(instance, now[person], home)
    )
    return len(instance.home) - stayed


def is_home(instance: Instance, sitting: Sitting, home: int) -> bool:
    """Whether a group is the earlier one: same provider, time, cadence and weeks."""
    group = (instance.earlier or ())[home]
    return group.candidate >= 0 and same_place(
        instance, sitting.candidate, sitting.weeks, group.candidate, group.weeks
    )


def same_place(
    instance: Instance, one: int, weeks: tuple[int, ...], other: int, others: tuple[int, ...]
) -> bool:
    """Whether two groups have the same provider, time, cadence and weeks, whatever the language."""
    a, b = instance.candidates[one], instance.candidates[other]
    return a.provider == b.provider and a.meeting(weeks) == b.meeting(others)


def meeting_of(instance: Instance, sitting: Sitting) -> Meeting:
    """Return when a group meets."""
    return instance.candidates[sitting.candidate].meeting(sitting.weeks)


def unplaced(instance: Instance, seating: Seating) -> list[int]:
    """Return everyone without a seat, the earliest turn first."""
    seated = {member for sitting in seating for member in sitting.members}
    return [person for person in range(len(instance.people)) if person not in seated]


def free_weeks(
    instance: Instance, candidate: int, led: Iterable[Meeting]
) -> Iterator[tuple[int, ...]]:
    """Yield the weeks on which a provider who leads at `led` could take the candidate."""
    taken = tuple(led)
    place = instance.candidates[candidate]
    for weeks in place.variants:
        meeting = place.meeting(weeks)
        if not any(meeting.overlaps(other) for other in taken):
            yield weeks


def fits_together(instance: Instance, members: Sequence[int]) -> bool:
    """Whether a set of people breaks no rule among themselves (supervisor, apart, employer)."""
    if instance.conflicts:
        inside = frozenset(members)
        if any(inside & instance.foes[person] for person in members):
            return False
    if instance.employer_max:
        counts = Counter(instance.employer[list(members)].tolist())
        counts.pop(-1, None)
        return all(n <= instance.employer_max for n in counts.values())
    return True


def keeps_pins(instance: Instance, seating: Seating) -> bool:
    """Whether everyone pinned sits in their group, at its time and in its language."""
    sits = {person: sitting for sitting in seating for person in sitting.members}
    for person, number in instance.pinned.items():
        group = (instance.earlier or ())[number]
        sitting = sits.get(person)
        if sitting is None or (sitting.candidate, sitting.weeks) != (group.candidate, group.weeks):
            return False
    return True


def seated_twice(seating: Seating) -> bool:
    """Whether somebody sits in two groups."""
    members = [person for sitting in seating for person in sitting.members]
    return len(members) != len(set(members))


def clashes(instance: Instance, seating: Seating) -> list[tuple[int, int]]:
    """Return (person, group) where a provider sits in a group that meets while they lead."""
    if not (instance.leads_as >= 0).any():
        return []
    leading: dict[int, list[Meeting]] = defaultdict(list)
    for sitting in seating:
        provider = instance.candidates[sitting.candidate].provider
        leading[provider].append(meeting_of(instance, sitting))
    return [
        (person, index)
        for index, sitting in enumerate(seating)
        for person in sitting.members
        if instance.leads_as[person] >= 0
        for meeting in leading.get(int(instance.leads_as[person]), ())
        if meeting.overlaps(meeting_of(instance, sitting))
    ]


def whole_units(instance: Instance, members: Sequence[int]) -> bool:
    """Whether everyone of these who sits together with others has all of them here."""
    inside = set(members)
    return all(inside.issuperset(instance.unit_of.get(person, ())) for person in members)
