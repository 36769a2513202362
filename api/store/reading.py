"""A stored cohort, read again."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from api.store.kept import digest, kept
from api.store.repository import Repository
from api.store.tables import ODDS
from matcher.cohort import Cohort, Program
from matcher.cohort.fingerprint import input_sha256, policy_sha256
from matcher.files.read import Reading, read_cohort_files
from matcher.files.read.policy_file import load_policy, policy_of_text
from matcher.files.read.tables import unusable
from matcher.odds.list_file import DrawsList, draws_from_bytes
from matcher.policies import POLICIES

STUDIES = 50  # of a cohort, the newest, among which odds are looked for


def reading_of(repository: Repository, cohort_id: str) -> Reading:
    """Return what a stored cohort's files hold; they are read again unless they were just now.

    Raises
    ------
    UnusableInput
        They were accepted by another version of the reader.
    """
    files = repository.cohorts.files(cohort_id)
    return kept(cohort_id, ("reading", digest(files)), lambda: read_cohort_files(files))


def under_policy(repository: Repository, cohort: Cohort, policy: str | None) -> Cohort:
    """Return a cohort as a run under a policy sees it; as it is where none is named.

    Parameters
    ----------
    repository : Repository
    cohort : Cohort
    policy : str or None
        A ready policy's name, or the id of one that is kept.

    Raises
    ------
    UnusableInput
        A kept policy was accepted by another version of the reader, or is gone.
    """
    if policy is None:
        return cohort
    return replace(cohort, program=program_under(repository, cohort.program, policy))


def program_under(repository: Repository, program: Program, policy: str) -> Program:
    """Return a programme with a ready or kept policy in place of its own priority; as above."""
    if policy in POLICIES:
        return load_policy(policy, program)
    row = repository.policies.get(policy)
    if row is None:
        raise unusable("policy", "unknown-policy", "the policy has been deleted with its cohort")
    return policy_of_text("policy.toml", row.text.encode(), program)


def odds_of(
    repository: Repository, cohort_id: str, cohort: Cohort, draws_sha256: str | None
) -> dict[str, Any] | None:
    """Return the newest odds that are about a cohort as it is, as odds.json holds them.

    Parameters
    ----------
    repository : Repository
    cohort_id : str
    cohort : Cohort
        Under the policy in question, after repairs.
    draws_sha256 : str or None
        Of the list that decided; only the odds with that list then say what chance it gave.
    """
    about = {"input_sha256": input_sha256(cohort), "policy_sha256": policy_sha256(cohort.program)}
    if draws_sha256 is not None:
        about["draws_sha256"] = draws_sha256
    for run in repository.runs.of_cohort(cohort_id, STUDIES, studies=True):
        study = repository.runs.study(run.id) if run.kind == ODDS else None
        if study is not None and about.items() <= study.document["odds"].items():
            found: dict[str, Any] = study.document["odds"]
            return found
    return None


def draws_of(repository: Repository, cohort_id: str, run_id: str) -> DrawsList | None:
    """Return the list of draws that a run over the odds of a cohort has made, if it has."""
    run, study = repository.runs.get(run_id), repository.runs.study(run_id)
    if run is None or study is None or run.cohort_id != cohort_id or run.kind != ODDS:
        return None
    text = study.document["draws"]
    return None if text is None else draws_from_bytes(text.encode(), "draws.json")
