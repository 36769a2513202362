"""What a policy names beside tiers and points: criteria, reserves, overrides."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from matcher.cohort.participant import Participant
from matcher.cohort.vocabulary import normal

MONITOR = "monitor_"
Where = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Reserve:
    """A floor of seats for those who meet a criterion, filled before the tiers.

    Attributes
    ----------
    name : str
        Lower-case words with hyphens; the level is ``reserve.<name>``.
    where : mapping
        Attribute to accepted answers; all attributes must fit. ``rounds_waited`` holds the fewest.
    floor : int or None
        Seats; None where `percent` is given.
    percent : float or None
        Share of the seats there can be, above 0 and up to 100.
    rationale : str
        Why, in the programme's own words.
    """

    name: str
    where: Where
    floor: int | None = None
    percent: float | None = None
    rationale: str = ""

    @property
    def level(self) -> str:
        """The name of its level."""
        return f"reserve.{self.name}"

    @property
    def confidential(self) -> bool:
        """Whether it asks for a monitoring answer, so that nothing may tell who meets it."""
        return any(attribute.startswith(MONITOR) for attribute in self.where)


@dataclass(frozen=True, slots=True)
class Bonus:
    """Further points for those who meet a criterion (mode ``points``); see `Reserve`."""

    name: str
    where: Where
    points: float
    rationale: str = ""


@dataclass(frozen=True, slots=True)
class Override:
    """A recorded decision to use a monitoring-only attribute: by whom, why and since when."""

    attribute: str
    who: str
    why: str
    when: date


def meets(person: Participant, where: Where) -> bool:
    """Whether somebody meets a criterion."""
    return all(_fits(person, attribute, accepted) for attribute, accepted in where.items())


def _fits(person: Participant, attribute: str, accepted: tuple[str, ...]) -> bool:
    if attribute == "rounds_waited":
        return person.rounds_waited >= int(accepted[0])
    wanted = {normal(one) for one in accepted}
    return any(normal(one) in wanted for one in answers(person, attribute))


def answers(person: Participant, attribute: str) -> tuple[str, ...]:
    """Return what somebody answered, flags as ``yes`` and ``no``."""
    if attribute.startswith(MONITOR):
        return (person.monitor.get(attribute.removeprefix(MONITOR), ""),)
    found = getattr(person, attribute)
    if isinstance(found, bool):
        return ("yes" if found else "no",)
    return tuple(found) if isinstance(found, tuple) else (str(found),)
