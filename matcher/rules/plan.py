"""A proposal laid over its cohort: what the rules and the levels look at."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache

from matcher.cohort import (
    AnyPin,
    Cohort,
    Group,
    Meeting,
    Participant,
    Pin,
    Proposal,
    Provider,
    Span,
)
from matcher.cohort.availability import MINUTES_OF, WEEKDAYS, local_spans, minute_of
from matcher.cohort.pins import never_with, times_of, whole_groups
from matcher.cohort.turn import turn_order

CLOCK = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9]")
WEEKS_OF_A_MONTH = frozenset(range(1, 6))


@dataclass(frozen=True)
class Plan:
    """Groups as proposed or as edited by hand, with the cohort they are for.

    Attributes
    ----------
    cohort : Cohort
    groups : tuple of Group
        May hold anything a file can hold: unknown ids, impossible times.
    pins : tuple of AnyPin
        What the proposal had to keep, beside the participants' own ``group_id``.
    earlier : Proposal or None
        The proposal it was made from, where that is at hand.
    """

    cohort: Cohort
    groups: tuple[Group, ...]
    pins: tuple[AnyPin, ...] = ()
    earlier: Proposal | None = None

    @classmethod
    def of(cls, cohort: Cohort, proposal: Proposal, earlier: Proposal | None = None) -> Plan:
        """Lay a proposal over its cohort, with the tickets drawn from the proposal's seed."""
        return cls(as_drawn(cohort, proposal), proposal.groups, proposal.pins, earlier)

    @cached_property
    def order(self) -> Mapping[str, int]:
        """The place in turn, counted from 0, of everybody whom membership admits."""
        return {person: place for place, person in enumerate(turn_order(self.cohort))}

    @cached_property
    def led(self) -> Mapping[str, tuple[Group, ...]]:
        """The groups of each provider id that leads any."""
        groups: dict[str, list[Group]] = {}
        for group in self.groups:
            groups.setdefault(group.provider_id, []).append(group)
        return {provider: tuple(led) for provider, led in groups.items()}

    @cached_property
    def sits(self) -> Mapping[str, tuple[Group, ...]]:
        """The groups each seated id sits in (more than one breaks ``one-seat``)."""
        groups: dict[str, list[Group]] = {}
        for group in self.groups:
            for member in dict.fromkeys(group.members):
                groups.setdefault(member, []).append(group)
        return {member: tuple(sat) for member, sat in groups.items()}

    @cached_property
    def sat(self) -> Mapping[tuple[str, Meeting | None], frozenset[str]]:
        """Who sat with each provider at each time in the earlier proposal."""
        members: dict[tuple[str, Meeting | None], frozenset[str]] = {}
        for group in self.earlier.groups if self.earlier else ():
            place = group.provider_id, meeting_of(group)
            members[place] = members.get(place, frozenset()) | frozenset(group.members)
        return members

    @cached_property
    def pinned(self) -> Mapping[str, frozenset[str]]:
        """The group ids each pinned id must sit in: its own column's and the proposal's pins.

        A group pinned as a whole pins its members.
        """
        kept: dict[str, set[str]] = {}
        for person in self.cohort.participants:
            if person.group_id:
                kept.setdefault(person.id, set()).add(person.group_id)
        for pin in self.pins:
            if isinstance(pin, Pin):
                kept.setdefault(pin.participant_id, set()).add(pin.group_id)
        for group_id, members in self.closed.items():
            for member in members:
                kept.setdefault(member, set()).add(group_id)
        return {person: frozenset(groups) for person, groups in kept.items()}

    @cached_property
    def closed(self) -> Mapping[str, frozenset[str]]:
        """The members of each group pinned as a whole: as they were earlier, where known."""
        whole = whole_groups(self.pins)
        source = self.groups if self.earlier is None else self.earlier.groups
        return {group.id: frozenset(group.members) for group in source if group.id in whole}

    @cached_property
    def times(self) -> Mapping[str, frozenset[tuple[str, str]]]:
        """Weekday and start of the times pinned for a provider, for those that have any."""
        return times_of(self.pins)

    @cached_property
    def never(self) -> Mapping[str, frozenset[str]]:
        """Whom a provider is never to lead, for those of whom it is said."""
        return never_with(self.pins)

    def provider(self, group: Group) -> Provider | None:
        """Return a group's provider, None where the roster has no such id."""
        return self.cohort.provider_by_id.get(group.provider_id)

    def members(self, group: Group) -> list[Participant]:
        """Return a group's members whom the waitlist knows, each once."""
        known = self.cohort.participant_by_id
        return [known[member] for member in dict.fromkeys(group.members) if member in known]

    def spans(self, meeting: Meeting, zone: str) -> tuple[Span, ...]:
        """Return what a meeting asks of a clock set to `zone`, over the whole term."""
        program = self.cohort.program
        return local_spans(meeting, program.start_date, program.hours, program.time_zone, zone)


def with_seed(cohort: Cohort, seed: int) -> Cohort:
    """Return the cohort as a run with this seed sees it (``--seed`` replaces the program's)."""
    if seed == cohort.program.seed:
        return cohort
    return replace(cohort, program=replace(cohort.program, seed=seed))


def as_drawn(cohort: Cohort, proposal: Proposal) -> Cohort:
    """Return the cohort with the turns that a proposal's seed, and its draw if any, give."""
    seeded = with_seed(cohort, proposal.seed)
    if proposal.drawn is None:
        return seeded
    return replace(seeded, drawn=frozenset(proposal.drawn.seated))


def meeting_of(group: Group) -> Meeting | None:
    """Return when a group meets, None where its fields name no meeting at all.

    Weeks that no cadence allows still name one, as long as they are weeks of a month.
    """
    return _meeting(group.weekday, group.start, group.cadence, tuple(group.weeks))


@lru_cache(maxsize=65_536)
def _meeting(weekday: str, start: str, cadence: str, weeks: tuple[int, ...]) -> Meeting | None:
    if weekday not in WEEKDAYS or not CLOCK.fullmatch(start) or cadence not in MINUTES_OF:
        return None
    if not weeks or not set(weeks) <= WEEKS_OF_A_MONTH:
        return None
    kept = tuple(sorted(set(weeks)))
    return Meeting(WEEKDAYS.index(weekday), minute_of(start), cadence, kept)


def repeated(items: tuple[str, ...]) -> list[str]:
    """Return what stands in `items` more than once, each once, in its first order."""
    return [item for item, count in Counter(items).items() if count > 1]
