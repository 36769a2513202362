"""The part of a proposal that a program can form anew at a time; all other groups stay as they are.

Somebody's seat is worth having where another of their tier can give way, and whoever gives way may
have no claim elsewhere. So a part begins with the groups of those who could come to the fewest
seats of other tiers, and grows by the groups that most people could move to, or from.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from matcher.instance import Bools, Ints
from matcher.odds.ground import MOST_BOOLEANS
from matcher.solve.seating import Seating
from matcher.whatif.claims import Claims
from matcher.whatif.standing import Standing
from matcher.whatif.trials import Trials

SEEDS = 3  # providers to begin with, of those who could give way and of those who could take them


@dataclass(frozen=True)
class Part:
    """Providers whose groups are formed anew.

    Attributes
    ----------
    providers : array of bool, shape (providers,)
    inside, beside : Seating
        Their groups, and all others.
    candidates : tuple of int
        Of these providers.
    people : array of bool, shape (people,)
        Who may be seated in the part: those who are, and those without a seat.
    kept : tuple of int
        Who of them has to keep a seat, or they would have a claim to one beside.
    claims : Claims
        Between these people.
    """

    providers: Bools
    inside: Seating
    beside: Seating
    candidates: tuple[int, ...]
    people: Bools
    kept: tuple[int, ...]
    claims: Claims

    @property
    def complete(self) -> bool:
        """Whether all groups are in it."""
        return bool(self.providers.all())

    @classmethod
    def of(cls, standing: Standing, providers: Bools) -> Part:
        """Take some providers' groups."""
        loose, seating = standing.loose, standing.seating
        leads = [providers[loose.candidates[sitting.candidate].provider] for sitting in seating]
        inside = tuple(s for s, here in zip(seating, leads, strict=True) if here)
        beside = tuple(s for s, here in zip(seating, leads, strict=True) if not here)
        people = np.ones(len(loose.people), bool)
        people[[person for sitting in beside for person in sitting.members]] = False
        members = [person for sitting in inside for person in sitting.members]
        claims = Claims(standing.now, np.flatnonzero(~people).tolist())
        kept, _ = claims.claimants(members, beside)
        candidates = [c for v in np.flatnonzero(providers).tolist() for c in loose.of_provider[v]]
        return cls(providers, inside, beside, tuple(sorted(candidates)), people, kept, claims)

    def without(self, members: Iterable[Ints]) -> tuple[Ints, ...]:
        """Return who may sit in each candidate, without those seated beside."""
        return tuple(here[self.people[here]] for here in members)


def whole(standing: Standing) -> Part | None:
    """Return all groups; None where one program cannot hold them, or somebody is held in theirs."""
    if sum(map(len, standing.loose.members)) > MOST_BOOLEANS or standing.pinned:
        return None
    return Part.of(standing, np.ones(len(standing.loose.providers), bool))


def part_about(standing: Standing, trials: Trials, most: int) -> Part | None:
    """Return the groups that matter the most for whoever is asked about; None if there are none.

    Parameters
    ----------
    standing : Standing
    trials : Trials
        Of the same.
    most : int
        People times candidates that there may be.
    """
    return _Growing(standing, trials, most).part()


class _Growing:
    def __init__(self, standing: Standing, trials: Trials, most: int) -> None:
        self.standing, self.trials, self.most = standing, trials, most
        loose = standing.loose
        self.leads = np.array([loose.candidates[c].provider for c, _ in standing.openings], int)
        moves, able = trials.chains.moves, trials.chains.able
        between = moves.T.astype(np.int64) @ able.astype(np.int64)
        self.near = between + between.T  # how many could move between two groups

    def part(self) -> Part | None:
        """Add providers, the nearest first, as long as the program stays small enough."""
        chosen = np.zeros(len(self.standing.loose.providers), bool)
        for seed in self._seeds():
            chosen = self._with(chosen, seed)
        if not chosen.any():
            return None
        while True:
            inside = chosen[self.leads]
            ties = self.near[inside].sum(axis=0) * (~inside & self._plain[self.leads])
            more = self._with(chosen, int(self.leads[int(np.argmax(ties))]))
            if not ties.any() or more is chosen:
                return Part.of(self.standing, chosen)
            chosen = more

    def _with(self, chosen: Bools, provider: int) -> Bools:
        """Return providers with one more, or without, where the program would be too large."""
        more = chosen.copy()
        more[provider] = True
        return more if self._size(more) <= self.most else chosen

    def _size(self, chosen: Bools) -> int:
        """Return how many people times candidates there are."""
        loose = self.standing.loose
        people = self.trials.waiting.copy()
        people[[p for s in self._groups(chosen) for p in s.members]] = True
        candidates = (c for v in np.flatnonzero(chosen).tolist() for c in loose.of_provider[v])
        return sum(int(people[loose.members[c]].sum()) for c in candidates)

    def _groups(self, chosen: Bools) -> Seating:
        return tuple(s for s, v in zip(self.standing.seating, self.leads, strict=True) if chosen[v])

    @cached_property
    def _plain(self) -> Bools:
        """Providers of whose groups nobody is held in theirs, or leads groups, too."""
        loose = self.standing.loose
        plain = np.ones(len(loose.providers), bool)
        plain[loose.leads_as[loose.leads_as >= 0]] = False
        for sitting, v in zip(self.standing.seating, self.leads, strict=True):
            members = list(sitting.members)
            if (loose.leads_as[members] >= 0).any() or loose.pinned.keys() & set(members):
                plain[v] = False
        return plain

    def _seeds(self) -> list[int]:
        """Return the providers of those who could most easily give way, and of nearby groups."""
        able = self.trials.chains.able[self.standing.person]
        found: list[int] = []
        for groups in (self._giving_way(), np.flatnonzero(able).tolist()):
            plain = [int(self.leads[g]) for g in groups if self._plain[self.leads[g]]]
            found += list(dict.fromkeys(plain))[:SEEDS]
        return found

    def _giving_way(self) -> list[int]:
        """Return groups by how many others somebody of them could claim a seat of another tier in.

        Who has a later turn and is of the same tier counts only: they could give way.
        """
        loose, seating = self.standing.loose, self.standing.seating
        tier = loose.points if loose.by_points else loose.urgency
        mine = tier[self.standing.person]
        others = [[p for p in sitting.members if tier[p] != mine] for sitting in seating]
        latest = np.array([max(members, default=-1) for members in others])
        people = np.arange(len(loose.people))
        claims = (self.trials.chains.able & (latest[None, :] > people[:, None])).sum(axis=1)
        ties = {
            group: min(claims[p] for p in sitting.members if self.trials.later[p])
            for group, sitting in enumerate(seating)
            if self.trials.later[list(sitting.members)].any()
        }
        return sorted(ties, key=lambda group: (ties[group], group))
