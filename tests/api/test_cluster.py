"""Many workers on one PostgreSQL: every run is solved once, whoever dies meanwhile."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psutil
import pytest
from sqlalchemy import text

from api.app import jobs_of
from api.jobs import queue
from api.jobs.child import COMMAND
from api.jobs.cluster import ClusterJobs
from api.jobs.local import LocalJobs
from api.jobs.station import Station
from api.settings import Settings
from api.store import Store
from api.store.tables import QUEUED
from tests.api.bodies import SECRETS, cohort_body
from tests.api.running import PATIENCE, Service, awaited, problem, running, settings_in
from tests.api.test_jobs import begun, proposal_of
from tests.api.test_recovery import NoJobs

START = "import sys; from api.cli import main; sys.exit(main(['worker']))"


def fake(mode: str) -> tuple[str, ...]:
    return (sys.executable, "-m", "tests.api.fake_worker", mode)


@contextmanager
def working(settings: Settings, command: Sequence[str] = COMMAND) -> Iterator[Station]:
    """A worker in a thread of ours."""
    store, made = Store(settings.url()), list[Any]()
    ready = threading.Event()

    async def work() -> None:
        made.extend([Station(store, settings, command), asyncio.get_running_loop()])
        ready.set()
        await made[0].work()

    thread = threading.Thread(target=asyncio.run, args=(work(),))
    thread.start()
    assert ready.wait(PATIENCE)
    try:
        yield made[0]
    finally:
        made[1].call_soon_threadsafe(made[0].close)
        thread.join()
        store.close()


@contextmanager
def worker(settings: Settings, log: Path) -> Iterator[subprocess.Popen[bytes]]:
    """A worker as `matcher worker` starts it."""
    environment = os.environ | {
        "MATCHER_DATABASE_URL": settings.database_url.get_secret_value(),
        "MATCHER_PARALLEL_RUNS": "1",
        "MATCHER_WARM": "0",
    }
    with log.open("wb") as out:
        process = subprocess.Popen([sys.executable, "-c", START], env=environment, stderr=out)
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def ready(service: Service) -> None:
    awaited(lambda: service.get("/readyz").status_code == 200)


def jobs_left(settings: Settings) -> int:
    store = Store(settings.url())
    with store.engine.connect() as connection:
        left = connection.scalar(text("SELECT count(*) FROM matcher_queue.procrastinate_jobs"))
    store.close()
    return int(left or 0)


def test_the_database_decides_who_solves(clustered: Settings, tmp_path: Path) -> None:
    for settings, kind in ((clustered, ClusterJobs), (settings_in(tmp_path), LocalJobs)):
        store = Store(settings.url())
        assert isinstance(jobs_of(store, settings), kind)
        store.close()
    assert Settings(database_url="postgresql://u:p@db/x").url().drivername == "postgresql+psycopg"  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="accepted: postgresql"):
        Store(Settings(database_url="mysql://u:p@db/x").url())  # type: ignore[arg-type]


def test_a_run_is_solved_elsewhere_and_followed_here(clustered: Settings) -> None:
    with running(clustered, None) as service:
        assert "not being taken up" in problem(service.get("/readyz"), 503)["detail"]
        cohort_id = service.add(cohort_body())
        waits = service.start(cohort_id, {"time_limit": 2})
        assert service.run(waits)["status"] == QUEUED
        with working(clustered):
            ready(service)
            run = service.until(waits)
            assert run["status"] == "done"
            proposal_of(service, run)
            events = service.get(f"/v1/runs/{waits}/events").text
            assert [word for word in ("queued", "running", "done") if f'"{word}"' in events]
            assert events.count("event: status") == 3
            again = service.solved(cohort_id)
            assert again["id"] != waits
            awaited(lambda: not jobs_left(clustered))  # nothing is left of what has ended
        assert service.get("/readyz").status_code == 503


def test_two_workers_solve_each_run_once(clustered: Settings) -> None:
    with running(clustered, None) as service:
        with working(clustered), working(clustered):
            cohort_id = service.add(cohort_body())
            runs = [service.start(cohort_id, {"time_limit": 1, "seed": n}) for n in range(6)]
            ends = [service.until(run_id) for run_id in runs]
        assert {run["status"] for run in ends} == {"done"}
        store = Store(clustered.url())
        with store.read() as repository:
            rows = [repository.runs.get(run_id) for run_id in runs]
            assert [row.attempt for row in rows if row] == [1] * 6
            assert len(repository.proposals.by_run(runs)) == 6
        store.close()


def test_a_wish_to_stop_reaches_a_deaf_solver_elsewhere(clustered: Settings) -> None:
    with running(clustered, None) as service, working(clustered, fake("deaf")):
        run_id = begun(service)
        store = Store(clustered.url())

        def kept() -> bool:
            with store.read() as repository:
                return repository.runs.has_draft(run_id)

        awaited(kept)
        store.close()
        service.post(f"/v1/runs/{run_id}/stop")
        run = service.until(run_id)
        assert (run["status"], run["failure"]) == ("stopped", None)
        proposal_of(service, run)


def test_a_purged_run_is_ended_elsewhere(clustered: Settings) -> None:
    with running(clustered, None) as service, working(clustered, fake("wait")) as station:
        run_id = begun(service)
        service.delete(f"/v1/cohorts/{service.run(run_id)['cohort_id']}").raise_for_status()
        awaited(lambda: not station.crew.works_on())


def test_interactive_runs_overtake_batch_runs(clustered: Settings) -> None:
    with running(clustered, None) as service:
        cohort_id = service.add(cohort_body())
        later = service.start(cohort_id, {"time_limit": 1, "priority": "batch"})
        sooner = service.start(cohort_id, {"time_limit": 1})
        with working(clustered):
            ends = [service.until(run_id)["started_at"] for run_id in (sooner, later)]
        assert ends[0] < ends[1]


def test_a_killed_workers_run_is_taken_up_by_another(
    clustered: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queue, "BEAT", 0.5)  # several to a silence, or the living seem dead
    monkeypatch.setattr(queue, "SILENT", 5.0)
    log = tmp_path / "log"
    with running(clustered, None) as service, worker(clustered, log) as process:
        demo = service.get("/v1/demo-cohorts/statewide-150").json()
        run_id = service.start(service.add(demo), {"time_limit": 8})
        service.until(run_id, "running")
        children = psutil.Process(process.pid).children()
        process.kill()
        process.wait()
        with working(clustered):
            run = service.until(run_id)
        assert run["status"] == "done"
        events = service.get(f"/v1/runs/{run_id}/events").text
        assert events.count('"running"') == 2
        assert events.count('"done"') == 1
        _, alive = psutil.wait_procs(children, PATIENCE)
        assert not alive
    assert not any(secret in log.read_text() for secret in SECRETS)


def test_a_worker_told_to_end_keeps_the_best_and_gives_the_rest_back(
    clustered: Settings, tmp_path: Path
) -> None:
    log = tmp_path / "log"
    with running(clustered, None) as service, worker(clustered, log) as process:
        demo = service.get("/v1/demo-cohorts/statewide-150").json()
        cohort_id = service.add(demo)
        run_id = service.start(cohort_id, {"time_limit": 120})
        service.until_found(run_id)
        waits = service.start(cohort_id, {"time_limit": 2})
        process.send_signal(signal.SIGTERM)
        assert process.wait(PATIENCE) == 0
        run = service.run(run_id)
        assert run["status"] == "stopped"
        assert run["proposal_id"]
        assert service.run(waits)["status"] == QUEUED
        with working(clustered):
            assert service.until(waits)["status"] == "done"
    assert "Traceback" not in log.read_text()


def test_a_worker_that_ends_gives_a_run_without_anything_to_the_next(clustered: Settings) -> None:
    with running(clustered, None) as service:
        with working(clustered, fake("hang")):
            run_id = service.start(service.add(cohort_body()), {"time_limit": 2})
            service.until(run_id, "running")
        assert service.run(run_id)["status"] == QUEUED
        with working(clustered):
            assert service.until(run_id)["status"] == "done"


def test_a_run_whose_job_was_lost_is_found_in_its_table(clustered: Settings) -> None:
    with running(clustered, None) as service:
        run_id = service.start(service.add(cohort_body()), {"time_limit": 1})
        store = Store(clustered.url())
        with store.engine.begin() as connection:
            connection.execute(text("SET LOCAL search_path TO matcher_queue"))
            connection.execute(text("DELETE FROM procrastinate_jobs"))
        store.close()
        with working(clustered):
            assert service.until(run_id)["status"] == "done"


def test_a_worker_without_postgresql_says_so(tmp_path: Path) -> None:
    environment = os.environ | {"MATCHER_DATA_DIR": str(tmp_path)}
    done = subprocess.run(
        [sys.executable, "-c", START], env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 2
    assert "set MATCHER_DATABASE_URL" in done.stderr
    assert "Traceback" not in done.stderr


def test_what_only_one_database_minds_is_answered_alike(either: Settings) -> None:
    """NUL in a text, numbers beyond a column, one key twice at the same moment."""
    with running(either, NoJobs) as service:
        assert problem(service.get("/v1/cohorts/coh_%00"), 404)
        body = cohort_body()
        body["program"]["name"] = "Spring\0time"
        answer = service.post("/v1/cohorts", json=body)
        assert answer.status_code in (201, 422), answer.text
        cohort_id = service.add(cohort_body())
        assert service.get(f"/v1/audit-events?after={2**53}").status_code == 200
        with ThreadPoolExecutor(4) as pool:
            keys = {"Idempotency-Key": "one"}
            runs = set(pool.map(lambda _: service.start(cohort_id, {}, **keys), range(4)))
        assert len(runs) == 1
        service.post(f"/v1/runs/{runs.pop()}/stop")
        run_id = service.get(f"/v1/cohorts/{cohort_id}").json()["runs"][0]["id"]
        late = {"Last-Event-ID": str(2**53)}
        assert service.get(f"/v1/runs/{run_id}/events", headers=late).text == ""
