"""What was pinned and cannot be kept is refused, in a coordinator's words."""

from __future__ import annotations

from dataclasses import replace

from matcher.cohort import AnyPin, Cohort, Group, GroupPin, Pin, Proposal
from matcher.cohort.pins import whole_groups
from matcher.hold import Held
from matcher.rules import Plan, broken_rules, overridden


class ImpossiblePins(Exception):  # noqa: N818 - a finding about the demands, not a failure
    """What was pinned cannot all be kept; the message says why in a coordinator's words."""


def refuse_conflict(
    cohort: Cohort, held: Held, pins: tuple[AnyPin, ...], earlier: Proposal | None
) -> None:
    """Refuse demands that cannot all be kept, naming the fewest of them."""
    if not any(isinstance(pin, Pin | GroupPin) for pin in pins):
        return
    from matcher.conflicts import conflict

    asked = [pin for pin in pins if getattr(pin, "group_id", "") not in held.excused]
    found = conflict(cohort, earlier, asked)
    if found is not None:
        raise ImpossiblePins(found.text)


def refuse_broken(
    cohort: Cohort, held: Held, pins: tuple[AnyPin, ...], earlier: Proposal | None
) -> None:
    """Refuse groups that are to stay as they are but break a rule nobody answered for."""
    if not held.groups and not whole_groups(pins):
        return
    inside = tuple(pin for pin in pins if not isinstance(pin, Pin))
    rows = tuple(replace(one, group_id="") for one in cohort.participants)
    plan = Plan(replace(cohort, participants=rows), held.groups, inside, earlier)
    _, broken = overridden(broken_rules(plan), held.overrides)
    texts = [one.text for one in broken]
    if texts:
        more = f" And {len(texts) - 5} more." if len(texts) > 5 else ""
        raise ImpossiblePins(
            f"What is pinned cannot stay as it is: {' '.join(texts[:5])}{more} Take the pin back, "
            "or keep the change with a reason (matcher edit)."
        )


def refuse_lost_pins(groups: tuple[Group, ...], pins: tuple[AnyPin, ...]) -> None:
    sits = {member: group.id for group in groups for member in group.members}
    seats = [pin for pin in pins if isinstance(pin, Pin)]
    lost = [pin for pin in seats if sits.get(pin.participant_id) != pin.group_id]
    if lost:
        named = ", ".join(f"{pin.participant_id} in {pin.group_id}" for pin in lost[:10])
        more = f" and {len(lost) - 10} more" if len(lost) > 10 else ""
        raise ImpossiblePins(
            f"These people cannot all stay where they are pinned: {named}{more}. Somebody is no "
            "longer free or eligible, the provider can no longer lead the group, or the group "
            "would have too few members. Remove a group_id and try again."
        )
