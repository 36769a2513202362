"""Races: recorded as they go, and never the same run twice."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from benchmarks import instances, run
from benchmarks.instances import generated, prepare
from benchmarks.plan import cohort_jobs, race_jobs, scale_jobs
from benchmarks.run import Job, load, race
from tests.benchmarks.records import record


@pytest.fixture
def runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(instances, "CACHE", tmp_path / "cache")
    monkeypatch.setattr(run, "commit", lambda: "abc")
    return tmp_path / "runs.jsonl"


def quiet(_: str) -> None:
    """Say nothing."""


def pretend(monkeypatch: pytest.MonkeyPatch) -> list[Job]:
    """Have runs end at once; return the list of those made."""
    made: list[Job] = []

    def outcome(job: Job, folder: Path) -> dict[str, Any]:
        made.append(job)
        keep = ("levels", "seconds", "peak_mb", "clean", "broken", "envy", "open_seats", "events")
        return {name: value for name, value in record().items() if name in keep}

    monkeypatch.setattr(run, "_outcome", outcome)
    return made


def test_a_recorded_run_is_not_made_again(runs: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = pretend(monkeypatch)
    jobs = [Job(solver, generated("state", 38, 1), 3.0) for solver in ("matcher", "greedy")]
    assert race(jobs, runs, say=quiet) == 2
    assert race(jobs, runs, say=quiet) == 0
    assert race([Job("greedy", generated("state", 38, 1), 4.0)], runs, say=quiet) == 1
    assert [job.limit for job in made] == [3.0, 3.0, 4.0]
    monkeypatch.setattr(run, "commit", lambda: "def")
    assert race(jobs, runs, keep_baselines=True, say=quiet) == 1
    assert race(jobs, runs, say=quiet) == 1
    assert len(load(runs)) == 5


def test_a_line_cut_short_is_left_out(runs: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pretend(monkeypatch)
    race([Job("greedy", generated("state", 38, 1), 3.0)], runs, say=quiet)
    runs.write_text(runs.read_text(encoding="utf-8") + '{"key": "', encoding="utf-8")
    assert len(load(runs)) == 1
    race([Job("greedy", generated("state", 38, 2), 3.0)], runs, say=quiet)
    assert len(load(runs)) == 2


def test_an_unpinned_instance_is_left_out(runs: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = pretend(monkeypatch)
    said: list[str] = []
    assert race([Job("greedy", generated("state", 39, 1), 3.0)], runs, say=said.append) == 0
    assert made == []
    assert said[0].startswith("left out")


def test_a_child_reports_without_paths(runs: Path) -> None:
    job = Job("greedy", generated("agencies", 38, 1), 5.0)
    race([job], runs, say=quiet)
    (found,) = load(runs)
    assert "error" not in found
    assert found["broken"] == {}
    assert found["peak_mb"] > 10
    assert found["first_s"] <= found["seconds"] < 5
    assert str(runs.parent) not in runs.read_text(encoding="utf-8")


def test_a_child_that_fails_is_recorded(runs: Path) -> None:
    folder, _ = prepare(generated("state", 38, 1))
    (folder / "providers.csv").unlink()
    found = run._outcome(Job("greedy", generated("state", 38, 1), 5.0), folder)
    assert found["error"].startswith("UnusableInput")
    assert str(folder) not in found["error"]


def test_plans_hold_every_class() -> None:
    families = {job.instance.family for job in race_jobs()}
    assert {"state", "scarce", "messy", "named", "peer"} <= families
    assert run.expected(race_jobs()) < 30 * 60
    assert len(race_jobs(full=True)) > len(race_jobs())
    assert max(job.instance.people for job in scale_jobs(full=True)) == 50_000


def test_a_given_cohort_meets_everybody(runs: Path) -> None:
    folder, _ = prepare(generated("state", 38, 1))
    jobs = cohort_jobs([folder], 7.0)
    assert [(job.solver, job.limit) for job in jobs] == [
        ("greedy", 7.0),
        ("textbook", 7.0),
        ("matcher", 7.0),
    ]
