"""A stored cohort, read again."""

from __future__ import annotations

from dataclasses import replace

from api.store.kept import digest, kept
from api.store.repository import Repository
from matcher.cohort import Cohort
from matcher.files.read import Reading, read_cohort_files
from matcher.files.read.policy_file import load_policy


def reading_of(repository: Repository, cohort_id: str) -> Reading:
    """Return what a stored cohort's files hold; they are read again unless they were just now.

    Raises
    ------
    UnusableInput
        They were accepted by another version of the reader.
    """
    files = repository.cohorts.files(cohort_id)
    return kept(cohort_id, ("reading", digest(files)), lambda: read_cohort_files(files))


def under_policy(cohort: Cohort, policy: str | None) -> Cohort:
    """Return a cohort as a run under a ready policy sees it; as it is where none is named."""
    if policy is None:
        return cohort
    return replace(cohort, program=load_policy(policy, cohort.program))
