"""The changes a coordinator makes by hand, each a value that proposes other groups."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from matcher.cohort import Cohort, Group
from matcher.cohort.availability import MINUTES_OF, WEEKDAYS, WEEKS_OF
from matcher.rules.plan import CLOCK
from matcher.rules.words import listed

Groups = tuple[Group, ...]


class ImpossibleEdit(Exception):  # noqa: N818 - a finding about what was asked for
    """The change cannot be made at all; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Move:
    """Somebody with a seat takes one in another group."""

    participant_id: str
    group_id: str

    def apply(self, groups: Groups, cohort: Cohort) -> Groups:
        """Return the groups after the change."""
        known(self.participant_id, cohort)
        home, there = seat_of(groups, self.participant_id), group_of(groups, self.group_id)
        if home is None:
            raise ImpossibleEdit(f"{self.participant_id} has no seat; seat them instead.")
        if home == there:
            raise ImpossibleEdit(f"{self.participant_id} sits in {there.id} already.")
        return joined(without(groups, [self.participant_id]), there.id, [self.participant_id])

    @property
    def text(self) -> str:
        """A coordinator's words."""
        return f"{self.participant_id} moves to {self.group_id}."


@dataclass(frozen=True, slots=True)
class Swap:
    """Two people take each other's place; one of them may be without a seat."""

    participant_id: str
    other_id: str

    def apply(self, groups: Groups, cohort: Cohort) -> Groups:
        """Return the groups after the change."""
        pair = (self.participant_id, self.other_id)
        for one in pair:
            known(one, cohort)
        first, second = (seat_of(groups, one) for one in pair)
        if first is None and second is None:
            raise ImpossibleEdit(f"Neither {listed(pair)} has a seat.".replace(" and ", " nor "))
        if first == second:
            raise ImpossibleEdit(f"{listed(pair)} sit in one group already.")
        free = without(groups, pair)
        if first is not None:
            free = joined(free, first.id, [self.other_id])
        if second is not None:
            free = joined(free, second.id, [self.participant_id])
        return free

    @property
    def text(self) -> str:
        """A coordinator's words."""
        return f"{self.participant_id} and {self.other_id} take each other's place."


@dataclass(frozen=True, slots=True)
class Unseat:
    """Somebody gives up their seat."""

    participant_id: str

    def apply(self, groups: Groups, cohort: Cohort) -> Groups:
        """Return the groups after the change."""
        if seat_of(groups, self.participant_id) is None:
            known(self.participant_id, cohort)
            raise ImpossibleEdit(f"{self.participant_id} has no seat.")
        return without(groups, [self.participant_id])

    @property
    def text(self) -> str:
        """A coordinator's words."""
        return f"{self.participant_id} gives up their seat."


@dataclass(frozen=True, slots=True)
class Seat:
    """Somebody without a seat takes one."""

    participant_id: str
    group_id: str

    def apply(self, groups: Groups, cohort: Cohort) -> Groups:
        """Return the groups after the change."""
        known(self.participant_id, cohort)
        there = group_of(groups, self.group_id)
        if home := seat_of(groups, self.participant_id):
            text = f"{self.participant_id} sits in {home.id} already; move them instead."
            raise ImpossibleEdit(text)
        return joined(groups, there.id, [self.participant_id])

    @property
    def text(self) -> str:
        """A coordinator's words."""
        return f"{self.participant_id} takes a seat in {self.group_id}."


@dataclass(frozen=True, slots=True)
class Close:
    """A group is given up; its members have no seat any more."""

    group_id: str

    def apply(self, groups: Groups, cohort: Cohort) -> Groups:
        """Return the groups after the change."""
        gone = group_of(groups, self.group_id)
        return tuple(group for group in groups if group is not gone)

    @property
    def text(self) -> str:
        """A coordinator's words."""
        return f"{self.group_id} is closed."


@dataclass(frozen=True, slots=True)
class Open:
    """A further group, of people who come from wherever they are.

    Attributes
    ----------
    group_id : str
        An id that no group has; blank: the next number free.
    """

    group_id: str
    provider_id: str
    weekday: str
    start: str
    cadence: str
    weeks: tuple[int, ...]
    language: str
    members: tuple[str, ...]

    def apply(self, groups: Groups, cohort: Cohort) -> Groups:
        """Return the groups after the change."""
        leads(self.provider_id, cohort)
        meets(self.weekday, self.start, self.cadence, self.weeks)
        for one in self.members:
            known(one, cohort)
        if not self.members or len(set(self.members)) < len(self.members):
            raise ImpossibleEdit("A new group needs members, each named once.")
        id = self.group_id or next_id(groups)
        if any(group.id == id for group in groups):
            raise ImpossibleEdit(f"There is a group {id} already.")
        opened = Group(
            id=id, provider_id=self.provider_id, cadence=self.cadence, weekday=self.weekday,
            start=self.start, minutes=MINUTES_OF[self.cadence], weeks=self.weeks,
            time_zone=cohort.program.time_zone, language=self.language, members=self.members,
        )  # fmt: skip
        return (*without(groups, self.members), opened)

    @property
    def text(self) -> str:
        """A coordinator's words."""
        who = f"{self.provider_id} with {listed(self.members)}"
        return (
            f"{self.group_id or 'A group'} opens: {who}, {self.weekday.capitalize()} {self.start}."
        )


