"""Cohorts: upload, list, detail, purge, and the start of a run."""

import json
from typing import Annotated, Any

from anyio import to_thread
from fastapi import APIRouter, Body, Header, Query, Request, Response
from fastapi.concurrency import run_in_threadpool

from api.dependencies import ActorIn, CohortId, JobsIn, ReadersIn, SettingsIn, StoreIn
from api.errors import (
    ConflictError,
    NotFoundError,
    QueueFullError,
    TooLargeError,
    UnsupportedMediaError,
    UnusableInputError,
    responses,
)
from api.routes.uploads import files_of
from api.schemas.cohorts import COHORT_BODY, CohortCreated, CohortDetail, CohortPage
from api.schemas.commitments import CommitmentList, CommitmentOut, CommitmentRequest
from api.schemas.runs import RunAccepted, RunOut, RunRequest
from api.services import cohorts, commitments, export, runs, trail
from api.services.prefer import wait_seconds
from api.store.tables import ENDED

router = APIRouter(prefix="/v1/cohorts", tags=["cohorts"])
_BODY: dict[str, Any] = {"application/json": COHORT_BODY["content"]["application/json"]}
LOCATION: dict[str, Any] = {"Location": {"schema": {"type": "string"}}}


@router.post(
    "",
    status_code=201,
    summary="Take a cohort in",
    responses={
        201: {"headers": LOCATION},
        **responses(TooLargeError, UnsupportedMediaError, UnusableInputError),
    },
    openapi_extra={"requestBody": COHORT_BODY},
)
async def add_cohort(
    request: Request, response: Response, store: StoreIn, readers: ReadersIn, actor: ActorIn
) -> CohortCreated:
    """Read a waitlist and a roster, as JSON or as files, and keep them.

    Every fault is answered at once, with its file, row and column; nothing is kept then.
    """
    files = await files_of(request)
    # With threads of their own, uploads that wait for a reader keep nobody else waiting.
    created = await to_thread.run_sync(
        cohorts.add, store, readers, files, actor, limiter=request.app.state.uploads
    )
    response.headers["Location"] = f"/v1/cohorts/{created.id}"
    return created


@router.get("", summary="List the cohorts", responses=responses(UnusableInputError))
def list_cohorts(
    store: StoreIn,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
    cursor: Annotated[str | None, Query(max_length=200, description="From `next`")] = None,
) -> CohortPage:
    """List the cohorts, the newest first, page by page."""
    return cohorts.page(store, limit, cursor)


@router.get("/{cohort_id}", summary="Show a cohort", responses=responses(NotFoundError))
def show_cohort(cohort_id: CohortId, store: StoreIn, actor: ActorIn) -> CohortDetail:
    """Show a cohort's size, the warnings of its reading and its latest runs."""
    detail = cohorts.detail(store, cohort_id)
    trail.note(store, actor, "cohort.read", cohort_id)
    return detail


@router.get(
    "/{cohort_id}/export",
    response_class=Response,
    summary="Hand a cohort on without names",
    responses={200: {"content": _BODY}, **responses(NotFoundError, UnusableInputError)},
)
def export_cohort(cohort_id: CohortId, store: StoreIn, actor: ActorIn) -> Response:
    """Fetch a cohort, pseudonymised, as a request body for `POST /v1/cohorts`.

    Ids are replaced by random ones that are kept nowhere, employers and regions are numbered;
    names, addresses and monitoring answers are left out. Who knows somebody's hours well may
    still find them, so it is not anonymous.
    """
    body = json.dumps(export.pseudonymised(store, cohort_id), ensure_ascii=False, allow_nan=False)
    trail.note(store, actor, "cohort.export", cohort_id)
    return Response(body, media_type="application/json")


@router.delete(
    "/{cohort_id}", status_code=204, summary="Purge a cohort", responses=responses(NotFoundError)
)
def purge_cohort(cohort_id: CohortId, store: StoreIn, jobs: JobsIn, actor: ActorIn) -> None:
    """Delete a cohort and all that came of it: files, runs, proposals. Its runs end."""
    cohorts.purge(store, jobs, cohort_id, actor)


@router.post(
    "/{cohort_id}/commitments",
    status_code=201,
    summary="Commit to a list and its policy",
    tags=["draw"],
    responses=responses(NotFoundError, TooLargeError, UnusableInputError),
)
def add_commitment(
    cohort_id: CohortId,
    store: StoreIn,
    actor: ActorIn,
    wanted: Annotated[CommitmentRequest | None, Body()] = None,
) -> CommitmentOut:
    """Close the list and the policy before the number is drawn.

    Publish `sha256` (`text` is the sentence for it), let the number be drawn, then run
    with `commitment` and it as `seed`. The salt behind the hash is told by the record of that run.
    """
    return commitments.add(store, cohort_id, wanted or CommitmentRequest(), actor)


@router.get(
    "/{cohort_id}/commitments",
    summary="List a cohort's commitments",
    tags=["draw"],
    responses=responses(NotFoundError),
)
def list_commitments(cohort_id: CohortId, store: StoreIn) -> CommitmentList:
    """List the commitments made for a cohort, the newest first."""
    return commitments.listed(store, cohort_id)


@router.post(
    "/{cohort_id}/runs",
    status_code=202,
    response_model=RunAccepted,
    summary="Form groups",
    tags=["runs"],
    responses={
        200: {"model": RunOut, "description": "It ended within the time to wait"},
        202: {"headers": LOCATION},
        **responses(
            NotFoundError, ConflictError, TooLargeError, UnusableInputError, QueueFullError
        ),
    },
)
async def start_run(
    cohort_id: CohortId,
    store: StoreIn,
    jobs: JobsIn,
    settings: SettingsIn,
    response: Response,
    wanted: Annotated[RunRequest | None, Body()] = None,
    prefer: Annotated[
        str | None,
        Header(
            alias="Prefer",
            max_length=200,
            description="`wait=N`: answer once the run has ended, at most N s",
        ),
    ] = None,
    idempotency_key: Annotated[
        str | None,
        Header(
            alias="Idempotency-Key",
            min_length=1,
            max_length=200,
            description="The same key gives the same run, not another",
        ),
    ] = None,
) -> Any:
    """Put a run into the queue; a process of its own solves it."""
    run = await run_in_threadpool(
        runs.start, store, jobs, settings, cohort_id, wanted or RunRequest(), idempotency_key
    )
    response.headers["Location"] = f"/v1/runs/{run.id}"
    seconds = wait_seconds(prefer)
    if seconds is None:
        return RunAccepted(id=run.id, status=run.status)
    seconds = min(seconds, settings.max_wait)
    run = await runs.wait(store, run.id, seconds)
    headers = {**response.headers, "Preference-Applied": f"wait={seconds:g}"}
    if run.status in ENDED:
        return Response(run.model_dump_json(), headers=headers, media_type="application/json")
    response.headers["Preference-Applied"] = headers["Preference-Applied"]
    return RunAccepted(id=run.id, status=run.status)
