"""Small cohorts to break: CSV, workbook and JSON of the same three people."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from typing import Any

import openpyxl

from matcher.files.read import Issue, Reading, UnusableInput, read_cohort_data, read_cohort_files

Row = dict[str, Any]
PEOPLE: Sequence[Row] = (
    {"id": "P1", "name": "Ana Silva", "email": "ana@example.org", "sector": "home-visiting",
     "organization": "Agency A", "rc_access": "none", "availability": "Mon 09:00-11:00"},
    {"id": "P2", "name": "Ben Khan", "email": "ben@example.org", "sector": "head-start",
     "organization": "Agency B", "rc_access": "some", "availability": "Tue 12:00-14:00"},
    {"id": "P3", "name": "Cy Young", "email": "cy@example.org", "sector": "pediatrics",
     "organization": "", "rc_access": "little", "availability": "Wed 17:30-19:30 (preferred)"},
)  # fmt: skip
PROVIDERS: Sequence[Row] = (
    {"id": "V1", "name": "Vera Ito", "email": "vera@example.org", "credential": "endorsed",
     "endorsement": "IMHS", "max_groups": 2, "availability": "Mon 09:00-12:00"},
)  # fmt: skip


def changed(rows: Sequence[Row], changes: Mapping[int, Row] | None) -> list[Row]:
    """Return rows with some cells set; the key is the place in the list, from 1."""
    return [{**row, **(changes or {}).get(at, {})} for at, row in enumerate(rows, 1)]


def read(
    people: Mapping[int, Row] | None = None,
    providers: Mapping[int, Row] | None = None,
    program: Mapping[str, Any] | None = None,
    **options: Any,
) -> Reading:
    """Read the three people as JSON, with changes by place in the list."""
    body = {
        "participants": changed(PEOPLE, people),
        "providers": changed(PROVIDERS, providers),
        "program": dict(program or {}),
    }
    return read_cohort_data(body, **options)


def faults_of(files: Mapping[str, bytes], **options: Any) -> tuple[Issue, ...]:
    """Return the faults of files that cannot be used."""
    try:
        reading = read_cohort_files(files, **options)
    except UnusableInput as error:
        faults, text = error.faults, str(error)
    else:
        raise AssertionError(f"read without a fault: {reading.warnings}")
    assert text.splitlines() == [str(fault) for fault in faults]
    return faults


def csv_bytes(rows: Sequence[Row], separator: str = ",", end: str = "\r\n") -> bytes:
    """Return rows as a CSV file; the header is every key, in order."""
    header = list(dict.fromkeys(key for row in rows for key in row))
    text = io.StringIO()
    writer = csv.DictWriter(text, header, "", delimiter=separator, lineterminator=end)
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()


def csv_files(
    people: Mapping[int, Row] | None = None,
    providers: Mapping[int, Row] | None = None,
    **other: bytes,
) -> dict[str, bytes]:
    """Return the three people as CSV files; `other` replaces a file (participants, program)."""
    files = {
        "participants.csv": csv_bytes(changed(PEOPLE, people)),
        "providers.csv": csv_bytes(changed(PROVIDERS, providers)),
    }
    names = {"participants": "participants.csv", "providers": "providers.csv",
             "program": "program.toml"}  # fmt: skip
    return files | {names[name]: content for name, content in other.items()}


def grid(rows: Sequence[Row]) -> list[list[Any]]:
    """Return rows as a header and cells."""
    header = list(dict.fromkeys(key for row in rows for key in row))
    return [header, *([row.get(key, "") for key in header] for row in rows)]


def workbook(sheets: Mapping[str, Sequence[Sequence[Any]]] | None = None) -> openpyxl.Workbook:
    """Return the three people as an open workbook; `sheets` replaces or adds sheets."""
    book = openpyxl.Workbook()
    book.remove(book["Sheet"])
    whole = {"Participants": grid(PEOPLE), "Providers": grid(PROVIDERS), **(sheets or {})}
    for name, rows in whole.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
    return book


def saved(book: openpyxl.Workbook) -> bytes:
    """Return a workbook's bytes."""
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()
