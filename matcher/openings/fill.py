"""The search for some people who could make up a group between them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from matcher.cohort import Participant


@dataclass(frozen=True, slots=True)
class Unit:
    """People who sit together or not at all; mostly one person.

    Attributes
    ----------
    ids : tuple of str
    organizations : mapping of str to int
        How many of them work for which named organization.
    """

    ids: tuple[str, ...]
    organizations: Mapping[str, int]

    @classmethod
    def of(cls, people: Sequence[Participant]) -> Unit:
        """Make a unit of people."""
        named = Counter(person.organization for person in people if person.organization)
        return cls(tuple(person.id for person in people), named)

    @property
    def size(self) -> int:
        """How many seats it takes."""
        return len(self.ids)


@dataclass(frozen=True, slots=True)
class Manners:
    """The rules between members: who may not meet, and how many colleagues may.

    Attributes
    ----------
    parted : mapping of str to set of str
        Ids that may not meet in one group.
    colleagues : int
        Most members of one named organization; 0: no limit.
    """

    parted: Mapping[str, set[str]]
    colleagues: int

    def admits(self, unit: Unit) -> bool:
        """Whether the people of a unit may sit in one group at all."""
        return self.allow((), unit)

    def allow(self, members: Sequence[Unit], unit: Unit) -> bool:
        """Whether a unit may join others who already sit together."""
        for one in unit.ids:
            enemies = self.parted.get(one)
            if enemies and any(not enemies.isdisjoint(other.ids) for other in (unit, *members)):
                return False
        if not self.colleagues:
            return True
        return all(
            count + sum(other.organizations.get(name, 0) for other in members) <= self.colleagues
            for name, count in unit.organizations.items()
        )


_NOBODY: set[str] = set()


def fill(units: Sequence[Unit], low: int, high: int, manners: Manners) -> tuple[str, ...] | None:
    """Find units that make up a group of `low` to `high` members, None where none do.

    Exact: a depth-first search that gives a branch up as soon as counting alone (by organization,
    and by which totals the units' sizes can reach) shows that it cannot grow to `low`.
    """
    # Mostly the first few who fit one another will do.
    chosen: tuple[Unit, ...] | None = _first_come(units, low, high, manners)
    if chosen is None:
        fit = [unit for unit in units if unit.size <= high and manners.admits(unit)]
        # Those with the fewest enemies first: they leave the most choice to what follows.
        fit.sort(key=lambda unit: sum(len(manners.parted.get(one, _NOBODY)) for one in unit.ids))
        chosen = _grow((), fit, low, high, manners)
    return None if chosen is None else tuple(one for unit in chosen for one in unit.ids)


def _first_come(
    units: Sequence[Unit], low: int, high: int, manners: Manners
) -> tuple[Unit, ...] | None:
    chosen: tuple[Unit, ...] = ()
    total = 0
    for unit in units:
        if total + unit.size <= high and manners.allow(chosen, unit):
            chosen, total = (*chosen, unit), total + unit.size
            if total >= low:
                return chosen
    return None


def _grow(
    chosen: tuple[Unit, ...], rest: Sequence[Unit], low: int, high: int, manners: Manners
) -> tuple[Unit, ...] | None:
    total = sum(unit.size for unit in chosen)
    if total >= low:
        return chosen
    for index, unit in enumerate(rest):
        if not _can_reach(chosen, rest[index:], low - total, high - total, manners.colleagues):
            return None
        grown = (*chosen, unit)
        room = high - total - unit.size
        left = [
            other
            for other in rest[index + 1 :]
            if other.size <= room and manners.allow(grown, other)
        ]
        if found := _grow(grown, left, low, high, manners):
            return found
    return None


def _can_reach(
    chosen: tuple[Unit, ...], rest: Sequence[Unit], low: int, high: int, colleagues: int
) -> bool:
    """Whether counting alone lets `rest` add between `low` and `high` people."""
    totals = 1  # bit k: some of the units have k people between them
    window = (1 << high + 1) - (1 << low)
    for unit in rest:
        totals |= totals << unit.size
        if totals & window:
            break
    else:
        return False
    if not colleagues:
        return True
    room: dict[str, int] = {}
    most = 0
    for unit in rest:
        most += unit.size - sum(unit.organizations.values())
        for name, count in unit.organizations.items():
            used = sum(other.organizations.get(name, 0) for other in chosen)
            before = room.setdefault(name, colleagues - used)
            taken = min(before, count)
            room[name] -= taken
            most += taken
        if most >= low:
            return True
    return False
