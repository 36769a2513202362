"""The marked-up workbook: every fault at its cell, and again in words."""

from __future__ import annotations

import io

from openpyxl import load_workbook

from matcher.files.read.look import look
from matcher.files.write.marked import marked_workbook
from tests.files.read.test_amendments import MATCHED, files


def test_faults_stand_at_their_cells_and_in_words() -> None:
    book = load_workbook(io.BytesIO(marked_workbook(look(files(**MATCHED)))))
    assert book.sheetnames == ["Participants", "Providers", "To mend"]
    sheet = book["Participants"]
    assert sheet["C3"].value == "now and again"
    assert "accepted: none, little, some, regular" in sheet["C3"].comment.text
    assert "rc_access" in sheet["E3"].value
    assert sheet["C2"].comment is None
    listed = [[cell.value for cell in row] for row in book["To mend"].iter_rows(min_row=2)]
    assert ["Fault", "waitlist.csv", 3, "rc_access"] in [row[:4] for row in listed]


def test_what_looks_like_a_formula_stays_text() -> None:
    whole = files(**MATCHED)
    whole["waitlist.csv"] = whole["waitlist.csv"].replace(b"now and again", b"=1+1")
    sheet = load_workbook(io.BytesIO(marked_workbook(look(whole))))["Participants"]
    assert (sheet["C3"].value, sheet["C3"].data_type) == ("=1+1", "s")