@dataclass(frozen=True, slots=True)
class Retime:
    """A group meets at another time; what is None stays as it is."""

    group_id: str
    weekday: str
    start: str
    cadence: str | None = None
    weeks: tuple[int, ...] | None = None

    def apply(self, groups: Groups, cohort: Cohort) -> Groups:
        """Return the groups after the change."""
        group = group_of(groups, self.group_id)
        cadence = self.cadence or group.cadence
        weeks = self.weeks
        if weeks is None:
            weeks = group.weeks if cadence == group.cadence else WEEKS_OF.get(cadence, ((),))[0]
        meets(self.weekday, self.start, cadence, weeks)
        changed = replace(
            group, weekday=self.weekday, start=self.start, cadence=cadence, weeks=weeks,
            minutes=MINUTES_OF[cadence],
        )  # fmt: skip
        return changed_to(groups, group, changed)

    @property
    def text(self) -> str:
        """A coordinator's words."""
        return f"{self.group_id} meets {self.weekday.capitalize()} {self.start}."


@dataclass(frozen=True, slots=True)
class Reassign:
    """A group gets another provider, and perhaps another language."""

    group_id: str
    provider_id: str
    language: str | None = None

    def apply(self, groups: Groups, cohort: Cohort) -> Groups:
        """Return the groups after the change."""
        group = group_of(groups, self.group_id)
        leads(self.provider_id, cohort)
        language = self.language or group.language
        changed = replace(group, provider_id=self.provider_id, language=language)
        return changed_to(groups, group, changed)

    @property
    def text(self) -> str:
        """A coordinator's words."""
        tongue = f", in {self.language}" if self.language else ""
        return f"{self.provider_id} leads {self.group_id}{tongue}."


Edit = Move | Swap | Unseat | Seat | Close | Open | Retime | Reassign


def known(participant_id: str, cohort: Cohort) -> None:
    """Refuse an id that the waitlist does not know."""
    if participant_id not in cohort.participant_by_id:
        raise ImpossibleEdit(f"Nobody on the waitlist has the id '{participant_id}'.")


def leads(provider_id: str, cohort: Cohort) -> None:
    """Refuse an id that the roster does not know."""
    if provider_id not in cohort.provider_by_id:
        raise ImpossibleEdit(f"Nobody on the roster has the id '{provider_id}'.")


def meets(weekday: str, start: str, cadence: str, weeks: tuple[int, ...]) -> None:
    """Refuse what names no time; whether it is a good one is for the rules."""
    if weekday not in WEEKDAYS:
        raise ImpossibleEdit(f"'{weekday}' is no weekday; accepted: {', '.join(WEEKDAYS)}.")
    if not CLOCK.fullmatch(start):
        raise ImpossibleEdit(f"'{start}' is no time; accepted: a time such as 12:30.")
    if cadence not in MINUTES_OF:
        raise ImpossibleEdit(f"'{cadence}' is no cadence; accepted: {', '.join(MINUTES_OF)}.")
    if not weeks or not set(weeks) <= set(range(1, 6)):
        raise ImpossibleEdit("Weeks of the month are numbers from 1 to 5, such as 1,3.")


def group_of(groups: Groups, group_id: str) -> Group:
    """Return a group by its id."""
    for group in groups:
        if group.id == group_id:
            return group
    raise ImpossibleEdit(f"There is no group '{group_id}'.")


def seat_of(groups: Groups, participant_id: str) -> Group | None:
    """Return the group somebody sits in, None where they have no seat."""
    return next((group for group in groups if participant_id in group.members), None)


def without(groups: Groups, people: Sequence[str]) -> Groups:
    """Return the groups without some people."""
    gone = set(people)
    return tuple(
        group
        if gone.isdisjoint(group.members)
        else replace(group, members=tuple(one for one in group.members if one not in gone))
        for group in groups
    )


def joined(groups: Groups, group_id: str, people: Sequence[str]) -> Groups:
    """Return the groups with some people in one of them."""
    return tuple(
        replace(group, members=tuple(sorted((*group.members, *people))))
        if group.id == group_id
        else group
        for group in groups
    )


def changed_to(groups: Groups, group: Group, changed: Group) -> Groups:
    """Return the groups with one changed; that nothing changes is refused."""
    if group == changed:
        raise ImpossibleEdit(f"{group.id} is like that already.")
    return tuple(changed if one is group else one for one in groups)


def next_id(groups: Groups) -> str:
    """Return an id for a further group: the next number."""
    numbers = [int(group.id[1:]) for group in groups if group.id[1:].isdigit()]
    return f"G{max(numbers, default=0) + 1:02d}"
