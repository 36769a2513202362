"""A plain enumerator of tiny cohorts, with no cleverness at all, to keep the search honest.

It builds every set of groups from the rules as `judge` reads them. Only for a handful of people.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import combinations
from typing import Any

from tests.oracle_levels import level_values, more_is_better
from tests.oracle_model import DAYS, MINUTES, WEEK_PATTERNS, Cohort, Meeting, read_cohort
from tests.oracle_rules import Group, group_faults, joint_faults, pin_faults, wanted_pins


def possible_groups(cohort: Cohort) -> list[Group]:
    """Every group that keeps the rules by itself."""
    program, found = cohort.program, []
    meetings = [
        Meeting(cadence, weekday, start, weeks)
        for cadence in program.cadences
        for weekday in program.weekdays
        for start in range(0, 1440, program.slot_minutes)
        for weeks in WEEK_PATTERNS[cadence]
    ]
    for provider in cohort.providers.values():
        for meeting in meetings:
            for language in provider.languages:
                empty = Group("", provider.id, meeting, language, ())
                if any(code != "size" for code, _ in group_faults(cohort, empty)):
                    continue
                for size in range(program.smallest, program.largest + 1):
                    for members in combinations(cohort.participants, size):
                        group = replace(empty, members=members)
                        if not group_faults(cohort, group):
                            found.append(group)
    return found


def enumerate_groupings(
    cohort: Cohort, earlier: Mapping[str, Any] | None = None
) -> Iterator[list[Group]]:
    """Every list of groups that keeps all hard rules."""
    groups = possible_groups(cohort)
    pins, problems = wanted_pins(cohort, {}, earlier)
    if problems:
        return

    def extend(chosen: list[Group], index: int) -> Iterator[list[Group]]:
        broken = {code for code, _ in joint_faults(cohort, chosen)}
        if broken - {"together"}:
            return  # further groups cannot mend it
        if not broken and not pin_faults(chosen, pins):
            yield [replace(group, id=f"G{n:02}") for n, group in enumerate(chosen, 1)]
        taken = {member for group in chosen for member in group.members}
        for position in range(index, len(groups)):
            if taken.isdisjoint(groups[position].members):
                yield from extend([*chosen, groups[position]], position + 1)

    yield from extend([], 0)


def enumerate_proposals(
    data: Mapping[str, Any], earlier: Mapping[str, Any] | None = None
) -> Iterator[dict[str, Any]]:
    """Every proposal that keeps the rules, in the form of proposal.json."""
    cohort = read_cohort(data)
    for groups in enumerate_groupings(cohort, earlier):
        yield as_proposal(cohort, groups, earlier)


def as_proposal(
    cohort: Cohort, groups: list[Group], earlier: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    """Groups as a proposal with true values, no bounds, and a placeholder for each reason."""
    seated = {member for group in groups for member in group.members}
    values = level_values(cohort, groups, earlier)
    reason = {
        True: {"code": "outranked", "text": "seats went to earlier turns"},
        False: {"code": "membership", "text": "it has lapsed"},
    }
    return {
        "schema": "1",
        "status": "feasible",
        "seed": cohort.seed,
        "from": None,
        "pins": [],
        "levels": [{"name": n, "value": float(v), "bound": None} for n, v in values],
        "groups": [group_row(cohort, group) for group in groups],
        "unplaced": [
            {"participant_id": person, "reasons": [reason[person in cohort.places]]}
            for person in cohort.participants
            if person not in seated
        ],
    }


def group_row(cohort: Cohort, group: Group) -> dict[str, Any]:
    return {
        "id": group.id,
        "provider_id": group.provider_id,
        "cadence": group.meeting.cadence,
        "weekday": DAYS[group.meeting.weekday],
        "start": f"{group.meeting.start // 60:02}:{group.meeting.start % 60:02}",
        "minutes": MINUTES[group.meeting.cadence],
        "weeks": list(group.meeting.weeks),
        "time_zone": cohort.program.time_zone,
        "language": group.language,
        "members": list(group.members),
    }


def merit(values: list[tuple[str, Any]]) -> tuple[Any, ...]:
    """Level values as a tuple that is larger the better they are."""
    return tuple(value if more_is_better(name) else -value for name, value in values)
