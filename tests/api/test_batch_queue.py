"""Batches on a service: resumable, none able to stop the others, the same files as here."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from api.cli import main
from api.commands import batch_queue
from api.commands.batch_queue import QueueBatch
from matcher.check import check
from matcher.endings import Leave
from matcher.files.proposal_json import read_proposal
from matcher.files.read import read_cohort
from matcher.generate import generate, write_cohort_folder
from matcher.runs.attend import Interrupts
from matcher.runs.batch import exit_code
from matcher.runs.request import Orders
from tests.api.running import Service, faked, running, settings_in
from tests.command import COHORTS, handlers_given_back, matcher, process


def entries(out: Path) -> dict[str, dict[str, Any]]:
    return {row["folder"]: row for row in json.loads((out / "batch.json").read_text())["cohorts"]}


@pytest.fixture(scope="module")
def cohorts(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    folder = tmp_path_factory.mktemp("cohorts")
    for name, seed in (("east", 1), ("west", 2)):
        write_cohort_folder(generate(14, 2, seed), folder / name)
    (folder / "faulty").mkdir()
    for path in (folder / "east").iterdir():
        text = path.read_text()
        (folder / "faulty" / path.name).write_text(text.replace("P0", "x@y.z", 1))
    return [folder / "east", folder / "faulty", folder / "nowhere", folder / "west"]


def test_a_service_matches_a_batch(service: Service, cohorts: list[Path], tmp_path: Path) -> None:
    out, url = tmp_path / "out", str(service.base_url)
    words = ("batch", *cohorts, "--out", out, "--queue", url, "--time-limit", 2)
    ended = process(*words, MATCHER_KEY="")
    assert ended.returncode == 1, ended.stderr
    assert "Traceback" not in ended.stderr
    assert "faulty: participants.csv:2:" in ended.stderr
    assert "nowhere: nowhere: there is no such file or folder" in ended.stderr
    found = {name: row["outcome"] for name, row in entries(out).items()}
    assert found == {"east": "done", "faulty": "failed", "nowhere": "failed", "west": "done"}
    for name in ("east", "west"):
        proposal = read_proposal(out / name / "proposal.json")
        assert check(read_cohort(cohorts[0].parent / name).cohort, proposal).clean
        files = {path.name for path in (out / name).iterdir()}
        assert files >= {
            "proposal.xlsx",
            "groups.csv",
            "unplaced.csv",
            "report.html",
            "audit.json",
            "equity.json",
        }
        assert len(list((out / name / "calendars").glob("*.ics"))) == len(proposal.groups)
    runs = service.get("/v1/cohorts?limit=200").json()["items"]
    again = matcher(*words, MATCHER_KEY="")
    assert "finished before" in again.stdout
    assert len(service.get("/v1/cohorts?limit=200").json()["items"]) == len(runs)


def test_what_was_handed_over_is_found_again(cohorts: list[Path], tmp_path: Path) -> None:
    """The command ends at once while the service works; the next one fetches what came of it."""
    out = tmp_path / "out"
    with running(settings_in(tmp_path / "data"), faked("wait")) as service:

        def leave() -> None:
            if (out / "batch.json").exists():
                raise Leave

        with pytest.raises(Leave):
            QueueBatch(out, Orders(), service).run(cohorts[:1], Interrupts(), print, leave)
        entry = entries(out)["east"]
        assert entry["outcome"] == "waiting"
        run_id = entry["service"]["run_id"]
        service.until(run_id, "running")
        interrupts = Interrupts()
        batch_again = QueueBatch(out, Orders(), service)
        (result,) = batch_again.run(cohorts[:1], interrupts, print, interrupts.stop.ask)
        assert result.outcome == "stopped"
        assert exit_code([result], stopped=True) == 4
        assert service.run(run_id)["status"] == "stopped"
        assert len(service.get("/v1/cohorts").json()["items"]) == 1
    assert entries(out)["east"]["outcome"] == "stopped"
    assert len(read_proposal(out / "east" / "proposal.json").unplaced) == 14


def test_a_full_queue_is_waited_for(cohorts: list[Path], tmp_path: Path) -> None:
    with running(settings_in(tmp_path / "data", queue_limit=0)) as service:
        batch_of_two = QueueBatch(tmp_path / "out", Orders(time_limit=1), service)
        results = batch_of_two.run(cohorts[::3], Interrupts(), print, lambda: None)
    assert [result.outcome for result in results] == ["done", "done"]


def test_a_service_that_is_away_costs_its_cohort_alone(
    cohorts: list[Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(batch_queue, "PATIENCE", 0.0)
    with httpx.Client(base_url="http://127.0.0.1:9") as nobody:
        ends = QueueBatch(tmp_path, Orders(), nobody).run(
            cohorts[:1], Interrupts(), print, lambda: None
        )
    assert (ends[0].outcome, ends[0].note) == ("failed", "the service does not answer")


@pytest.fixture
def signals() -> Iterator[None]:
    """As they were: the command catches some."""
    with handlers_given_back():
        yield


@pytest.mark.usefixtures("signals")
def test_what_cannot_be_is_said_before_anything_is_sent(
    service: Service, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    cohort, out = COHORTS / "massachusetts-38", tmp_path / "out"
    url = str(service.base_url)
    for words, part in (
        (["--queue", "ftp://x"], "accepted: https://"),
        (["--queue", "http://127.0.0.1:9"], "No service answers"),
        (["--queue", url, "--jobs", "2"], "for this computer"),
        (["--queue", url, "--leave-out-faulty"], "for this computer"),
        (["--key-file", str(tmp_path / "none")], "that --queue names"),
        (["--queue", url, "--key-file", str(tmp_path / "none")], "cannot be read"),
    ):
        assert main(["batch", str(cohort), "--out", str(out), *words]) == 2
        told = capsys.readouterr().err
        assert part in told
        assert "Traceback" not in told
    assert not (out / "batch.json").exists()
