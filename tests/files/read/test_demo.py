"""The shipped demos hold the very cohorts of tests/cohorts."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from matcher.cohort import Program
from matcher.demo import DEMOS, demo_path
from matcher.files.read import read_cohort, read_cohort_data
from tests.make_demo_workbook import COHORTS, make_json, make_workbook


@pytest.mark.parametrize("name", DEMOS)
def test_a_demo_reads_as_its_folder(name: str) -> None:
    shipped = read_cohort(demo_path(name)).cohort
    folder = read_cohort(COHORTS / name).cohort
    assert shipped.participants == folder.participants
    assert shipped.providers == folder.providers
    names = Program()
    assert replace(shipped.program, name="", columns=names.columns) == replace(
        folder.program, name=""
    )


def test_the_workbook_is_as_messy_as_a_forms_export() -> None:
    warnings = read_cohort(demo_path()).warnings
    assert {"unknown-column", "ambiguous-time"} <= {warning.code for warning in warnings}
    assert any(warning.column == "Timestamp" for warning in warnings)


def test_the_json_demo_is_a_request_body() -> None:
    body = json.loads(demo_path("statewide-150").read_text(encoding="utf-8"))
    assert len(read_cohort_data(body).cohort.participants) == 150


def test_the_shipped_files_are_what_the_maker_makes(tmp_path: Path) -> None:
    make_workbook(tmp_path / "made.xlsx")
    made = read_cohort(tmp_path / "made.xlsx")
    shipped = read_cohort(demo_path())
    assert made.cohort == shipped.cohort
    assert [w.message for w in made.warnings] == [w.message for w in shipped.warnings]
    make_json("statewide-150", tmp_path / "made.json")
    assert (tmp_path / "made.json").read_bytes() == demo_path("statewide-150").read_bytes()
