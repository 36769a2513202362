"""The queue in PostgreSQL through which servers hand runs to workers on any machine.

The `run` table is the truth; a job only says "this run waits". So the queue may lose or double
jobs without harm: `Queue.sweep` puts back what is missing, and a run is claimed once.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import timedelta
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

import psycopg
from procrastinate import App, PsycopgConnector, SyncPsycopgConnector
from procrastinate.exceptions import AlreadyEnqueued, ConnectorException
from procrastinate.jobs import Status
from procrastinate.schema import SchemaManager
from psycopg import sql
from psycopg.conninfo import make_conninfo
from sqlalchemy import text

from api.store import Store
from api.store.tables import QUEUED
from api.store.types import now

if TYPE_CHECKING:
    from sqlalchemy.engine import URL

SCHEMA = "matcher_queue"  # apart from our own tables, which alembic looks after
PREPARING = 7_461_002  # advisory lock under which one process makes the schema
TASK, QUEUE = "solve", "runs"
BEAT = 3.0  # seconds between two signs of life of a worker
SILENT = 20.0  # seconds without one; then somebody else takes its runs up
SETTLE = timedelta(seconds=3)  # from a run's row to its job, in a server that lives
WAIT_SECONDS = 5.0  # for a connection
Solve = Callable[[str], Awaitable[None]]


class Queue:
    """Puts runs into the queue, and puts right what crashes have left in it.

    Parameters
    ----------
    store : Store
        On PostgreSQL.
    """

    def __init__(self, store: Store) -> None:
        self.store = store
        self._app = App(connector=SyncPsycopgConnector(**_pool(store.url)))

    def open(self) -> None:
        """Make the queue's tables where they are missing or of another version, and connect."""
        _prepare(self.store.url)
        self._app.open()

    def close(self) -> None:
        """Close every connection."""
        self._app.close()

    def put(self, run_id: str, priority: int) -> None:
        """Say that a run waits; saying it twice is saying it once.

        Raises
        ------
        procrastinate.exceptions.ConnectorException
        """
        task = self._app.configure_task(
            TASK, queue=QUEUE, priority=-priority, queueing_lock=run_id, allow_unknown=True
        )
        with suppress(AlreadyEnqueued):
            task.defer(run_id=run_id)

    def put_again(self, run_id: str) -> None:
        """Say that a run waits, if it does."""
        with self.store.read() as repository:
            run = repository.runs.get(run_id)
        if run is not None and run.status == QUEUED:
            self.put(run.id, run.priority)

    def sweep(self, max_attempts: int) -> int:
        """Queue again what silent workers left behind and what waits without a job; how many."""
        with self.store.write() as repository:
            count = repository.runs.requeue(max_attempts, timedelta(seconds=SILENT))
            waiting = repository.runs.waiting(now() - SETTLE)
        if waiting:
            jobs = self._app.job_manager
            known = {
                job.task_kwargs["run_id"]
                for status in (Status.TODO, Status.DOING)
                for job in jobs.list_jobs(queue=QUEUE, status=status.value)
            }
            for run in waiting:
                if run.id not in known:
                    self.put(run.id, run.priority)
        return count

    def workers(self) -> int:
        """Return how many workers have given a sign of life."""
        asked = text(
            f"SELECT count(*) FROM {SCHEMA}.procrastinate_workers "  # noqa: S608 - a constant
            "WHERE last_heartbeat > now() - make_interval(secs => :silent)"
        )
        with self.store.engine.connect() as connection:
            return connection.scalar(asked, {"silent": SILENT}) or 0


class Taker:
    """Takes jobs out of the queue, the most urgent first, as long as it is open.

    Parameters
    ----------
    url : sqlalchemy.engine.URL
    solve : coroutine function
        Given a run's id; returns when the run is out of this worker's hands.
    """

    def __init__(self, url: URL, solve: Solve) -> None:
        self._app = App(connector=PsycopgConnector(**_pool(url)))
        self._app.task(name=TASK, queue=QUEUE)(solve)

    async def take(self, at_once: int, last_words: float) -> None:
        """Take jobs until cancelled; then those under way have so many seconds to end.

        Raises
        ------
        procrastinate.exceptions.ConnectorException
            The database does not answer.
        """
        async with self._app.open_async():
            forgetting = asyncio.create_task(self._forget_stalled())
            try:
                await self._app.run_worker_async(
                    queues=[QUEUE],
                    concurrency=at_once,
                    delete_jobs="always",
                    fetch_job_polling_interval=1.0,
                    update_heartbeat_interval=BEAT,
                    stalled_worker_timeout=SILENT,
                    shutdown_graceful_timeout=last_words,
                    install_signal_handlers=False,
                )
            finally:
                forgetting.cancel()

    async def _forget_stalled(self) -> None:
        """Delete the jobs of dead workers; their runs are put back by `Queue.sweep`."""
        jobs = self._app.job_manager
        while True:
            with suppress(ConnectorException):  # else another worker does it, or we do next time
                for job in await jobs.get_stalled_jobs(queue=QUEUE, seconds_since_heartbeat=SILENT):
                    await jobs.finish_job(job, Status.FAILED, delete_job=True)
            await asyncio.sleep(BEAT)


def _prepare(url: URL) -> None:
    """Make the queue's schema, anew where it is another version's: it holds nothing of its own."""
    ours = f"procrastinate {version('procrastinate')}"
    with psycopg.connect(_conninfo(url)) as connection:
        connection.execute("SELECT pg_advisory_xact_lock(%s)", [PREPARING])
        asked = "SELECT obj_description(to_regnamespace(%s), 'pg_namespace')"
        found = connection.execute(asked, [SCHEMA]).fetchone()
        if found and found[0] == ours:
            return
        name = sql.Identifier(SCHEMA)
        for step in (
            sql.SQL("DROP SCHEMA IF EXISTS {} CASCADE").format(name),
            sql.SQL("CREATE SCHEMA {}").format(name),
            sql.SQL("SET LOCAL search_path TO {}").format(name),
            sql.SQL(SchemaManager.get_schema()),
            sql.SQL("COMMENT ON SCHEMA {} IS {}").format(name, sql.Literal(ours)),
        ):
            connection.execute(step)


def _pool(url: URL) -> dict[str, Any]:
    return {
        "conninfo": _conninfo(url, options=f"-c search_path={SCHEMA}"),
        "min_size": 1,
        "max_size": 4,
        "timeout": WAIT_SECONDS,
    }


def _conninfo(url: URL, options: str = "") -> str:
    given: dict[str, Any] = {**url.translate_connect_args(username="user", database="dbname")}
    given |= url.normalized_query and {key: ",".join(v) for key, v in url.normalized_query.items()}
    given["options"] = f"{given.get('options', '')} {options}".strip()
    return make_conninfo(**given, connect_timeout=int(WAIT_SECONDS))
