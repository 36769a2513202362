"""The service on a real socket of this machine, and what tests do with it again and again."""

from __future__ import annotations

import socket
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import uvicorn

from api.app import MakeJobs, create_app
from api.jobs.local import LocalJobs
from api.security.connection import PatientConnection
from api.settings import Settings
from api.store import Store
from api.store.tables import DraftRow

PATIENCE = 60  # seconds; other work may share the cores
ENDED = ("done", "stopped", "failed")


def settings_in(folder: Path, **other: Any) -> Settings:
    """Settings with a database in a test's own folder and no process before it is needed."""
    return Settings(**{"data_dir": folder, "warm": False, "parallel_runs": 1, **other})


def faked(mode: str) -> MakeJobs:
    """Runners whose solver processes misbehave."""
    command = (sys.executable, "-m", "tests.api.fake_worker", mode)
    return lambda store, settings: LocalJobs(store, settings, command)


class Service(httpx.Client):
    """A client of a running service."""

    def add(self, body: object) -> str:
        """Take a cohort in; return its id."""
        answer = self.post("/v1/cohorts", json=body)
        assert answer.status_code == 201, answer.text
        return str(answer.json()["id"])

    def start(self, cohort_id: str, body: object = None, **headers: str) -> str:
        """Start a run; return its id."""
        answer = self.post(f"/v1/cohorts/{cohort_id}/runs", json=body or {}, headers=headers)
        assert answer.status_code == 202, answer.text
        return str(answer.json()["id"])

    def run(self, run_id: str) -> dict[str, Any]:
        """How a run stands."""
        answer = self.get(f"/v1/runs/{run_id}")
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.json()
        return found

    def until(self, run_id: str, *statuses: str) -> dict[str, Any]:
        """Wait until a run has one of the statuses."""
        end = time.monotonic() + PATIENCE
        while (run := self.run(run_id))["status"] not in (statuses or ENDED):
            assert time.monotonic() < end, run
            time.sleep(0.02)
        return run

    def solved(self, cohort_id: str, body: object = None) -> dict[str, Any]:
        """Run to the end; return the run."""
        run = self.until(self.start(cohort_id, body or {"time_limit": 2}))
        assert run["status"] == "done", run
        return run


@contextmanager
def running(settings: Settings, make_jobs: MakeJobs | None = LocalJobs) -> Iterator[Service]:
    """Serve on a free port of this machine."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        app = create_app(settings, make_jobs)
        server = uvicorn.Server(
            uvicorn.Config(
                app,
                log_config=None,
                access_log=False,
                timeout_graceful_shutdown=1,
                http=PatientConnection,
            )
        )
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        try:
            end = time.monotonic() + PATIENCE
            while not server.started:
                assert thread.is_alive(), "the server did not start"
                assert time.monotonic() < end
                time.sleep(0.01)
            url = f"http://127.0.0.1:{listener.getsockname()[1]}"
            with Service(base_url=url, timeout=PATIENCE, trust_env=False) as service:
                yield service
        finally:
            server.should_exit = True
            thread.join()


def draft_kept(folder: Path, run_id: str) -> DraftRow:
    """Wait until a run's best is in the store; return it."""
    store = Store(settings_in(folder).url())
    end, draft = time.monotonic() + PATIENCE, None
    while draft is None:
        assert time.monotonic() < end
        with store.read() as repository:
            draft = repository.runs.session.get(DraftRow, run_id)
        time.sleep(0.02)
    store.close()
    return draft


def problem(answer: httpx.Response, status: int) -> dict[str, Any]:
    """The problem that an answer must be: its form, and nothing of a traceback."""
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    assert "Traceback" not in answer.text
    assert ".py" not in answer.text
    found: dict[str, Any] = answer.json()
    assert found["status"] == status
    assert found["type"].startswith("urn:matcher:problem:")
    assert found["title"]
    assert found["detail"]
    for error in found.get("errors", ()):
        assert set(error) == {"file", "row", "column", "code", "message"}
    return found
