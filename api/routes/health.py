"""Liveness and readiness, without prefix."""

from typing import Literal

from fastapi import APIRouter
from pydantic import BaseModel
from sqlalchemy.exc import SQLAlchemyError

from api.dependencies import JobsIn, SettingsIn, StoreIn
from api.errors import NotReadyError, responses
from api.store.tables import QUEUED, RUNNING

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
    """Answer 200 while the store answers with the newest tables and runs are taken up."""
    try:
        current = store.ready()
        with store.read() as repository:
            queued = repository.runs.count(QUEUED)
            running = repository.runs.count(RUNNING)
    except SQLAlchemyError:
        raise NotReadyError("The store does not answer.") from None
    if not current:
        raise NotReadyError("The store's tables are not of this version.")
    if not jobs.state().alive:
        raise NotReadyError("Runs are not being taken up.")
    return Readiness(queue=QueueState(queued=queued, running=running, limit=settings.queue_limit))
