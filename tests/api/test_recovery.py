"""Servers that die or end: what ran is started again, nothing is written twice."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterable
from pathlib import Path

import pytest

from api.jobs.port import JobsState
from api.operations.lock import ServerLock, TakenError
from api.settings import Settings
from api.store import Store
from api.store.runs import INTERRUPTED
from api.store.tables import DONE, FAILED, QUEUED, RUNNING, STOPPED
from tests.api.bodies import SECRETS, cohort_body
from tests.api.running import PATIENCE, Service, faked, running, settings_in


def served(folder: Path, log: Path) -> tuple[subprocess.Popen[bytes], str]:
    """A server as `matcher serve` starts it, and its address."""
    command = [sys.executable, "-c", "from api.commands.serve import serve; serve('127.0.0.1', 0)"]
    environment = os.environ | {"MATCHER_DATA_DIR": str(folder)}
    with log.open("wb") as out:
        process = subprocess.Popen(command, env=environment, stderr=out)
    end = time.monotonic() + PATIENCE
    while "Serving on " not in log.read_text():
        assert process.poll() is None, log.read_text()
        assert time.monotonic() < end
        time.sleep(0.05)
    return process, log.read_text().split("Serving on ")[1].split()[0]


def test_a_killed_server_leaves_a_run_that_the_next_one_finishes(tmp_path: Path) -> None:
    log = tmp_path / "log"
    process, url = served(tmp_path, log)
    with Service(base_url=url, timeout=PATIENCE, trust_env=False) as service:
        assert service.get("/readyz").status_code == 200
        cohort_id = service.add(cohort_body())
        long = service.start(cohort_id, {"time_limit": 2})
        after = service.start(cohort_id, {"time_limit": 2})
        service.until(long, "running")
        process.send_signal(signal.SIGKILL)
        process.wait()
    told = log.read_text()
    process, url = served(tmp_path, log)
    try:
        with Service(base_url=url, timeout=PATIENCE, trust_env=False) as service:
            assert service.get("/readyz").status_code == 200
            assert service.until(long)["status"] == "done"
            assert service.until(after)["status"] == "done"
            run = service.run(long)
            assert service.get(f"/v1/proposals/{run['proposal_id']}").json()["groups"]
    finally:
        process.terminate()
        process.wait()
    told += log.read_text()
    assert '"event": "run ended"' in told
    assert not any(secret in told for secret in SECRETS)
    assert "Traceback" not in told


def test_a_server_that_ends_keeps_the_best_of_its_runs(tmp_path: Path) -> None:
    with running(settings_in(tmp_path), faked("wait")) as service:
        cohort_id = service.add(cohort_body())
        begun, waiting = service.start(cohort_id), service.start(cohort_id)
        while not service.run(begun)["levels"]:
            time.sleep(0.02)
    with running(settings_in(tmp_path)) as service:
        run = service.run(begun)
        assert run["status"] == "stopped"
        assert run["proposal_id"]
        assert service.until(waiting)["status"] == "done"


def test_a_server_that_ends_puts_a_run_that_hears_nothing_back(tmp_path: Path) -> None:
    with running(settings_in(tmp_path), faked("hang")) as service:
        run_id = service.start(service.add(cohort_body()), {"time_limit": 2})
        service.until(run_id, "running")
    with running(settings_in(tmp_path)) as service:
        assert service.until(run_id)["status"] == "done"


class NoJobs:
    """Takes nothing up."""

    def __init__(self, *_: object) -> None: ...

    def start(self) -> None: ...

    def close(self) -> None: ...

    def enqueue(self, run_id: str, priority: int) -> None: ...

    def request_stop(self, run_id: str) -> None: ...

    def forget(self, run_ids: Iterable[str]) -> None: ...

    def state(self) -> JobsState:
        return JobsState(alive=True, processes=0)


def stored(settings: Settings) -> Store:
    store = Store(settings.url())
    store.migrate()
    return store


def queued(settings: Settings, count: int = 1) -> list[str]:
    """Runs in a database whose server is gone."""
    with running(settings, NoJobs) as service:
        cohort_id = service.add(cohort_body())
        return [service.start(cohort_id) for _ in range(count)]


def test_a_run_that_was_left_behind_too_often_fails(either: Settings) -> None:
    (run_id,) = queued(either)
    store = stored(either)
    seen = []
    for _ in range(3):
        with store.write() as repository:
            claimed = repository.runs.claim()
            assert claimed is not None
            seen.append(claimed.attempt)
        with store.write() as repository:
            repository.runs.requeue(max_attempts=seen[0] + 2)
    with store.read() as repository:
        run = repository.runs.get(run_id)
        assert run is not None
        assert run.status == FAILED
        assert run.failure == INTERRUPTED.format(count=run.attempt)
    store.close()


def test_only_the_latest_attempt_may_write(either: Settings) -> None:
    (run_id,) = queued(either)
    store = stored(either)
    document = {"levels": [], "groups": []}
    with store.write() as repository:
        first = repository.runs.claim()
        assert first is not None
        old = first.attempt
        repository.runs.requeue(max_attempts=99)
        second = repository.runs.claim()
        assert second is not None
        assert second.attempt == old + 1
        assert not repository.runs.progress(run_id, old, [], [("level", {})])
        assert not repository.runs.finish(run_id, old, DONE, proposal=document)
        assert repository.proposals.by_run([run_id]) == {}
        assert repository.runs.finish(run_id, second.attempt, DONE, proposal=document)
        assert not repository.runs.finish(run_id, second.attempt, FAILED, failure="late")
    with store.read() as repository:
        run = repository.runs.get(run_id)
        assert run is not None
        assert run.status == DONE
        assert list(repository.proposals.by_run([run_id])) == [run_id]
    store.close()


def test_a_run_asked_to_stop_before_its_server_died_is_not_started_again(either: Settings) -> None:
    (run_id,) = queued(either)
    store = stored(either)
    with store.write() as repository:
        assert repository.runs.claim() is not None
    with store.write() as repository:
        run = repository.runs.request_stop(run_id)
        assert run is not None
        assert run.status == RUNNING
        assert repository.runs.requeue(max_attempts=99) == 0
    with store.read() as repository:
        run = repository.runs.get(run_id)
        assert run is not None
        assert run.status == STOPPED
        assert repository.runs.count(QUEUED) == 0
    store.close()


def test_a_second_server_on_the_same_data_is_refused(tmp_path: Path) -> None:
    url = settings_in(tmp_path).url()
    with ServerLock(url), pytest.raises(TakenError, match="MATCHER_DATA_DIR"), ServerLock(url):
        pass
    with ServerLock(url):
        pass
