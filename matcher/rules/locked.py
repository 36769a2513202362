"""Rule ``locked``: what was pinned stays."""

from __future__ import annotations

from collections.abc import Iterator

from matcher.cohort import Group, Participant, Provider
from matcher.cohort.pins import allowed_at, whole_groups
from matcher.rules.plan import Plan, meeting_of
from matcher.rules.shape import Broken, Rule
from matcher.rules.words import listed, name_of

CODE = "locked"
WORDS = (
    "Pinned members keep their group, and that group its provider, time and language, a whole "
    "group its members too; a provider pinned to a time leads at no other, and nobody sits with a "
    "provider with whom they are never to sit."
)
KEPT = ("provider_id", "cadence", "weekday", "start", "weeks", "language")


def lead(provider: Provider, group: Group, plan: Plan) -> str | None:
    """Refuse a provider pinned to other times."""
    times = plan.times.get(provider.id)
    meeting = meeting_of(group)
    if times is None or meeting is None or allowed_at(times, meeting):
        return None
    kept = listed(f"{day.capitalize()} {start}" for day, start in sorted(times))
    return f"{provider.id} is pinned to {kept}; {name_of(group)} meets at another time."


def seat(person: Participant, group: Group, plan: Plan) -> str | None:
    """Refuse who is pinned elsewhere, a stranger in a whole group, or is never to be there."""
    elsewhere = plan.pinned.get(person.id, frozenset()) - {group.id}
    if elsewhere:
        return f"{person.id} is pinned to {listed(sorted(elsewhere))}, not {name_of(group)}."
    if group.id in plan.closed and person.id not in plan.closed[group.id]:
        return f"{name_of(group)} is pinned as a whole; {person.id} is not one of its members."
    if person.id in plan.never.get(group.provider_id, ()):
        return f"{person.id} is never to sit with {group.provider_id}, who leads {name_of(group)}."
    return None


def whole(plan: Plan) -> Iterator[Broken]:
    """Find pinned people without their seat and pinned groups that changed."""
    for person_id, group_ids in plan.pinned.items():
        if person_id not in plan.sits:
            text = f"{person_id} is pinned to {listed(sorted(group_ids))} but has no seat."
            yield Broken(CODE, "", (person_id,), text)
    there = {group.id for group in plan.groups}
    for group_id in sorted(whole_groups(plan.pins) - there):
        yield Broken(CODE, "", (), f"{group_id} is pinned as a whole but is not there.")
    if plan.earlier is None:
        return
    kept = whole_groups(plan.pins).union(*plan.pinned.values())
    before = {group.id: group for group in plan.earlier.groups if group.id in kept}
    for group in plan.groups:
        if group.id in before and (changed := list(_changes(before[group.id], group))):
            text = f"{group.id} is pinned, but its {listed(changed)} changed."
            yield Broken(CODE, group.id, (), text)


def _changes(before: Group, group: Group) -> Iterator[str]:
    for name in KEPT:
        was, now = getattr(before, name), getattr(group, name)
        if was != now and (name != "weeks" or sorted(was) != sorted(now)):
            yield name.removesuffix("_id")


RULE = Rule(CODE, WORDS, lead=lead, seat=seat, whole=whole)
