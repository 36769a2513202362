"""Groups that stay as they are in a re-solve, and what they leave of a cohort beside them.

A group is held where it is pinned as a whole, or where a rule in it was broken on purpose: the
solver could not make such a group, and may not undo what somebody decided. Its members, its
provider's time and its seats are taken out of what is solved; nothing else changes.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from matcher.cohort import AnyPin, Cohort, Group, GroupPin, Meeting, Overridden, Proposal
from matcher.cohort.pins import whole_groups
from matcher.levels import level_values
from matcher.levels.preference import sector_costs
from matcher.rules import Broken, Plan, broken_rules, meeting_of, overridden


@dataclass(frozen=True)
class Held:
    """Groups that stay.

    Attributes
    ----------
    groups : tuple of Group
    overrides : tuple of Overridden
        The rules that they break on purpose.
    excused : frozenset of str
        Ids of the groups in which they do.
    """

    groups: tuple[Group, ...] = ()
    overrides: tuple[Overridden, ...] = ()
    excused: frozenset[str] = frozenset()

    @cached_property
    def members(self) -> frozenset[str]:
        """Everybody who sits in them."""
        return frozenset(member for group in self.groups for member in group.members)

    @cached_property
    def led(self) -> Mapping[str, int]:
        """How many of them each provider leads."""
        found: dict[str, int] = {}
        for group in self.groups:
            found[group.provider_id] = found.get(group.provider_id, 0) + 1
        return found

    @cached_property
    def busy(self) -> Mapping[str, tuple[Meeting, ...]]:
        """When those who lead or sit in them have no time for anything else."""
        found: dict[str, list[Meeting]] = {}
        for group in self.groups:
            meeting = meeting_of(group)
            if meeting is not None:
                for one in (group.provider_id, *group.members):
                    found.setdefault(one, []).append(meeting)
        return {one: tuple(meetings) for one, meetings in found.items()}

    def pins(self) -> tuple[GroupPin, ...]:
        """Return the pins that say that they stay."""
        return tuple(GroupPin(group.id) for group in self.groups)

    def rest(self, groups: Iterable[Group]) -> tuple[Group, ...]:
        """Return the other groups of a proposal."""
        ids = {group.id for group in self.groups}
        return tuple(group for group in groups if group.id not in ids)

    def least(self, cohort: Cohort, name: str) -> float:
        """Return what they add to a level for certain, whatever the other groups are.

        Every level adds up over groups but for two: the floor of a reserve, which `compile` has
        lowered, and the sectors that a provider knows, which other groups may still meet.
        """
        value = dict(level_values(cohort, self.groups)).get(name, 0.0)
        if name == "preference":
            value -= sum(sector_costs(Plan(cohort, self.groups)).values())
        return value


def held_groups(cohort: Cohort, earlier: Proposal | None, pins: Iterable[AnyPin]) -> Held:
    """Return the groups of an earlier proposal that stay: pinned ones, and overridden ones."""
    if earlier is None:
        return Held()
    plan = Plan.of(cohort, earlier)
    meant, _ = overridden(broken_rules(plan), earlier.overrides) if earlier.overrides else ((), ())
    excused = frozenset(group for one in meant for group in groups_of(one, plan))
    ids = whole_groups(pins) | excused
    groups = tuple(group for group in earlier.groups if group.id in ids)
    keys = {one.key for one in meant}
    return Held(groups, tuple(one for one in earlier.overrides if one.key in keys), excused)


def groups_of(broken: Broken | Overridden, plan: Plan) -> set[str]:
    """Return the groups that a broken rule is about: all that must stay if it is to stay."""
    found = {broken.group_id} - {""}
    for person in broken.participant_ids:
        sits = plan.sits.get(person, ())
        found |= {group.id for group in sits if not broken.group_id}
        if broken.code == "provider-own":
            found |= {group.id for group in plan.led.get(person, ())}
    for group in plan.groups:
        full = broken.code == "overlap" and group.id == broken.group_id
        named = broken.code == "capacity" and broken.text.startswith(f"{group.provider_id} leads ")
        if full or named:
            found |= {one.id for one in plan.led[group.provider_id]}
    return found
