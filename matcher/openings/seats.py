"""Justified envy, and seats that people without one could take or fill by themselves."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

import numpy as np

from matcher.cohort import Group, Meeting, Participant, Provider
from matcher.cohort.hours import closed_to_newcomers, too_late
from matcher.levels import reserve
from matcher.openings.bench import Bench
from matcher.openings.fill import Manners, Unit, fill
from matcher.openings.grid import Grid, IntArray
from matcher.rules import Broken, Plan, meeting_of
from matcher.rules.eligible import may_not_lead
from matcher.rules.size import bounds
from matcher.rules.words import listed, when


@dataclass(frozen=True, slots=True)
class Envy:
    """Somebody without a seat who could take that of a person with a later turn."""

    participant_id: str
    seated_id: str
    group_id: str

    @property
    def text(self) -> str:
        """A coordinator's words."""
        return (
            f"{self.participant_id} has an earlier turn than {self.seated_id} "
            f"and could take that seat in {self.group_id}."
        )


@dataclass(frozen=True, slots=True)
class OpenSeat:
    """People without a seat who could join existing groups, or make up one of their own.

    Attributes
    ----------
    participant_ids : tuple of str
        One person, a whole together-group, or a whole further group.
    group_ids : tuple of str
        Groups that each have room for them; empty for a further group.
    provider_id : str
        Who has room to lead a further group; blank otherwise.
    meeting : Meeting or None
        When a further group could meet.
    language : str
    """

    participant_ids: tuple[str, ...]
    group_ids: tuple[str, ...] = ()
    provider_id: str = ""
    meeting: Meeting | None = None
    language: str = ""

    @property
    def text(self) -> str:
        """A coordinator's words."""
        people = listed(self.participant_ids)
        if self.meeting is None:
            verb = "has" if len(self.participant_ids) == 1 else "have"
            return f"{people} {verb} no seat but could join {listed(self.group_ids)}."
        return (
            f"{people} have no seat but could make up a further group with {self.provider_id} "
            f"({when(self.meeting)}, in {self.language})."
        )


class Waiting:
    """Those of a plan who may have a seat and have none, and what they could sit in.

    Only groups without a broken rule are looked at: the others have to be mended first. In a
    repair (`on`: from when it holds), nor are those in which too few hours are left.
    """

    def __init__(self, plan: Plan, broken: Sequence[Broken] = (), on: date | None = None) -> None:
        self.plan = plan
        self.cohort = plan.cohort
        at_fault = {fault.group_id for fault in broken}
        self.on = on
        self.closed = closed_to_newcomers(plan.cohort, plan.groups, on)
        self.groups = [group for group in plan.groups if group.id not in at_fault | self.closed]
        self.order = plan.order
        people = [
            plan.cohort.participant_by_id[person]
            for person in self.order
            if person not in plan.sits and person not in plan.pinned
        ]
        self.grid = Grid.of(plan.cohort)
        self.bench = Bench(people, self.grid, plan)
        self.reserved = reserve.tight(plan)
        self.manners = Manners(self.bench.parted, plan.cohort.program.same_organization_max)

    @cached_property
    def units(self) -> list[Unit]:
        """The units on the bench, in turn order; one that misses somebody can take no seat."""
        units = []
        for person in self.bench.people:
            together = self.cohort.together.get(person.id, frozenset({person.id}))
            rows = sorted(self.bench.row[one] for one in together if one in self.bench.row)
            if len(rows) == len(together) and self.bench.people[rows[0]] is person:
                units.append(Unit.of([self.bench.people[row] for row in rows]))
        return units

    @cached_property
    def unit_of(self) -> IntArray:
        """For each row of the bench the index of its unit, -1 where it has none."""
        found = np.full(len(self.bench.people), -1, np.intp)
        for index, unit in enumerate(self.units):
            for one in unit.ids:
                found[self.bench.row[one]] = index
        return found

    def able_units(self, provider: Provider, meeting: Meeting, language: str) -> list[int]:
        """Return the units whose members all could sit in such a group."""
        rows = np.flatnonzero(self.bench.able(provider, meeting, language))
        owners = self.unit_of[rows]
        found, counts = np.unique(owners[owners >= 0], return_counts=True)
        return [
            int(index)
            for index, count in zip(found, counts, strict=True)
            if self.units[index].size == count
        ]

    def seated_units(self, group: Group) -> dict[str, Unit]:
        """Return a group's members as one unit each, by id."""
        return {person.id: Unit.of([person]) for person in self.plan.members(group)}

    def setting(self, group: Group) -> tuple[Provider, Meeting] | None:
        """Return who leads a group and when, None where it is not on the grid."""
        provider, meeting = self.plan.provider(group), meeting_of(group)
        if provider is None or meeting is None or meeting not in self.grid.column:
            return None
        return provider, meeting


