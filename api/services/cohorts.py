"""Cohorts: taken in, listed, read again, purged."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping
from datetime import datetime

import structlog

from api.errors import NotFoundError, UnusableInputError
from api.ids import new_id
from api.jobs.port import Jobs
from api.reading.readers import Readers
from api.schemas.cohorts import (
    CohortCreated,
    CohortDetail,
    CohortOut,
    CohortPage,
    Published,
)
from api.schemas.problems import IssueOut, clean
from api.schemas.runs import RunBrief
from api.store import Store
from api.store.repository import Repository
from api.store.tables import CohortRow
from api.store.types import now
from matcher.files.read import Issue

RUNS_SHOWN = 100
SCRUBS = 5  # tries to overwrite what is left in the log; upkeep goes on trying
log = structlog.get_logger()


def add(store: Store, readers: Readers, files: Mapping[str, bytes], actor: str) -> CohortCreated:
    """Read a cohort's files and keep them.

    Raises
    ------
    UnusableInputError
        With every fault; nothing is kept.
    """
    found = readers.read(files)
    row = CohortRow(
        id=new_id("coh"),
        name=found.name,
        participants=found.participants,
        providers=found.providers,
        time_limit=found.time_limit,
        warnings=[warning.model_dump() for warning in found.warnings],
        created_at=now(),
    )
    with store.write() as repository:
        repository.cohorts.add(row, {clean(name): content for name, content in files.items()})
        repository.trail.add(actor, "cohort.add", row.id)
    log.info("cohort added", cohort_id=row.id, participants=row.participants,
             providers=row.providers, warnings=len(found.warnings))  # fmt: skip
    return CohortCreated(
        id=row.id,
        participants=row.participants,
        providers=row.providers,
        warnings=found.warnings,
    )


def page(store: Store, limit: int, cursor: str | None) -> CohortPage:
    """Return a page of cohorts, the newest first."""
    with store.read() as repository:
        rows = repository.cohorts.page(limit + 1, _place(cursor) if cursor else None)
    shown = rows[:limit]
    following = None
    if len(rows) > limit:
        following = f"/v1/cohorts?limit={limit}&cursor={_cursor(shown[-1])}"
    return CohortPage(items=[CohortOut.of(row) for row in shown], next=following)


def detail(store: Store, cohort_id: str) -> CohortDetail:
    """Return a cohort with its warnings and latest runs."""
    with store.read() as repository:
        row = found(repository, cohort_id)
        runs = repository.runs.of_cohort(cohort_id, RUNS_SHOWN)
        proposals = repository.proposals.by_run([run.id for run in runs])
        published = repository.proposals.published(cohort_id)
    return CohortDetail(
        **CohortOut.of(row).model_dump(),
        warnings=[IssueOut(**warning) for warning in row.warnings],
        runs=[RunBrief.of(run, proposals.get(run.id)) for run in runs],
        published=[Published(proposal_id=id, published_at=at) for id, at in published],
    )


def purge(store: Store, jobs: Jobs, cohort_id: str, actor: str) -> None:
    """Delete a cohort and all that came of it, and end its runs."""
    with store.write() as repository:
        runs = repository.cohorts.purge(cohort_id)
        if runs is not None:
            repository.trail.add(actor, "cohort.purge", cohort_id)
    if runs is None:
        raise missing("cohort", cohort_id)
    jobs.forget(runs)
    for _ in range(SCRUBS):
        if store.scrub():
            break
    log.info("cohort purged", cohort_id=cohort_id, runs=len(runs))


def found(repository: Repository, cohort_id: str) -> CohortRow:
    """Return a cohort.

    Raises
    ------
    NotFoundError
    """
    row = repository.cohorts.get(cohort_id)
    if row is None:
        raise missing("cohort", cohort_id)
    return row


def missing(kind: str, given: str) -> NotFoundError:
    """Return the error for an id that stands for nothing."""
    return NotFoundError(f"There is no {kind} '{given[:40]}'; it may have been deleted.")


def _cursor(row: CohortRow) -> str:
    text = f"{row.created_at.isoformat()}|{row.id}"
    return base64.urlsafe_b64encode(text.encode()).decode()


def _place(cursor: str) -> tuple[datetime, str]:
    try:
        moment, _, cohort_id = base64.urlsafe_b64decode(cursor).decode().partition("|")
        place = datetime.fromisoformat(moment)
        if place.tzinfo is None:
            raise ValueError("a cursor's time has a zone")
    except (binascii.Error, ValueError):
        message = "this is no cursor; follow `next` of the page before"
        raise UnusableInputError.of(
            [Issue("query", None, "cursor", "bad-value", message)]
        ) from None
    return place, cohort_id
