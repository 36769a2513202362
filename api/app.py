"""The application: routes, errors and middleware around one store and its runners."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import structlog
from anyio import CapacityLimiter
from fastapi import FastAPI
from fastapi.concurrency import run_in_threadpool
from fastapi.middleware.cors import CORSMiddleware
from fastapi.routing import APIRoute

import matcher
from api import errors
from api.jobs.local import LocalJobs
from api.jobs.port import Jobs
from api.middleware import BodyLimit, RequestLog
from api.openapi import complete
from api.operations.metrics import Metrics
from api.operations.upkeep import Upkeep
from api.operations.webhooks import Webhooks
from api.page import routes as page
from api.reading.readers import Readers
from api.routes import (
    cohorts,
    demo,
    edits,
    health,
    people,
    proposals,
    readings,
    repairs,
    runs,
    studies,
    trail,
)
from api.security.access import Access
from api.settings import Settings
from api.store import Store
from api.whatif.askers import Askers

DESCRIPTION = """Forms reflective-supervision groups from a waitlist and a roster of providers.

Upload a cohort, start a run, follow it, fetch its proposal. Every error is
`application/problem+json`; where the input is at fault, `errors` says where and what is accepted.
"""
MakeJobs = Callable[[Store, Settings], Jobs]
log = structlog.get_logger()


def create_app(
    settings: Settings | None = None,
    make_jobs: MakeJobs | None = None,
    *,
    exposed: bool = False,
) -> FastAPI:
    """Return the service.

    Parameters
    ----------
    settings : Settings, optional
        The environment's if not given.
    make_jobs : callable, optional
        Makes what runs the solver: child processes, or with PostgreSQL a queue for workers.
    exposed : bool
        Whether other machines can reach it: then every request needs a key.
    """
    settings = settings or Settings()

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        store = Store(settings.url())
        await run_in_threadpool(store.migrate)
        jobs = (make_jobs or jobs_of)(store, settings)
        readers = Readers(settings.readers(), settings.reading_seconds)
        app.state.store, app.state.jobs, app.state.readers = store, jobs, readers
        app.state.uploads = CapacityLimiter(readers.count)
        app.state.askers = askers = Askers(settings)
        await run_in_threadpool(jobs.start)
        webhooks, upkeep = Webhooks(store, settings), Upkeep(store, jobs, settings)
        log.info("ready", runs_at_once=settings.runs_at_once())
        try:
            yield
        finally:
            await run_in_threadpool(upkeep.close)
            await run_in_threadpool(jobs.close)
            await run_in_threadpool(webhooks.close)
            readers.close()
            await run_in_threadpool(askers.close)
            store.close()

    app = FastAPI(
        title="matcher",
        version=matcher.__version__,
        description=DESCRIPTION,
        lifespan=lifespan,
        # The usual pages load their scripts from elsewhere; /openapi.json opens in any tool.
        docs_url=None,
        redoc_url=None,
        generate_unique_id_function=lambda route: route.name,
    )
    app.state.settings, app.state.metrics = settings, Metrics()
    resources = (
        cohorts, people, readings, runs, studies, proposals, edits, repairs, demo, trail, health,
    )  # fmt: skip
    routers = [resource.router for resource in resources]
    for router in routers:
        app.include_router(router)
    routes = [route for router in routers for route in router.routes]
    app.include_router(page.router)
    app.mount("/static", page.own_files(), name="static")
    errors.add_handlers(app, [route for route in routes if isinstance(route, APIRoute)])
    # The last one added is the first one passed.
    app.add_middleware(BodyLimit, limit=settings.max_body_bytes, seconds=settings.body_seconds)
    app.add_middleware(Access, rate=settings.rate_limit, exposed=exposed)
    if settings.cors_origins:
        app.add_middleware(
            CORSMiddleware,
            allow_origins=settings.cors_origins.split(),
            allow_methods=["GET", "POST", "DELETE"],
            allow_headers=["Authorization", "Content-Type", "Idempotency-Key", "Prefer"],
            expose_headers=["Location", "Retry-After"],
        )
    app.add_middleware(RequestLog)
    _document(app)
    return app


def jobs_of(store: Store, settings: Settings) -> Jobs:
    """Return what runs the solver for a store."""
    if store.file:
        return LocalJobs(store, settings)
    from api.jobs.cluster import ClusterJobs  # with what only PostgreSQL needs

    return ClusterJobs(store, settings)


def _document(app: FastAPI) -> None:
    generate = app.openapi

    def openapi() -> dict[str, Any]:
        if app.openapi_schema is None:
            app.openapi_schema = complete(generate())
        return app.openapi_schema

    app.openapi = openapi  # type: ignore[method-assign]
