"""What differs between two proposals, groups matched as a person would match them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from matcher.cohort import Group, Proposal
from matcher.levels.stability import same_group

FIELDS = ("provider_id", "cadence", "weekday", "start", "weeks", "language")


@dataclass(frozen=True, slots=True)
class GroupChange:
    """A group of either proposal; None: it is in one of them only.

    Attributes
    ----------
    before, after : Group or None
    fields : tuple of str
        What else than its members changed, as proposal.json names it.
    """

    before: Group | None
    after: Group | None
    fields: tuple[str, ...] = ()

    @property
    def kind(self) -> str:
        """``opened``, ``closed``, ``changed`` (in its fields), ``members`` or ``same``."""
        if self.before is None:
            return "opened"
        if self.after is None:
            return "closed"
        if self.fields:
            return "changed"
        return "same" if set(self.before.members) == set(self.after.members) else "members"


@dataclass(frozen=True, slots=True)
class PersonChange:
    """Somebody whose seat is another one; None: no seat."""

    participant_id: str
    before: Group | None
    after: Group | None

    @property
    def kind(self) -> str:
        """``seated``, ``unseated`` or ``moved``."""
        if self.before is None:
            return "seated"
        return "unseated" if self.after is None else "moved"


@dataclass(frozen=True, slots=True)
class Level:
    """A level's published value in both; None where one does not have it."""

    name: str
    before: float | None
    after: float | None


@dataclass(frozen=True, slots=True)
class Difference:
    """What differs between two proposals.

    Attributes
    ----------
    groups : tuple of GroupChange
        Every group of either, changed or not.
    people : tuple of PersonChange
        Those whose seat is another one, by id.
    levels : tuple of Level
    """

    groups: tuple[GroupChange, ...]
    people: tuple[PersonChange, ...]
    levels: tuple[Level, ...]

    @property
    def same(self) -> bool:
        """Whether the groups are the same."""
        return not self.people and all(one.kind == "same" for one in self.groups)

    def count(self, kind: str) -> int:
        """Return how many people or groups changed in this way."""
        kinds = [one.kind for one in self.people] + [one.kind for one in self.groups]
        return kinds.count(kind)


def compare(before: Proposal, after: Proposal) -> Difference:
    """Return what differs between two proposals for one cohort.

    A group is the same one in both where its id is and half of it stayed; else where most of its
    members are, or where provider and time are.
    """
    partner = _partners(before.groups, after.groups)
    groups = [
        GroupChange(old, new, _fields(old, new) if new else ())
        for old, new in ((old, partner.get(old.id)) for old in before.groups)
    ]
    taken = {new.id for new in partner.values()}
    groups += [GroupChange(None, new) for new in after.groups if new.id not in taken]
    return Difference(
        tuple(groups),
        tuple(_people(before.groups, after.groups, partner)),
        tuple(_levels(before, after)),
    )


def _partners(before: Iterable[Group], after: Iterable[Group]) -> dict[str, Group]:
    """Return the group that each earlier one has become, by its id."""
    old = {group.id: group for group in before}
    new = {group.id: group for group in after}
    found: dict[str, Group] = {}

    def pair(one: str, other: str) -> None:
        found[one] = new.pop(other)
        del old[one]

    for id in [id for id in old if id in new and _same_id(old[id], new[id])]:
        pair(id, id)
    shared = sorted(
        (-len(set(one.members) & set(other.members)), one.id, other.id)
        for one in old.values()
        for other in new.values()
        if 2 * len(set(one.members) & set(other.members))
        >= max(1, min(len(one.members), len(other.members)))
    )
    for _, one, other in shared:
        if one in old and other in new:
            pair(one, other)
    places = {same_group(group): group.id for group in new.values()}
    for one in list(old):
        other = places.get(same_group(old[one]), "")
        if other in new:
            pair(one, other)
    return found


def _same_id(one: Group, other: Group) -> bool:
    common = len(set(one.members) & set(other.members))
    return same_group(one) == same_group(other) or 2 * common >= len(one.members)


def _fields(old: Group, new: Group) -> tuple[str, ...]:
    return tuple(name for name in FIELDS if getattr(old, name) != getattr(new, name))


def _people(
    before: Iterable[Group], after: Iterable[Group], partner: dict[str, Group]
) -> Iterator[PersonChange]:
    was = {member: group for group in before for member in group.members}
    now = {member: group for group in after for member in group.members}
    for person in sorted({*was, *now}):
        old, new = was.get(person), now.get(person)
        kept = old is not None and new is not None and partner.get(old.id) is new
        if not kept:
            yield PersonChange(person, old, new)


def _levels(before: Proposal, after: Proposal) -> Iterator[Level]:
    was = {level.name: level.value for level in before.levels}
    now = {level.name: level.value for level in after.levels}
    for name in dict.fromkeys([*was, *now]):
        yield Level(name, was.get(name), now.get(name))
