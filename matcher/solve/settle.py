"""The last repair: no open seat, no justified envy, no further group the unplaced could fill.

Every step seats one more person, gives a seat to an earlier turn or to a reserve that is short, so
it ends, and each leaves a seating that is better than the one before.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from functools import partial

import numpy as np

from matcher.cohort.availability import Meeting
from matcher.instance import Bools, Instance, Reserved
from matcher.solve.seating import (
    Seating,
    Sitting,
    fits_together,
    free_weeks,
    meeting_of,
    mix_cost,
)


def settle(instance: Instance, seating: Seating) -> Seating:
    """Repair a rule-keeping seating until nobody has a claim to a seat they were not given."""
    table = _Table(instance, seating)
    while table.fill() or table.reserve() or table.exchange() or table.open_further():
        continue
    return table.seating


class _Table:
    def __init__(self, instance: Instance, seating: Seating) -> None:
        self.instance = instance
        self.groups: list[Sitting] = list(seating)
        self.reach = [self._could_sit(s.candidate) for s in seating]
        seated = {person for s in seating for person in s.members}
        self.waiting = sorted(instance.able - seated)

    @property
    def seating(self) -> Seating:
        return tuple(self.groups)

    def _could_sit(self, candidate: int) -> Bools:
        could = np.zeros(len(self.instance.people), dtype=bool)
        could[self.instance.members[candidate]] = True
        return could

    # --- elementary questions ------------------------------------------------------------------

    def _free_to_come(self, people: Iterable[int], index: int) -> bool:
        """Whether none of these people leads a group while this one meets."""
        meeting = meeting_of(self.instance, self.groups[index])
        for person in people:
            provider = int(self.instance.leads_as[person])
            if provider >= 0 and any(meeting.overlaps(led) for led in self._led(provider)):
                return False
        return True

    def _led(self, provider: int) -> list[Meeting]:
        return [
            meeting_of(self.instance, s)
            for s in self.groups
            if self.instance.candidates[s.candidate].provider == provider
        ]

    def _largest(self, index: int) -> int:
        provider = self.instance.candidates[self.groups[index].candidate].provider
        return int(self.instance.largest[provider])

    def _unit(self, person: int) -> tuple[int, ...]:
        return self.instance.unit_of.get(person, (person,))

    def _set(self, index: int, members: Iterable[int]) -> None:
        old = self.groups[index]
        self.groups[index] = Sitting(old.candidate, old.weeks, tuple(sorted(members)))

    # --- steps ---------------------------------------------------------------------------------

    def fill(self) -> bool:
        """Give free seats to those waiting, the earliest turn first."""
        changed = False
        room = [k for k, s in enumerate(self.groups) if len(s.members) < self._largest(k)]
        for person in list(self.waiting):
            unit = self._unit(person)
            if person != unit[0]:
                continue
            best: tuple[int, int] | None = None
            for index in room:
                group = self.groups[index]
                members = (*group.members, *unit)
                if (
                    len(members) <= self._largest(index)
                    and all(self.reach[index][p] for p in unit)
                    and fits_together(self.instance, members)
                    and self._free_to_come(unit, index)
                ):
                    cost = mix_cost(self.instance, members) - mix_cost(self.instance, group.members)
                    best = min(best, (cost, index)) if best else (cost, index)
            if best is not None:
                self._set(best[1], (*self.groups[best[1]].members, *unit))
                self.waiting = [p for p in self.waiting if p not in unit]
                changed = True
        return changed

    def exchange(self) -> bool:
        """Give a seat to an earlier turn that could take it, the latest turn giving way."""
        changed = False
        for person in list(self.waiting):
            if person in self.instance.unit_of:
                continue
            tight = self._tight(self.instance.reserves)
            changed |= self._take_seat(person, partial(_gives_way, person, tight))
        return changed

    def reserve(self) -> bool:
        """Give seats to people of a reserve that is short, the latest turn giving way."""
        changed = False
        for number, reserve in enumerate(self.instance.reserves):
            for person in list(self.waiting):
                if reserve.seated(self._seated()) >= reserve.floor:
                    break
                if not reserve.people[person] or person in self.instance.unit_of:
                    continue
                tight = self._tight(self.instance.reserves[:number])
                changed |= self._take_seat(person, partial(_yields, person, reserve, tight))
        return changed

    def _seated(self) -> list[int]:
        return [person for group in self.groups for person in group.members]

    def _tight(self, reserves: Iterable[Reserved]) -> list[Reserved]:
        """Return the reserves that one seat fewer would leave with less."""
        return [r for r in reserves if r.seated(self._seated()) <= r.floor]

    def _take_seat(self, person: int, may_take: Callable[[int], bool]) -> bool:
        """Give somebody the seat of whoever has the latest turn of those it may be taken from."""
        found = max(self._seats_for(person, may_take), default=None)
        if found is None:
            return False
        other, index = found
        members = [p for p in self.groups[index].members if p != other]
        self._set(index, (*members, person))
        self.waiting = sorted({*self.waiting, other} - {person})
        return True

    def _seats_for(self, person: int, may_take: Callable[[int], bool]) -> Iterator[tuple[int, int]]:
        instance = self.instance
        for index, group in enumerate(self.groups):
            if not self.reach[index][person] or not self._free_to_come((person,), index):
                continue
            for later in group.members:
                if later in instance.unit_of or later in instance.pinned or not may_take(later):
                    continue
                rest = [p for p in group.members if p != later]
                if fits_together(instance, (*rest, person)):
                    yield later, index

    def open_further(self) -> bool:
        """Open groups for people who wait, where providers have room for them."""
        counts = Counter(
            self.instance.candidates[group.candidate].provider for group in self.groups
        )
        opened = False
        for provider, capacity in enumerate(self.instance.capacity.tolist()):
            for _ in range(capacity - counts[provider]):
                if len(self.waiting) < self.instance.smallest or not self._open_with(provider):
                    break
                opened = True
        return opened

    def _open_with(self, provider: int) -> bool:
        """Open one group of a provider for people who wait, if any can be filled."""
        instance = self.instance
        waits = np.zeros(len(instance.people), dtype=bool)
        waits[self.waiting] = True
        taken = [*self._led(provider), *self._sits(provider)]
        for c in instance.of_provider[provider]:
            able = instance.members[c][waits[instance.members[c]]].tolist()
            if len(able) < instance.smallest:
                continue
            for weeks in free_weeks(instance, c, taken):
                meeting = instance.candidates[c].meeting(weeks)
                here = [p for p in able if not self._leads_at(p, meeting)]
                members = choose_members(instance, here, int(instance.largest[provider]))
                if members:
                    self.groups.append(Sitting(c, weeks, members))
                    self.reach.append(self._could_sit(c))
                    self.waiting = [p for p in self.waiting if p not in members]
                    return True
        return False

    def _leads_at(self, person: int, meeting: Meeting) -> bool:
        provider = int(self.instance.leads_as[person])
        return provider >= 0 and any(meeting.overlaps(led) for led in self._led(provider))

    def _sits(self, provider: int) -> list[Meeting]:
        """When the provider sits in somebody else's group."""
        return [
            meeting_of(self.instance, s)
            for s in self.groups
            if any(self.instance.leads_as[p] == provider for p in s.members)
        ]


