"""The oracle's reading of pins that are no seats: whole groups, providers' times, never with."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tests.oracle_model import DAYS, Meeting


@dataclass(frozen=True)
class OraclePins:
    """What stays beside single seats.

    `closed` holds each whole group's provider and meeting with its members, or None for a group
    that nobody knows; `times` the weekdays and starts of pinned providers.
    """

    closed: Mapping[str, tuple[str, Meeting, frozenset[str]] | None]
    times: Mapping[str, frozenset[tuple[int, int]]]
    never: frozenset[tuple[str, str]]

    def bars(self, person: str, provider: str, meeting: Meeting) -> bool:
        """Whether a newcomer may not join a group for the pins' sake."""
        whole = any(one and one[:2] == (provider, meeting) for one in self.closed.values())
        return whole or (person, provider) in self.never

    def may_lead(self, provider: str, meeting: Meeting) -> bool:
        times = self.times.get(provider)
        return times is None or (meeting.weekday, meeting.start) in times

    def faults(self, groups: Sequence[Any]) -> list[tuple[str, str]]:
        """Every pin that some groups do not keep."""
        found = []
        for name, whole in self.closed.items():
            there = [(g.provider_id, g.meeting, frozenset(g.members)) for g in groups]
            if whole is None or whole not in there:
                found.append(("locked", f"{name} is not as it was"))
        for group in groups:
            if not self.may_lead(group.provider_id, group.meeting):
                found.append(("locked", f"{group.provider_id} leads {group.id} at another time"))
            for member in group.members:
                if (member, group.provider_id) in self.never:
                    found.append(("locked", f"{member} sits with {group.provider_id}"))
        return found


def read_more_pins(pins: Iterable[Mapping[str, Any]], known: Mapping[str, Any]) -> OraclePins:
    """Read the pins of a proposal; `known` holds the groups they may name."""
    closed: dict[str, tuple[str, Meeting, frozenset[str]] | None] = {}
    times: dict[str, set[tuple[int, int]]] = {}
    never = set()
    for pin in pins:
        if "never_provider_id" in pin:
            never.add((pin["participant_id"], pin["never_provider_id"]))
        elif "provider_id" in pin:
            hour, minute = map(int, pin["start"].split(":"))
            time = (DAYS.index(pin["weekday"]), hour * 60 + minute)
            times.setdefault(pin["provider_id"], set()).add(time)
        elif "participant_id" not in pin:
            group = known.get(pin["group_id"])
            whole = group and (group.provider_id, group.meeting, frozenset(group.members))
            closed[pin["group_id"]] = whole
    return OraclePins(closed, {one: frozenset(at) for one, at in times.items()}, frozenset(never))
