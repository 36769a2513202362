"""First come, first served: what a person with a spreadsheet does.

Down the waitlist in turn order, everybody takes the first open group with a free seat that suits
them. Who finds none waits; as soon as enough of those who wait could meet with a provider who has
room, that group is opened for them. Nobody is ever moved.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass

import numpy as np

from benchmarks.baselines.proposal import Placed
from matcher.cohort import Meeting
from matcher.instance import Instance

Unit = tuple[int, ...]


@dataclass(slots=True)
class OpenGroup:
    """A group that meets already."""

    candidate: int
    weeks: tuple[int, ...]
    members: list[int]


class Greedy:
    """One walk down the waitlist.

    Parameters
    ----------
    instance : Instance
    """

    def __init__(self, instance: Instance) -> None:
        self.instance = instance
        self.groups: list[OpenGroup] = []
        self.leads: dict[int, list[Meeting]] = defaultdict(list)
        self.sits: dict[int, Meeting] = {}
        self.waiting: dict[int, None] = {}  # in turn order
        self.wait_for = np.zeros(len(instance.candidates), dtype=np.int64)
        self.suits = self._suits()

    def run(self) -> list[Placed]:
        """Return the groups: candidate, weeks and members."""
        done: set[int] = set()
        for person in range(len(self.instance.people)):
            unit = self.instance.unit_of.get(person, (person,))
            if person in done:
                continue
            done.update(unit)
            if not self._join(unit):
                for one in unit:
                    self.waiting[one] = None
                    self.wait_for[self.suits[one]] += 1
                self._open(self.suits[person])
        return [(group.candidate, group.weeks, tuple(group.members)) for group in self.groups]

    def _suits(self) -> list[np.ndarray]:
        """Return the candidates that suit each person, in the roster's order."""
        sizes = [len(members) for members in self.instance.members]
        if not sizes:
            return [np.zeros(0, dtype=np.int64) for _ in self.instance.people]
        people = np.concatenate(self.instance.members)
        candidates = np.repeat(np.arange(len(sizes)), sizes)
        order = np.argsort(people, kind="stable")
        ends = np.searchsorted(people[order], np.arange(1, len(self.instance.people)))
        return np.split(candidates[order], ends)

    def _join(self, unit: Unit) -> bool:
        """Seat a unit in the first open group that suits all of it."""
        able = set(self.suits[unit[0]].tolist())
        for one in unit[1:]:
            able &= set(self.suits[one].tolist())
        for group in self.groups:
            if group.candidate in able and self._fits(group.candidate, group.members, unit):
                meeting = self.instance.candidates[group.candidate].meeting(group.weeks)
                if self._free(unit, meeting):
                    self._seat(group, unit)
                    return True
        return False

    def _open(self, candidates: np.ndarray) -> None:
        """Open the first of the candidates that enough of the waiting could sit in."""
        smallest = self.instance.smallest
        for candidate in candidates[self.wait_for[candidates] >= smallest].tolist():
            weeks = self._weeks(candidate)
            if weeks is None:
                continue
            meeting = self.instance.candidates[candidate].meeting(weeks)
            members: list[int] = []
            able = set(self.instance.members[candidate].tolist())
            for person in self.waiting:
                unit = self.instance.unit_of.get(person, (person,))
                if person in members or not able.issuperset(unit):
                    continue
                if self._fits(candidate, members, unit) and self._free(unit, meeting):
                    members.extend(unit)
            if len(members) >= smallest:
                group = OpenGroup(candidate, weeks, [])
                self.groups.append(group)
                self.leads[self.instance.candidates[candidate].provider].append(meeting)
                self._seat(group, tuple(members))
                return

    def _weeks(self, candidate: int) -> tuple[int, ...] | None:
        """Return the first weeks on which the provider could lead one more, if any."""
        place = self.instance.candidates[candidate]
        led = self.leads[place.provider]
        if len(led) >= self.instance.capacity[place.provider]:
            return None
        busy = [*led, *self._sits_as_participant(place.provider)]
        for weeks in place.variants:
            if not any(place.meeting(weeks).overlaps(other) for other in busy):
                return weeks
        return None

    def _sits_as_participant(self, provider: int) -> list[Meeting]:
        people = np.flatnonzero(self.instance.leads_as == provider).tolist()
        return [self.sits[person] for person in people if person in self.sits]

    def _fits(self, candidate: int, members: list[int], unit: Unit) -> bool:
        """Whether a unit may join these members: room, pairs apart, employers."""
        instance = self.instance
        both = [*members, *unit]
        if len(both) > instance.largest[instance.candidates[candidate].provider]:
            return False
        if any(instance.foes[one].intersection(both) for one in unit):
            return False
        staff = Counter(instance.employer[both].tolist())
        del staff[-1]
        return not instance.employer_max or max(staff.values(), default=0) <= instance.employer_max

    def _free(self, unit: Unit, meeting: Meeting) -> bool:
        """Whether nobody of the unit leads a group while this one meets."""
        return not any(
            meeting.overlaps(led)
            for one in unit
            if self.instance.leads_as[one] >= 0
            for led in self.leads[int(self.instance.leads_as[one])]
        )

    def _seat(self, group: OpenGroup, unit: Unit) -> None:
        group.members.extend(unit)
        for one in unit:
            self.sits[one] = self.instance.candidates[group.candidate].meeting(group.weeks)
            if one in self.waiting:
                del self.waiting[one]
                self.wait_for[self.suits[one]] -= 1


def greedy(instance: Instance) -> list[Placed]:
    """Seat people as a person with a spreadsheet would; see `Greedy`."""
    return Greedy(instance).run()
