"""The oracle's reading of a cohort: plain records from the dict form of cohort.json.

Written from the contract alone and on the standard library alone: nothing of the product is
imported here, so that a mistake in the product cannot hide itself.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from fractions import Fraction
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from tests.oracle_reserves import OracleReserve, read_reserves

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
RC_ACCESS = ("none", "little", "some", "regular")
POINTS = {
    "none": 8,
    "little": 5,
    "some": 2,
    "regular": 0,
    "rural": 2,
    "round_waited": 2,
    "ready_to_implement": 1,
}
MIX = {"sector": 1, "region": 0, "role": 0, "organization": 0}
MINUTES = {"twice-monthly": 60, "monthly": 120}
WEEK_PATTERNS = {"twice-monthly": ((1, 3), (2, 4)), "monthly": ((1,), (2,), (3,), (4,))}

Number = int | Fraction


class Meeting(NamedTuple):
    """When a group meets, in the program's zone: weekday 0-6, start in minutes after midnight."""

    cadence: str
    weekday: int
    start: int
    weeks: tuple[int, ...]


class Entry(NamedTuple):
    """One weekday of one availability entry; no weeks means every week of the month."""

    weekday: int
    start: int
    end: int
    mark: str
    weeks: tuple[int, ...]


@dataclass(frozen=True, eq=False)
class Diary:
    """Minutes of the day someone marked, as bit sets by (weekday, week of the month)."""

    sure: dict[tuple[int, int], int]
    possible: dict[tuple[int, int], int]
    preferred: dict[tuple[int, int], int]

    @classmethod
    def of(cls, entries: Iterable[Entry]) -> Diary:
        sure: dict[tuple[int, int], int] = {}
        possible: dict[tuple[int, int], int] = {}
        preferred: dict[tuple[int, int], int] = {}
        for entry in entries:
            minutes = span(entry.start, entry.end)
            for week in entry.weeks or (1, 2, 3, 4, 5):
                key = (entry.weekday, week)
                marked = possible if entry.mark == "possible" else sure
                marked[key] = marked.get(key, 0) | minutes
                if entry.mark == "preferred":
                    preferred[key] = preferred.get(key, 0) | minutes
        return cls(sure, possible, preferred)


@dataclass(frozen=True, eq=False)
class Participant:
    id: str
    attributes: dict[str, str]
    """sector, region, role, organization: what mix compares; blank stays blank."""
    supervisor_id: str
    rural: bool
    time_zone: str
    languages: frozenset[str]
    only: str
    prefer: str
    rc_access: str
    applied_on: float
    rounds_waited: int
    member_until: date | None
    target: str
    ready: bool
    cadence: str
    diary: Diary
    apart_from: frozenset[str]
    together_with: frozenset[str]
    group_id: str
    answers: dict[str, Any]
    """What a reserve may ask about."""


@dataclass(frozen=True, eq=False)
class Provider:
    id: str
    time_zone: str
    diary: Diary
    apart_from: frozenset[str]
    credential: str
    endorsement: str
    credential_until: date | None
    own_rsc_current: bool
    max_groups: int
    max_group_size: int
    languages: tuple[str, ...]
    sectors: frozenset[str]
    cadence: str


@dataclass(frozen=True, eq=False)
class Program:
    time_zone: str
    start_date: date
    hours: int
    cadences: tuple[str, ...]
    smallest: int
    largest: int
    slot_minutes: int
    window: tuple[int, int]
    weekdays: tuple[int, ...]
    accept_vetted: bool
    accept_emerging: bool
    same_organization_max: int
    seed: int
    by_points: bool
    tiers: tuple[tuple[str, ...], ...]
    by_application: bool
    points: dict[str, Number]
    fewest_groups: bool
    mix: dict[str, Number]
    reserves: tuple[OracleReserve, ...]

    @property
    def end_date(self) -> date:
        """start_date + hours/2 months, on the month's last day where the day does not exist."""
        months = self.start_date.month - 1 + self.hours // 2
        year, month = self.start_date.year + months // 12, months % 12 + 1
        for day in range(self.start_date.day, 0, -1):
            try:
                return date(year, month, day)
            except ValueError:
                continue
        raise AssertionError("every month has a first day")


