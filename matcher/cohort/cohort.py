"""A whole cohort: the programme, its waitlist and its roster."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from matcher.cohort.participant import Participant
from matcher.cohort.program import Program
from matcher.cohort.provider import Provider


@dataclass(frozen=True)
class Cohort:
    """What one run is about; ids are unique within each list.

    `drawn` holds the ids that a lottery over whole seatings drew, if one was held: within a tier
    their turns come first.
    """

    program: Program
    participants: tuple[Participant, ...]
    providers: tuple[Provider, ...]
    drawn: frozenset[str] = frozenset()

    @cached_property
    def participant_by_id(self) -> Mapping[str, Participant]:
        """Participants by id."""
        return {person.id: person for person in self.participants}

    @cached_property
    def provider_by_id(self) -> Mapping[str, Provider]:
        """Providers by id."""
        return {provider.id: provider for provider in self.providers}

    @cached_property
    def together(self) -> Mapping[str, frozenset[str]]:
        """For each id in a together-group, everyone in it (chained both ways, itself included)."""
        group: dict[str, set[str]] = {}
        for person in self.participants:
            for other in person.together_with:
                if other == person.id:
                    continue
                joined = group.get(person.id, {person.id}) | group.get(other, {other})
                for member in joined:
                    group[member] = joined
        return {member: frozenset(joined) for member, joined in group.items()}

    @cached_property
    def apart(self) -> frozenset[frozenset[str]]:
        """Pairs of ids that may never share a group, as anybody's apart_from says."""
        rows: tuple[Participant | Provider, ...] = (*self.participants, *self.providers)
        return frozenset(
            frozenset((row.id, other))
            for row in rows
            for other in row.apart_from
            if row.id != other
        )

    @cached_property
    def supervision(self) -> frozenset[frozenset[str]]:
        """Pairs of a supervisor's and a report's id."""
        return frozenset(
            frozenset((person.id, person.supervisor_id))
            for person in self.participants
            if person.supervisor_id and person.supervisor_id != person.id
        )
