"""Proposed groups, with what was reached and what was proven."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import Literal

from matcher.cohort.availability import WEEKDAYS, Meeting, clock_of, minute_of
from matcher.cohort.pins import AnyPin

Status = Literal["optimal", "feasible", "empty"]
SCHEMA = "1"


@dataclass(frozen=True, slots=True)
class Group:
    """One proposed group, in the words of proposal.json."""

    id: str
    provider_id: str
    cadence: str
    weekday: str
    start: str
    minutes: int
    weeks: tuple[int, ...]
    time_zone: str
    language: str
    members: tuple[str, ...]

    @classmethod
    def at(
        cls,
        meeting: Meeting,
        *,
        id: str,
        provider_id: str,
        time_zone: str,
        language: str,
        members: tuple[str, ...],
    ) -> Group:
        """Make a group that meets at `meeting`."""
        return cls(
            id=id,
            provider_id=provider_id,
            cadence=meeting.cadence,
            weekday=WEEKDAYS[meeting.weekday],
            start=clock_of(meeting.start),
            minutes=meeting.minutes,
            weeks=meeting.weeks,
            time_zone=time_zone,
            language=language,
            members=members,
        )

    @property
    def meeting(self) -> Meeting:
        """When it meets."""
        return _meeting(self.weekday, self.start, self.cadence, tuple(self.weeks))


@lru_cache(maxsize=65_536)  # a few hundred times of the week, asked for at every session
def _meeting(weekday: str, start: str, cadence: str, weeks: tuple[int, ...]) -> Meeting:
    return Meeting(WEEKDAYS.index(weekday), minute_of(start), cadence, weeks)


@dataclass(frozen=True, slots=True)
class LevelValue:
    """A level of the objective: what was reached and what is proven (None: nothing known)."""

    name: str
    value: float
    bound: float | None

    @property
    def proven(self) -> bool:
        """Whether no better value is possible."""
        return self.bound is not None and self.value == self.bound


@dataclass(frozen=True, slots=True)
class Overridden:
    """A rule that somebody broke by hand and on purpose: it stays marked.

    Attributes
    ----------
    code : str
        Of the rule.
    group_id : str
        Blank where it is not one group's fault.
    participant_ids : tuple of str
        Whom it concerns; may be empty.
    text : str
        What is broken, in a coordinator's words, with ids only.
    who : str
        An id or a role, never a name or an e-mail address.
    why : str
    when : str or None
        UTC.
    """

    code: str
    group_id: str
    participant_ids: tuple[str, ...]
    text: str
    who: str
    why: str
    when: str | None = None

    @property
    def marked(self) -> str:
        """What is broken, who answers for it and why."""
        when = f" on {self.when[:10]}" if self.when else ""
        return f"{self.text} Kept by {self.who}{when}: {self.why}"

    @property
    def key(self) -> tuple[object, ...]:
        """What a broken rule must have in common with it to be the one meant."""
        named = self.group_id or self.participant_ids
        return (
            self.code,
            self.group_id,
            frozenset(self.participant_ids),
            None if named else self.text,
        )


@dataclass(frozen=True, slots=True)
class Reason:
    """Why somebody has no seat: a code of the contract and a coordinator's words."""

    code: str
    text: str


@dataclass(frozen=True, slots=True)
class Unplaced:
    """Somebody without a seat, and why."""

    participant_id: str
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Drawn:
    """A draw of a whole seating from a published list, instead of tickets.

    Attributes
    ----------
    number, of : int
        What the seed drew, and how many numbers there are.
    draws_sha256 : str
        Of the list, draws.json.
    seated : tuple of str
        Who the number stands for.
    """

    number: int
    of: int
    draws_sha256: str
    seated: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Repair:
    """What a published proposal was repaired for, and how.

    Attributes
    ----------
    option : str
        Which of the ways to repair it.
    on : date
        From when on the repaired groups meet.
    withdrawn, declined, added : tuple of str
        Participants.
    lost : tuple of str
        Providers.
    changed_provider : tuple of str
        Participants who have changed their provider once, in this repair or before.
    hours_had : tuple of (str, float)
        Participants who did not sit in their group from its start, or sit in none any more, and
        the hours they had until `on`.
    """

    option: str
    on: date
    withdrawn: tuple[str, ...] = ()
    declined: tuple[str, ...] = ()
    lost: tuple[str, ...] = ()
    added: tuple[str, ...] = ()
    changed_provider: tuple[str, ...] = ()
    hours_had: tuple[tuple[str, float], ...] = field(default=(), kw_only=True)


@dataclass(frozen=True, slots=True)
class Proposal:
    """What proposal.json holds. `earlier` is its key ``from``."""

    status: Status
    seed: int
    runtime_s: float
    input_sha256: str
    policy_sha256: str
    levels: tuple[LevelValue, ...]
    groups: tuple[Group, ...]
    unplaced: tuple[Unplaced, ...]
    earlier: str | None = None
    pins: tuple[AnyPin, ...] = ()
    schema: str = SCHEMA
    drawn: Drawn | None = None
    overrides: tuple[Overridden, ...] = ()
    repair: Repair | None = None

    def seats(self) -> dict[str, str]:
        """Return the group id of every seated participant id."""
        return {member: group.id for group in self.groups for member in group.members}