@dataclass(frozen=True, eq=False)
class Cohort:
    program: Program
    participants: dict[str, Participant]
    providers: dict[str, Provider]
    seed: int
    places: dict[str, int] = field(default_factory=dict)
    """The turn of each participant that rule `eligible` admits, 0 for the first."""
    components: dict[str, frozenset[str]] = field(default_factory=dict)
    """For each participant, everyone that together_with chains to them, themselves included."""

    def points_of(self, person: Participant) -> Number:
        table = self.program.points
        return (
            table[person.rc_access]
            + (table["rural"] if person.rural else 0)
            + table["round_waited"] * person.rounds_waited
            + (table["ready_to_implement"] if person.ready else 0)
        )

    def tier_of(self, person: Participant) -> int:
        tiers = self.program.tiers
        return next(index for index, tier in enumerate(tiers) if person.rc_access in tier)

    def admits(self, person: Participant) -> bool:
        """Rule `eligible` for a participant."""
        return person.member_until is None or person.member_until >= self.program.start_date

    def may_lead(self, provider: Provider) -> bool:
        """Rule `eligible` for a provider."""
        program = self.program
        accepted = {"endorsed"}
        accepted |= {"vetted"} if program.accept_vetted else set()
        accepted |= {"emerging"} if program.accept_emerging else set()
        lasts = provider.credential_until is None or provider.credential_until >= program.end_date
        return provider.credential in accepted and lasts and provider.own_rsc_current

    @property
    def most_seats(self) -> int:
        """The places of those who may lead, or the eligible if they are fewer."""
        program = self.program
        places = 0
        for provider in self.providers.values():
            size = min(program.largest, provider.max_group_size)
            if self.may_lead(provider) and size >= program.smallest:
                places += provider.max_groups * size
        return min(places, len(self.places))

    def ticket(self, person_id: str) -> str:
        return hashlib.sha256(f"{self.seed}|{person_id}".encode()).hexdigest()

    def apart(self, one: str, other: str) -> bool:
        """Rule `apart` between two people, in whichever roles they are."""
        return other in self._keeps_from(one) or one in self._keeps_from(other)

    def _keeps_from(self, person_id: str) -> frozenset[str]:
        kept: frozenset[str] = frozenset()
        for rows in (self.participants, self.providers):
            if person_id in rows:
                kept |= rows[person_id].apart_from
        return kept

    def supervises(self, one: str, other: str) -> bool:
        """Whether either of two people is the other's supervisor."""
        pairs = ((one, other), (other, one))
        return any(
            a in self.participants and self.participants[a].supervisor_id == b for a, b in pairs
        )


def span(start: int, end: int) -> int:
    """The minutes start <= m < end as a bit set."""
    return ((1 << (end - start)) - 1) << start if end > start else 0


def clock(text: Any) -> int:
    """'HH:MM' as minutes after midnight; 24:00 is the end of the day."""
    found = re.fullmatch(r"(\d{1,2}):(\d\d)", str(text).strip())
    if not found or int(found[2]) > 59 or int(found[1]) * 60 + int(found[2]) > 1440:
        raise ValueError(f"not a clock time: {text!r}")
    return int(found[1]) * 60 + int(found[2])


ENTRY = re.compile(
    r"(?P<days>[a-z]{3}(?:\s*,\s*[a-z]{3})*)\s+(?P<start>\d{1,2}:\d\d)\s*-\s*(?P<end>\d{1,2}:\d\d)"
    r"(?P<rest>(?:\s*\((?:preferred|possible)\)|\s*weeks?\s+[1-5](?:\s*,\s*[1-5])*)*)",
    re.IGNORECASE,
)


