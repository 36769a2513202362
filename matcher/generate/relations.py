"""Who supervises whom, who keeps apart and who stays together."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from matcher.generate.draws import Draws
from matcher.generate.families import Family

Row = dict[str, str]

LAPSED = "2026-11-30"  # the one date a membership may end at before the first session
# A pair must be able to sit in one group at all: the second shares these with the first.
SHARED_BY_A_PAIR = (
    "languages", "group_language", "time_zone", "cadence", "availability",
)  # fmt: skip


def relate(draws: Draws, family: Family, participants: list[Row], providers: list[Row]) -> None:
    """Write supervisors, people to keep apart and people to keep together into the rows."""
    staff: dict[str, list[Row]] = defaultdict(list)
    for row in participants:
        if row["organization"]:
            staff[row["organization"]].append(row)
    _name_supervisors(draws, family, staff, providers)
    _keep_together(draws, family, participants, staff)
    _keep_apart(draws, family, participants, staff, providers)


def _name_supervisors(
    draws: Draws, family: Family, staff: Mapping[str, Sequence[Row]], providers: Sequence[Row]
) -> None:
    """Let staff report to a supervisor of their employer, and supervisors to an administrator."""
    by_employer: dict[str, list[Row]] = defaultdict(list)
    for provider in providers:
        if provider["organization"]:
            by_employer[provider["organization"]].append(provider)
    for employer, people in staff.items():
        administrators = [row for row in people if row["role"] == "administrator"]
        supervisors = [row for row in people if row["role"] == "supervisor"]
        for row in people:
            if row["role"] == "administrator":
                continue
            above = administrators if row["role"] == "supervisor" else supervisors
            # Now and then the supervisor at work is one of the cohort's providers.
            if draws.chance(family.reports * 0.15):
                above = by_employer.get(employer, above)
            if above and draws.chance(family.reports):
                row["supervisor_id"] = draws.pick(above)["id"]


def _keep_together(
    draws: Draws, family: Family, participants: Sequence[Row], staff: Mapping[str, Sequence[Row]]
) -> None:
    taken: set[str] = set()
    for row in participants:
        if row["id"] in taken or row["member_until"] == LAPSED:
            continue
        if not draws.chance(family.together):
            continue
        other = draws.pick(staff.get(row["organization"]) or participants)
        unfit = (
            other is row
            or other["id"] in taken
            or other["member_until"] == LAPSED
            or other["time_zone"] != row["time_zone"]
            or _related(row, other)
        )
        if unfit:
            continue
        taken |= {row["id"], other["id"]}
        row["together_with"] = other["id"]
        for column in SHARED_BY_A_PAIR:
            other[column] = row[column]


def _keep_apart(
    draws: Draws,
    family: Family,
    participants: Sequence[Row],
    staff: Mapping[str, Sequence[Row]],
    providers: Sequence[Row],
) -> None:
    pairs = {(row["id"], row["together_with"]) for row in participants if row["together_with"]}
    for row in participants:
        if not draws.chance(family.apart):
            continue
        if providers and draws.chance(0.15):
            row["apart_from"] = draws.pick(providers)["id"]
            continue
        colleagues = staff.get(row["organization"]) if draws.chance(0.8) else None
        drawn = [
            draws.pick(colleagues or participants) for _ in range(2 if draws.chance(0.2) else 1)
        ]
        row["apart_from"] = "; ".join(
            dict.fromkeys(
                other["id"]
                for other in drawn
                if other is not row
                and (row["id"], other["id"]) not in pairs
                and (other["id"], row["id"]) not in pairs
            )
        )
    for provider in providers:
        if draws.chance(family.apart):
            provider["apart_from"] = draws.pick(participants)["id"]


def _related(one: Row, other: Row) -> bool:
    """Whether one supervises the other, directly."""
    return one["supervisor_id"] == other["id"] or other["supervisor_id"] == one["id"]
