"""A stored cohort, read again."""

from __future__ import annotations

from api.store.repository import Repository
from matcher.files.read import Reading, read_cohort_files


def reading_of(repository: Repository, cohort_id: str) -> Reading:
    """Read a stored cohort's files again.

    Raises
    ------
    UnusableInput
        They were accepted by another version of the reader.
    """
    return read_cohort_files(repository.cohorts.files(cohort_id))
