"""Rule ``locked``: what was pinned stays."""

from __future__ import annotations

from collections.abc import Iterator

from matcher.cohort import Group, Participant
from matcher.rules.plan import Plan
from matcher.rules.shape import Broken, Rule
from matcher.rules.words import listed, name_of

CODE = "locked"
WORDS = "Pinned members keep their group, and that group its provider, time and language."
KEPT = ("provider_id", "cadence", "weekday", "start", "weeks", "language")


def seat(person: Participant, group: Group, plan: Plan) -> str | None:
    """Refuse somebody pinned to another group."""
    elsewhere = plan.pinned.get(person.id, frozenset()) - {group.id}
    if elsewhere:
        return f"{person.id} is pinned to {listed(sorted(elsewhere))}, not {name_of(group)}."
    return None


def whole(plan: Plan) -> Iterator[Broken]:
    """Find pinned people without their seat and pinned groups that changed."""
    for person_id, group_ids in plan.pinned.items():
        if person_id not in plan.sits:
            text = f"{person_id} is pinned to {listed(sorted(group_ids))} but has no seat."
            yield Broken(CODE, "", (person_id,), text)
    if plan.earlier is None:
        return
    kept = frozenset[str]().union(*plan.pinned.values())
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


RULE = Rule(CODE, WORDS, seat=seat, whole=whole)
