"""Policies before the draw: what each says, what it does to seats and mix, what odds it gives."""

from typing import Annotated, Any

from fastapi import APIRouter, Body, Query, Response

from api.dependencies import ActorIn, CohortId, JobsIn, RunId, SettingsIn, StoreIn
from api.errors import (
    NotFoundError,
    QueueFullError,
    TooLargeError,
    UnusableInputError,
    responses,
)
from api.schemas.policies import PolicyList, PolicyLook, PolicyOut, PolicyRequest
from api.schemas.runs import RunAccepted
from api.schemas.studies import (
    ComparisonOut,
    ComparisonRequest,
    OddsOut,
    OddsRequest,
    StudyList,
)
from api.services import policies, studies, trail

router = APIRouter(prefix="/v1", tags=["policy"])
_BEGUN: dict[int | str, dict[str, Any]] = {
    202: {"headers": {"Location": {"schema": {"type": "string"}}}},
    **responses(NotFoundError, TooLargeError, UnusableInputError, QueueFullError),
}
_FILES: dict[str, Any] = {
    "text/csv": {"schema": {"type": "string", "contentMediaType": "text/csv; charset=utf-8"}}
}


@router.get(
    "/cohorts/{cohort_id}/policies",
    summary="List the policies to choose from",
    responses=responses(NotFoundError),
)
def list_policies(cohort_id: CohortId, store: StoreIn) -> PolicyList:
    """List the program's own policy, the ready ones and those kept with the cohort, in words."""
    return policies.listed(store, cohort_id)


@router.post(
    "/cohorts/{cohort_id}/policies",
    status_code=201,
    summary="Keep a policy with a cohort",
    responses=responses(NotFoundError, TooLargeError, UnusableInputError),
)
def add_policy(
    cohort_id: CohortId, store: StoreIn, actor: ActorIn, wanted: PolicyRequest
) -> PolicyOut:
    """Read a policy file and keep it, to compare it, commit to it or form groups under it.

    It never changes afterwards and goes with the cohort.
    """
    return policies.add(store, cohort_id, wanted, actor)


@router.post(
    "/cohorts/{cohort_id}/policies/reading",
    summary="Look at a policy",
    responses=responses(NotFoundError, TooLargeError, UnusableInputError),
)
def look_at_policy(cohort_id: CohortId, store: StoreIn, wanted: PolicyRequest) -> PolicyLook:
    """Say in words what a policy file means, or every fault of it; nothing is kept."""
    return policies.look(store, cohort_id, wanted)


@router.post(
    "/cohorts/{cohort_id}/comparisons",
    status_code=202,
    summary="Compare policies",
    responses=_BEGUN,
)
def start_comparison(
    cohort_id: CohortId,
    store: StoreIn,
    jobs: JobsIn,
    settings: SettingsIn,
    response: Response,
    wanted: Annotated[ComparisonRequest | None, Body()] = None,
) -> RunAccepted:
    """Form groups under each policy and set side by side what comes of it.

    A run does it: follow and stop it as any other. Nothing that it forms is kept as a proposal.
    """
    run = studies.start(store, jobs, settings, cohort_id, wanted or ComparisonRequest())
    response.headers["Location"] = f"/v1/runs/{run.id}"
    return RunAccepted(id=run.id, status=run.status)


@router.post(
    "/cohorts/{cohort_id}/odds",
    status_code=202,
    summary="Work out everybody's odds",
    responses=_BEGUN,
)
def start_odds(
    cohort_id: CohortId,
    store: StoreIn,
    jobs: JobsIn,
    settings: SettingsIn,
    response: Response,
    wanted: Annotated[OddsRequest | None, Body()] = None,
) -> RunAccepted:
    """Replay the draw under a policy, and look for the fairest lottery beside it.

    A run does it: follow and stop it as any other; its events `news` say how far it is.
    """
    run = studies.start(store, jobs, settings, cohort_id, wanted or OddsRequest())
    response.headers["Location"] = f"/v1/runs/{run.id}"
    return RunAccepted(id=run.id, status=run.status)


@router.get(
    "/cohorts/{cohort_id}/studies",
    summary="List a cohort's odds and comparisons",
    responses=responses(NotFoundError),
)
def list_studies(cohort_id: CohortId, store: StoreIn) -> StudyList:
    """List what was worked out about policies for a cohort, the newest first."""
    return studies.listed(store, cohort_id)


@router.get(
    "/runs/{run_id}/odds",
    response_model=OddsOut,
    summary="Fetch odds",
    responses={200: {"content": _FILES}, **responses(NotFoundError, UnusableInputError)},
)
def fetch_odds(
    run_id: RunId,
    store: StoreIn,
    actor: ActorIn,
    wanted: Annotated[
        studies.OddsFile | None,
        Query(alias="format", description="odds.json, odds.csv or draws.json as a file"),
    ] = None,
) -> Any:
    """Fetch everybody's odds, by id, with the fairest lottery and the price of priority.

    `format=draws` is the list to publish where the fairest lottery is to be drawn from; a run and
    a commitment name it by this run's id, under `draws`.
    """
    trail.note(store, actor, "odds.read", run_id)
    if wanted is None:
        return studies.odds(store, run_id)
    file = studies.odds_file(store, run_id, wanted)
    headers = {"Content-Disposition": f'attachment; filename="{file.name}"'}
    return Response(file.content, media_type=file.media_type, headers=headers)


@router.get(
    "/runs/{run_id}/comparison", summary="Fetch a comparison", responses=responses(NotFoundError)
)
def fetch_comparison(run_id: RunId, store: StoreIn) -> ComparisonOut:
    """Fetch what each policy does to seats and mix."""
    return studies.comparison(store, run_id)