def read_availability(value: Any) -> list[Entry]:
    """The clean 24-hour form only; anything else is an error of the test that wrote it."""
    entries = []
    for text in items(value, separators=";"):
        found = ENTRY.fullmatch(text)
        if not found:
            raise ValueError(f"not a clean availability entry: {text!r}")
        rest = found["rest"].lower()
        mark = next((m for m in ("preferred", "possible") if m in rest), "")
        weeks = tuple(int(digit) for digit in re.findall(r"[1-5]", rest))
        start, end = clock(found["start"]), clock(found["end"])
        if end <= start:
            raise ValueError(f"an entry must end after it starts: {text!r}")
        for day in re.split(r"\s*,\s*", found["days"].lower()):
            entries.append(Entry(DAYS.index(day), start, end, mark, weeks))
    return entries


def items(value: Any, default: Iterable[str] = (), separators: str = ";,") -> list[str]:
    """A list cell: a list as it is, text split at its separators; empty takes the default."""
    if value is None:
        value = []
    parts = re.split(f"[{separators}]", value) if isinstance(value, str) else list(value)
    found = [str(part).strip() for part in parts if str(part).strip()]
    return found or list(default)


def number(value: Any) -> Number:
    """Weights and points without rounding, so that sums can be compared exactly."""
    exact = Fraction(str(value))
    return int(exact) if exact.denominator == 1 else exact


def yes(row: Mapping[str, Any], key: str, default: bool) -> bool:
    value = row.get(key)
    if value is None or value == "":
        return default
    return value if isinstance(value, bool) else str(value).strip().lower() in ("yes", "true", "1")


def text(row: Mapping[str, Any], key: str, default: str = "") -> str:
    value = row.get(key)
    return default if value is None or str(value).strip() == "" else str(value).strip()


def whole(row: Mapping[str, Any], key: str, default: int) -> int:
    return int(text(row, key, str(default)))


def day(row: Mapping[str, Any], key: str) -> date | None:
    """An ISO date; blank and `active` are None."""
    value = text(row, key)
    return None if value in ("", "active") else date.fromisoformat(value[:10])


def moment(value: str, zone: str) -> float:
    """An ISO date or date-time as a point in time; one without an offset is in the zone."""
    read = datetime.fromisoformat(value)
    return (read if read.tzinfo else read.replace(tzinfo=ZoneInfo(zone))).timestamp()


def read_program(table: Mapping[str, Any]) -> Program:
    priority = table.get("priority") or {}
    tiers = priority.get("tiers") or RC_ACCESS
    window = table.get("day_window") or ("07:00", "21:00")
    smallest, largest = table.get("group_size") or (5, 6)
    points = POINTS | dict(priority.get("points") or {})
    mix = MIX | dict(table.get("mix") or {})
    weekdays = items(table.get("weekdays"), DAYS[:5])
    return Program(
        time_zone=text(table, "time_zone", "America/New_York"),
        start_date=date.fromisoformat(text(table, "start_date", "2027-01-04")),
        hours=whole(table, "hours", 24),
        cadences=tuple(items(table.get("cadences"), MINUTES)),
        smallest=int(smallest),
        largest=int(largest),
        slot_minutes=whole(table, "slot_minutes", 30),
        window=(clock(window[0]), clock(window[1])),
        weekdays=tuple(DAYS.index(name.lower()[:3]) for name in weekdays),
        accept_vetted=yes(table, "accept_vetted", True),
        accept_emerging=yes(table, "accept_emerging", True),
        same_organization_max=whole(table, "same_organization_max", 2),
        seed=whole(table, "seed", 1),
        by_points=text(priority, "mode", "tiers") == "points",
        tiers=tuple((tier,) if isinstance(tier, str) else tuple(tier) for tier in tiers),
        by_application=text(priority, "within", "ticket") == "applied_on",
        points={key: number(value) for key, value in points.items()},
        fewest_groups=yes(table.get("levels") or {}, "fewest_groups", False),
        mix={key: number(value) for key, value in mix.items()},
        reserves=read_reserves(priority),
    )


