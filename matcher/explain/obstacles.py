"""What stands between people without a seat and the groups that meet when they can."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np

from matcher.cohort import Group, Meeting, Participant, Provider
from matcher.levels import reserve
from matcher.openings.fill import Manners, Unit, fill
from matcher.openings.grid import BoolArray
from matcher.openings.seats import Waiting, kept_seats
from matcher.rules import RULES, parted
from matcher.rules.size import bounds

RESERVED = "reserve"  # stands beside the rules' codes for a seat that a reserve needs


@dataclass(slots=True)
class Found:
    """What one person meets with at the groups they could sit in, company apart.

    Attributes
    ----------
    earlier : int
        Groups all of whose seats are held by earlier turns.
    open : int
        Groups with a seat that could be theirs with every rule kept.
    rules : mapping of str to int
        For each rule's code, in how many groups it alone keeps a seat from them.
    reserved : int
        Groups in which a later turn's seat counts for a reserve that needs it.
    closed : int
        Groups that take no newcomers any more.
    """

    earlier: int = 0
    open: int = 0
    rules: dict[str, int] = field(default_factory=dict)
    reserved: int = 0
    closed: int = 0


class Obstacles:
    """The groups of a plan, as those without a seat find them.

    Attributes
    ----------
    found : list of Found
        One for each person on the bench of `waiting`.
    """

    def __init__(self, waiting: Waiting, *, repair: bool = False) -> None:
        self.waiting = waiting
        self.repair = repair
        cohort = waiting.cohort
        self.pairs = {
            code: rule.pairs(cohort) for code, rule in RULES.items() if rule.pairs is not None
        }
        self._further: dict[tuple[str, Meeting, str], frozenset[str]] = {}
        self.found = [Found() for _ in waiting.bench.people]
        places = np.array([waiting.order[one.id] for one in waiting.bench.people], np.intp)
        for group in waiting.plan.groups:
            setting = waiting.setting(group)
            if setting is None:
                continue
            able = waiting.bench.able(*setting, group.language)
            full = len(group.members) >= bounds(setting[0], cohort.program)[1]
            last = max((waiting.order.get(one, -1) for one in group.members), default=-1)
            if group.id in waiting.closed:
                for row in np.flatnonzero(able):
                    self.found[row].closed += 1
                continue
            outranked = able & full & (places > last)
            for row in np.flatnonzero(outranked):
                self.found[row].earlier += 1
            for row in np.flatnonzero(able & ~outranked):
                self._look(int(row), group, setting, able)

    def unit(self, person: Participant) -> Unit | None:
        """Return whom somebody sits with, None where one of them can take no seat now."""
        index = self.waiting.unit_of[self.waiting.bench.row[person.id]]
        return None if index < 0 else self.waiting.units[index]

    def _look(
        self, row: int, group: Group, setting: tuple[Provider, Meeting], able: BoolArray
    ) -> None:
        person, found = self.waiting.bench.people[row], self.found[row]
        unit = self.unit(person)
        if group.id in self.waiting.plan.closed:
            codes: set[str] | None = {"locked"}
        elif unit is None or not all(able[self.waiting.bench.row[one]] for one in unit.ids):
            codes = {"together"}
        else:
            room = bounds(setting[0], self.waiting.cohort.program)[1] - len(group.members)
            codes = self._codes(person, unit, group, room)
        if codes is None:
            found.open += 1
        elif not codes:
            found.earlier += 1
        for code in codes or ():
            if code == RESERVED:
                found.reserved += 1
            else:
                found.rules[code] = found.rules.get(code, 0) + 1

    def _codes(self, person: Participant, unit: Unit, group: Group, room: int) -> set[str] | None:
        """Return the rules that keep a group's seats from somebody; None: no rule does."""
        members = self.waiting.plan.members(group)
        codes: set[str] = set()
        if room >= unit.size:
            blocked = set(self.between(unit, members))
            if not blocked:
                return None
            codes |= blocked
        place = self.waiting.order[person.id]
        later = [one for one in members if self.waiting.order.get(one.id, -1) > place]
        if unit.size > 1:
            # Nobody's single seat holds several people: together keeps them out of it.
            return codes | {"together"} if later or 0 < room < unit.size else codes
        kept = kept_seats(group, self.waiting.plan) if self.repair else frozenset()
        for seated in later:
            if seated.id in self.waiting.plan.pinned or seated.id in kept:
                codes.add("locked")
            elif seated.id in self.waiting.cohort.together:
                codes.add("together")
            elif reserve.breaks(self.waiting.reserved, seated.id, person.id):
                codes.add(RESERVED)
            else:
                blocked = set(self.between(unit, [one for one in members if one is not seated]))
                if not blocked:
                    return None
                codes |= blocked
        return codes

    def between(self, unit: Unit, members: Sequence[Participant]) -> Iterator[str]:
        """Return the codes of the rules that keep a unit from joining some members."""
        for code, pairs in self.pairs.items():
            if any(frozenset((one, other.id)) in pairs for one in unit.ids for other in members):
                yield code
        colleagues = Manners({}, self.waiting.manners.colleagues)
        if not colleagues.allow([Unit.of([one]) for one in members], unit):
            yield "same-organization"

    def why_no_further(self, provider: Provider, meeting: Meeting, language: str) -> frozenset[str]:
        """Return the rules without which people without a seat could fill a further group.

        Empty where they could fill one as it is.
        """
        key = (provider.id, meeting, language)
        if key not in self._further:
            self._further[key] = frozenset(self._why_no_further(provider, meeting, language))
        return self._further[key]

    def _why_no_further(self, provider: Provider, meeting: Meeting, language: str) -> set[str]:
        waiting, manners = self.waiting, self.waiting.manners
        low, high = bounds(provider, waiting.cohort.program)
        units = [waiting.units[i] for i in waiting.able_units(provider, meeting, language)]
        if fill(units, low, high, manners):
            return set()
        codes = set()
        rows = np.flatnonzero(waiting.bench.able(provider, meeting, language))
        if fill([Unit.of([waiting.bench.people[row]]) for row in rows], low, high, manners):
            codes.add("together")
        if fill(units, low, high, Manners(manners.parted, 0)):
            codes.add("same-organization")
        for code in self.pairs:
            others = parted(waiting.cohort, without=code)
            if fill(units, low, high, Manners(others, manners.colleagues)):
                codes.add(code)
        # No single rule does it: then it takes all of them together.
        return codes or {"together", "same-organization", *self.pairs}
