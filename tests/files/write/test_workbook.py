"""proposal.xlsx, read back with openpyxl."""

from __future__ import annotations

from datetime import datetime, time
from io import BytesIO
from typing import Any

import openpyxl
import pytest

from matcher.files.write import workbook_bytes
from tests.files.write.example import FORMULA, empty_proposal, example_cohort, example_proposal

WARNINGS = ["participants.csv:7:availability: '12-1' was read as 12:00-13:00", "=1+1"]


@pytest.fixture(scope="module")
def book() -> Any:
    of = example_cohort()
    return openpyxl.load_workbook(BytesIO(workbook_bytes(of, example_proposal(of), WARNINGS)))


def table(book: Any, name: str) -> list[dict[str, Any]]:
    header, *rows = book[name].iter_rows(values_only=True)
    return [dict(zip(header, row, strict=True)) for row in rows]


def test_the_sheets_in_order(book: Any) -> None:
    assert book.sheetnames == ["Summary", "Groups", "People", "Unplaced", "Sessions", "Equity"]


def test_a_row_per_group_with_its_members_line_by_line(book: Any) -> None:
    rows = table(book, "Groups")
    assert [row["Group"] for row in rows] == ["G01", "G02", "G03"]
    first, second, third = rows
    assert first["Weekday"] == "Monday"
    assert first["Start (Eastern time)"] == time(12, 30)
    assert first["End"] == time(13, 30)
    assert first["Weeks of the month"] == "1st and 3rd"
    assert first["Provider"] == "José Núñez\nV1\nv1@example.org"
    assert first["Members"].splitlines()[0] == "Person Number01 (P01)"
    assert first["Sector"].splitlines() == [
        "Head start",
        "Pediatrics",
        "Child welfare",
        "Early intervention",
    ]
    assert first["Outstanding"].splitlines() == [
        "MOU, evaluation consent",
        "evaluation consent",
        "MOU",
        "evaluation consent",
    ]
    assert first["First session"] == datetime(2027, 1, 4)
    assert (first["Free seats"], first["Same-sector pairs"]) == (2, 0)
    # P05 and P12 both work in home visiting.
    assert second["Same-sector pairs"] == 1
    assert third["Start (Eastern time)"] == time(11)
    assert third["End"] == time(13)
    assert third["Weeks of the month"] == "2nd"


def test_everybody_is_in_the_person_list_once(book: Any) -> None:
    rows = table(book, "People")
    assert sorted(row["Id"] for row in rows) == [f"P{n:02d}" for n in range(1, 17)]
    by_id = {row["Id"]: row for row in rows}
    assert by_id["P01"]["Status"] == "Seated"
    assert by_id["P01"]["MOU"] == "Outstanding"
    assert by_id["P06"]["MOU"] == "On file"
    assert by_id["P06"]["Evaluation consent"] == "On file"
    assert by_id["P13"]["Status"] == "No seat"
    assert by_id["P14"]["Status"] == "Not eligible"
    assert by_id["P14"]["Turn"] is None
    assert sorted(row["Turn"] for row in rows if row["Turn"]) == list(range(1, 16))


def test_times_are_on_each_persons_own_clock(book: Any) -> None:
    by_id = {row["Id"]: row for row in table(book, "People")}
    assert by_id["P05"]["Meets, on their own clock"] == "Monday, 12:30–1:30 pm"
    # Arizona keeps its clock: half past twelve in New York is 10:30 there, from March 9:30. The
    # session of Mar 22 is the first after Mar 14, that of Nov 8 the first after Nov 7.
    assert by_id["P12"]["Meets, on their own clock"].splitlines() == [
        "Monday, 10:30–11:30 am",
        "from Mar 22, 2027: Monday, 9:30–10:30 am",
        "from Nov 8, 2027: Monday, 10:30–11:30 am",
    ]
    assert by_id["P12"]["Time zone"] == "Arizona time"


def test_reasons_are_plain_and_all_there(book: Any) -> None:
    rows = table(book, "Unplaced")
    # P13 waited two rounds, and nobody without access waited longer; lapsed members come last.
    assert [row["Id"] for row in rows][-1] == "P14"
    by_id = {row["Id"]: row for row in rows}
    assert set(by_id) == {"P13", "P14", "P15", "P16"}
    assert by_id["P15"]["In short"].splitlines() == [
        "No provider free when they are",
        "A rule keeps them out of the open seats",
    ]
    assert by_id["P15"]["Why"].splitlines() == [
        "Nobody leads on Fridays.",
        "=1+1 is kept apart from P01 (rule apart).",
    ]


