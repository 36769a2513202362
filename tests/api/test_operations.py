"""What an operator relies on: figures, readiness, logs, a graceful end, backups."""

from __future__ import annotations

import json
import re
import shutil
import signal
import sqlite3
import stat
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from api.cli import main
from api.operations.lock import ServerLock
from api.operations.metrics import largest_gap
from api.store.tables import RunRow
from tests.api.bodies import SECRETS, cohort_body
from tests.api.running import PATIENCE, Service, problem, running, settings_in
from tests.api.test_privacy import left_in
from tests.api.test_recovery import NoJobs, served

if TYPE_CHECKING:
    import pytest


def figure(text: str, name: str) -> float:
    """One figure."""
    (found,) = re.findall(rf"^{re.escape(name)} (\S+)$", text, re.MULTILINE)
    return float(found)


def test_figures(tmp_path: Path) -> None:
    with running(settings_in(tmp_path)) as service:
        cohort_id = service.add(cohort_body())
        run = service.solved(cohort_id)
        service.get(f"/v1/proposals/{run['proposal_id']}/explain/P01?x={SECRETS[1]}")
        service.get(f"/v1/{SECRETS[1]}")
        service.request("BREW", f"/v1/cohorts/{cohort_id}")
        answer = service.get("/metrics")
        assert answer.headers["content-type"].startswith("text/plain; version=")
        text = answer.text
        assert figure(text, "matcher_runs_queued") == 0
        assert figure(text, "matcher_runs_running") == 0
        assert figure(text, 'matcher_runs_ended_total{status="done"}') == 1
        assert figure(text, "matcher_solve_seconds_count") == 1
        assert figure(text, 'matcher_run_gap_bucket{le="1.0"}') == 1
        added = 'matcher_requests_total{method="POST",route="/v1/cohorts",status="201"}'
        assert figure(text, added) == 1
        assert figure(text, 'matcher_requests_total{method="GET",route="none",status="404"}') == 1
        again = service.get("/metrics").text
        assert figure(again, 'matcher_runs_ended_total{status="done"}') == 1
        for secret in (*SECRETS, "P01", cohort_id, run["id"], "BREW"):
            assert secret not in again


def test_the_gap_is_the_largest() -> None:
    def run(*levels: tuple[float | None, float | None]) -> RunRow:
        return RunRow(levels=[{"value": value, "bound": bound} for value, bound in levels])

    assert largest_gap(run()) == 0
    assert largest_gap(run((9, 9), (0, 0))) == 0
    assert largest_gap(run((9, 9), (45, 50), (10, 10))) == 0.1
    assert largest_gap(run((9, 9), (5, None))) == 1
    assert largest_gap(run((5, 0))) == 1


