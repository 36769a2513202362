"""A look at an upload: its tables as they stand, which column is which, and everything found."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from matcher.cohort import Program
from matcher.files.read.cells import BadCell, Cell
from matcher.files.read.columns import (
    IGNORE,
    MONITOR,
    PARTICIPANT_COLUMNS,
    PARTICIPANT_REQUIRED,
    PROVIDER_COLUMNS,
    PROVIDER_REQUIRED,
    Headers,
)
from matcher.files.read.issues import Findings, Issue, UnusableInput, one_line
from matcher.files.read.program import read_program
from matcher.files.read.read import read_cohort_files, upload_source
from matcher.files.read.tables import Table

Part = Literal["participants", "providers"]
How = Literal["known", "yours", "ignored", "monitoring", "unknown"]
SAMPLES, LONGEST_SAMPLE = 3, 60


@dataclass(frozen=True, slots=True)
class SeenColumn:
    """A column of an uploaded table.

    Attributes
    ----------
    header : str
    column : str
        The contract's column it stands for; blank where nobody knows.
    how : str
        ``known`` by the built-in words, ``yours`` by the programme's own, and so on.
    samples : tuple of str
        What stands in it first, for a person to tell what it is.
    """

    header: str
    column: str
    how: How
    samples: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SeenTable:
    """One of the two tables, with its columns and those it still needs."""

    part: Part
    table: Table
    columns: tuple[SeenColumn, ...]
    missing: tuple[str, ...]

    def cell(self, row: int | None, header: str | None) -> str | None:
        """Return what stands in a cell that an issue names; None where there is no such cell."""
        cells = next((cells for number, cells in self.table.rows if number == row), None)
        if cells is None or header is None:
            return None
        place = next((i for i, h in enumerate(self.table.header) if one_line(h, 120) == header), -1)
        return None if place < 0 else cell_text(cells[place])

    def id_of(self, row: int | None) -> str:
        """Return the id of the person in a row; blank where it has none."""
        header = next((c.header for c in self.columns if c.column == "id"), None)
        return self.cell(row, header and one_line(header, 120)) or ""


@dataclass(frozen=True, slots=True)
class Looked:
    """What an upload holds.

    Attributes
    ----------
    program : Program
        With the defaults in place of what is missing or at fault.
    tables : tuple of SeenTable
        Those that could be read at all.
    faults, warnings : tuple of Issue
    participants, providers : int
        How many could be read; 0 while there are faults.
    """

    program: Program
    tables: tuple[SeenTable, ...]
    faults: tuple[Issue, ...]
    warnings: tuple[Issue, ...]
    participants: int = 0
    providers: int = 0

    def table_of(self, issue: Issue) -> SeenTable | None:
        """Return the table that an issue is about."""
        return next((seen for seen in self.tables if seen.table.file == issue.file), None)


def look(files: Mapping[str, bytes]) -> Looked:
    """Look at uploaded files; nothing in them can make this fail."""
    program, tables = _tables(files)
    try:
        reading = read_cohort_files(files)
    except UnusableInput as error:
        return Looked(program, tables, tuple(error.faults), _unknown(tables))
    cohort = reading.cohort
    return Looked(
        program, tables, (), reading.warnings, len(cohort.participants), len(cohort.providers)
    )


def _tables(files: Mapping[str, bytes]) -> tuple[Program, tuple[SeenTable, ...]]:
    seen, unused = [], Findings()  # the same findings come again, in order, when all is read
    program = Program()
    try:
        source = upload_source(files)
        program = read_program(source.program(unused), unused)
    except UnusableInput:
        return program, ()
    for part, columns, required, read in (
        ("participants", PARTICIPANT_COLUMNS, PARTICIPANT_REQUIRED, source.participants),
        ("providers", PROVIDER_COLUMNS, PROVIDER_REQUIRED, source.providers),
    ):
        headers = Headers(columns, required, program.columns)
        try:
            seen.append(_seen(part, read(headers, unused), headers))  # type: ignore[arg-type]
        except UnusableInput:
            continue
    return program, tuple(seen)


def _seen(part: Part, table: Table, headers: Headers) -> SeenTable:
    columns = []
    for index, header in enumerate(table.header):
        name, own = headers.find(header)
        how: How = "yours" if own else "known"
        if not name:
            how = "unknown"
        elif name == IGNORE:
            how = "ignored"
        elif name.startswith(MONITOR):
            how = "monitoring"
        columns.append(SeenColumn(header, name, how, _samples(table, index)))
    have = {column.column for column in columns}
    missing = tuple(name for name in headers.required if name not in have)
    return SeenTable(part, table, tuple(columns), missing)


def _samples(table: Table, index: int) -> tuple[str, ...]:
    found: dict[str, None] = {}
    for _, cells in table.rows:
        if text := cell_text(cells[index]):
            found[one_line(text, LONGEST_SAMPLE)] = None
        if len(found) == SAMPLES:
            break
    return tuple(found)


def _unknown(tables: Sequence[SeenTable]) -> tuple[Issue, ...]:
    """Return the warnings about unknown columns, which stand beside faults elsewhere."""
    message = "no column of this name is known; it is kept and never used"
    return tuple(
        Issue(seen.table.file, seen.table.header_row, one_line(column.header, 120),
              "unknown-column", message)
        for seen in tables
        for column in seen.columns
        if column.how == "unknown" and column.header
    )  # fmt: skip


def cell_text(cell: Cell) -> str:
    """Return what stands in a cell; blank where it could not be taken from the file."""
    if isinstance(cell, BadCell):
        return ""
    return cell if isinstance(cell, str) else "; ".join(cell)