def test_sessions_show_what_moved_and_why(book: Any) -> None:
    rows = table(book, "Sessions")
    assert [sum(row["Group"] == g for row in rows) for g in ("G01", "G02", "G03")] == [24, 24, 12]
    moved = [row for row in rows if row["Moved"]]
    assert moved[0]["Moved"] == "from Mon, Jan 18, 2027 (Martin Luther King Jr. Day)"
    # The second and fourth Mondays are the provider's too: only a fifth one is free.
    assert moved[0]["Date"] == datetime(2027, 3, 29)


def test_no_text_is_a_formula(book: Any) -> None:
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert not [cell.coordinate for cell in cells if cell.data_type == "f"]
    texts = {cell.value for cell in cells}
    assert {FORMULA, "-2+3", "@SUM(A1:A9)", "+1@example.org", "=1+1"} <= texts
    assert not any(sheet._hyperlinks for sheet in book)


@pytest.mark.parametrize(
    ("name", "frozen"),
    [("Groups", "B2"), ("People", "C2"), ("Unplaced", "D2"), ("Sessions", "B2"), ("Equity", "C2")],
)
def test_tables_filter_freeze_and_print(book: Any, name: str, frozen: str) -> None:
    sheet = book[name]
    assert sheet.freeze_panes == frozen
    assert sheet.auto_filter.ref == sheet.dimensions
    assert sheet.page_setup.orientation == "landscape"
    # One page wide (the format's default) and as many long as it takes.
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert (sheet.page_setup.fitToWidth or 1, sheet.page_setup.fitToHeight) == (1, 0)
    assert sheet.print_title_rows == "$1:$1"
    assert sheet.oddFooter.right.text == "Page &P of &N"
    widths = [dimension.width for dimension in sheet.column_dimensions.values()]
    assert len(widths) > 5
    assert all(5 < width < 90 for width in widths)


def test_the_person_list_prints_what_fits(book: Any) -> None:
    assert book["People"].print_area == "'People'!$A$1:$L$17"
    assert book["People"]["L1"].value == "E-mail"
    assert not book["Groups"].print_area


def test_an_ampersand_in_the_programs_name_is_no_code_of_the_header(book: Any) -> None:
    assert book["Groups"].HeaderFooter.oddHeader.left.text.startswith("R&&D")


def summary_words(book: Any) -> list[str]:
    return [str(cell.value) for row in book["Summary"].iter_rows() for cell in row if cell.value]


def test_the_summary_says_what_was_reached_and_proven(book: Any) -> None:
    sheet = book["Summary"]
    lines = {row[0]: row[1:5] for row in sheet.iter_rows(values_only=True) if row[0]}
    assert "12 of 16 people on the waitlist have a seat, in 3 groups led by 2 providers." in lines
    assert lines["Everybody"] == (12, 3, 1, 16)
    assert lines["People with no access seated"][:3] == (3, 3, "Proven best")
    assert lines["People with little access seated"][:3] == (
        3,
        4,
        "Not proven; at most 1 more possible",
    )
    assert lines["People with some access seated"][:3] == (3, "–", "Not proven; no bound is known")
    assert lines["Pairs of the same sector in a group"][:3] == (
        1,
        0,
        "Not proven; at most 1 fewer possible",
    )
    assert lines["MOU outstanding, of the seated"][0] == 7


def test_the_summary_says_the_policy_and_the_warnings(book: Any) -> None:
    words = summary_words(book)
    assert (
        "Seats go first to people with no reflective consultation at work, "
        "then little, then some, then regular." in words
    )
    assert any("drawn by ticket (number drawn: 7), not by date" in line for line in words)
    assert set(WARNINGS) <= set(words)
    assert book["Summary"]._charts


def test_an_empty_proposal_has_all_sheets() -> None:
    of = example_cohort()
    book = openpyxl.load_workbook(BytesIO(workbook_bytes(of, empty_proposal(of))))
    assert [book[name].max_row for name in ("Groups", "People", "Sessions")] == [1, 17, 1]
    assert any("No group is possible" in line for line in summary_words(book))


def test_the_same_proposal_gives_the_same_bytes() -> None:
    of = example_cohort()
    assert workbook_bytes(of, example_proposal(of)) == workbook_bytes(of, example_proposal(of))


def test_a_very_long_reason_fits_a_cell() -> None:
    of = example_cohort()
    plan = example_proposal(of)
    book = openpyxl.load_workbook(BytesIO(workbook_bytes(of, plan, ["x" * 40_000])))
    assert "x" * 32_767 in summary_words(book)
