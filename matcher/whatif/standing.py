"""A given proposal as the solver sees it, beside everything that small changes could open."""

from __future__ import annotations

from collections.abc import Sequence
from copy import copy
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import numpy.typing as npt

from matcher.cohort import Cohort, Entry, GroupLanguage, Meeting, Participant, Proposal, Provider
from matcher.cohort.availability import DAY
from matcher.cohort.places import floor_of, largest_group, may_lead
from matcher.cohort.roles import without_monitoring
from matcher.compile import compile_instance
from matcher.instance import Bools, Instance, Ints
from matcher.rules import Plan, as_drawn, broken_rules
from matcher.solve.assign import Opening
from matcher.solve.seating import Level, Seating, Sitting, level_value, levels_of
from matcher.weekgrid import free_at
from matcher.whatif.changes import larger

ALL_WEEK = tuple(Entry(day, 0, DAY) for day in range(7))
Values = tuple[tuple[str, float], ...]
Texts = npt.NDArray[np.str_]


class NotStanding(Exception):  # noqa: N818 - a finding about the proposal, not a failure
    """The proposal does not keep the rules, so nothing can be built on it; a sentence says so."""


@dataclass(frozen=True)
class Standing:
    """A proposal whose groups all keep the rules, to try changes on.

    Attributes
    ----------
    cohort : Cohort
        With the proposal's turns, without monitoring.
    proposal : Proposal
    loose : Instance
        Holds every candidate that any change in question could open: `person` free at all times,
        in any cadence and language of theirs; every provider with room for one more group and one
        more member; and providers whom a change could bring in.
    person : int
        Number of whoever is asked about, -1 for nobody.
    seating : Seating
        The proposal's, in the numbers of `loose`.
    freed : frozenset of str
        Ids of providers whom `loose` has at all times.
    """

    cohort: Cohort
    proposal: Proposal
    loose: Instance
    person: int
    seating: Seating
    freed: frozenset[str] = frozenset()

    @classmethod
    def of(
        cls,
        cohort: Cohort,
        proposal: Proposal,
        person_id: str = "",
        more: Sequence[Provider] = (),
        freed: frozenset[str] = frozenset(),
    ) -> Standing:
        """Compile a proposal and what may be changed.

        Parameters
        ----------
        cohort : Cohort
        proposal : Proposal
        person_id : str
            Of whoever is asked about.
        more : sequence of Provider
            Who a change could bring in.
        freed : frozenset of str
            Ids of providers whose times a change could add to.

        Raises
        ------
        NotStanding
            Where a group breaks a rule, or its time is on no grid.
        """
        drawn = without_monitoring(as_drawn(cohort, proposal))
        if broken_rules(Plan(drawn, proposal.groups, proposal.pins)):
            raise NotStanding(
                "The groups of this proposal break rules, so what would change them cannot be "
                "worked out; `matcher check` says which."
            )
        people = tuple(_loose(p) if p.id == person_id else p for p in drawn.participants)
        providers = tuple(_roomy(drawn, v, freed) for v in (*drawn.providers, *more))
        loose = Cohort(larger(drawn.program), people, providers, drawn.drawn)
        instance = compile_instance(loose, proposal)
        groups = instance.earlier or ()
        if any(group.candidate < 0 for group in groups):
            raise NotStanding("A group of this proposal meets at a time that is not on the grid.")
        seating = tuple(Sitting(g.candidate, g.weeks, g.members) for g in groups)
        place = {id: index for index, id in enumerate(instance.people)}
        all_week = freed.union(provider.id for provider in more)
        return cls(drawn, proposal, instance, place.get(person_id, -1), seating, all_week)

    @cached_property
    def openings(self) -> tuple[Opening, ...]:
        """The groups that are open."""
        return tuple((sitting.candidate, sitting.weeks) for sitting in self.seating)

    @cached_property
    def upper(self) -> tuple[Level, ...]:
        """The levels that may not get worse: reserves and seats."""
        levels = levels_of(self.loose)
        return levels[: [level.name for level in levels].index("turn")]

    @cached_property
    def values(self) -> Values:
        """What the proposal is worth at them."""
        return self.worth(self.now, self.seating)

    def worth(self, instance: Instance, seating: Seating) -> Values:
        """Return what a seating is worth at the upper levels."""
        return tuple((lv.name, level_value(instance, seating, lv.name)) for lv in self.upper)

    def no_worse(self, values: Values) -> bool:
        """Whether no seats level is below the proposal's."""
        return all(new >= old for (_, new), (_, old) in zip(values, self.values, strict=True))

    @cached_property
    def now(self) -> Instance:
        """The instance as things stand."""
        return self.under(self.cohort)

    @cached_property
    def pinned(self) -> dict[int, int]:
        """Whom a new seating leaves where they are, and in which group."""
        return {
            person: group
            for group, sitting in enumerate(self.seating)
            for person in sitting.members
            if person in self.loose.pinned
        }

    @cached_property
    def waiting(self) -> list[int]:
        """Everybody without a seat, the earliest turn first."""
        seated = {person for sitting in self.seating for person in sitting.members}
        return [person for person in range(len(self.loose.people)) if person not in seated]

    def under(self, cohort: Cohort) -> Instance:
        """Return the instance with the room that providers have in a changed cohort.

        Where somebody is asked about, they are let in where they can come in that cohort.
        """
        near = copy(self.loose)
        known = cohort.provider_by_id
        leaders = [known.get(id) for id in self.loose.providers]
        lead = [v is not None and may_lead(cohort.program, v) for v in leaders]
        capacity = [v.max_groups if v and ok else 0 for v, ok in zip(leaders, lead, strict=True)]
        largest = [largest_group(cohort.program, v) if v else 0 for v in leaders]
        object.__setattr__(near, "capacity", np.array(capacity, np.int64))
        object.__setattr__(near, "largest", np.array(largest, np.int64))
        if near.reserves:
            floors = [floor_of(cohort, one) for one in cohort.program.priority.reserves]
            reserves = zip(near.reserves, floors, strict=True)
            near.__dict__.pop("reserve_of", None)
            object.__setattr__(near, "reserves", tuple(replace(r, floor=f) for r, f in reserves))
        if self.person >= 0:
            near.__dict__.pop("able", None)
            person = cohort.participant_by_id[self.loose.people[self.person]]
            object.__setattr__(near, "members", self._members(cohort, person))
        return near

    def _members(self, cohort: Cohort, person: Participant) -> tuple[Ints, ...]:
        """Return who may sit in each candidate, the person asked about only where they can."""
        as_is = person == self.cohort.participant_by_id[person.id]
        comes = self._comes_now if as_is else self.comes(cohort, person)
        can = dict(zip(self.mine, comes.tolist(), strict=True))
        members = list(self.loose.members)
        for c, without in self._without.items():
            if not can[c]:
                members[c] = without
        return tuple(members)

    @cached_property
    def mine(self) -> tuple[int, ...]:
        """Candidates that some change would open to whoever is asked about."""
        found = (c for c, all in enumerate(self.loose.members) if holds(all, self.person))
        return tuple(found)

    @cached_property
    def _without(self) -> dict[int, Ints]:
        members = self.loose.members
        return {c: members[c][members[c] != self.person] for c in self.mine}

    @cached_property
    def _comes_now(self) -> Bools:
        return self.comes(
            self.cohort, self.cohort.participant_by_id[self.loose.people[self.person]]
        )

    def comes(self, cohort: Cohort, person: Participant) -> Bools:
        """Return to which of `mine` somebody could come, as time, cadence and language go.

        Where a candidate is open already, its own weeks count; elsewhere any of its weeks will do.
        """
        asked = self._asked
        free = free_at(cohort.program, [person], asked.meetings)[0]
        wish = person.group_language
        found: Bools = np.logical_or.reduceat(free[asked.columns], asked.first)
        if person.cadence != "either":
            found &= asked.cadence == person.cadence
        if wish.wish == "only":
            found &= asked.language == wish.language
        return found

    @cached_property
    def _asked(self) -> _Asked:
        number: dict[Meeting, int] = {}
        weeks_of = dict(self.openings)
        columns: list[int] = []
        first: list[int] = []
        for c in self.mine:
            candidate = self.loose.candidates[c]
            first.append(len(columns))
            for weeks in (weeks_of[c],) if c in weeks_of else candidate.variants:
                columns.append(number.setdefault(candidate.meeting(weeks), len(number)))
        chosen = [self.loose.candidates[c] for c in self.mine]
        return _Asked(
            list(number),
            np.array(columns, np.int64),
            np.array(first, np.int64),
            np.array([candidate.cadence for candidate in chosen]),
            np.array([self.loose.languages[candidate.language] for candidate in chosen]),
        )


@dataclass(frozen=True)
class _Asked:
    """What the candidates ask of one person; candidate k's meetings begin at ``first[k]``."""

    meetings: list[Meeting]
    columns: Ints
    first: Ints
    cadence: Texts
    language: Texts


def holds(people: Ints, person: int) -> bool:
    """Whether somebody is among people in rising order."""
    index = int(np.searchsorted(people, person))
    return index < len(people) and int(people[index]) == person


def _loose(person: Participant) -> Participant:
    return replace(person, availability=ALL_WEEK, cadence="either", group_language=GroupLanguage())


def _roomy(cohort: Cohort, provider: Provider, freed: frozenset[str]) -> Provider:
    """Return a provider with room for whatever a change could ask of them."""
    return replace(
        provider,
        max_groups=provider.max_groups + 1,
        max_group_size=largest_group(cohort.program, provider) + 1,
        credential_until=None,
        own_rsc_current=True,
        availability=ALL_WEEK if provider.id in freed else provider.availability,
    )
