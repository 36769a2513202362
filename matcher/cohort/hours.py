"""Hours at stake: what somebody has had of the program's hours, and can still get."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from matcher.cohort.availability import Meeting
from matcher.cohort.cohort import Cohort
from matcher.cohort.proposal import Group
from matcher.cohort.sessions import Session, all_sessions, regular_dates


@dataclass(frozen=True, slots=True)
class Hours:
    """Somebody's hours in a repaired proposal.

    Attributes
    ----------
    had : float
        In the groups they were in, until the repair.
    ahead : float
        Sessions still to come in their group, in hours.
    counting : float
        Of both together, what counts: no more than the program's hours, and nothing with a
        provider who would be their third.
    of : int
        The program's hours.
    """

    had: float
    ahead: float
    counting: float
    of: int


class Calendar:
    """The sessions of some groups, before and from a day on.

    Parameters
    ----------
    cohort : Cohort
    groups : sequence of Group
        All of a proposal: a lost session moves to where its provider leads nothing else.
    on : date
        The first day after the change.
    """

    def __init__(self, cohort: Cohort, groups: Sequence[Group], on: date) -> None:
        self.cohort, self.on = cohort, on
        self.groups = {group.id: group for group in groups}
        self._found: Mapping[str, tuple[Session, ...]] | None = None

    @property
    def sessions(self) -> Mapping[str, tuple[Session, ...]]:
        """Every group's sessions, by group id."""
        if self._found is None:
            self._found = all_sessions(self.cohort, list(self.groups.values()))
        return self._found

    def held(self, group: Group, since: date = date.min) -> float:
        """Return the hours that a group had before the day, or between another day and it."""
        days = (one.date for one in self.sessions[group.id])
        return self._hours(group, sum(since <= day < self.on for day in days))

    def ahead(self, group: Group) -> float:
        """Return the hours that a group still has from the day on."""
        if self.on <= self.cohort.program.start_date:
            return float(self.cohort.program.hours)
        return self._hours(group, sum(one.date >= self.on for one in self.sessions[group.id]))

    def _hours(self, group: Group, sessions: int) -> float:
        return sessions * group.minutes / 60


def hours_of(had: float, after: tuple[Calendar, Group] | None, changes: int, hours: int) -> Hours:
    """Return somebody's hours.

    Parameters
    ----------
    had : float
        Until the repair.
    after : (Calendar, Group), optional
        Their seat in the repaired proposal.
    changes : int
        How often their provider changes, this repair included.
    hours : int
        Of the program.
    """
    ahead = 0.0 if after is None else after[0].ahead(after[1])
    counting = min(float(hours), had + (ahead if changes < 2 else 0.0))
    return Hours(had, ahead, counting, hours)


def hours_ahead(cohort: Cohort, meeting: Meeting, on: date) -> float:
    """Return how many hours a group formed for this meeting would still have from a day on."""
    program = cohort.program
    group = Group.at(
        meeting, id="", provider_id="", time_zone=program.time_zone, language="", members=()
    )
    return sum(day >= on for day in regular_dates(program, group)) * meeting.minutes / 60


def too_late(cohort: Cohort, meeting: Meeting, on: date | None) -> bool:
    """Whether a further group at a meeting would have too few hours left for newcomers."""
    least = cohort.program.backfill_hours
    if not least or on is None or on <= cohort.program.start_date:
        return False
    return hours_ahead(cohort, meeting, on) < least


def closed_to_newcomers(cohort: Cohort, groups: Sequence[Group], on: date | None) -> frozenset[str]:
    """Return the groups in which a newcomer could no longer get the program's least hours.

    Parameters
    ----------
    cohort : Cohort
    groups : sequence of Group
        All of a proposal.
    on : date or None
        From when on a repair holds; None where there was none.
    """
    least = cohort.program.backfill_hours
    if not least or on is None or on <= cohort.program.start_date:
        return frozenset()
    calendar = Calendar(cohort, groups, on)
    return frozenset(group.id for group in groups if calendar.ahead(group) < least)
