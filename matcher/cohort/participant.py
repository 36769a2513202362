"""One person on the waitlist."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from types import MappingProxyType

from matcher.cohort.availability import Entry


@dataclass(frozen=True, slots=True)
class GroupLanguage:
    """A wish for the language a group is held in.

    Attributes
    ----------
    wish : str
        ``any``, ``prefer`` or ``only``.
    language : str
        BCP 47; blank for ``any``.
    """

    wish: str = "any"
    language: str = ""

    def __str__(self) -> str:
        return f"{self.wish} {self.language}".strip()


@dataclass(frozen=True, slots=True)
class Participant:
    """One row of the waitlist, read and validated.

    `member_until` None stands for ``active``. `applied_on` is naive local time of the programme;
    a bare date is its midnight. `monitor` holds the ``monitor_*`` columns without that prefix:
    they are reported on in aggregate and never seen by the solver. `extra` keeps the file's
    unknown columns as they stood; it is never used and does not count in comparisons.
    """

    id: str
    sector: str
    rc_access: str
    availability: tuple[Entry, ...]
    time_zone: str
    applied_on: datetime
    name: str = ""
    email: str = ""
    role: str = "other"
    organization: str = ""
    supervisor_id: str = ""
    region: str = ""
    rural: bool = False
    languages: tuple[str, ...] = ("en",)
    group_language: GroupLanguage = GroupLanguage()
    rounds_waited: int = 0
    member_until: date | None = None
    endorsement_target: str = "none"
    education: str = "other"
    supervises_others: bool = False
    ready_to_implement: bool = False
    cadence: str = "either"
    apart_from: tuple[str, ...] = ()
    together_with: tuple[str, ...] = ()
    mou: bool = False
    evaluation_consent: bool = False
    group_id: str = ""
    monitor: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    extra: Mapping[str, str] = field(
        default_factory=lambda: MappingProxyType({}), compare=False, repr=False
    )

    def is_member_on(self, day: date) -> bool:
        """Whether the association membership has not lapsed before `day`."""
        return self.member_until is None or self.member_until >= day