def envies(waiting: Waiting, *, repair: bool = False) -> Iterator[Envy]:
    """Find everybody unseated with an earlier turn than somebody whose seat they could take.

    Parameters
    ----------
    waiting : Waiting
    repair : bool
        Whether the proposal repairs a published one, whose kept seats cannot be taken.
    """
    order, bench = waiting.order, waiting.bench
    for group in waiting.groups:
        setting = waiting.setting(group)
        takeable = _takeable(group, waiting, repair=repair)
        if setting is None or not takeable:
            continue
        latest = max(order[person.id] for person in takeable)
        members = waiting.seated_units(group)
        for row in np.flatnonzero(bench.able(*setting, group.language)):
            person = bench.people[row]
            if order[person.id] > latest:
                break  # the bench is in turn order
            if person.id in waiting.cohort.together:
                continue
            unit = waiting.units[waiting.unit_of[row]]
            for seated in takeable:
                if order[seated.id] > order[person.id] and not reserve.breaks(
                    waiting.reserved, seated.id, person.id
                ):
                    rest = [other for one, other in members.items() if one != seated.id]
                    if waiting.manners.allow(rest, unit):
                        yield Envy(person.id, seated.id, group.id)


def _takeable(group: Group, waiting: Waiting, *, repair: bool) -> list[Participant]:
    """Return the members whose seat can be taken without breaking anything for others."""
    plan = waiting.plan
    if repair and plan.earlier is None:
        return []  # what was published is not at hand, so nothing tells which seats were kept
    kept = kept_seats(group, plan) if repair else frozenset()
    return [
        person
        for person in plan.members(group)
        if person.id in waiting.order
        and person.id not in plan.pinned
        and person.id not in kept
        and person.id not in waiting.cohort.together
    ]


def kept_seats(group: Group, plan: Plan) -> frozenset[str]:
    """Return who sat in the same group in the earlier proposal already."""
    return plan.sat.get((group.provider_id, meeting_of(group)), frozenset())


def open_seats(waiting: Waiting) -> Iterator[OpenSeat]:
    """Find unseated people who could join a group, or make up a further one.

    Each unit is named once with all the groups that have room for it, and each provider once.
    """
    rooms: dict[int, list[str]] = {}
    for group in waiting.groups:
        setting = waiting.setting(group)
        if setting is None or group.id in waiting.plan.closed:
            continue
        room = bounds(setting[0], waiting.cohort.program)[1] - len(group.members)
        if room <= 0:
            continue
        members = list(waiting.seated_units(group).values())
        for index in waiting.able_units(*setting, group.language):
            unit = waiting.units[index]
            if unit.size <= room and waiting.manners.allow(members, unit):
                rooms.setdefault(index, []).append(group.id)
    for index in sorted(rooms):
        yield OpenSeat(waiting.units[index].ids, tuple(rooms[index]))
    yield from further_groups(waiting)


def further_groups(waiting: Waiting) -> Iterator[OpenSeat]:
    """Find, for each provider with room, a further group of unseated people alone."""
    failed: set[tuple[tuple[int, ...], int]] = set()
    for provider in waiting.cohort.providers:
        if found := _further_group(provider, waiting, failed):
            yield found


def _further_group(
    provider: Provider, waiting: Waiting, failed: set[tuple[tuple[int, ...], int]]
) -> OpenSeat | None:
    low, high = bounds(provider, waiting.cohort.program)
    if high < low or not may_open(provider, waiting.plan):
        return None
    held = waiting.bench.held(provider)
    busy = busy_times(provider, waiting.plan)
    for language in provider.languages:
        enough = held & (waiting.bench.counts(provider, language) >= low)
        for column in np.flatnonzero(enough):
            meeting = waiting.grid.meetings[column]
            if any(meeting.overlaps(other) for other in busy):
                continue
            if too_late(waiting.cohort, meeting, waiting.on):
                continue
            units = waiting.able_units(provider, meeting, language)
            if (key := (tuple(units), high)) in failed:
                continue
            chosen = fill([waiting.units[index] for index in units], low, high, waiting.manners)
            if chosen:
                return OpenSeat(chosen, (), provider.id, meeting, language)
            failed.add(key)
    return None


def may_open(provider: Provider, plan: Plan) -> bool:
    """Whether a provider may lead and has not yet as many groups as they offer."""
    led = len(plan.led.get(provider.id, ()))
    return led < provider.max_groups and may_not_lead(provider, plan.cohort.program) is None


def busy_times(provider: Provider, plan: Plan) -> list[Meeting]:
    """Return when a provider already leads, or sits as a participant."""
    groups = (*plan.led.get(provider.id, ()), *plan.sits.get(provider.id, ()))
    return [meeting for meeting in map(meeting_of, groups) if meeting is not None]
