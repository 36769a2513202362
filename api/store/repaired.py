"""The cohort that a run is about: as uploaded, or as repairs before it have left it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from api.store.reading import reading_of, under_policy
from api.store.repository import Repository
from api.store.tables import RunRow
from matcher.cohort import Cohort, Program
from matcher.files.proposal_json import proposal_from_dict
from matcher.files.read.late import read_late_data
from matcher.repair.changes import Changes, changed

REPAIR = "repair"  # key of a run's options


def cohort_of(repository: Repository, run: RunRow) -> Cohort:
    """Return the cohort of a run, under its policy and after the repairs up to it.

    Raises
    ------
    UnusableInput
        The files were accepted by another version of the reader.
    """
    return under_policy(repository, _people(repository, run), _policy(repository, run))


def cohort_before(repository: Repository, run: RunRow) -> Cohort:
    """Return the cohort that a repair begins from."""
    before = _before(repository, run)
    people = _people(repository, before) if before else _uploaded(repository, run)
    return under_policy(repository, people, _policy(repository, run))


def changes_of(wanted: Mapping[str, Any], program: Program) -> Changes:
    """Return what a request for a repair says has happened.

    Raises
    ------
    UnusableInput
        With every fault of the rows to add.
    """
    added, _ = read_late_data(wanted.get("add", []), program)
    on = wanted.get("on")
    return Changes(
        withdrawn=tuple(dict.fromkeys(wanted.get("withdraw", ()))),
        declined=tuple(dict.fromkeys(wanted.get("decline", ()))),
        lost=tuple(dict.fromkeys(wanted.get("provider_lost", ()))),
        added=added,
        on=date.fromisoformat(on) if on else None,
    )


def _people(repository: Repository, run: RunRow) -> Cohort:
    before = _before(repository, run)
    cohort = _people(repository, before) if before else _uploaded(repository, run)
    wanted = run.options.get(REPAIR)
    earlier = repository.proposals.get(run.options.get("from_proposal") or "")
    if wanted is None or earlier is None:
        return cohort
    changes = changes_of(wanted, cohort.program)
    return changed(cohort, proposal_from_dict(earlier.document), changes)


def _before(repository: Repository, run: RunRow) -> RunRow | None:
    """Return the run whose proposal this one began from."""
    from_id = run.options.get("from_proposal")
    row = repository.proposals.get(from_id) if from_id else None
    if row is None or row.cohort_id != run.cohort_id:
        return None
    return repository.runs.get(row.run_id)


def _uploaded(repository: Repository, run: RunRow) -> Cohort:
    return reading_of(repository, run.cohort_id).cohort


def _policy(repository: Repository, run: RunRow) -> str | None:
    """Return the policy of a run; a repair goes on under the one that it found."""
    before = _before(repository, run)
    if run.options.get(REPAIR) is not None and before is not None:
        return _policy(repository, before)
    policy: str | None = run.options.get("policy")
    return policy
