"""What is read otherwise than it stands in the files."""

from __future__ import annotations

import json
from typing import Any

import pytest

from matcher.files.read import Reading, UnusableInput, read_cohort_files
from matcher.files.read.look import look

WAITLIST = """id,What field?,rc_access,availability
P1,EI,none,Mon 9-11
P2,EI,now and again,Mon 9-11
P3,EI,some,Mon 9-11
"""
ROSTER = "id,credential,max_groups,availability\nV1,endorsed,1,Mon 9-11\n"


def files(**amendments: Any) -> dict[str, bytes]:
    found = {"waitlist.csv": WAITLIST.encode(), "roster.csv": ROSTER.encode()}
    if amendments:
        found["amendments.json"] = json.dumps(amendments).encode()
    return found


def read(**amendments: Any) -> Reading:
    return read_cohort_files(files(**amendments))


MATCHED = {"columns": {"What field?": "sector"}}
MENDED = {"table": "participants", "row": 3, "column": "rc_access", "value": "regular"}


def test_columns_cells_and_settings_are_laid_over_the_files() -> None:
    cohort = read(**MATCHED, cells=[MENDED], settings={"group_size": [2, 3], "seed": 9}).cohort
    assert [one.sector for one in cohort.participants] == ["early-intervention"] * 3
    assert [one.rc_access for one in cohort.participants] == ["none", "regular", "some"]
    assert (cohort.program.group_size, cohort.program.seed) == ((2, 3), 9)


def test_a_row_is_left_out() -> None:
    cohort = read(**MATCHED, left_out=[{"table": "participants", "row": 3}]).cohort
    assert [one.id for one in cohort.participants] == ["P1", "P3"]


def test_settings_win_key_by_key_over_the_files_own() -> None:
    whole = files(**MATCHED, cells=[MENDED], settings={"mix": {"region": 2}, "hours": 12})
    whole["program.toml"] = b"hours = 24\nseed = 4\n[mix]\nsector = 3\n[columns]\nodd = 'ignore'\n"
    program = read_cohort_files(whole).cohort.program
    assert (program.hours, program.seed) == (12, 4)
    assert (program.mix["sector"], program.mix["region"]) == (3, 2)
    assert program.columns == {"odd": "ignore", "What field?": "sector"}


def test_a_wrong_setting_is_a_fault_at_its_key() -> None:
    with pytest.raises(UnusableInput) as refused:
        read(**MATCHED, cells=[MENDED], settings={"hours": 7})
    assert [(one.file, one.column) for one in refused.value.faults] == [("program.toml", "hours")]


@pytest.mark.parametrize(
    "text",
    ["", "[]", "{", '{"cells": [{"row": 1}]}', '{"other": 1}', '{"columns": {"a": 1}}', "\ud83d"],
)
def test_amendments_of_another_form_are_a_fault(text: str) -> None:
    whole = files() | {"amendments.json": text.encode("utf-8", "replace")}
    with pytest.raises(UnusableInput) as refused:
        read_cohort_files(whole)
    assert {one.file for one in refused.value.faults} == {"amendments.json"}


def test_a_look_says_which_column_is_which_and_what_stands_in_a_cell() -> None:
    seen = look(files())
    assert [(one.code, one.column) for one in seen.faults] == [
        ("missing-column", "sector"),
        ("bad-value", "rc_access"),
    ]
    table = seen.tables[0]
    assert table.missing == ("sector",)
    assert [(one.header, one.how) for one in table.columns][:2] == [
        ("id", "known"),
        ("What field?", "unknown"),
    ]
    fault = seen.faults[1]
    assert table.cell(fault.row, fault.column) == "now and again"
    assert table.id_of(fault.row) == "P2"
    assert table.cell(fault.row, "no such") is None
    assert table.cell(99, "id") is None
    good = look(files(**MATCHED, cells=[MENDED]))
    assert (good.faults, good.participants, good.providers) == ((), 3, 1)
    assert good.tables[0].columns[1].how == "yours"


def test_a_look_at_nothing_readable_is_its_faults() -> None:
    seen = look({"notes.txt": b"x"})
    assert seen.tables == ()
    assert seen.faults
