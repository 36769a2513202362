"""Life after publishing: publish, repair, the best groups for one more."""

from typing import Annotated, Any

from fastapi import APIRouter, Body, Header, Path, Response
from fastapi.concurrency import run_in_threadpool

from api.dependencies import ActorIn, JobsIn, ProposalId, SettingsIn, StoreIn
from api.errors import (
    ConflictError,
    NotFoundError,
    QueueFullError,
    TooLargeError,
    UnusableInputError,
    responses,
)
from api.schemas.problems import LookOut
from api.schemas.repair import FitOut, PublishOut, RepairRequest
from api.schemas.runs import RunAccepted, RunOut
from api.services import repairs, runs, trail
from api.services.prefer import wait_seconds
from api.store.tables import ENDED

router = APIRouter(prefix="/v1/proposals", tags=["proposals"])


@router.post(
    "/{proposal_id}/repair",
    status_code=202,
    response_model=RunAccepted,
    summary="Repair with the fewest changes",
    responses={
        200: {"model": RunOut, "description": "It ended within the time to wait"},
        202: {"headers": {"Location": {"schema": {"type": "string"}}}},
        **responses(NotFoundError, TooLargeError, UnusableInputError, QueueFullError),
    },
)
async def repair_proposal(
    proposal_id: ProposalId,
    store: StoreIn,
    jobs: JobsIn,
    settings: SettingsIn,
    actor: ActorIn,
    response: Response,
    wanted: Annotated[RepairRequest | None, Body()] = None,
    prefer: Annotated[
        str | None,
        Header(alias="Prefer", max_length=200, description="`wait=N`: answer once it has ended"),
    ] = None,
    idempotency_key: Annotated[
        str | None, Header(alias="Idempotency-Key", min_length=1, max_length=200)
    ] = None,
) -> Any:
    """Put a repair into the queue: a run that changes as little as possible.

    Its proposal holds, under `repair`, all the options side by side.
    """
    run = await run_in_threadpool(
        repairs.start, store, jobs, settings, proposal_id, wanted or RepairRequest(),
        idempotency_key,
    )  # fmt: skip
    await run_in_threadpool(trail.note, store, actor, "proposal.repair", proposal_id, lasting=True)
    headers = {"Location": f"/v1/runs/{run.id}"}
    seconds = wait_seconds(prefer)
    if seconds is not None:
        seconds = min(seconds, settings.max_wait)
        run = await runs.wait(store, run.id, seconds)
        headers["Preference-Applied"] = f"wait={seconds:g}"
        if run.status in ENDED:
            return Response(run.model_dump_json(), headers=headers, media_type="application/json")
    response.headers.update(headers)
    return RunAccepted(id=run.id, status=run.status)


@router.post(
    "/{proposal_id}/repair/reading",
    summary="Look at a repair",
    responses=responses(NotFoundError, TooLargeError, UnusableInputError),
)
def look_at_repair(proposal_id: ProposalId, store: StoreIn, wanted: RepairRequest) -> LookOut:
    """Say what of a repair would be refused, as a late arrival's times; nothing is kept."""
    return repairs.look(store, proposal_id, wanted)


@router.get(
    "/{proposal_id}/publish",
    summary="What is outstanding before publishing",
    responses=responses(NotFoundError),
)
def look_before_publishing(proposal_id: ProposalId, store: StoreIn, actor: ActorIn) -> PublishOut:
    """Say whether a proposal is published, and who has yet to hand in what."""
    found = repairs.publication(store, proposal_id)
    trail.note(store, actor, "proposal.outstanding", proposal_id)
    return found


@router.post(
    "/{proposal_id}/publish",
    summary="Publish",
    responses=responses(NotFoundError, ConflictError),
)
def publish_proposal(proposal_id: ProposalId, store: StoreIn, actor: ActorIn) -> PublishOut:
    """Freeze a proposal: later changes are repairs. Again it changes nothing."""
    return repairs.publish(store, proposal_id, actor)


@router.get(
    "/{proposal_id}/fit/{participant_id:path}",
    summary="The best groups for one person",
    responses=responses(NotFoundError),
)
def fit_person(
    proposal_id: ProposalId,
    participant_id: Annotated[str, Path(examples=["P007"])],
    store: StoreIn,
    actor: ActorIn,
) -> FitOut:
    """Say which groups have a seat for somebody now, and what each would change."""
    found = repairs.best_groups(store, proposal_id, participant_id)
    trail.note(store, actor, "proposal.fit", proposal_id)
    return found
