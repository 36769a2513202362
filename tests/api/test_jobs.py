"""Runs that cannot end as they should: the best that was found is kept, and nothing waits long."""

from __future__ import annotations

import time
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psutil

from api.jobs import crew, local
from api.settings import Settings
from api.store import Store
from api.store.tables import DONE, QUEUED, RUNNING
from matcher.audit.against import against_cohort, against_proposal
from matcher.audit.reading import record_from_dict
from matcher.audit.verify import verify
from matcher.check import check
from matcher.files.proposal_json import proposal_from_dict
from matcher.files.read import read_cohort_data
from tests.api.bodies import SECRETS, cohort_body
from tests.api.running import (
    PATIENCE,
    Service,
    awaited,
    draft_kept,
    faked,
    problem,
    running,
    settings_in,
)
from tests.api.test_audit import record_of
from tests.api.test_recovery import queued, stored
from tests.command import words_of

if TYPE_CHECKING:
    import pytest


def begun(service: Service) -> str:
    """A run that has found something."""
    run_id = service.start(service.add(cohort_body()), {"time_limit": 2})
    service.until_found(run_id)
    return run_id


def proposal_of(service: Service, run: dict[str, Any]) -> dict[str, Any]:
    """The proposal that a run ended with, judged."""
    found: dict[str, Any] = service.get(f"/v1/proposals/{run['proposal_id']}").json()
    cohort = read_cohort_data(cohort_body()).cohort
    assert check(cohort, proposal_from_dict(found)).clean
    assert found["groups"]
    return found


def test_a_solver_that_does_not_hear_is_ended_and_its_best_kept(tmp_path: Path) -> None:
    with running(settings_in(tmp_path, warm=True), faked("deaf")) as service:
        run_id = begun(service)
        draft_kept(tmp_path, run_id)
        waiting = service.start(service.add(cohort_body()))
        began = time.monotonic()
        assert service.post(f"/v1/runs/{run_id}/stop").status_code == 202
        run = service.until(run_id)
        seconds = time.monotonic() - began
        assert (run["status"], run["failure"]) == ("stopped", None)
        document = proposal_of(service, run)
        assert run["levels"] == document["levels"]
        record = record_from_dict(record_of(service, run["proposal_id"]))
        assert verify(record) == []
        assert against_proposal(record, proposal_from_dict(document)) == []
        assert against_cohort(record, read_cohort_data(cohort_body()).cohort) == []
        service.until(waiting, "running")  # another process took over
    assert seconds < 30  # see benchmarks.service stop for the figure


def test_a_real_solve_stops_with_what_it_has(service: Service) -> None:
    """Real solver, larger cohort: stopped in the middle, with the best so far."""
    demo = service.get("/v1/demo-cohorts/statewide-150").json()
    run_id = service.start(service.add(demo), {"time_limit": 60})
    service.until_found(run_id)
    service.post(f"/v1/runs/{run_id}/stop")
    run = service.until(run_id)
    assert run["status"] == "stopped"
    found = service.get(f"/v1/proposals/{run['proposal_id']}").json()
    proposal = proposal_from_dict(found)
    assert found["groups"]
    assert check(read_cohort_data(demo).cohort, proposal).clean


def test_a_run_that_overstays_keeps_its_best(tmp_path: Path) -> None:
    made: list[local.LocalJobs] = []

    def keep(store: Store, settings: Settings) -> local.LocalJobs:
        jobs = faked("deaf")(store, settings)
        assert isinstance(jobs, local.LocalJobs)
        made.append(jobs)
        return jobs

    with running(settings_in(tmp_path), keep) as service:
        run_id = begun(service)
        draft_kept(tmp_path, run_id)
        made[0].crew.children[0].until = time.monotonic()  # its time limit and the grace are over
        run = service.until(run_id)
        assert run["status"] == "stopped"
        assert "did not end within" in run["failure"]
        assert "were kept" in run["failure"]
        proposal_of(service, run)


def test_a_run_that_takes_too_much_memory_keeps_its_best(tmp_path: Path) -> None:
    with running(settings_in(tmp_path, run_megabytes=600), faked("swell")) as service:
        run = service.until(begun(service))
        assert run["status"] == "stopped"
        assert "600 MB of memory" in run["failure"]
        assert "were kept" in run["failure"]
        proposal_of(service, run)


def below(word: str) -> list[psutil.Process]:
    """The processes that the service's own have started, by a word of their command."""
    family = psutil.Process().children(recursive=True)
    return [one for one in family if word in " ".join(words_of(one))]


def wait_for(word: str, seconds: float = 0.0) -> psutil.Process:
    """Wait for such a process that has worked for so many seconds."""

    def look() -> psutil.Process | None:
        for one in below(word):
            with suppress(psutil.Error):
                if one.cpu_times().user >= seconds:
                    return one
        return None

    return awaited(look, lambda: word)


def gone(process: psutil.Process) -> bool:
    """Whether a process ends long before it would by itself."""
    end = time.monotonic() + PATIENCE / 4
    while time.monotonic() < end:
        try:
            if process.status() == psutil.STATUS_ZOMBIE:
                return True
        except psutil.NoSuchProcess:
            return True
        time.sleep(0.02)
    return False


def test_memory_is_counted_over_all_processes_of_a_run(tmp_path: Path) -> None:
    """Neither of the two takes 600 MB."""
    with running(settings_in(tmp_path, run_megabytes=600), faked("brood")) as service:
        run_id = begun(service)
        held = wait_for("held = ")
        run = service.until(run_id)
        assert run["status"] == "stopped"
        assert "600 MB of memory" in run["failure"]
        proposal_of(service, run)
        assert gone(held)


