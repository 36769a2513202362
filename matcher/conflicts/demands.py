"""What is asked of the groups that pins name: pins, together-groups, limits, people's own times.

Seats of people whom nobody named are no demand: they may fill a group where every rule lets them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import combinations

import numpy as np

from matcher.cohort import AnyPin, Cohort, Group, GroupPin, NeverPin, Pin, Proposal, TimePin
from matcher.cohort.pins import allowed_at
from matcher.hold import groups_of
from matcher.openings.bench import Bench
from matcher.openings.grid import Grid
from matcher.rules import RULES, Plan, broken_rules, meeting_of
from matcher.rules.size import bounds
from matcher.rules.words import listed, some

Seat = tuple[str, str]  # a person's id and a group's
ELSEWHERE = ("locked", "provider-own")  # asked of pins and of groups that meet at one time


@dataclass(frozen=True, slots=True)
class Demand:
    """Something that has to hold; the fields say what of the seats in the pinned groups.

    Attributes
    ----------
    text : str
        A coordinator's words, without a full stop.
    taken, free : tuple of (str, str)
        Seats that somebody has, or has not.
    shut : tuple of str
        Groups that cannot be held.
    least, most : (seats, int) or None
        At least, or at most, so many of some seats; for `least` if the group is held at all.
    equal : tuple of tuple of seats
        In each of them all seats are taken, or none is.
    not_both : tuple of str
        Groups that cannot all be held: `room` of them at most.
    room : int
    unless : (seat, str) or None
        A seat that cannot be had while a group is held.
    """

    text: str
    taken: tuple[Seat, ...] = ()
    free: tuple[Seat, ...] = ()
    shut: tuple[str, ...] = ()
    least: tuple[tuple[Seat, ...], int] | None = None
    most: tuple[tuple[Seat, ...], int] | None = None
    equal: tuple[tuple[Seat, ...], ...] = ()
    not_both: tuple[str, ...] = ()
    room: int = 1
    unless: tuple[Seat, str] | None = None


class Question:
    """The groups that pins name, who could sit in them, and everything that is asked of them.

    Attributes
    ----------
    groups : tuple of Group
    demands : tuple of Demand
    """

    def __init__(self, cohort: Cohort, earlier: Proposal | None, pins: Sequence[AnyPin]) -> None:
        rows = tuple(replace(one, group_id="") for one in cohort.participants)
        self.cohort = replace(cohort, participants=rows)
        self.pins = tuple(pins)
        self.earlier = earlier
        named = {pin.group_id for pin in pins if isinstance(pin, Pin | GroupPin)}
        before = () if earlier is None else earlier.groups
        self.groups = tuple(group for group in before if group.id in named)
        self.missing = named - {group.id for group in self.groups}
        self.plan = Plan(self.cohort, self.groups)
        self.of = {group.id: group for group in self.groups}

    @cached_property
    def named(self) -> frozenset[str]:
        """Those whom a pin names, and those who asked to be with them."""
        return frozenset(one for one, _ in self.asked)

    @cached_property
    def asked(self) -> frozenset[Seat]:
        """The seats that pins ask for, and those of people who asked to be with them."""
        found = {
            (pin.participant_id, pin.group_id)
            for pin in self.pins
            if isinstance(pin, Pin) and pin.group_id in self.of
        }
        for pin in self.pins:
            if isinstance(pin, GroupPin) and pin.group_id in self.of:
                found |= {(one, pin.group_id) for one in self.of[pin.group_id].members}
        together = self.cohort.together
        return frozenset((other, at) for one, at in found for other in together.get(one, {one}))

    @cached_property
    def seats(self) -> tuple[Seat, ...]:
        """Every seat asked for, and every one of somebody whom each rule by itself admits."""
        able = {(one, group.id) for group in self.groups for one in self._able(group)}
        return tuple(sorted(self.asked | able))

    @cached_property
    def _seats_at(self) -> dict[str, tuple[Seat, ...]]:
        found: dict[str, list[Seat]] = {group.id: [] for group in self.groups}
        for seat in self.seats:
            found[seat[1]].append(seat)
        return {group: tuple(seats) for group, seats in found.items()}

    def at(self, group_id: str) -> tuple[Seat, ...]:
        """Return the seats of a group."""
        return self._seats_at[group_id]

    @cached_property
    def _bench(self) -> Bench:
        start = self.cohort.program.start_date
        people = [one for one in self.cohort.participants if one.is_member_on(start)]
        return Bench(people, Grid.whole(self.cohort.program), Plan(self.cohort, ()))

    def _able(self, group: Group) -> Iterator[str]:
        """Yield who could sit in a group; all with whom they asked to be could too."""
        provider, meeting = self.plan.provider(group), meeting_of(group)
        if provider is None or meeting is None or meeting not in self._bench.grid.column:
            return
        rows = np.flatnonzero(self._bench.able(provider, meeting, group.language))
        able = {self._bench.people[row].id for row in rows}
        for one in able:
            if self.cohort.together.get(one, frozenset({one})) <= able:
                yield one

    @cached_property
    def at_fault(self) -> frozenset[str]:
        """The named groups that, as they were and without who left, break a rule or a pin."""
        known = self.cohort.participant_by_id
        groups = tuple(
            replace(group, members=tuple(one for one in group.members if one in known))
            for group in self.groups
        )
        plan = Plan(self.cohort, groups, self.pins, self.earlier)
        broken = broken_rules(plan)
        lost = {one for fault in broken if fault.code == "locked" for one in fault.participant_ids}
        wanted = {at for one, at in self.asked if one in lost}
        return frozenset(wanted.union(*(groups_of(fault, plan) for fault in broken)))

    def _objections(self, one: str, group: Group) -> Iterator[str]:
        """Yield why somebody may not sit in a group, whoever else does."""
        person = self.cohort.participant_by_id.get(one)
        if person is None:
            yield f"'{one}' is not on the waitlist"
            return
        for rule in RULES.values():
            if rule.seat and rule.code not in ELSEWHERE:
                text = rule.seat(person, group, self.plan)
                if text:
                    yield text.rstrip(".")
            if rule.pairs and frozenset((one, group.provider_id)) in rule.pairs(self.cohort):
                words = (
                    "supervisor or report of" if rule.code == "supervisor" else "kept apart from"
                )
                yield f"{one} is {words} {group.provider_id}, who leads {group.id}"
        if one == group.provider_id:
            yield f"{one} leads {group.id} and cannot be a member of it"

    @cached_property
    def demands(self) -> tuple[Demand, ...]:
        """Everything that is asked."""
        return tuple(dict.fromkeys([*self._pins(), *self._people(), *self._groups()]))

    def _pins(self) -> Iterator[Demand]:
        for pin in self.pins:
            if isinstance(pin, Pin | GroupPin) and pin.group_id in self.missing:
                # Nothing else is needed for this one to fail.
                nowhere = f"{pin.text}, which the earlier proposal does not have"
                yield Demand(nowhere, least=((), 1))
            elif isinstance(pin, Pin):
                yield Demand(pin.text, taken=((pin.participant_id, pin.group_id),))
            elif isinstance(pin, GroupPin):
                members = set(self.of[pin.group_id].members)
                seats = self.at(pin.group_id)
                yield Demand(
                    pin.text,
                    taken=tuple(seat for seat in seats if seat[0] in members),
                    free=tuple(seat for seat in seats if seat[0] not in members),
                )
            elif isinstance(pin, NeverPin):
                led = {group.id for group in self.plan.led.get(pin.provider_id, ())}
                free = tuple(
                    seat for seat in self.seats if seat[0] == pin.participant_id and seat[1] in led
                )
                if free:
                    yield Demand(pin.text, free=free)
        yield from self._times()

    def _times(self) -> Iterator[Demand]:
        times = Plan(self.cohort, self.groups, self.pins).times
        for provider_id, allowed in times.items():
            shut = tuple(
                group.id
                for group in self.plan.led.get(provider_id, ())
                if (meeting := meeting_of(group)) and not allowed_at(allowed, meeting)
            )
            if shut:
                pins = [
                    pin.text
                    for pin in self.pins
                    if isinstance(pin, TimePin) and pin.provider_id == provider_id
                ]
                yield Demand(listed(pins), shut=shut)

    def _people(self) -> Iterator[Demand]:
        for one, group_id in sorted(self.asked):
            for text in self._objections(one, self.of[group_id]):
                yield Demand(text, free=((one, group_id),))
        for rule in RULES.values():
            pairs = rule.pairs(self.cohort) if rule.pairs else frozenset()
            for pair in sorted(map(sorted, pairs)):
                if len(pair) == 2 and set(pair) <= self.named:
                    yield from self._apart(pair, rule.code)
        for unit in sorted({tuple(sorted(unit)) for unit in self.cohort.together.values()}):
            if set(unit) & self.named:
                equal = tuple(
                    tuple(seat for seat in self.at(group.id) if seat[0] in unit)
                    for group in self.groups
                )
                yield Demand(f"{listed(unit)} sit together", equal=equal)
        for name, people in sorted(self._colleagues().items()):
            most = self.cohort.program.same_organization_max
            for group in self.groups:
                seats = tuple(seat for seat in self.at(group.id) if seat[0] in people)
                if len(seats) > most:
                    text = f"at most {most} of '{name}' sit in {group.id}"
                    yield Demand(text, most=(seats, most))

    def _apart(self, pair: Sequence[str], code: str) -> Iterator[Demand]:
        why = "supervisor and report share" if code == "supervisor" else "are kept apart and share"
        for group in self.groups:
            seats = tuple(seat for seat in self.at(group.id) if seat[0] in pair)
            if len(seats) > 1:
                yield Demand(f"{listed(pair)}: they {why} no group", most=(seats, 1))

    def _colleagues(self) -> dict[str, set[str]]:
        found: dict[str, set[str]] = {}
        if self.cohort.program.same_organization_max:
            for person in self.cohort.participants:
                if person.organization:
                    found.setdefault(person.organization, set()).add(person.id)
        return found

    def _groups(self) -> Iterator[Demand]:
        for group in self.groups:
            low, high = bounds(self.plan.provider(group), self.cohort.program)
            seats = self.at(group.id)
            others = len({one for one, _ in seats} - self.named)
            text = f"{group.id} needs at least {some(low, 'member')}"
            if others < low:
                few = f"only {some(others, 'person', 'people')}" if others else "nobody"
                text += f", and apart from those named {few} could join"
            yield Demand(text, least=(seats, low))
            yield Demand(f"{group.id} has at most {some(high, 'member')}", most=(seats, high))
            for text in self._cannot_be_held(group):
                yield Demand(text, shut=(group.id,))
        yield from self._leaders()

    def _cannot_be_held(self, group: Group) -> Iterator[str]:
        provider = self.plan.provider(group)
        if provider is None:
            yield f"'{group.provider_id}', who leads {group.id}, is not on the roster"
        for rule in RULES.values():
            if provider and rule.lead and (text := rule.lead(provider, group, self.plan)):
                yield text.rstrip(".")
            if rule.crew and rule.code in ("weeks", "cadence"):
                yield from (one.text.rstrip(".") for one in rule.crew(group, self.plan))

    def _leaders(self) -> Iterator[Demand]:
        for provider_id, led in self.plan.led.items():
            provider = self.cohort.provider_by_id.get(provider_id)
            if provider is not None and len(led) > provider.max_groups:
                yield Demand(
                    f"{provider_id} leads at most {some(provider.max_groups, 'group')}",
                    not_both=tuple(group.id for group in led),
                    room=provider.max_groups,
                )
            for one, other in combinations(led, 2):
                if _meet_at_once(one, other):
                    text = f"{provider_id} cannot lead {one.id} and {other.id} at the same time"
                    yield Demand(text, not_both=(one.id, other.id))
            for seat in self.seats:
                for own in led:
                    there = self.of[seat[1]]
                    if seat[0] == provider_id and own is not there and _meet_at_once(own, there):
                        text = f"{provider_id} leads {own.id} while {there.id} meets"
                        yield Demand(text, unless=(seat, own.id))


def _meet_at_once(one: Group, other: Group) -> bool:
    first, second = meeting_of(one), meeting_of(other)
    return bool(first and second and first.overlaps(second))
