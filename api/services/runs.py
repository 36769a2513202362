"""Runs: put into the queue, waited for, stopped, told about."""

from __future__ import annotations

import asyncio
import hashlib
import json
import time
from collections.abc import AsyncIterator, Sequence
from datetime import timedelta
from typing import Any

import structlog
from fastapi.sse import ServerSentEvent

from api.errors import QueueFullError, UnusableInputError
from api.ids import new_id
from api.jobs.port import Jobs
from api.operations.webhooks import notify_faults
from api.schemas.runs import RunOut, RunRequest
from api.services import cohorts, commitments, lists, policies, proposals
from api.settings import Settings
from api.store import Store
from api.store.reading import reading_of
from api.store.repository import Repository
from api.store.tables import (
    BATCH,
    DUE,
    ENDED,
    GROUPS,
    INTERACTIVE,
    QUEUED,
    RUNNING,
    RunEventRow,
    RunRow,
)
from api.store.types import now
from matcher.files.pins import pin_faults, pins_from_list
from matcher.files.read import Issue

LOOK = 0.1  # seconds between two looks at the store
SELDOM = 0.5  # while there is nothing new
LONGER = 1.2  # each pause, until then
LONGEST_RETRY = 60
log = structlog.get_logger()


def start(
    store: Store,
    jobs: Jobs,
    settings: Settings,
    cohort_id: str,
    wanted: RunRequest,
    key: str | None,
) -> RunOut:
    """Put a run into the queue, or return the one that the same key asked for before.

    Raises
    ------
    NotFoundError
    UnusableInputError
        Pins or the earlier proposal fit nothing, or the key came with another request.
    QueueFullError
    """
    options = wanted.model_dump(exclude_none=True)
    with store.read() as repository:
        cohorts.found(repository, cohort_id)
        faults = [*notify_faults(settings, wanted.notify)]
        faults += _pin_faults(repository, cohort_id, wanted)
        faults += policies.faults(repository, cohort_id, [wanted.policy])
        faults += lists.faults(repository, cohort_id, wanted.draws, wanted.policy)
        faults += commitments.faults(repository, cohort_id, wanted)
        if wanted.from_proposal is not None:
            proposals.refuse_published(repository.proposals.get(wanted.from_proposal))
    return queue(
        store, jobs, settings, cohort_id, options, key, faults,
        batch=wanted.priority == "batch", notify=wanted.notify,
    )  # fmt: skip


def queue(
    store: Store,
    jobs: Jobs,
    settings: Settings,
    cohort_id: str,
    options: dict[str, Any],
    key: str | None,
    faults: Sequence[Issue] = (),
    *,
    kind: str = GROUPS,
    batch: bool = False,
    notify: str | None = None,
) -> RunOut:
    """Put a run with these options into the queue.

    Raises
    ------
    NotFoundError
    UnusableInputError
        There are faults, or the key came with another request.
    QueueFullError
    """
    digest = hashlib.sha256(json.dumps(options, sort_keys=True).encode()).hexdigest()
    with store.write() as repository:
        cohort = repository.cohorts.hold(cohort_id)
        if cohort is None:
            raise cohorts.missing("cohort", cohort_id)
        if key is not None and (before := repository.runs.by_key(cohort_id, key)):
            return _again(repository, before, digest)
        if faults:
            raise UnusableInputError.of(faults)
        _check_queue(repository, settings)
        run = RunRow(
            id=new_id("run"),
            cohort_id=cohort_id,
            kind=kind,
            status=QUEUED,
            options=options,
            time_limit=min(options.get("time_limit") or cohort.time_limit, settings.max_time_limit),
            levels=[],
            attempt=0,
            stop_requested=False,
            idempotency_key=key,
            request_sha256=digest,
            priority=BATCH if batch else INTERACTIVE,
            notify_url=notify,
            notify_state=DUE if notify else None,
            created_at=now(),
        )
        repository.runs.add(run)
    log.info("run queued", run_id=run.id, cohort_id=cohort_id, time_limit=run.time_limit)
    jobs.enqueue(run.id, run.priority)
    return RunOut.of(run, None)


