"""A run that went wrong, as files that play it again: the cohort without anything personal."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from matcher.cohort import Cohort, Entry, Mark, Participant, Priority, Program, Proposal, Provider
from matcher.cohort.availability import WEEKDAYS, clock_of
from matcher.cohort.policy import Where
from matcher.cohort.vocabulary import SECTORS
from matcher.files.proposal_json import write_proposal

FOLDER = "failed"
# Names, e-mail addresses and monitoring answers never leave the coordinator's own files.
SHARED = (
    "id", "time_zone", "region", "languages", "cadence", "apart_from",
)  # fmt: skip
OF_PARTICIPANT = (
    *SHARED, "sector", "role", "supervisor_id", "rural", "rc_access", "rounds_waited",
    "endorsement_target", "education", "supervises_others", "ready_to_implement",
    "together_with", "mou", "evaluation_consent", "group_id",
)  # fmt: skip
OF_PROVIDER = (
    *SHARED, "credential", "endorsement", "own_rsc_current", "max_groups", "max_group_size",
    "sectors",
)  # fmt: skip


def write_replay(
    cohort: Cohort, out: Path, proposal: Proposal | None = None, findings: Sequence[str] = ()
) -> Path:
    """Write what plays a run again: ``cohort.json``, and what came of it.

    ``matcher check cohort.json proposal.json`` or ``matcher match cohort.json`` plays it again.

    Parameters
    ----------
    cohort : Cohort
    out : Path
        The run's folder; the files go into a folder `FOLDER` of it.
    proposal : Proposal, optional
    findings : sequence of str
        What the checker had to say.

    Returns
    -------
    Path
        The folder written.
    """
    folder = out / FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    text = json.dumps(cohort_dict(cohort), ensure_ascii=False, indent=1, allow_nan=False)
    (folder / "cohort.json").write_text(text + "\n", encoding="utf-8")
    if proposal is not None:
        write_proposal(proposal, folder / "proposal.json")
    if findings:
        (folder / "findings.txt").write_text("\n".join(findings) + "\n", encoding="utf-8")
    return folder


def cohort_dict(cohort: Cohort) -> dict[str, Any]:
    """Return a cohort as ``cohort.json`` holds it, without names, addresses and monitoring.

    Organizations are numbered: what counts is who shares one.
    """
    rows: list[Participant | Provider] = [*cohort.participants, *cohort.providers]
    named = dict.fromkeys(row.organization for row in rows if row.organization)
    numbers = {name: f"Organization {number}" for number, name in enumerate(named, start=1)}
    return {
        "program": program_dict(cohort.program),
        "participants": [_participant(person, numbers) for person in cohort.participants],
        "providers": [_provider(provider, numbers) for provider in cohort.providers],
    }


def program_dict(program: Program) -> dict[str, Any]:
    """Return a program with every key of ``program.toml`` that changes what is proposed."""
    low, high = program.day_window
    holidays = program.holidays
    return {
        "time_zone": program.time_zone,
        "start_date": program.start_date.isoformat(),
        "hours": program.hours,
        "cadences": list(program.cadences),
        "holidays": holidays if isinstance(holidays, str) else [_iso(day) for day in holidays],
        "breaks": [[_iso(first), _iso(last)] for first, last in program.breaks],
        "group_size": list(program.group_size),
        "slot_minutes": program.slot_minutes,
        "day_window": [clock_of(low), clock_of(high)],
        "weekdays": [WEEKDAYS[day] for day in program.weekdays],
        "accept_vetted": program.accept_vetted,
        "accept_emerging": program.accept_emerging,
        "same_organization_max": program.same_organization_max,
        "seed": program.seed,
        "priority": {
            "mode": program.priority.mode,
            "tiers": [list(tier) for tier in program.priority.tiers],
            "within": program.priority.within,
            "points": dict(program.priority.points),
            **_policy(program.priority),
        },
        "levels": {"fewest_groups": program.fewest_groups},
        "mix": dict(program.mix),
        "repair": {"backfill_hours": program.backfill_hours},
        "solver": {
            "time_limit": program.time_limit,
            "gap_limit": program.gap_limit,
            "workers": program.workers,
        },
        "sectors": {"add": [name for name in program.sectors if name not in SECTORS]},
        "qualification": _qualification(program),
    }


def _policy(priority: Priority) -> dict[str, Any]:
    """Return what a policy holds beside tiers and points, as far as there is any."""
    found: dict[str, Any] = {
        "name": priority.name,
        "version": priority.version,
        "reserve_order": [reserve.name for reserve in priority.reserves],
        "reserve": {
            one.name: {
                **_where(one.where),
                "floor": f"{one.percent:g}%" if one.floor is None else one.floor,
                "rationale": one.rationale,
            }
            for one in priority.reserves
        },
        "bonus": {
            one.name: {**_where(one.where), "points": one.points, "rationale": one.rationale}
            for one in priority.bonuses
        },
        "roles": {name: list(roles) for name, roles in priority.roles.items()},
        "overrides": {
            one.attribute: {"who": one.who, "why": one.why, "when": _iso(one.when)}
            for one in priority.overrides
        },
    }
    return {key: value for key, value in found.items() if value}


def _where(where: Where) -> dict[str, Any]:
    return {name: list(accepted) for name, accepted in where.items()}


def _qualification(program: Program) -> dict[str, Any]:
    table = {
        target: {
            credential: "any" if "*" in accepted else sorted(accepted) or "none"
            for credential, accepted in row.items()
        }
        for target, row in program.qualification.table.items()
    }
    return {"version": program.qualification.version, **table}


def _participant(person: Participant, organizations: Mapping[str, str]) -> dict[str, Any]:
    until = person.member_until
    return {
        **_row(person, OF_PARTICIPANT, organizations),
        "group_language": str(person.group_language),
        "applied_on": person.applied_on.isoformat(),
        "member_until": "active" if until is None else _iso(until),
    }


def _provider(provider: Provider, organizations: Mapping[str, str]) -> dict[str, Any]:
    until = provider.credential_until
    return {
        **_row(provider, OF_PROVIDER, organizations),
        "credential_until": None if until is None else _iso(until),
    }


def _row(
    row: Participant | Provider, kept: Sequence[str], organizations: Mapping[str, str]
) -> dict[str, Any]:
    return {
        **{name: getattr(row, name) for name in kept},
        "organization": organizations.get(row.organization, ""),
        "availability": [entry_words(entry) for entry in row.availability],
    }


def entry_words(entry: Entry) -> str:
    """Return an entry of an availability as files hold it: ``Mon 12:00-14:00 (preferred)``."""
    words = f"{WEEKDAYS[entry.weekday].capitalize()} {clock_of(entry.start)}-{clock_of(entry.end)}"
    if entry.mark is not Mark.FREE:
        words += f" ({entry.mark})"
    if entry.weeks:
        words += f" weeks {','.join(map(str, entry.weeks))}"
    return words


def _iso(day: date) -> str:
    return day.isoformat()
