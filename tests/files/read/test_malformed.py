"""Inputs that cannot be used: each gives its faults with row and column, or a plain sentence."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from matcher.demo import demo_path
from matcher.files.read import UnusableInput, read_cohort, read_cohort_data, read_cohort_files
from tests.files.read.build import (
    PEOPLE,
    PROVIDERS,
    Row,
    csv_bytes,
    csv_files,
    faults_of,
    grid,
    saved,
    workbook,
)

PNG = b"\x89PNG\r\n\x1a\n" + bytes(200)
HEADER = "id,sector,rc_access,availability\n"

# A cell of the first participant: column, value, and words of the message.
PARTICIPANT_CELLS: Mapping[str, tuple[str, str, str]] = {
    "unknown sector": ("sector", "banking", "'banking'; accepted: home-visiting"),
    "blank sector": ("sector", "", "found nothing"),
    "no access level": ("rc_access", "plenty", "accepted: none, little, some, regular"),
    "no such hour": ("availability", "Mon 25:00-26:00", "no such time as 25:00"),
    "no such minute": ("availability", "Mon 9:75-10:00", "no such time as 9:75"),
    "end before start": ("availability", "Mon 14:00-12:00", "does not end after it starts"),
    "overnight": ("availability", "Mon 22:00-02:00", "two entries"),
    "no weekday": ("availability", "9-11", "no weekday"),
    "a comma between entries": ("availability", "Mon 9-11, Tue 1-3", "separate by ';'"),
    "a week that no month has": ("availability", "Mon 9-11 weeks 6", "weeks of the month"),
    "no availability": ("availability", " ", "found nothing"),
    "an e-mail address as id": ("id", "ana@example.org", "an e-mail address"),
    "a blank id": ("id", "", "found nothing"),
    "a list sign in an id": ("id", "P1;P9", "without ',' and ';'"),
    "an endless id": ("id", "P" * 101, "101 characters"),
    "another's id": ("id", "P2", "which row 2 has"),
    "a supervisor of oneself": ("supervisor_id", "P1", "the row's own id"),
    "a companion nobody knows": ("together_with", "P2; P77", "'P77'"),
    "a provider as a companion": ("together_with", "V1", "no participant"),
    "a seat without an earlier proposal": ("group_id", "G01", "--from"),
    "no such day": ("applied_on", "2026-02-30", "no day of the calendar"),
    "day before month": ("applied_on", "13/1/2027", "month first"),
    "a spreadsheet's day number": ("applied_on", "46391", "day number"),
    "a word for a date": ("member_until", "expired", "accepted: active, or"),
    "a year long gone": ("member_until", "0202-01-01", "a year from 1900"),
    "a negative count": ("rounds_waited", "-1", "0 or more"),
    "half a round": ("rounds_waited", "1.5", "whole number"),
    "neither yes nor no": ("rural", "maybe", "accepted: yes or no"),
    "no such zone": ("time_zone", "Mars/Olympus", "IANA"),
    "a path as a zone": ("time_zone", "../../etc/passwd", "IANA"),
    "no such language": ("languages", "en; klingon", "'klingon'"),
    "a language without a wish": ("group_language", "es", "prefer xx or only xx"),
    "no such role": ("role", "king", "accepted: direct-service"),
    "no such target": ("endorsement_target", "ABC", "accepted: none, IFA"),
    "no such cadence": ("cadence", "bimonthly", "twice-monthly"),
    "no such degree": ("education", "some", "accepted: HS"),
    "a formula error": ("organization", "#REF!", "formula error #REF!"),
    "a cell beyond any spreadsheet": ("name", "x" * 40_000, "40,000 characters"),
}
PROVIDER_CELLS: Mapping[str, tuple[str, str, str]] = {
    "negative capacity": ("max_groups", "-1", "from 0 to 40"),
    "too much capacity": ("max_groups", "41", "from 0 to 40"),
    "no capacity": ("max_groups", "", "found nothing"),
    "no such credential": ("credential", "licensed", "endorsed, emerging, vetted"),
    "no such endorsement": ("endorsement", "IFS", "accepted: IFRS"),
    "a size in words": ("max_group_size", "six", "whole number"),
    "no such sector": ("sectors", "pediatrics; banking", "'banking'"),
    "a date in words": ("credential_until", "soon", "ISO date"),
}


@pytest.mark.parametrize("case", PARTICIPANT_CELLS)
@pytest.mark.parametrize("form", ["csv", "xlsx", "json"])
def test_a_cell_of_a_participant(case: str, form: str) -> None:
    column, value, words = PARTICIPANT_CELLS[case]
    if form == "xlsx" and len(value) > 32_767:
        pytest.skip("no workbook holds such a cell")
    fault = only_fault(form, {1: {column: value}}, None, doubled=case == "another's id")
    assert (fault.column, words in fault.message) == (column, True), str(fault)


@pytest.mark.parametrize("case", PROVIDER_CELLS)
@pytest.mark.parametrize("form", ["csv", "xlsx", "json"])
def test_a_cell_of_a_provider(case: str, form: str) -> None:
    column, value, words = PROVIDER_CELLS[case]
    fault = only_fault(form, None, {1: {column: value}})
    assert (fault.column, words in fault.message) == (column, True), str(fault)
    assert str(fault).startswith(f"{fault.file}:{fault.row}:{column}: ")


def only_fault(
    form: str,
    people: Mapping[int, Row] | None,
    providers: Mapping[int, Row] | None,
    *,
    doubled: bool = False,
) -> Any:
    """Return the one fault of a cohort with changed cells, in one of its forms."""
    files = csv_files(people, providers)
    table = "participants" if people else "providers"
    if form == "csv":
        faults, place = faults_of(files), (f"{table}.csv", 2)
    else:
        rows = {"Participants": [dict(row) for row in PEOPLE], "Providers": [dict(PROVIDERS[0])]}
        rows["Participants"][0].update((people or {}).get(1, {}))
        rows["Providers"][0].update((providers or {}).get(1, {}))
        if form == "xlsx":
            sheets = {name: grid(listed) for name, listed in rows.items()}
            faults = faults_of({"c.xlsx": saved(workbook(sheets))})
            place = (f"c.xlsx/{table.title()}", 2)
        else:
            body = {name.lower(): listed for name, listed in rows.items()}
            faults = faults_of({"cohort.json": json.dumps(body).encode()})
            place = (f"cohort.json/{table}", 1)
    (fault,) = faults
    if doubled:  # the later of the two rows is at fault
        assert (fault.file, fault.row) == (place[0], place[1] + 1)
        text = fault.message.replace(f"row {place[1]}", "row 2")
        return type(fault)(fault.file, fault.row, fault.column, fault.code, text)
    assert (fault.file, fault.row) == place
    return fault


Make = Callable[[], dict[str, bytes]]


def people_text(text: str, encoding: str = "utf-8") -> Make:
    return lambda: csv_files(participants=text.encode(encoding))


def program_text(text: str) -> Make:
    return lambda: csv_files(program=text.encode())


def book(change: Callable[[Any], None]) -> Make:
    """Return a maker of a workbook that `change` has changed."""

    def make() -> dict[str, bytes]:
        opened = workbook()
        change(opened)
        return {"cohort.xlsx": saved(opened)}

    return make


def zipped(**members: bytes) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name.replace("__", "/").replace("_xml", ".xml"), content)
    return stream.getvalue()


def far_away(opened: Any) -> None:
    opened["Participants"]["XFD1048576"] = "x"


def far_right(opened: Any) -> None:
    opened["Participants"]["ZZ3"] = "x"


def merge_down(opened: Any) -> None:
    sheet = opened["Participants"]
    sheet.merge_cells("E2:E4")  # organization


def rename_sheet(opened: Any) -> None:
    opened["Providers"].title = "Sheet2"


def no_id(rows: Any) -> list[Row]:
    return [{key: value for key, value in row.items() if key != "id"} for row in rows]


LONG = csv_bytes([{**PEOPLE[0], "id": f"P{at}"} for at in range(50_001)])
GOOD = HEADER + "P1,pediatrics,none,Mon 9-11\n"

# What is uploaded; the file, row and column of a fault; words of its message.
FILES: Mapping[str, tuple[Make, str, int | None, str | None, str]] = {
    "an empty file": (people_text(""), "participants.csv", None, None, "empty"),
    "blank lines only": (people_text("\n\n ,\n"), "participants.csv", None, None, "empty"),
    "Windows-1252": (
        people_text(HEADER + "P1,pediatrics,none,Mon 9–11\n", "cp1252"),
        "participants.csv", 2, None, "(0x96) is not UTF-8",
    ),
    "UTF-16": (people_text(GOOD, "utf-16"), "participants.csv", None, None, "UTF-16"),
    "UTF-16 without a mark": (
        people_text(GOOD, "utf-16-le"), "participants.csv", None, None, "UTF-16",
    ),
    "NUL characters": (
        people_text(GOOD + "x" * 1000 + "\0"), "participants.csv", None, None, "NUL",
    ),
    "a workbook named .csv": (
        lambda: csv_files(participants=saved(workbook())), "participants.csv", None, None,
        "UTF-16 or no text",
    ),
    "a quote that never ends": (
        people_text(GOOD + 'P2,"pediatrics,none,Mon 9-11\n'), "participants.csv", 3, None, "quot",
    ),
    "text after a quote": (
        people_text(HEADER + 'P1,"a"b,none,Mon 9-11\n'), "participants.csv", 2, None, "quot",
    ),
    "more cells than the header": (
        people_text(GOOD + "P2,pediatrics,none,Mon 9-11,Tue 9-11\n"),
        "participants.csv", 3, None, "found 5 cells below a header of 4",
    ),
    "missing columns": (
        people_text("id,name\nP1,x\n"), "participants.csv", 1, "sector",
        "accepted headers: sector, main sector",
    ),
    "no id column": (
        lambda: csv_files(participants=csv_bytes(no_id(PEOPLE))), "participants.csv", 1, "id",
        "missing",
    ),
    "a doubled column": (
        people_text("id,sector,Sector,rc_access,availability\nP1,other,other,none,Mon 9-11\n"),
        "participants.csv", 1, "Sector", "both mean sector",
    ),
    "a column and its alias": (
        people_text("id,sector,Main sector,rc_access,availability\nP1,other,other,none,Mon 9-11\n"),
        "participants.csv", 1, "Main sector", "both mean sector",
    ),
    "too many rows": (
        lambda: csv_files(participants=LONG), "participants.csv", None, None, "50,000 rows",
    ),
    "no roster": (
        lambda: {"participants.csv": csv_bytes(PEOPLE)}, "providers.csv", None, None, "missing",
    ),
    "a file of no known kind": (
        lambda: csv_files() | {"notes.txt": b"x"}, "notes.txt", None, None, "no part of a cohort",
    ),
    "two waitlists": (
        lambda: csv_files() | {"waitlist.csv": b"x"}, "waitlist.csv", None, None, "second file",
    ),
    "no file at all": (dict, "upload", None, None, "no file"),
    "an image renamed .xlsx": (lambda: {"c.xlsx": PNG}, "c.xlsx", None, None, "a PNG image"),
    "an old .xls": (
        lambda: {"c.xlsx": b"\xd0\xcf\x11\xe0" + bytes(600)}, "c.xlsx", None, None, "password",
    ),
    "a text renamed .xlsx": (
        lambda: {"c.xlsx": GOOD.encode()}, "c.xlsx", None, None, "accepted: an .xlsx",
    ),
    "a zip that is no workbook": (
        lambda: {"c.xlsx": zipped(word__document_xml=b"<x/>")}, "c.xlsx", None, None, "zip file",
    ),
    "half a workbook": (
        lambda: {"c.xlsx": saved(workbook())[:2000]}, "c.xlsx", None, None, "damaged",
    ),
    "a zip bomb": (
        lambda: {"c.xlsx": zipped(xl__workbook_xml=bytes(200_000_000))}, "c.xlsx", None, None,
        "unpacked it has 200,000,000 bytes",
    ),
    "a cell at the end of the sheet": (
        book(far_away), "cohort.xlsx/Participants", None, None, "50,000 rows",
    ),
    "a cell far to the right": (
        book(far_right), "cohort.xlsx/Participants", None, None, "delete what stands outside",
    ),
    "merged cells": (
        book(merge_down), "cohort.xlsx/Participants", 3, "organization", "merged cells E2:E4",
    ),
    "a sheet of another name": (
        book(rename_sheet), "cohort.xlsx", None, None, "found the sheets Participants, Sheet2",
    ),
    "an empty sheet": (
        lambda: {"c.xlsx": saved(workbook({"Providers": []}))}, "c.xlsx/Providers", None, None,
        "no header",
    ),
    "no JSON": (lambda: {"c.json": b'{"participants": ['}, "c.json", 1, None, "this is no JSON"),
    "a JSON list": (lambda: {"c.json": b"[]"}, "c.json", None, None, "accepted: an object"),
    "JSON without providers": (
        lambda: {"c.json": b'{"participants": []}'}, "c.json", None, None, '"providers" is missing',
    ),
    "a JSON text for a list": (
        lambda: {"c.json": b'{"participants": "x", "providers": []}'}, "c.json/participants", None,
        None, "found a text; accepted: a list",
    ),
    "no object in a JSON list": (
        lambda: {"c.json": b'{"participants": [{}, 7], "providers": []}'}, "c.json/participants", 2,
        None, "found a number",
    ),
    "NaN": (lambda: {"c.json": b'{"program": {"seed": NaN}}'}, "c.json", None, None, "NaN"),
    "a key twice": (
        lambda: {"c.json": b'{"program": {"seed": 1, "seed": 2}}'}, "c.json", None, None,
        "'seed' stands twice",
    ),
    "JSON nested beyond reason": (
        lambda: {"c.json": b"[" * 200_000}, "c.json", None, None, "nested too deep",
    ),
    "no TOML": (program_text('name = "x"\nhours = \n'), "program.toml", 2, None, "no TOML"),
    "odd hours": (program_text("hours = 25"), "program.toml", 1, "hours", "even"),
    "hours in words": (program_text('hours = "24"'), "program.toml", 1, "hours", "found '24'"),
    "an access level too few": (
        program_text('[priority]\ntiers = ["none", "little", "some"]'),
        "program.toml", 2, "priority.tiers", "exactly once",
    ),
    "an access level twice": (
        program_text('priority.tiers = ["none", ["little", "none"], "some", "regular"]'),
        "program.toml", 1, "priority.tiers", "exactly once",
    ),
    "sizes the wrong way round": (
        program_text("group_size = [6, 5]"), "program.toml", 1, "group_size", "[5, 6]",
    ),
    "a day that ends before it starts": (
        program_text('day_window = ["21:00", "07:00"]'), "program.toml", 1, "day_window", "24-hour",
    ),
    "no such country": (
        program_text('holidays = "US-XX"'), "program.toml", 1, "holidays", "country code",
    ),
    "a break the wrong way round": (
        program_text("breaks = [[2027-02-01, 2027-01-01]]"), "program.toml", 1, "breaks", "ends",
    ),
    "a scalar for a table": (
        program_text('solver = "fast"'), "program.toml", 1, "solver", "a table [solver]",
    ),
    "a header for no column": (
        program_text('[columns]\n"My sector?" = "secctor"'), "program.toml", 2,
        "columns.My sector?", "'secctor'",
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", FILES)
def test_a_file_that_cannot_be_used(case: str) -> None:
    make, file, row, column, words = FILES[case]
    faults = faults_of(make())
    assert any(
        (fault.file, fault.row, fault.column) == (file, row, column) and words in fault.message
        for fault in faults
    ), [str(fault) for fault in faults]


def test_there_are_more_than_forty_kinds() -> None:
    assert len(PARTICIPANT_CELLS) + len(PROVIDER_CELLS) + len(FILES) >= 90


def test_every_fault_of_every_file_at_once() -> None:
    files = csv_files(
        {1: {"sector": "x", "availability": "Mon 25-26; Tue 9"}, 3: {"rc_access": "x"}},
        {1: {"max_groups": "-1"}},
        program=b"hours = 25\nseed = 'x'\n",
    )
    found = [(fault.file, fault.row, fault.column) for fault in faults_of(files)]
    assert found == [
        ("program.toml", 1, "hours"),
        ("program.toml", 2, "seed"),
        ("participants.csv", 2, "sector"),
        ("participants.csv", 2, "availability"),
        ("participants.csv", 2, "availability"),
        ("participants.csv", 4, "rc_access"),
        ("providers.csv", 2, "max_groups"),
    ]


def test_formula_errors_of_a_workbook() -> None:
    opened = workbook()
    opened["Participants"]["G3"] = "#DIV/0!"
    opened["Participants"]["G3"].data_type = "e"
    opened["Participants"]["H1"], opened["Participants"]["H2"] = "Remark", "#REF!"
    opened["Participants"]["H2"].data_type = "e"  # nobody reads this column
    (fault,) = faults_of({"c.xlsx": saved(opened)})
    assert (fault.row, fault.column, fault.code) == (3, "availability", "formula-error")
    assert "#DIV/0!" in fault.message


def test_private_values_are_never_repeated() -> None:
    private = "Rumpelstiltskin"
    nested = {"id": "P1", "name": [[private]], "email": {"x": private}, "monitor_race": [[private]]}
    body = {"participants": [{**PEOPLE[0], **nested}, private], "providers": private}
    with pytest.raises(UnusableInput) as caught:
        read_cohort_data(body)
    assert len(caught.value.faults) == 5
    assert private not in str(caught.value)


def test_paths_that_hold_no_cohort(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "two").mkdir()
    for name in ("a.xlsx", "b.xlsx"):
        (tmp_path / "two" / name).write_bytes(b"x")
    for name in ("nothing", "empty", "two", "nothing\0"):
        with pytest.raises(UnusableInput) as caught:
            read_cohort(tmp_path / name)
        (fault,) = caught.value.faults
        assert "\n" not in str(fault)
    (tmp_path / "cohort.csv").write_text("x")
    with pytest.raises(UnusableInput, match=r"cohort.csv: found no part of a cohort"):
        read_cohort(tmp_path / "cohort.csv")


def test_a_workbook_with_a_byte_changed_is_read_or_refused() -> None:
    data = demo_path().read_bytes()
    for at in range(0, len(data), 499):
        broken = data[:at] + bytes([data[at] ^ 0x55]) + data[at + 1 :]
        with suppress(UnusableInput):
            read_cohort_files({"c.xlsx": broken})
