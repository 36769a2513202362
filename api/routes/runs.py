"""Runs: how they stand, their news, their end."""

from collections.abc import AsyncIterable
from typing import Annotated

from fastapi import APIRouter, Depends, Header
from fastapi.sse import EventSourceResponse, ServerSentEvent

from api.dependencies import JobsIn, RunId, StoreIn
from api.errors import NotFoundError, UnusableInputError, responses
from api.schemas.runs import RunAccepted, RunOut
from api.services import runs

router = APIRouter(prefix="/v1/runs", tags=["runs"])

STREAM_EXAMPLE = """event: status
data: {"status": "running", "at": "2026-11-02T14:06:40+00:00"}
id: 2

event: incumbent
data: {"level": "turn", "value": 531, "bound": 540, "seconds": 2.1, "text": "turn: 531", "at": "…"}
id: 9

event: status
data: {"status": "done", "proposal_id": "prop_2b8f017ce94d6a35f1c8", "at": "…"}
id: 17
"""


def _known(run_id: RunId, store: StoreIn) -> str:
    # Before the stream begins: afterwards no status could say so.
    return runs.view(store, run_id).id


@router.get("/{run_id}", summary="Show a run", responses=responses(NotFoundError))
def show_run(run_id: RunId, store: StoreIn) -> RunOut:
    """Show how a run stands; `levels` holds what is reached and proven so far."""
    return runs.view(store, run_id)


@router.get(
    "/{run_id}/events",
    response_class=EventSourceResponse,
    summary="Follow a run",
    responses={
        200: {"content": {"text/event-stream": {"example": STREAM_EXAMPLE}}},
        **responses(NotFoundError, UnusableInputError),
    },
)
async def follow_run(
    run_id: Annotated[str, Depends(_known)],
    store: StoreIn,
    last_event_id: Annotated[
        int, Header(alias="Last-Event-ID", ge=0, le=2**53, description="Go on after this event")
    ] = 0,
) -> AsyncIterable[ServerSentEvent]:
    """Send a run's news as server-sent events, from the first or after `Last-Event-ID`.

    Events are `status`, `level` (a new level has begun), `incumbent` (a better proposal) and
    `bound` (a better bound), and of odds and comparisons `news` (how far it is, in words); the
    stream ends with the run.
    """
    async for event in runs.events(store, run_id, last_event_id):
        yield event


@router.post(
    "/{run_id}/stop", status_code=202, summary="Stop a run", responses=responses(NotFoundError)
)
def stop_run(run_id: RunId, store: StoreIn, jobs: JobsIn) -> RunAccepted:
    """End a run with its best proposal so far; one that has ended stays as it is."""
    run = runs.stop(store, jobs, run_id)
    return RunAccepted(id=run.id, status=run.status)
