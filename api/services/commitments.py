"""Commitments: made before a draw, kept with their salt, held against every run under them."""

from __future__ import annotations

from collections.abc import Iterator

import structlog

from api.errors import UnusableInputError
from api.ids import new_id
from api.schemas.commitments import CommitmentList, CommitmentOut, CommitmentRequest
from api.schemas.runs import RunRequest
from api.services import cohorts, lists, policies
from api.store import Store
from api.store.reading import reading_of, under_policy
from api.store.repository import Repository
from api.store.tables import CommitmentRow
from api.store.types import now
from matcher.audit.commitment import Commitment, commitment_dict, commitment_from_dict
from matcher.audit.record import moment
from matcher.files.read import Issue

SHOWN = 100
log = structlog.get_logger()


def add(store: Store, cohort_id: str, wanted: CommitmentRequest, actor: str) -> CommitmentOut:
    """Commit to a cohort and a policy.

    Raises
    ------
    NotFoundError
    UnusableInputError
        There is no such policy or list of draws.
    """
    with store.read() as repository:
        cohorts.found(repository, cohort_id)
        found = [
            *policies.faults(repository, cohort_id, [wanted.policy]),
            *lists.faults(repository, cohort_id, wanted.draws, wanted.policy),
        ]
        if found:
            raise UnusableInputError.of(found)
        cohort = under_policy(repository, reading_of(repository, cohort_id).cohort, wanted.policy)
        draws = lists.sha256_of(repository, cohort_id, wanted.draws)
    promise = Commitment.to(cohort, draws_sha256=draws)
    document = commitment_dict(promise, len(cohort.participants), moment())
    row = CommitmentRow(
        id=new_id("com"), cohort_id=cohort_id, policy=wanted.policy, document=dict(document),
        created_at=now(),
    )  # fmt: skip
    with store.write() as repository:
        cohorts.found(repository, cohort_id)
        repository.commitments.add(row)
        repository.trail.add(actor, "commitment.add", cohort_id)
        made = CommitmentOut.of(row)
    log.info("commitment added", commitment_id=row.id, cohort_id=cohort_id)
    return made


def listed(store: Store, cohort_id: str) -> CommitmentList:
    """Return a cohort's commitments.

    Raises
    ------
    NotFoundError
    """
    with store.read() as repository:
        cohorts.found(repository, cohort_id)
        rows = repository.commitments.of_cohort(cohort_id, SHOWN)
        return CommitmentList(items=[CommitmentOut.of(row) for row in rows])


def faults(repository: Repository, cohort_id: str, wanted: RunRequest) -> Iterator[Issue]:
    """Hold a run's request against the commitment that it names."""
    if wanted.commitment is None:
        return
    row = repository.commitments.get(wanted.commitment)
    if row is None or row.cohort_id != cohort_id:
        message = "there is no such commitment for this cohort"
        yield Issue("body", None, "commitment", "unknown-commitment", message)
        return
    if wanted.seed is None:
        message = "a run under a commitment needs the number drawn after it was published"
        yield Issue("body", None, "seed", "missing-seed", message)
    if wanted.policy != row.policy:
        message = f"found {wanted.policy}; the commitment is to the policy {row.policy}"
        yield Issue("body", None, "policy", "other-policy", message)
    listed = commitment_from_dict(row.document).draws_sha256
    if lists.sha256_of(repository, cohort_id, wanted.draws) != listed:
        message = "the commitment is to a draw by tickets; accepted: none"
        if listed is not None:
            message = f"the commitment is to the list of draws with the SHA-256 {listed}"
        yield Issue("body", None, "draws", "other-draws", message)
    if wanted.pins:
        message = "the commitment is to a list without pins; accepted: none"
        yield Issue("body", None, "pins", "other-list", message)
