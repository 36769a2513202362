"""Workbooks as spreadsheets save them."""

from __future__ import annotations

import io
from datetime import date, datetime, time

import xlsxwriter

from matcher.files.read import read_cohort_files
from matcher.files.read.workbook import column_letters
from tests.files.read.build import PEOPLE, grid, read, saved, workbook


def test_cells_of_every_kind() -> None:
    row = {
        **PEOPLE[0], "id": 12.0, "rural": True, "rounds_waited": 3.0,
        "applied_on": datetime(2026, 5, 17, 9, 30), "member_until": date(2030, 1, 2),
        "organization": "00012", "region": 0.5, "name": time(9, 30),
    }  # fmt: skip
    data = saved(workbook({"Participants": grid([row])}))
    (person,) = read_cohort_files({"c.xlsx": data}).cohort.participants
    assert (person.id, person.rural, person.rounds_waited) == ("12", True, 3)
    assert person.applied_on == datetime(2026, 5, 17, 9, 30)
    assert person.member_until == date(2030, 1, 2)
    assert (person.organization, person.region, person.name) == ("00012", "0.5", "09:30")


def test_a_table_that_starts_further_down_and_to_the_right() -> None:
    rows = [["", *row] for row in grid(PEOPLE)]
    rows[2:2] = [[], ["", ""]]  # blank rows keep their numbers
    data = saved(workbook({"Participants": [[], ["Waitlist 2027"], [], *rows]}))
    reading = read_cohort_files({"c.xlsx": data})
    assert reading.cohort.participants == read().cohort.participants
    rows[4][4] = "banking"
    broken = saved(workbook({"Participants": [[], ["Waitlist 2027"], [], *rows]}))
    left = read_cohort_files({"c.xlsx": broken}, leave_out_faulty=True).left_out
    assert [(issue.row, issue.column) for issue in left] == [(8, "sector")]


def test_sheet_names_in_any_case_and_a_program_sheet() -> None:
    book = workbook({"Program": [["key", "value"], ["start_date", date(2027, 3, 1)]]})
    book["Participants"].title = " participants "
    reading = read_cohort_files({"c.xlsx": saved(book)})
    assert reading.cohort.program.start_date == date(2027, 3, 1)


def test_xlsxwriter_inline_strings_and_formulas() -> None:
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"constant_memory": True})
    for name, rows in (("Participants", grid(PEOPLE)), ("Providers", None)):
        sheet = book.add_worksheet(name)
        rows = rows or [["id", "credential", "max_groups", "availability"],
                        ["V1", "endorsed", 2, "Mon 9-12"]]  # fmt: skip
        for at, row in enumerate(rows):
            sheet.write_row(at, 0, row)
    sheet.write_formula(1, 2, "=1+1", None, 2)
    book.close()
    reading = read_cohort_files({"c.xlsx": stream.getvalue()})
    assert reading.cohort.providers[0].max_groups == 2


def test_what_stands_beside_the_table_is_reported() -> None:
    rows = grid(PEOPLE)
    rows[2] += ["", "call her"]
    reading = read_cohort_files({"c.xlsx": saved(workbook({"Participants": rows}))})
    assert [(w.code, w.row) for w in reading.warnings] == [("outside-table", 3)]


def test_blank_formatted_cells_far_away_do_no_harm() -> None:
    book = workbook()
    for place in ("A99999", "ZZ2", "XFD7"):
        book["Participants"][place].number_format = "0.00"
    assert read_cohort_files({"c.xlsx": saved(book)}).cohort.participants


def test_column_letters() -> None:
    assert [column_letters(at) for at in (0, 25, 26, 701, 702)] == ["A", "Z", "AA", "ZZ", "AAA"]
