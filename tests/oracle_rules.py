"""The oracle's hard rules (contract section 2), one small function for each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from typing import Any

from tests.oracle_model import (
    DAYS,
    MINUTES,
    WEEK_PATTERNS,
    Cohort,
    Meeting,
    Participant,
    Provider,
    clock,
)
from tests.oracle_time import accepts, in_window, is_free, on_grid, overlaps, term_of

Problem = tuple[str, str]

EC_TWINS = {"ECFA": "IFA", "ECFS": "IFS", "ECRS": "IFRS", "ECMHS": "IMHS", "ECMHM": "IMHM"}
QUALIFIED: dict[str, dict[str, set[str]]] = {
    "endorsed": {
        "IFS": {"IFRS", "IMHS", "IMHM"},
        "IFRS": {"IFRS", "IMHS", "IMHM"},
        "IMHS": {"IMHS", "IMHM"},
        "IMHM": {"IMHM"},
    },
    "emerging": {
        "IFS": {"IFRS", "IMHS", "IMHM"},
        "IFRS": {"IFRS", "IMHS", "IMHM"},
        "IMHS": set(),
        "IMHM": set(),
    },
}


@dataclass(frozen=True)
class Group:
    id: str
    provider_id: str
    meeting: Meeting
    language: str
    members: tuple[str, ...]

    @property
    def key(self) -> tuple[str, str, int, int, tuple[int, ...]]:
        """What a group keeps for its members not to have moved: provider and meeting."""
        return (self.provider_id, *self.meeting)


def read_groups(cohort: Cohort, proposal: Mapping[str, Any]) -> tuple[list[Group], list[Problem]]:
    """The groups that can be read, and a problem for everything that cannot."""
    groups: list[Group] = []
    problems: list[Problem] = []
    for row in proposal.get("groups") or []:
        try:
            group = read_group(row)
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            problems.append(("format", f"a group cannot be read: {error!r}"))
            continue
        unknown = [m for m in group.members if m not in cohort.participants]
        problems += [("format", f"{group.id}: unknown participant {m}") for m in unknown]
        if group.provider_id not in cohort.providers:
            problems.append(("format", f"{group.id}: unknown provider {group.provider_id}"))
            continue
        known = tuple(m for m in group.members if m in cohort.participants)
        problems += stated_alike(cohort, group, row)
        groups.append(replace(group, members=known))
    for name, count in Counter(group.id for group in groups).items():
        if count > 1:
            problems.append(("format", f"{count} groups are called {name}"))
    return groups, problems


def read_group(row: Mapping[str, Any]) -> Group:
    weeks = tuple(sorted(int(week) for week in row["weeks"]))
    start = clock(row["start"])
    if row["cadence"] not in MINUTES or row["weekday"] not in DAYS or start == 1440:
        raise ValueError(f"{row['id']}: {row['cadence']}, {row['weekday']}, {row['start']}")
    meeting = Meeting(row["cadence"], DAYS.index(row["weekday"]), start, weeks)
    members = tuple(str(member) for member in row["members"])
    return Group(str(row["id"]), row["provider_id"], meeting, str(row["language"]).lower(), members)


def stated_alike(cohort: Cohort, group: Group, row: Mapping[str, Any]) -> list[Problem]:
    """minutes and time_zone say nothing new, so they must say the same."""
    problems: list[Problem] = []
    if row.get("minutes") != MINUTES[group.meeting.cadence]:
        problems.append(("format", f"{group.id}: minutes {row.get('minutes')}"))
    if row.get("time_zone") != cohort.program.time_zone:
        problems.append(("format", f"{group.id}: time_zone {row.get('time_zone')}"))
    return problems


# --- one group by itself ------------------------------------------------------------------------


def group_faults(cohort: Cohort, group: Group) -> list[Problem]:
    """Every rule a group breaks by itself, whatever the other groups are."""
    provider = cohort.providers[group.provider_id]
    found = provider_faults(cohort, group, provider) + size_faults(cohort, group, provider)
    for member in group.members:
        found += member_faults(cohort, group, cohort.participants[member])
    for one, other in combinations(group.members, 2):
        found += [(code, f"{group.id}: {one}, {other}") for code in pair_faults(cohort, one, other)]
    found += organization_faults(cohort, group)
    return found


def provider_faults(cohort: Cohort, group: Group, provider: Provider) -> list[Problem]:
    """What a group's meeting and language break with its provider and the program."""
    program, meeting = cohort.program, group.meeting
    broken = []
    if not cohort.may_lead(provider):
        broken.append("eligible")
    if meeting.weeks not in WEEK_PATTERNS[meeting.cadence]:
        broken.append("weeks")
    if meeting.cadence not in program.cadences or not accepts(meeting.cadence, provider.cadence):
        broken.append("cadence")
    if not on_grid(program, meeting) or not in_window(program, meeting, provider.time_zone):
        broken.append("slot")
    if not is_free(term_of(program), meeting, provider.time_zone, provider.diary):
        broken.append("availability")
    if group.language not in provider.languages:
        broken.append("language")
    return [(code, f"{group.id}: provider {provider.id}") for code in broken]


def size_faults(cohort: Cohort, group: Group, provider: Provider) -> list[Problem]:
    most = min(cohort.program.largest, provider.max_group_size)
    if cohort.program.smallest <= len(set(group.members)) <= most:
        return []
    return [("size", f"{group.id}: {len(group.members)} members")]


