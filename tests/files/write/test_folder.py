"""A run's folder: every file, whole, and none left over."""

from __future__ import annotations

import json
import sys
from dataclasses import replace
from pathlib import Path
from subprocess import run

import pytest

from matcher.files.write import folder, write_outputs
from tests.files.write.example import empty_proposal, example_cohort, example_proposal


def names(out: Path) -> list[str]:
    return sorted(str(path.relative_to(out)) for path in out.rglob("*") if path.is_file())


def test_every_file_is_written(tmp_path: Path) -> None:
    of = example_cohort()
    written = write_outputs(of, example_proposal(of), tmp_path / "new" / "out", warnings=["odd"])
    assert names(tmp_path / "new" / "out") == [
        "calendars/G01.ics", "calendars/G02.ics", "calendars/G03.ics", "equity.json",
        "groups.csv", "proposal.json", "proposal.xlsx", "report.html", "unplaced.csv",
    ]  # fmt: skip
    assert written[0].name == "proposal.json"
    assert sorted(written) == [tmp_path / "new/out" / n for n in names(tmp_path / "new/out")]
    assert json.loads(written[0].read_text())["groups"][0]["id"] == "G01"
    # Spreadsheets need the mark to read accents.
    assert (tmp_path / "new/out/groups.csv").read_bytes().startswith(b"\xef\xbb\xbfgroup_id,")


def test_the_same_proposal_gives_the_same_files(tmp_path: Path) -> None:
    of = example_cohort()
    first = write_outputs(of, example_proposal(of), tmp_path / "a")
    second = write_outputs(of, example_proposal(of), tmp_path / "b")
    assert [p.read_bytes() for p in first] == [p.read_bytes() for p in second]


def test_calendars_of_an_earlier_run_go_and_other_files_stay(tmp_path: Path) -> None:
    of = example_cohort()
    plan = example_proposal(of)
    write_outputs(of, plan, tmp_path)
    (tmp_path / "calendars" / "mine.ics").write_text("BEGIN:VCALENDAR\nPRODID:another\n")
    (tmp_path / "notes.txt").write_text("keep")
    write_outputs(of, replace(plan, groups=plan.groups[:1]), tmp_path)
    assert [name for name in names(tmp_path) if "/" in name] == [
        "calendars/G01.ics",
        "calendars/mine.ics",
    ]
    assert (tmp_path / "notes.txt").exists()
    write_outputs(of, empty_proposal(of), tmp_path)
    assert not (tmp_path / "calendars" / "G01.ics").exists()


def test_a_failure_leaves_the_earlier_file_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "proposal.xlsx"
    target.write_bytes(b"earlier")

    def full_disk(_: int) -> None:
        raise OSError("No space left on device")

    monkeypatch.setattr(folder.os, "fsync", full_disk)
    with pytest.raises(OSError, match="No space"):
        folder.write_whole(target, b"later")
    assert target.read_bytes() == b"earlier"
    assert names(tmp_path) == ["proposal.xlsx"]


def test_the_proposal_is_kept_whatever_fails_later(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> bytes:
        raise RuntimeError("broken")

    of = example_cohort()
    monkeypatch.setattr(folder, "workbook_bytes", broken)
    with pytest.raises(RuntimeError):
        write_outputs(of, example_proposal(of), tmp_path)
    assert names(tmp_path) == ["proposal.json"]


def test_nothing_heavy_is_imported_before_it_is_needed() -> None:
    heavy = "numpy", "xlsxwriter", "jinja2", "holidays", "icalendar", "ortools", "matplotlib"
    code = f"import sys, matcher.files.write; print([m for m in {heavy} if m in sys.modules])"
    done = run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
