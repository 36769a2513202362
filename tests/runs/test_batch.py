"""Batches: many cohorts, none able to stop the others."""

from __future__ import annotations

import json
import shutil
import signal
from pathlib import Path

import pytest

from matcher.check import check
from matcher.files.proposal_json import read_proposal
from matcher.files.read import read_cohort
from matcher.generate import generate, write_cohort_folder
from matcher.runs.batch import Batch, exit_code
from matcher.runs.batch_ledger import Ledger, Result, files_sha256
from matcher.runs.request import Orders
from tests.command import (
    COHORTS,
    PATIENCE,
    first_below,
    matcher,
    started,
    until_it_worked,
)

LIMIT = ("--time-limit", 2)


@pytest.fixture(scope="module")
def cohorts(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Two small cohorts with a broken one between them."""
    folder = tmp_path_factory.mktemp("cohorts")
    for name, seed in (("east", 1), ("west", 2)):
        write_cohort_folder(generate(14, 2, seed), folder / name)
    (folder / "broken.json").write_text('{"participants": [')
    return [folder / "east", folder / "broken.json", folder / "west"]


@pytest.fixture(scope="module")
def finished(cohorts: list[Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a batch that has run once."""
    out = tmp_path_factory.mktemp("batch") / "out"
    ended = matcher("batch", *cohorts, "--out", out, "--jobs", 2, *LIMIT)
    assert ended.returncode == 1
    assert "Traceback" not in ended.stderr
    (out / "stdout.txt").write_text(ended.stdout)
    (out / "stderr.txt").write_text(ended.stderr)
    return out


@pytest.fixture
def again(finished: Path, tmp_path: Path) -> Path:
    """A copy of it to run on in."""
    return Path(shutil.copytree(finished, tmp_path / "again"))


def outcomes(out: Path) -> dict[str, str]:
    """How each cohort ended, by folder."""
    rows = json.loads((out / "batch.json").read_text())["cohorts"]
    return {row["folder"]: row["outcome"] for row in rows}


def test_a_broken_cohort_stops_no_other(finished: Path, cohorts: list[Path]) -> None:
    assert outcomes(finished) == {"east": "done", "broken": "failed", "west": "done"}
    for name in ("east", "west"):
        proposal = read_proposal(finished / name / "proposal.json")
        assert check(read_cohort(cohorts[0].parent / name).cohort, proposal).clean
        assert (finished / name / "proposal.xlsx").exists()
    assert not (finished / "broken").exists()


def test_it_says_what_became_of_each(finished: Path) -> None:
    shown, complaints = ((finished / f"{name}.txt").read_text() for name in ("stdout", "stderr"))
    table = shown[shown.index("Cohort ") :]
    places = [table.index(name) for name in ("east", "broken", "west")]
    assert places == sorted(places)
    assert "broken.json" in table
    assert complaints.startswith("broken: broken.json")
    assert len(complaints.splitlines()) == 1


def test_a_second_run_solves_nothing_and_tries_the_failed_again(
    again: Path, cohorts: list[Path]
) -> None:
    before = {path: path.stat().st_mtime_ns for path in again.glob("*/proposal.json")}
    shutil.rmtree(again / "west")  # somebody tidied up

    ended = matcher("batch", cohorts[0], cohorts[1], "--out", again, *LIMIT)

    assert ended.returncode == 1
    assert "east: finished before" in ended.stdout
    assert ended.stderr.startswith("broken: broken.json")
    east = again / "east" / "proposal.json"
    assert east.stat().st_mtime_ns == before[east]


def test_all_well_is_exit_0(again: Path, cohorts: list[Path]) -> None:
    ended = matcher("batch", cohorts[0], cohorts[2], cohorts[0], "--out", again, *LIMIT, "--quiet")
    assert (ended.returncode, ended.stdout, ended.stderr) == (0, "", "")


def test_what_changed_is_not_finished(again: Path, cohorts: list[Path], tmp_path: Path) -> None:
    east, orders = cohorts[0], Orders(time_limit=2.0)
    assert Ledger(again).finished(east, "east", orders)
    assert not Ledger(again).finished(east, "east", Orders(time_limit=3.0))
    assert not Ledger(again).finished(east, "east", Orders(time_limit=2.0, seed=1))
    assert not Ledger(again).finished(cohorts[1], "broken", orders)

    proposal = again / "east" / "proposal.json"
    text = proposal.read_text()
    proposal.write_text(text.replace('"input_sha256": "', '"input_sha256": "0'))
    assert not Ledger(again).finished(east, "east", orders)
    proposal.write_text(text[:-9])
    assert not Ledger(again).finished(east, "east", orders)
    proposal.unlink()
    assert not Ledger(again).finished(east, "east", orders)

    copy = Path(shutil.copytree(east, tmp_path / "east"))
    assert files_sha256(copy) == files_sha256(east)
    with (copy / "participants.csv").open("a") as table:
        table.write("\n")
    assert files_sha256(copy) != files_sha256(east)


@pytest.mark.parametrize(
    "text",
    ["", "{", "[]", '{"cohorts": 3}', '{"cohorts": [3, {"cohort": "/x", "folder": "../y"}]}'],
)
def test_a_damaged_ledger_counts_as_none(text: str, tmp_path: Path) -> None:
    (tmp_path / "batch.json").write_text(text)
    assert Ledger(tmp_path).folders([Path("/x")]) == ["x"]


def test_folders_are_unique_and_stay(tmp_path: Path) -> None:
    paths = [Path(name) for name in ("/a/spring.xlsx", "/b/Spring.json", "/c/spring.csv", "/batch")]
    (tmp_path / "batch.json").write_text(
        json.dumps({"cohorts": [{"cohort": "/b/Spring.json", "folder": "spring"}]})
    )
    assert Ledger(tmp_path).folders(paths) == ["spring-2", "spring", "spring-3", "batch"]


def test_the_ledger_keeps_what_other_cohorts_had(tmp_path: Path) -> None:
    first, second = Result("/a", "a", "done", 5, 5, 1), Result("/b", "b", "failed", note="no")
    Ledger(tmp_path).keep(first, Orders())
    Ledger(tmp_path).keep(second, Orders())
    assert outcomes(tmp_path) == {"a": "done", "b": "failed"}
    assert not list(tmp_path.glob(".*"))


def test_exit_codes() -> None:
    done, failed = Result("/a", "a", "done"), Result("/b", "b", "failed")
    before, waiting = Result("/c", "c", "finished before"), Result("/d", "d", "not started")
    assert exit_code([done, before], stopped=False) == 0
    assert exit_code([done, failed], stopped=False) == 1
    assert exit_code([done, waiting], stopped=True) == 4


def test_orders_are_handed_on_word_for_word(tmp_path: Path) -> None:
    orders = Orders(2.0, 0.1, -3, 0, deterministic=True, leave_out_faulty=True)
    assert " ".join(orders.arguments()) == (
        "--time-limit 2.0 --gap 0.1 --seed -3 --workers 0 --deterministic --leave-out-faulty"
    )
    assert Orders().arguments() == []
    assert Batch(tmp_path / "none", orders, 1).ledger.finished(Path("/x"), "x", orders) is None


@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM"])
def test_a_stopped_batch_keeps_the_best_of_what_runs(name: str, tmp_path: Path) -> None:
    cohorts = [COHORTS / "statewide-150", COHORTS / "massachusetts-38"]
    run = started("batch", *cohorts, "--out", tmp_path, "--time-limit", 600)
    until_it_worked(first_below(run), 2.5)
    run.send_signal(getattr(signal, name))
    shown, complaints = run.communicate(timeout=PATIENCE)

    assert run.returncode == 4, complaints
    assert "Traceback" not in complaints
    proposal = read_proposal(tmp_path / "statewide-150" / "proposal.json")
    assert check(read_cohort(cohorts[0]).cohort, proposal).clean
    assert outcomes(tmp_path) == {"statewide-150": "stopped"}
    assert "the best so far is kept" in shown
    assert "not started" in shown
    assert not (tmp_path / "massachusetts-38").exists()


def test_a_run_that_dies_is_a_failed_one(tmp_path: Path) -> None:
    run = started("batch", COHORTS / "statewide-150", "--out", tmp_path, "--time-limit", 600)
    first_below(run).kill()
    shown, _ = run.communicate(timeout=PATIENCE)
    assert run.returncode == 1
    assert "ended without a word (signal 9)" in shown