def test_a_stopped_run_leaves_no_process_behind(tmp_path: Path) -> None:
    with running(settings_in(tmp_path), faked("brood")) as service:
        run_id = begun(service)
        draft_kept(tmp_path, run_id)
        held = wait_for("held = ")
        service.post(f"/v1/runs/{run_id}/stop")
        assert service.until(run_id)["status"] == "stopped"
        assert gone(held)


def test_a_process_that_dies_leaves_no_other_behind(tmp_path: Path) -> None:
    with running(settings_in(tmp_path), faked("brood")) as service:
        begun(service)
        held = wait_for("held = ")
        wait_for("fake_worker").kill()
        assert gone(held)


def test_a_killed_solver_takes_its_branch_and_cut_with_it(tmp_path: Path) -> None:
    """Real solver, larger cohort, killed while HiGHS is deep in thought; then stopped there."""
    with running(settings_in(tmp_path)) as service:
        demo = service.get("/v1/demo-cohorts/statewide-150").json()
        run_id = service.start(service.add(demo), {"time_limit": 600})
        highs = wait_for("highs_process", seconds=0.1)
        wait_for("jobs.worker").kill()
        assert gone(highs)
        again = wait_for("highs_process")  # it is forgiven once
        service.post(f"/v1/runs/{run_id}/stop")
        run = service.until(run_id)
        assert gone(again)
        assert run["status"] == "stopped"
        found = service.get(f"/v1/proposals/{run['proposal_id']}").json()
        assert check(read_cohort_data(demo).cohort, proposal_from_dict(found)).clean
    assert not below("highs_process")


def test_a_process_that_dies_once_is_forgiven(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("UNLUCKY", str(tmp_path / "dead"))
    with running(settings_in(tmp_path), faked("unlucky")) as service:
        run = service.solved(service.add(cohort_body()))
        assert (tmp_path / "dead").exists()
        events = service.get(f"/v1/runs/{run['id']}/events").text
        assert events.count('"running"') == 2
        proposal_of(service, run)


def test_a_server_that_ends_keeps_the_best_of_a_deaf_solver(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(crew, "GOODBYE", 0.3)
    with running(settings_in(tmp_path), faked("deaf")) as service:
        run_id = begun(service)
        draft_kept(tmp_path, run_id)
    with running(settings_in(tmp_path), faked("deaf")) as service:
        run = service.run(run_id)
        assert run["status"] == "stopped"
        proposal_of(service, run)


def test_interactive_runs_go_first(either: Settings) -> None:
    store = stored(either)
    runs = queued(either, 3)
    with store.write() as repository:
        for run_id in runs[:2]:
            row = repository.runs.get(run_id)
            assert row is not None
            row.priority = 1
    order = []
    with store.write() as repository:
        while claimed := repository.runs.claim():
            order.append(claimed.id)
    assert order == [runs[2], runs[0], runs[1]]
    store.close()


def test_a_batch_run_says_so(service: Service, cohort_id: str) -> None:
    run_id = service.start(cohort_id, {"time_limit": 1, "priority": "batch"})
    assert service.until(run_id)["options"]["priority"] == "batch"
    answer = service.post(f"/v1/cohorts/{cohort_id}/runs", json={"priority": "now"})
    assert problem(answer, 422)["errors"][0]["column"] == "priority"


def test_only_silent_runs_are_taken_from_others(either: Settings) -> None:
    """What another machine still works on is left alone; what has gone silent is not."""
    from datetime import timedelta

    from api.store.types import now

    (run_id,) = queued(either)
    store = stored(either)
    with store.write() as repository:
        run = repository.runs.claim()
        assert run is not None
        assert repository.runs.requeue(99, timedelta(seconds=30)) == 0
        assert repository.runs.heartbeat(run_id, run.attempt)
        assert not repository.runs.heartbeat(run_id, run.attempt + 1)
        run.heartbeat_at = now() - timedelta(seconds=31)
    with store.write() as repository:
        assert repository.runs.requeue(99, timedelta(seconds=30)) == 1
        assert repository.runs.count(RUNNING) == 0
        assert repository.runs.count(QUEUED) == 1
    store.close()


def test_a_draft_goes_with_its_run(either: Settings) -> None:
    (run_id,) = queued(either)
    store = stored(either)
    document = {"levels": [], "groups": [], "note": SECRETS[0]}
    with store.write() as repository:
        run = repository.runs.claim()
        assert run is not None
        attempt = run.attempt
        assert repository.runs.keep_draft(run_id, attempt, document)
        assert repository.runs.keep_draft(run_id, attempt, document)
        assert not repository.runs.keep_draft(run_id, attempt - 1, document)
    with store.write() as repository:
        assert repository.runs.finish(run_id, attempt, DONE, proposal={"levels": []})
        assert not repository.runs.has_draft(run_id)
        assert not repository.runs.end_early(run_id, attempt, "late")
    store.close()


def test_runs_share_the_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    from api import settings as module

    monkeypatch.setattr(module, "cores", lambda: 16)
    monkeypatch.setattr(module, "megabytes", lambda: 64_000)
    assert Settings().runs_at_once() == 4
    assert Settings().megabytes_per_run() == 12_800
    monkeypatch.setattr(module, "megabytes", lambda: 5_000)
    assert Settings().runs_at_once() == 2
    monkeypatch.setattr(module, "megabytes", lambda: 512)
    assert Settings().runs_at_once() == 1
    assert Settings(run_megabytes=99).megabytes_per_run() == 99
