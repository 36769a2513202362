"""The programme's own settings, with the contract's defaults."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType

from matcher.cohort.policy import Bonus, Override, Reserve
from matcher.cohort.vocabulary import SECTORS

ANY = frozenset({"*"})
_CLINICAL = frozenset({"IMHS", "IMHM"})
_REFLECTIVE = _CLINICAL | {"IFRS"}

INFANT_TWIN = {
    "ECFA": "IFA", "ECFS": "IFS", "ECRS": "IFRS", "ECMHS": "IMHS", "ECMHM": "IMHM",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Qualification:
    """Whose hours count for which Endorsement target.

    Attributes
    ----------
    table : mapping
        ``table[target][credential]`` is the set of provider endorsements that count; a set
        holding ``*`` admits any. Early-childhood categories are looked up as their infant twins.
    version : str
    """

    table: Mapping[str, Mapping[str, frozenset[str]]]
    version: str = "2026-01"

    def counts(self, target: str, credential: str, endorsement: str) -> bool:
        """Whether hours with such a provider count towards `target`."""
        row = self.table[INFANT_TWIN.get(target, target)]
        accepted = row.get(credential, frozenset())
        return "*" in accepted or INFANT_TWIN.get(endorsement, endorsement) in accepted


def _row(
    endorsed: frozenset[str], emerging: frozenset[str], vetted: frozenset[str]
) -> Mapping[str, frozenset[str]]:
    return MappingProxyType({"endorsed": endorsed, "emerging": emerging, "vetted": vetted})


NOBODY: frozenset[str] = frozenset()
DEFAULT_QUALIFICATION = Qualification(
    MappingProxyType(
        {
            "none": _row(ANY, ANY, ANY),
            "IFA": _row(ANY, ANY, ANY),
            "IFS": _row(_REFLECTIVE, _REFLECTIVE, ANY),
            "IFRS": _row(_REFLECTIVE, _REFLECTIVE, NOBODY),
            "IMHS": _row(_CLINICAL, NOBODY, NOBODY),
            "IMHM": _row(frozenset({"IMHM"}), NOBODY, NOBODY),
        }
    )
)

DEFAULT_POINTS: Mapping[str, float] = MappingProxyType(
    {
        "none": 8, "little": 5, "some": 2, "regular": 0,
        "rural": 2, "round_waited": 2, "ready_to_implement": 1,
    }
)  # fmt: skip
DEFAULT_MIX: Mapping[str, int] = MappingProxyType(
    {"sector": 1, "region": 0, "role": 0, "organization": 0}
)


@dataclass(frozen=True, slots=True)
class Priority:
    """Who comes first: the policy.

    Attributes
    ----------
    tiers : tuple of tuple of str
        Access levels, most urgent tier first.
    points, bonuses
        Of mode ``points``: of the contract's own criteria, and of further ones.
    name, version : str
        What the programme calls this policy.
    reserves : tuple of Reserve
        In the order in which they are filled.
    roles : mapping
        Roles of attributes, where the policy states them.
    overrides : tuple of Override
        Decisions on record to use a monitoring-only attribute.
    """

    mode: str = "tiers"
    tiers: tuple[tuple[str, ...], ...] = (("none",), ("little",), ("some",), ("regular",))
    within: str = "ticket"
    points: Mapping[str, float] = field(default_factory=lambda: DEFAULT_POINTS)
    name: str = ""
    version: str = ""
    bonuses: tuple[Bonus, ...] = ()
    reserves: tuple[Reserve, ...] = ()
    roles: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: MappingProxyType({}))
    overrides: tuple[Override, ...] = ()


@dataclass(frozen=True, slots=True)
class Program:
    """Everything ``program.toml`` may set.

    Attributes
    ----------
    holidays : str or tuple of date
        A country or ``country-subdivision`` code, a list of dates, or ``none``.
    breaks : tuple of (date, date)
        Ranges without sessions, both ends included.
    weekdays : tuple of int
        0 is Monday.
    day_window : (int, int)
        Minutes after midnight in the provider's own zone.
    backfill_hours : float
        In a repair after the start: the hours that a newcomer must still be able to get.
    sectors : tuple of str
        The sectors of this programme, renamed and added ones included.
    """

    name: str = "Reflective consultation cohort"
    time_zone: str = "America/New_York"
    start_date: date = date(2027, 1, 4)
    hours: int = 24
    cadences: tuple[str, ...] = ("twice-monthly", "monthly")
    holidays: str | tuple[date, ...] = "US"
    breaks: tuple[tuple[date, date], ...] = ()
    group_size: tuple[int, int] = (5, 6)
    slot_minutes: int = 30
    day_window: tuple[int, int] = (7 * 60, 21 * 60)
    weekdays: tuple[int, ...] = (0, 1, 2, 3, 4)
    accept_vetted: bool = True
    accept_emerging: bool = True
    same_organization_max: int = 2
    seed: int = 1
    priority: Priority = field(default_factory=Priority)
    fewest_groups: bool = False
    backfill_hours: float = 0
    mix: Mapping[str, int] = field(default_factory=lambda: DEFAULT_MIX)
    time_limit: float = 60.0
    gap_limit: float = 0.0
    workers: int = 0
    sectors: tuple[str, ...] = SECTORS
    sector_aliases: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    columns: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    qualification: Qualification = field(default_factory=lambda: DEFAULT_QUALIFICATION)

    @property
    def term_end(self) -> date:
        """First day after the term: `start_date` + hours/2 months (short months clip the day)."""
        months = self.start_date.month - 1 + -(-self.hours // 2)
        year, month = self.start_date.year + months // 12, months % 12 + 1
        return date(year, month, min(self.start_date.day, monthrange(year, month)[1]))