def test_readiness_tells_the_truth(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("api.store.engine.READY_SECONDS", 0.1)
    with running(settings_in(tmp_path), NoJobs) as service:
        assert service.get("/readyz").status_code == 200
        with closing(sqlite3.connect(tmp_path / "matcher.sqlite3", isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            assert "written" in problem(service.get("/readyz"), 503)["detail"]
        assert service.get("/readyz").status_code == 200
        usage = shutil.disk_usage(tmp_path)
        monkeypatch.setattr("shutil.disk_usage", lambda _: usage._replace(free=10**7))
        assert "on its disk" in problem(service.get("/readyz"), 503)["detail"]


def test_every_request_has_an_id_in_the_log(tmp_path: Path) -> None:
    log = tmp_path / "log"
    process, url = served(tmp_path, log)
    with Service(base_url=url, timeout=PATIENCE, trust_env=False) as service:
        answer = service.get(f"/v1/cohorts/{SECRETS[1]}?q={SECRETS[1]}")
        run_id = service.start(service.add(cohort_body()), {"time_limit": 1})
        service.until(run_id)
        children = subprocess.run(
            ["ps", "-eo", "args"], capture_output=True, encoding="utf-8", check=True
        ).stdout
    process.terminate()
    assert process.wait(PATIENCE) == 0
    lines = [json.loads(line) for line in log.read_text().splitlines() if line.startswith("{")]
    (line,) = [one for one in lines if one.get("request") == answer.headers["x-request-id"]]
    assert (line["event"], line["status"], line["route"]) == (
        "request", 404, "/v1/cohorts/{cohort_id}",
    )  # fmt: skip
    assert {one["event"] for one in lines if one.get("run_id") == run_id} >= {
        "run queued", "run started", "run ended", "request",
    }  # fmt: skip
    for secret in SECRETS:
        assert secret not in log.read_text()
        assert secret not in children


def test_a_server_that_is_told_to_end_keeps_what_is_found(tmp_path: Path) -> None:
    """SIGTERM in the middle of a real solve: it ends in good order, with the best so far."""
    log = tmp_path / "log"
    process, url = served(tmp_path, log)
    with Service(base_url=url, timeout=PATIENCE, trust_env=False) as service:
        demo = service.get("/v1/demo-cohorts/statewide-150").json()
        run_id = service.start(service.add(demo), {"time_limit": 60})
        end = time.monotonic() + PATIENCE
        while not service.run(run_id)["levels"]:
            assert time.monotonic() < end
            time.sleep(0.02)
    process.send_signal(signal.SIGTERM)
    assert process.wait(PATIENCE) == 0
    assert "Traceback" not in log.read_text()
    with running(settings_in(tmp_path), NoJobs) as service:
        run = service.run(run_id)
        # A moment after its first find it may not have been written out: then it begins again.
        assert run["status"] in ("stopped", "queued")
        if run["status"] == "stopped":
            assert service.get(f"/v1/proposals/{run['proposal_id']}").json()["groups"]


def test_a_backup_of_a_running_service_comes_back_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    here, there, copy = tmp_path / "here", tmp_path / "there", tmp_path / "monday.sqlite3"
    monkeypatch.setenv("MATCHER_DATA_DIR", str(here))
    assert main(["backup", str(copy)]) == 2
    with running(settings_in(here)) as service:
        cohort_id = service.add(cohort_body())
        run = service.solved(cohort_id)
        proposal = service.get(f"/v1/proposals/{run['proposal_id']}").json()
        assert main(["backup", str(copy)]) == 0
        later = service.add(cohort_body(5))
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    assert [path.name for path in tmp_path.iterdir() if "monday" in path.name] == [copy.name]
    assert main(["backup", str(copy)]) == 2
    assert "already" in capsys.readouterr().err

    monkeypatch.setenv("MATCHER_DATA_DIR", str(there))
    assert main(["restore", str(copy)]) == 0
    assert "delete it again" in capsys.readouterr().err
    with running(settings_in(there)) as service:
        assert service.get(f"/v1/proposals/{run['proposal_id']}").json() == proposal
        problem(service.get(f"/v1/cohorts/{later}"), 404)

    monkeypatch.setenv("MATCHER_DATA_DIR", str(here))
    assert main(["restore", str(copy)]) == 2
    with ServerLock(settings_in(here).url()):
        assert main(["restore", str(copy), "--replace"]) == 2
    assert main(["restore", str(copy), "--replace"]) == 0
    assert later.encode() not in left_in(here)
    with running(settings_in(here)) as service:
        assert [one["id"] for one in service.get("/v1/cohorts").json()["items"]] == [cohort_id]


def test_what_is_no_backup_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("MATCHER_DATA_DIR", str(tmp_path / "data"))
    (tmp_path / "text").write_text("no database")
    (tmp_path / "empty").write_bytes(b"")
    with closing(sqlite3.connect(tmp_path / "other")) as other:
        other.execute("CREATE TABLE cohort (id)")
    for name in ("text", "empty", "other", "missing"):
        assert main(["restore", str(tmp_path / name)]) == 2
        assert capsys.readouterr().err.count("\n") == 1
    assert not (tmp_path / "data" / "matcher.sqlite3").exists()
    monkeypatch.setenv("MATCHER_DATABASE_URL", "postgresql+psycopg://me:pa55word@db/matcher")
    assert main(["backup", str(tmp_path / "x")]) == 2
    said = capsys.readouterr().err
    assert "pg_dump" in said
    assert "pa55word" not in said


def test_the_container_serves_as_the_readme_says() -> None:
    """Neither file could be built here; what they name is at least there."""
    root = Path(__file__).parent.parent.parent
    text = (root / "Containerfile").read_text()
    for line in re.findall(r"^COPY (.+) \S+$", text, re.MULTILINE):
        assert all((root / name).exists() for name in line.split())
    assert "NOT YET BUILT" in text
    assert "NOT YET BUILT" in (root / "compose.yaml").read_text()
    assert '"matcher", "serve"' in text
    assert sys.version_info >= (3, 11)
