"""What has to be so in repaired groups, and whether it can be."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace

from matcher.cohort import AnyPin, Cohort, Pin, Proposal
from matcher.cohort.pins import all_pins, whole_groups
from matcher.conflicts import conflict
from matcher.repair.changes import ImpossibleChanges


def seats_of(earlier: Proposal, pins: Sequence[AnyPin]) -> Iterator[Pin]:
    """Yield the seats of groups that are pinned as a whole."""
    whole = whole_groups(pins)
    for group in earlier.groups:
        if group.id in whole:
            yield from (Pin(member, group.id) for member in group.members)


def refuse_pins(
    now: Cohort, earlier: Proposal, pins: Sequence[AnyPin], lost: Collection[str]
) -> None:
    """Refuse pins that cannot all be kept after what has happened.

    Parameters
    ----------
    now : Cohort
        After what has happened, with the pinned seats.
    earlier : Proposal
    pins : sequence of AnyPin
    lost : collection of str
        Providers who lead no more groups.

    Raises
    ------
    ImpossibleChanges
    """
    if not pins:
        return
    whole = whole_groups(pins)
    faults = []
    for group in earlier.groups:
        gone = [one for one in group.members if one not in now.participant_by_id]
        gone += [group.provider_id] if group.provider_id in lost else []
        if group.id in whole and gone:
            faults.append(f"{group.id} cannot stay as it is: {gone[0]} is no longer there.")
    if not faults:
        left = tuple(
            replace(one, members=tuple(m for m in one.members if m in now.participant_by_id))
            for one in earlier.groups
        )
        found = conflict(now, replace(earlier, groups=left), all_pins(now, pins))
        faults += [] if found is None else [found.text]
    if faults:
        raise ImpossibleChanges(("pins", text) for text in faults)