def view(store: Store, run_id: str) -> RunOut:
    """Return how a run stands."""
    with store.read() as repository:
        return _view(repository, repository.runs.get(run_id), run_id)


async def wait(store: Store, run_id: str, seconds: float) -> RunOut:
    """Return how a run stands once it has ended, or after so many seconds."""
    until, pause = time.monotonic() + seconds, LOOK
    while True:
        run = await asyncio.to_thread(view, store, run_id)
        left = until - time.monotonic()
        if run.status in ENDED or left <= 0:
            return run
        await asyncio.sleep(min(pause, left))
        pause = min(pause * LONGER, SELDOM)


def stop(store: Store, jobs: Jobs, run_id: str) -> RunOut:
    """Ask a run to end with its best proposal; one that has ended stays as it is."""
    with store.write() as repository:
        out = _view(repository, repository.runs.request_stop(run_id), run_id)
    jobs.request_stop(run_id)
    log.info("run stop requested", run_id=run_id, status=out.status)
    return out


async def events(store: Store, run_id: str, last: int) -> AsyncIterator[ServerSentEvent]:
    """Give a run's news after number `last`, and go on until it has ended (or is purged)."""
    pause = LOOK
    while True:
        rows, ended = await asyncio.to_thread(_news, store, run_id, last)
        for row in rows:
            last = row.number
            data = {**row.data, "at": row.at.isoformat()}
            yield ServerSentEvent(id=str(row.number), event=row.kind, data=data)
        if ended:
            return
        pause = LOOK if rows else min(pause * LONGER, SELDOM)
        await asyncio.sleep(pause)


def _news(store: Store, run_id: str, last: int) -> tuple[list[RunEventRow], bool]:
    with store.read() as repository:
        run = repository.runs.get(run_id)
        rows = list(repository.runs.events_after(run_id, last))
    return rows, run is None or run.status in ENDED


def _view(repository: Repository, run: RunRow | None, run_id: str) -> RunOut:
    if run is None:
        raise cohorts.missing("run", run_id)
    return RunOut.of(run, repository.proposals.by_run([run.id]).get(run.id))


def _again(repository: Repository, before: RunRow, digest: str) -> RunOut:
    if before.request_sha256 != digest:
        message = "the key came before with another body; accepted: a new key for a new request"
        raise UnusableInputError.of(
            [Issue("header", None, "Idempotency-Key", "key-reused", message)]
        )
    return _view(repository, before, before.id)


def _check_queue(repository: Repository, settings: Settings) -> None:
    waiting = repository.runs.count(QUEUED)
    # A run that can begin at once need not find room to wait.
    free = settings.runs_at_once() - repository.runs.count(RUNNING)
    if waiting < settings.queue_limit + max(0, free):
        return
    ends = (
        (run.started_at or now()) + timedelta(seconds=run.time_limit)
        for run in repository.runs.running()
    )
    soonest = min((end - now() for end in ends), default=timedelta())
    seconds = max(1, min(LONGEST_RETRY, round(soonest.total_seconds())))
    raise QueueFullError(
        f"{waiting} runs are waiting; try again in {seconds} seconds.",
        headers={"Retry-After": str(seconds)},
    )


def _pin_faults(repository: Repository, cohort_id: str, wanted: RunRequest) -> list[Issue]:
    """Hold pins and the earlier proposal against what there is."""
    faults: list[Issue] = []
    groups: list[str] | None = None
    if wanted.from_proposal is not None:
        earlier = repository.proposals.get(wanted.from_proposal)
        if earlier is None:
            message = "there is no such proposal; it may have been deleted with its cohort"
            return [Issue("body", None, "from_proposal", "unknown-proposal", message)]
        groups = [group["id"] for group in earlier.document["groups"]]
    elif any("group_id" in pin.model_fields_set for pin in wanted.pins):
        message = "pins name groups of an earlier proposal; accepted: with from_proposal"
        return [Issue("body", None, "pins", "missing-from-proposal", message)]
    if wanted.pins:
        pins = pins_from_list([pin.model_dump() for pin in wanted.pins])
        cohort = reading_of(repository, cohort_id).cohort
        faults += pin_faults(pins, cohort, groups, "body/pins")
    return faults
