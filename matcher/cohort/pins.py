"""What a coordinator wants kept: seats, whole groups, times of providers, who never sits where."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from matcher.cohort.availability import Meeting

if TYPE_CHECKING:
    from matcher.cohort.cohort import Cohort


@dataclass(frozen=True, slots=True)
class Pin:
    """A seat that must stay: somebody sits in a group of the earlier proposal."""

    participant_id: str
    group_id: str

    @property
    def text(self) -> str:
        """A coordinator's words."""
        return f"{self.participant_id} stays in {self.group_id}"


@dataclass(frozen=True, slots=True)
class GroupPin:
    """A group of the earlier proposal that stays as it is: members, time, provider, language."""

    group_id: str

    @property
    def text(self) -> str:
        """A coordinator's words."""
        return f"{self.group_id} stays as it is"


@dataclass(frozen=True, slots=True)
class TimePin:
    """A provider leads at this time only; with several such pins, at these times only.

    Attributes
    ----------
    provider_id : str
    weekday : str
        As groups have it: ``tue``.
    start : str
        ``HH:MM`` in the program's zone.
    """

    provider_id: str
    weekday: str
    start: str

    @property
    def text(self) -> str:
        """A coordinator's words."""
        return f"{self.provider_id} leads only at {self.weekday.capitalize()} {self.start}"


@dataclass(frozen=True, slots=True)
class NeverPin:
    """Somebody who is never to sit with a provider."""

    participant_id: str
    provider_id: str

    @property
    def text(self) -> str:
        """A coordinator's words."""
        return f"{self.participant_id} never sits with {self.provider_id}"


AnyPin = Pin | GroupPin | TimePin | NeverPin


def with_pins(cohort: Cohort, pins: Iterable[AnyPin]) -> Cohort:
    """Return the cohort with the pinned seats, as if its files had named the groups."""
    seats = {pin.participant_id: pin.group_id for pin in pins if isinstance(pin, Pin)}
    if not seats:
        return cohort
    people = tuple(
        replace(person, group_id=seats.get(person.id, person.group_id))
        for person in cohort.participants
    )
    return replace(cohort, participants=people)


def all_pins(cohort: Cohort, pins: Iterable[AnyPin]) -> tuple[AnyPin, ...]:
    """Return the seats that the cohort's own column pins, then all others, each once."""
    own = (Pin(one.id, one.group_id) for one in cohort.participants if one.group_id)
    return tuple(dict.fromkeys([*own, *pins]))


def whole_groups(pins: Iterable[AnyPin]) -> frozenset[str]:
    """Return the ids of the groups pinned as a whole."""
    return frozenset(pin.group_id for pin in pins if isinstance(pin, GroupPin))


def times_of(pins: Iterable[AnyPin]) -> dict[str, frozenset[tuple[str, str]]]:
    """Return weekday and start of the times at which providers may lead, for those pinned."""
    found: dict[str, set[tuple[str, str]]] = {}
    for pin in pins:
        if isinstance(pin, TimePin):
            found.setdefault(pin.provider_id, set()).add((pin.weekday, pin.start))
    return {provider: frozenset(times) for provider, times in found.items()}


def never_with(pins: Iterable[AnyPin]) -> dict[str, frozenset[str]]:
    """Return, for each provider's id, who is never to sit with them."""
    found: dict[str, set[str]] = {}
    for pin in pins:
        if isinstance(pin, NeverPin):
            found.setdefault(pin.provider_id, set()).add(pin.participant_id)
    return {provider: frozenset(people) for provider, people in found.items()}


def allowed_at(times: frozenset[tuple[str, str]] | None, meeting: Meeting) -> bool:
    """Whether a meeting lies at one of the times pinned for its provider (None: none is)."""
    return times is None or meeting.named in times
