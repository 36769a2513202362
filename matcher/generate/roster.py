"""The providers of a synthetic cohort."""

from __future__ import annotations

from collections.abc import Sequence

from matcher.generate.draws import Draws
from matcher.generate.employers import (
    PROVIDERS_IN_PRIVATE_PRACTICE,
    Employer,
    employer_of,
    person_name,
)
from matcher.generate.families import Family
from matcher.generate.field import (
    CREDENTIAL_UNTIL,
    CREDENTIALS,
    ENDORSEMENTS,
    SECTOR_MIX,
    SECTORS_KNOWN,
)
from matcher.generate.windows import roster_week_of, with_long_window, written

PROVIDER_COLUMNS = (
    "id", "name", "email", "organization", "credential", "endorsement", "credential_until",
    "own_rsc_current", "max_groups", "max_group_size", "languages", "region", "time_zone",
    "sectors", "cadence", "availability", "apart_from",
)  # fmt: skip
GROUP_SIZE = 6  # the program's largest group, which the seats are counted by
MOST_GROUPS = 3
LAST_DAY = "2028-01-04"  # the term ends; a credential must not end before it


def draw_roster(
    draws: Draws, family: Family, employers: Sequence[Employer], participants: int, providers: int
) -> list[dict[str, str]]:
    """Return the rows of the providers, with seats for the family's share of the waitlist.

    Each provider who may lead gets one to three groups (none to three where the family has idle
    providers), as near to that share as so many providers allow.
    """
    rows = [_provider(draws, family, employers, number) for number in range(1, providers + 1)]
    leaders = [row for row in rows if may_lead(row)]
    wanted = round(family.seats_per_person * participants / GROUP_SIZE)
    groups = _shared_out(draws, wanted, len(leaders), idle=family.idle_providers)
    for row in rows:
        # Those who may not lead offer groups all the same: nobody told them.
        row["max_groups"] = str(1 + draws.below(2))
    for row, count in zip(leaders, groups, strict=True):
        row["max_groups"] = str(count)
    return rows


def may_lead(row: dict[str, str]) -> bool:
    """Whether a provider is in reflective supervision of their own and endorsed to the end."""
    until = row["credential_until"]
    return row["own_rsc_current"] == "yes" and (not until or until >= LAST_DAY)


def _provider(
    draws: Draws, family: Family, employers: Sequence[Employer], number: int
) -> dict[str, str]:
    employer = employer_of(draws, family, employers, PROVIDERS_IN_PRIVATE_PRACTICE)
    credential = draws.weighted(CREDENTIALS)
    sectors = draws.few(SECTOR_MIX, draws.weighted(SECTORS_KNOWN))
    cadence = draws.weighted(family.led_cadence)
    windows = roster_week_of(draws, sectors, narrow=family.narrow)
    if cadence == "monthly":
        windows = with_long_window(windows)
    return {
        "id": f"V{number:04d}",
        "name": person_name(draws),
        "email": f"v{number}@example.org",
        "organization": employer.name,
        "credential": credential,
        "endorsement": draws.weighted(ENDORSEMENTS[credential]),
        # A vetted provider has no credential that could expire.
        "credential_until": "" if credential == "vetted" else draws.weighted(CREDENTIAL_UNTIL),
        "own_rsc_current": "no" if draws.chance(0.06) else "yes",
        "max_groups": "",
        "max_group_size": "5" if draws.chance(0.06) else "",
        "languages": "; ".join(
            ["en", *(language for language, share in family.led.items() if draws.chance(share))]
        ),
        "region": employer.place.region,
        "time_zone": employer.place.time_zone if family.own_clocks else "",
        "sectors": "; ".join(sectors),
        "cadence": cadence,
        "availability": written(windows),
        "apart_from": "",
    }


def _shared_out(draws: Draws, wanted: int, leaders: int, *, idle: bool) -> list[int]:
    """Return how many groups each leader offers, `wanted` in all where that can be."""
    least = 0 if idle and wanted < leaders else 1
    groups = [least] * leaders
    left = wanted - least * leaders
    # Where some stay idle, one group each goes further than three to a few.
    most = MOST_GROUPS if least else 1
    open_to_more = list(range(leaders))
    while left > 0 and open_to_more:
        at = draws.below(len(open_to_more))
        leader = open_to_more[at]
        groups[leader] += 1
        left -= 1
        if groups[leader] == most:
            open_to_more[at] = open_to_more[-1]
            open_to_more.pop()
    return groups
