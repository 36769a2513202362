"""Liveness, readiness and figures, without prefix."""

from typing import Literal

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel
from sqlalchemy.exc import SQLAlchemyError

from api.dependencies import JobsIn, SettingsIn, StoreIn
from api.errors import NotReadyError, responses
from api.operations.metrics import CONTENT_TYPE, Metrics
from api.store.tables import QUEUED, RUNNING

LEAST_MEGABYTES = 100
router = APIRouter(tags=["health"])


class Health(BaseModel):
    """The server answers."""

    status: Literal["ok"] = "ok"


class QueueState(BaseModel):
    """How long the queue is."""

    queued: int
    running: int
    limit: int


class Readiness(BaseModel):
    """Store and queue work."""

    status: Literal["ready"] = "ready"
    queue: QueueState


@router.get("/healthz", summary="Is it alive?")
async def alive() -> Health:
    """Answer as long as the server runs."""
    return Health()


@router.get("/readyz", summary="Can it work?", responses=responses(NotReadyError))
def ready(store: StoreIn, jobs: JobsIn, settings: SettingsIn) -> Readiness:
    """Answer 200 while the store can be read and written, has the newest tables and room, and
    runs are taken up.
    """  # fmt: skip
    try:
        current = store.ready()
        with store.read() as repository:
            queued = repository.runs.count(QUEUED)
            running = repository.runs.count(RUNNING)
        writable = store.writable()
    except SQLAlchemyError:
        raise NotReadyError("The store does not answer.") from None
    if not current:
        raise NotReadyError("The store's tables are not of this version.")
    if not writable:
        raise NotReadyError("The store cannot be written.")
    if store.free_megabytes() < LEAST_MEGABYTES:
        raise NotReadyError(f"The store has less than {LEAST_MEGABYTES} MB left on its disk.")
    if not jobs.state().alive:
        raise NotReadyError("Runs are not being taken up.")
    return Readiness(queue=QueueState(queued=queued, running=running, limit=settings.queue_limit))


@router.get(
    "/metrics",
    response_class=Response,
    summary="Figures for Prometheus",
    responses={200: {"content": {"text/plain": {"example": "matcher_runs_queued 0.0\n"}}}},
)
def figures(request: Request, store: StoreIn) -> Response:
    """Answer requests, queue, runs ended, seconds and gaps of solves, as Prometheus reads them."""
    metrics: Metrics = request.app.state.metrics
    return Response(metrics.text(store), media_type=CONTENT_TYPE)
