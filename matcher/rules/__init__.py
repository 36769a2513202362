"""The hard rules: one small file each, listed here under the contract's codes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType

from matcher.cohort import Cohort, Group, Overridden, Participant
from matcher.rules import (
    apart,
    availability,
    cadence,
    capacity,
    eligible,
    language,
    locked,
    one_seat,
    overlap,
    provider_own,
    qualified,
    same_organization,
    size,
    slot,
    supervisor,
    together,
    weeks,
)
from matcher.rules.plan import Plan, as_drawn, meeting_of, repeated, with_seed
from matcher.rules.shape import Broken, Rule

__all__ = [
    "GROUP_ID",
    "RULES",
    "Broken",
    "Plan",
    "Rule",
    "as_drawn",
    "broken_rules",
    "may_share",
    "meeting_of",
    "overridden",
    "parted",
    "taking",
    "with_seed",
]

RULES: Mapping[str, Rule] = MappingProxyType(
    {
        rule.code: rule
        for rule in (
            size.RULE,
            one_seat.RULE,
            capacity.RULE,
            availability.RULE,
            slot.RULE,
            overlap.RULE,
            weeks.RULE,
            cadence.RULE,
            language.RULE,
            eligible.RULE,
            qualified.RULE,
            supervisor.RULE,
            apart.RULE,
            together.RULE,
            same_organization.RULE,
            provider_own.RULE,
            locked.RULE,
        )
    }
)
GROUP_ID = "group-id"  # no rule about people, but two groups of one name cannot be told apart


def broken_rules(plan: Plan) -> tuple[Broken, ...]:
    """Return everything a plan breaks, rule by rule in the contract's order."""
    found = [broken for rule in RULES.values() for broken in rule.broken(plan)]
    return (*_group_ids(plan), *found)


def overridden(
    broken: Iterable[Broken], overrides: Sequence[Overridden]
) -> tuple[tuple[Overridden, ...], tuple[Broken, ...]]:
    """Tell what was broken on purpose from the rest.

    Returns
    -------
    tuple of Overridden
        Those of the overrides that a broken rule bears out, with its words as they are now.
    tuple of Broken
        What nobody answers for.
    """
    meant: dict[tuple[object, ...], Overridden] = {one.key: one for one in overrides}
    kept: list[Overridden] = []
    rest: list[Broken] = []
    for one in broken:
        mark = Overridden(one.code, one.group_id, one.participant_ids, one.text, "", "")
        if (override := meant.get(mark.key)) is None:
            rest.append(one)
        else:
            kept.append(replace(override, text=one.text))
    return tuple(kept), tuple(rest)


def _group_ids(plan: Plan) -> Iterator[Broken]:
    ids = tuple(group.id for group in plan.groups)
    for group_id in repeated(ids):
        yield Broken(GROUP_ID, group_id, (), f"{ids.count(group_id)} groups are named {group_id}.")
    if "" in ids:
        yield Broken(GROUP_ID, "", (), "A group has no id.")


def taking(
    person: Participant, group: Group, plan: Plan, instead_of: str = ""
) -> tuple[Broken, ...]:
    """Return what would break if somebody without a seat took one; empty if they may.

    Parameters
    ----------
    person : Participant
        Somebody who has no seat in the plan.
    group : Group
        One of the plan's, or a further one (whose `members` may be empty).
    plan : Plan
    instead_of : str, optional
        The member whose seat it is; without it, a further seat. What that person's group breaks
        already is not held against the newcomer.
    """
    rest = tuple(member for member in group.members if member != instead_of)
    after = replace(group, members=(*rest, person.id))
    found = [
        broken
        for rule in RULES.values()
        for broken in rule.broken_in(after, plan)
        if broken not in set(rule.broken_in(group, plan))
    ]
    units = {plan.cohort.together.get(one) for one in (person.id, instead_of)} - {None}
    for unit in units:
        if unit and not unit <= set(after.members):
            ids = tuple(sorted(unit))
            found.append(Broken(together.CODE, group.id, ids, together.WORDS))
    if group.id in plan.pinned.get(instead_of, ()):
        text = f"{instead_of} is pinned to {group.id}."
        found.append(Broken(locked.CODE, group.id, (instead_of,), text))
    return tuple(found)


def parted(cohort: Cohort, without: str = "") -> dict[str, set[str]]:
    """Return, for each id that a pair rule names, the ids it may not meet in a group.

    Parameters
    ----------
    cohort : Cohort
    without : str, optional
        Code of a pair rule to leave out.
    """
    others: dict[str, set[str]] = {}
    for rule in RULES.values():
        for pair in rule.pairs(cohort) if rule.pairs and rule.code != without else ():
            one, other = pair
            others.setdefault(one, set()).add(other)
            others.setdefault(other, set()).add(one)
    return others


def may_share(one: str, other: str, cohort: Cohort) -> bool:
    """Whether two ids (members, or a member and a provider) may meet in one group."""
    pair = frozenset((one, other))
    return not any(rule.pairs and pair in rule.pairs(cohort) for rule in RULES.values())
