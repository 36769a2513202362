"""audit.json: all that is needed to follow a draw, made from a cohort and its proposal."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from matcher import __version__
from matcher.audit.chain import Entry, chained, content
from matcher.audit.code import sources_sha256
from matcher.audit.commitment import Commitment
from matcher.audit.people import candidates_sha256, people_rows, reserve_floors
from matcher.cohort import Cohort, Program, Proposal
from matcher.cohort.fingerprint import data_sha256, list_sha256, policy_data
from matcher.files.proposal_json import proposal_to_dict
from matcher.rules import as_drawn

SCHEMA = "1"
NAME = "audit.json"
# What stands in the record as in proposal.json.
SHARED = (
    "status", "seed", "input_sha256", "policy_sha256", "levels", "groups", "pins", "from",
)  # fmt: skip
DRAWN = "drawn"
OPTIONAL = (DRAWN, "overrides")  # what stands there only where there is any


def make_record(
    cohort: Cohort,
    proposal: Proposal,
    solver: Mapping[str, Any],
    *,
    commitment: Commitment | None = None,
    history: Sequence[Entry] = (),
    at: str | None = None,
) -> dict[str, Any]:
    """Return the record of a run as audit.json holds it.

    Parameters
    ----------
    cohort : Cohort
        As read: its program has the files' seed, the proposal that of the draw.
    proposal : Proposal
    solver : mapping
        As `solver_dict` gives it.
    commitment : Commitment, optional
        The one published before the seed was drawn.
    history : sequence of mapping
        The runs before this one, as an earlier record holds them.
    at : str, optional
        When the run ended, UTC.
    """
    program = cohort.program
    people = people_rows(as_drawn(cohort, proposal), proposal.groups)
    found = _of_proposal(proposal)
    run = {
        "at": at,
        "seed": proposal.seed,
        "commitment": None if commitment is None else commitment.sha256,
        "list_sha256": list_sha256(cohort),
        "policy_sha256": proposal.policy_sha256,
        "version": __version__,
        "sources_sha256": sources_sha256(),
        "solver": dict(solver),
        "status": proposal.status,
        "seated": len(proposal.seats()),
        "proposal_sha256": found["proposal_sha256"],
        "groups_sha256": groups_sha256(found["groups"]),
        "floors": reserve_floors(cohort),
    }
    if proposal.drawn is not None:
        run["draws_sha256"] = proposal.drawn.draws_sha256
    return sealed(
        {
            "schema": SCHEMA,
            "matcher": {"version": __version__, "sources_sha256": sources_sha256()},
            **found,
            "list_sha256": run["list_sha256"],
            "candidates_sha256": candidates_sha256(people),
            "commitment": None if commitment is None else commitment.to_dict(),
            "policy": policy_data(program),
            "solver": dict(solver),
            "people": people,
            "floors": run["floors"],
            "runs": chained([*history, run]),
            "edits": [],
        }
    )


def following(record: Mapping[str, Any], history: Sequence[Entry], at: str) -> dict[str, Any]:
    """Return the record of a run that ends after others, from one made before that was known.

    Parameters
    ----------
    record : mapping
        Its last run is its own.
    history : sequence of mapping
        The runs before, as an earlier record holds them.
    at : str
        When the run ended, UTC.
    """
    own = {**content(record["runs"][-1]), "at": at}
    return sealed({**record, "runs": chained([*history, own])})


def solver_dict(program: Program, *, deterministic: bool = False) -> dict[str, Any]:
    """Return the solver's parameters of a run, from the program as the run saw it."""
    return {
        "time_limit": program.time_limit,
        "gap_limit": program.gap_limit,
        "workers": program.workers,
        "deterministic": deterministic,
    }


def edited(
    record: Mapping[str, Any], proposal: Proposal, *, who: str, why: str, at: str | None
) -> dict[str, Any]:
    """Return the record of a proposal after somebody changed it by hand.

    Parameters
    ----------
    record : mapping
        Of the proposal before the change.
    proposal : Proposal
        After it, its values counted anew.
    who : str
        An id or a role; never a name or an e-mail address.
    why : str
    at : str or None
        UTC.
    """
    found = _of_proposal(proposal)
    before = {group["id"]: group for group in record["groups"]}
    after = {group["id"]: group for group in found["groups"]}
    changes = [
        {"group_id": one, "before": before.get(one), "after": after.get(one)}
        for one in dict.fromkeys([*before, *after])
        if before.get(one) != after.get(one)
    ]
    edit = {"at": at, "who": who, "why": why, "changes": changes}
    sits = proposal.seats()
    people = [{**row, "group": sits.get(row["id"])} for row in record["people"]]
    edits = chained([*record["edits"], edit])
    rest = {key: value for key, value in record.items() if key not in OPTIONAL[1:]}
    return sealed({**rest, **found, "people": people, "edits": edits})


def sealed(record: Mapping[str, Any]) -> dict[str, Any]:
    """Return a record with the digest of all else in it."""
    whole = {key: value for key, value in record.items() if key != "sha256"}
    return {**whole, "sha256": data_sha256(whole)}


def _of_proposal(proposal: Proposal) -> dict[str, Any]:
    document = proposal_to_dict(proposal)
    shared = shared_of(document)
    unplaced = data_sha256(document["unplaced"])
    return {
        **shared,
        "unplaced_sha256": unplaced,
        "proposal_sha256": proposal_sha256(shared, unplaced),
    }


def proposal_sha256(document: Mapping[str, Any], unplaced_sha256: str) -> str:
    """Return the hash of a proposal.

    It covers all of proposal.json but `runtime_s`, which differs from run to run. The reasons of
    the unplaced go in as a hash, so that the record can be followed without telling them.

    Parameters
    ----------
    document : mapping
        A proposal.json, or a record.
    unplaced_sha256 : str
        Of its key `unplaced`.
    """
    return data_sha256({**shared_of(document), "unplaced": unplaced_sha256})


def shared_of(document: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a record holds as proposal.json does; `drawn` only where a list decided."""
    more = [key for key in OPTIONAL if document.get(key) is not None]
    return {key: document[key] for key in (*SHARED, *more)}


def groups_sha256(groups: Iterable[Mapping[str, Any]]) -> str:
    """Return the hash of groups, however they and their members are listed."""
    rows = [{**group, "members": sorted(group["members"])} for group in groups]
    return data_sha256(sorted(rows, key=lambda group: str(group["id"])))


def record_bytes(record: Mapping[str, Any]) -> bytes:
    """Return a record as audit.json holds it."""
    text = json.dumps(record, indent=1, ensure_ascii=False, allow_nan=False)
    return (text + "\n").encode()


def moment() -> str:
    """Return the time now, UTC, as records hold it."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
