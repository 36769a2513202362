"""A cohort as arrays: everything the solver may know, and nothing personal.

People are numbered by their turn (0 goes first), so somebody's number is their place in the order.
"""

from __future__ import annotations

from collections.abc import Iterable
from copy import copy
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np
import numpy.typing as npt

from matcher.cohort.availability import Meeting

Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Candidate:
    """A group that could be opened: a provider, a time and a language.

    Attributes
    ----------
    provider : int
    weekday, start : int
        0 is Monday; minutes after midnight in the programme's zone.
    cadence : str
    variants : tuple of tuple of int
        The weeks of the month it may meet on; all suit the same people.
    language : int
    pool : int
        Index into `Instance.pools`.
    barred : tuple of int
        People of the pool who may not sit with this provider.
    """

    provider: int
    weekday: int
    start: int
    cadence: str
    variants: tuple[tuple[int, ...], ...]
    language: int
    pool: int
    barred: tuple[int, ...] = ()

    def meeting(self, weeks: tuple[int, ...]) -> Meeting:
        """Return the meeting of one of the variants."""
        return Meeting(self.weekday, self.start, self.cadence, weeks)


@dataclass(frozen=True)
class Pool:
    """People who could meet at one time, in one language, with one kind of provider.

    Attributes
    ----------
    people : array of int
        Rising.
    dislike : array of int
        What the time and language cost each of them at level `preference`.
    """

    people: Ints
    dislike: Ints


@dataclass(frozen=True)
class EarlierGroup:
    """A group of the proposal a run starts from; `candidate` -1: it cannot be held any more."""

    id: str
    candidate: int
    weeks: tuple[int, ...]
    members: tuple[int, ...]


@dataclass(frozen=True)
class Reserved:
    """A floor of seats for some people: the level is worth ``min(seated of them, floor)``.

    Attributes
    ----------
    name : str
        Of the level.
    floor : int
    people : array of bool, shape (people,)
    """

    name: str
    floor: int
    people: Bools

    def seated(self, members: Iterable[int]) -> int:
        """Count those of some people who are of the reserve."""
        return int(self.people[list(members)].sum())

    def value(self, members: Iterable[int]) -> int:
        """Return what the level is worth with these people seated."""
        return min(self.seated(members), self.floor)


@dataclass(frozen=True)
class Instance:
    """What is to be solved.

    Attributes
    ----------
    people, providers, languages : tuple of str
        Ids; people in the order of their turn, providers eligible ones only.
    urgency : array of int
        Tier of each person (0 first); all 0 in mode points.
    tiers : tuple of str
        Names of the seats levels, most urgent first; one level ``points`` in mode points.
    points : array of int
        What a seat adds to level ``points`` (mode points), times `point_scale`; else ones.
    point_scale : int
        Makes whole numbers of the programme's points.
    traits : array of int, shape (attributes, people)
        Values of the mixed attributes as codes, -1 for blank.
    trait_weights : tuple of int
    employer : array of int
        Code of the organization, -1 for blank.
    employer_max : int
        Most members of one employer in a group; 0 for no limit.
    units : tuple of tuple of int
        People who sit together or not at all.
    conflicts : frozenset of (int, int)
        Pairs, the smaller first, who may not share a group.
    knows : array of bool, shape (providers, people)
        Whether the provider listed the person's sector; all true where none are listed.
    leads_as : array of int
        For each person the provider they also are, or -1.
    capacity, largest : array of int
        Of each provider: groups, and members in a group.
    smallest : int
        Fewest members in a group.
    pinned : dict
        Person to index of the earlier group they must stay in.
    reserves : tuple of Reserved
        In the order in which they are filled, before the seats levels.
    """

    people: tuple[str, ...]
    providers: tuple[str, ...]
    languages: tuple[str, ...]
    urgency: Ints
    tiers: tuple[str, ...]
    by_points: bool
    points: Ints
    point_scale: int
    traits: Ints
    trait_weights: tuple[int, ...]
    employer: Ints
    employer_max: int
    units: tuple[tuple[int, ...], ...]
    conflicts: frozenset[tuple[int, int]]
    knows: Bools
    leads_as: Ints
    capacity: Ints
    largest: Ints
    smallest: int
    fewest_groups: bool
    pools: tuple[Pool, ...]
    candidates: tuple[Candidate, ...]
    earlier: tuple[EarlierGroup, ...] | None = None
    pinned: dict[int, int] = field(default_factory=dict)
    reserves: tuple[Reserved, ...] = ()

    @property
    def turn(self) -> Ints:
        """What a seat of each person adds to level ``turn``."""
        return np.arange(len(self.people), 0, -1)

    @cached_property
    def members(self) -> tuple[Ints, ...]:
        """People who may sit in each candidate."""
        return tuple(
            np.setdiff1d(self.pools[c.pool].people, c.barred, assume_unique=True)
            if c.barred
            else self.pools[c.pool].people
            for c in self.candidates
        )

    @cached_property
    def able(self) -> frozenset[int]:
        """Everybody who could sit somewhere."""
        if not self.members:
            return frozenset()
        return frozenset(np.unique(np.concatenate(self.members)).tolist())

    @cached_property
    def of_provider(self) -> tuple[tuple[int, ...], ...]:
        """Candidates of each provider."""
        found: list[list[int]] = [[] for _ in self.providers]
        for index, candidate in enumerate(self.candidates):
            found[candidate.provider].append(index)
        return tuple(map(tuple, found))

    @cached_property
    def reserve_of(self) -> dict[str, Reserved]:
        """The reserves by the name of their level."""
        return {reserve.name: reserve for reserve in self.reserves}

    def beside(self, seated: Iterable[int]) -> Instance:
        """Return the instance as a part of it looks beside these people's seats elsewhere.

        Their seats count for the reserves, so that much less is left of the floors.
        """
        if not self.reserves:
            return self
        there = list(seated)
        near = copy(self)  # keeps what has been worked out already
        left = tuple(
            replace(reserve, floor=max(0, reserve.floor - reserve.seated(there)))
            for reserve in self.reserves
        )
        near.__dict__.pop("reserve_of", None)
        object.__setattr__(near, "reserves", left)
        return near

    @cached_property
    def foes(self) -> tuple[frozenset[int], ...]:
        """For each person, those they may not share a group with."""
        sets: list[set[int]] = [set() for _ in self.people]
        for one, other in self.conflicts:
            sets[one].add(other)
            sets[other].add(one)
        return tuple(map(frozenset, sets))

    @cached_property
    def unit_of(self) -> dict[int, tuple[int, ...]]:
        """The unit of each person who is in one."""
        return {person: unit for unit in self.units for person in unit}

    @cached_property
    def home(self) -> dict[int, int]:
        """Person to index of the earlier group they sat in."""
        return {
            person: index
            for index, group in enumerate(self.earlier or ())
            for person in group.members
        }