def member_faults(cohort: Cohort, group: Group, person: Participant) -> list[Problem]:
    """What one member breaks with the group's meeting, language and provider."""
    provider, meeting = cohort.providers[group.provider_id], group.meeting
    broken = []
    if not cohort.admits(person):
        broken.append("eligible")
    if not is_free(term_of(cohort.program), meeting, person.time_zone, person.diary):
        broken.append("availability")
    if not accepts(meeting.cadence, person.cadence):
        broken.append("cadence")
    if group.language not in person.languages or person.only not in ("", group.language):
        broken.append("language")
    if not counts_for(provider, person.target):
        broken.append("qualified")
    if person.id == provider.id:
        broken.append("provider-own")
    else:
        broken += pair_faults(cohort, person.id, provider.id)
    return [(code, f"{group.id}: {person.id}") for code in broken]


def counts_for(provider: Provider, target: str) -> bool:
    """The qualification table, version 2026-01."""
    wanted = EC_TWINS.get(target, target)
    if wanted in ("none", "IFA"):
        return True
    if provider.credential == "vetted":
        return wanted == "IFS"
    held = EC_TWINS.get(provider.endorsement, provider.endorsement)
    return held in QUALIFIED[provider.credential][wanted]


def pair_faults(cohort: Cohort, one: str, other: str) -> list[str]:
    """Two people in one group, the provider being one of the people."""
    if one == other:
        return []
    broken = ["supervisor"] if cohort.supervises(one, other) else []
    return broken + (["apart"] if cohort.apart(one, other) else [])


def organization_faults(cohort: Cohort, group: Group) -> list[Problem]:
    most = cohort.program.same_organization_max
    names = Counter(
        cohort.participants[member].attributes["organization"] for member in set(group.members)
    )
    return [
        ("same-organization", f"{group.id}: {count} of {name}")
        for name, count in names.items()
        if name and most and count > most
    ]


# --- all groups together ------------------------------------------------------------------------


def joint_faults(cohort: Cohort, groups: Sequence[Group]) -> list[Problem]:
    """The rules between groups, pins aside."""
    found: list[Problem] = []
    seats = Counter(member for group in groups for member in group.members)
    found += [("one-seat", f"{m}: {count} seats") for m, count in seats.items() if count > 1]
    led = Counter(group.provider_id for group in groups)
    for provider_id, count in led.items():
        if count > cohort.providers[provider_id].max_groups:
            found.append(("capacity", f"{provider_id}: {count} groups"))
    for one, other in combinations(groups, 2):
        if not meet_together(cohort, one, other):
            continue
        if one.provider_id == other.provider_id:
            found.append(("overlap", f"{one.provider_id}: {one.id}, {other.id}"))
        if one.provider_id in other.members:
            found.append(("provider-own", f"{one.provider_id} leads {one.id}, sits in {other.id}"))
        if other.provider_id in one.members:
            found.append(("provider-own", f"{other.provider_id} leads {other.id}, in {one.id}"))
    return found + together_faults(cohort, groups, cohort.participants)


def meet_together(cohort: Cohort, one: Group, other: Group) -> bool:
    return overlaps(term_of(cohort.program), one.meeting, other.meeting)


def together_faults(
    cohort: Cohort, groups: Sequence[Group], people: Iterable[str]
) -> list[Problem]:
    """Together-groups of the people given that are not whole in one group or in none."""
    rooms: dict[str, int] = {m: i for i, group in enumerate(groups) for m in group.members}
    components = {cohort.components[person] for person in people}
    return [
        ("together", ", ".join(sorted(component)))
        for component in components
        if len({rooms.get(member) for member in component}) > 1
    ]


# --- pins ---------------------------------------------------------------------------------------


def wanted_pins(
    cohort: Cohort, proposal: Mapping[str, Any], earlier: Mapping[str, Any] | None
) -> tuple[dict[str, Group], list[Problem]]:
    """Each pinned person's group: of the earlier proposal, or of this one where there is none."""
    pins: dict[str, Group] = {}
    problems: list[Problem] = []
    source = proposal if earlier is None else earlier
    known = {group.id: group for group in groups_as_written(source)}
    wishes = [(p.id, p.group_id, True) for p in cohort.participants.values() if p.group_id]
    for pin in proposal.get("pins") or []:
        if "participant_id" in pin and "group_id" in pin:
            wishes.append((str(pin["participant_id"]), str(pin["group_id"]), False))
        elif "group_id" in pin and pin["group_id"] in known:
            whole = known[pin["group_id"]]
            wishes += [(m, whole.id, False) for m in whole.members if m in cohort.participants]
    for person_id, group_id, from_cohort in wishes:
        if person_id not in cohort.participants:
            problems.append(("locked", f"a pin of unknown {person_id}"))
        elif group_id not in known or (from_cohort and earlier is None):
            problems.append(("locked", f"{person_id}: pinned to {group_id}, which is not given"))
        elif person_id in pins and pins[person_id] != known[group_id]:
            problems.append(("locked", f"{person_id}: pinned twice"))
        else:
            pins[person_id] = known[group_id]
    return pins, problems


def groups_as_written(proposal: Mapping[str, Any] | None) -> list[Group]:
    """The readable groups of a proposal, whoever their people are."""
    groups = []
    for row in (proposal or {}).get("groups") or []:
        try:
            groups.append(read_group(row))
        except (KeyError, TypeError, ValueError, AttributeError):
            continue
    return groups


def pin_faults(groups: Sequence[Group], pins: Mapping[str, Group]) -> list[Problem]:
    """A pinned person must sit with the same provider at the same meeting."""
    return [
        ("locked", f"{person_id} is not in {wanted.id}")
        for person_id, wanted in pins.items()
        if not any(person_id in g.members and g.key == wanted.key for g in groups)
    ]