def _gives_way(person: int, tight: Iterable[Reserved], other: int) -> bool:
    """Whether a later turn gives way to an earlier one."""
    return other > person and _no_loss(person, other, tight)


def _yields(person: int, short: Reserved, tight: Iterable[Reserved], other: int) -> bool:
    """Whether somebody gives way to a person of a reserve that is short."""
    return not short.people[other] and _no_loss(person, other, tight)


def _no_loss(person: int, other: int, tight: Iterable[Reserved]) -> bool:
    """Whether no reserve loses where one person takes another's seat."""
    return not any(r.people[other] and not r.people[person] for r in tight)


def choose_members(instance: Instance, able: list[int], largest: int) -> tuple[int, ...]:
    """Return people who can fill a group by themselves, early turns first; empty if none can.

    The search is complete: where it finds nobody, no rule-keeping group exists among `able`.
    """
    here = set(able)
    blocks = [
        instance.unit_of.get(p, (p,))
        for p in able
        if instance.unit_of.get(p, (p,))[0] == p and here.issuperset(instance.unit_of.get(p, (p,)))
    ]
    left = [0] * (len(blocks) + 1)
    for k in range(len(blocks) - 1, -1, -1):
        left[k] = left[k + 1] + len(blocks[k])

    def extend(k: int, chosen: tuple[int, ...]) -> tuple[int, ...]:
        if len(chosen) + left[k] < instance.smallest:
            return ()
        if k == len(blocks) or len(chosen) == largest:
            return chosen if len(chosen) >= instance.smallest else ()
        more = (*chosen, *blocks[k])
        if len(more) <= largest and fits_together(instance, more):
            found = extend(k + 1, more)
            if found:
                return found
        return extend(k + 1, chosen)

    return tuple(sorted(extend(0, ())))