def read_participant(row: Mapping[str, Any], program: Program) -> Participant:
    wish = text(row, "group_language", "any").lower().split()
    attributes = {key: text(row, key) for key in MIX}
    attributes["role"] = attributes["role"] or "other"
    languages = [name.lower() for name in items(row.get("languages"), ["en"])]
    asked = ("rural", "supervises_others", "ready_to_implement")
    answers: dict[str, Any] = {
        **attributes,
        **{flag: yes(row, flag, False) for flag in asked},
        "rc_access": text(row, "rc_access"),
        "rounds_waited": whole(row, "rounds_waited", 0),
        "languages": languages,
        "endorsement_target": text(row, "endorsement_target", "none"),
    }
    return Participant(
        id=text(row, "id"),
        attributes=attributes,
        supervisor_id=text(row, "supervisor_id"),
        rural=yes(row, "rural", False),
        time_zone=text(row, "time_zone", program.time_zone),
        languages=frozenset(languages),
        only=wish[1] if wish[0] == "only" else "",
        prefer=wish[1] if wish[0] == "prefer" else "",
        rc_access=text(row, "rc_access"),
        applied_on=moment(
            text(row, "applied_on", program.start_date.isoformat()), program.time_zone
        ),
        rounds_waited=whole(row, "rounds_waited", 0),
        member_until=day(row, "member_until"),
        target=text(row, "endorsement_target", "none"),
        ready=yes(row, "ready_to_implement", False),
        cadence=text(row, "cadence", "either"),
        diary=Diary.of(read_availability(row.get("availability"))),
        apart_from=frozenset(items(row.get("apart_from"))),
        together_with=frozenset(items(row.get("together_with"))),
        group_id=text(row, "group_id"),
        answers=answers,
    )


def read_provider(row: Mapping[str, Any], program: Program) -> Provider:
    return Provider(
        id=text(row, "id"),
        time_zone=text(row, "time_zone", program.time_zone),
        diary=Diary.of(read_availability(row.get("availability"))),
        apart_from=frozenset(items(row.get("apart_from"))),
        credential=text(row, "credential"),
        endorsement=text(row, "endorsement", "other"),
        credential_until=day(row, "credential_until"),
        own_rsc_current=yes(row, "own_rsc_current", True),
        max_groups=whole(row, "max_groups", 0),
        max_group_size=whole(row, "max_group_size", program.largest),
        languages=tuple(name.lower() for name in items(row.get("languages"), ["en"])),
        sectors=frozenset(items(row.get("sectors"))),
        cadence=text(row, "cadence", "either"),
    )


def read_cohort(data: Mapping[str, Any], seed: int | None = None) -> Cohort:
    """The whole cohort; a seed given here (a proposal's own) goes before the program's."""
    program = read_program(data.get("program") or {})
    participants = [read_participant(row, program) for row in data.get("participants") or []]
    providers = [read_provider(row, program) for row in data.get("providers") or []]
    cohort = Cohort(
        program,
        {person.id: person for person in participants},
        {provider.id: provider for provider in providers},
        program.seed if seed is None else seed,
    )
    cohort.places.update(turn_places(cohort))
    cohort.components.update(together_components(cohort))
    return cohort


def turn_places(cohort: Cohort) -> dict[str, int]:
    """Place 0 for the earliest turn: tier or points, rounds waited, application, ticket."""
    program = cohort.program

    def turn(person: Participant) -> tuple[Any, ...]:
        first = -cohort.points_of(person) if program.by_points else cohort.tier_of(person)
        applied = person.applied_on if program.by_application else 0
        return (first, -person.rounds_waited, applied, cohort.ticket(person.id))

    admitted = [person for person in cohort.participants.values() if cohort.admits(person)]
    return {person.id: place for place, person in enumerate(sorted(admitted, key=turn))}


def together_components(cohort: Cohort) -> dict[str, frozenset[str]]:
    """together_with works both ways and chains."""
    component = {person_id: frozenset([person_id]) for person_id in cohort.participants}
    for person in cohort.participants.values():
        for other in person.together_with & cohort.participants.keys():
            joined = component[person.id] | component[other]
            component.update(dict.fromkeys(joined, joined))
    return component
