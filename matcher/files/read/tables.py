"""The bytes of a CSV file, or the list of a JSON cohort, to a header and rows of cells."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice

from matcher.files.read.cells import BadCell, Cell
from matcher.files.read.issues import Findings, Issue, UnusableInput

MAX_BYTES = 50_000_000
MAX_ROWS = 50_000
MAX_COLUMNS = 256
HEADER_WITHIN = 10  # rows of a sheet among which the header is looked for

Rows = list[tuple[int, list[Cell]]]


@dataclass(frozen=True, slots=True)
class Table:
    """A header and its rows.

    Attributes
    ----------
    file : str
        As issues show it.
    header : tuple of str
    header_row : int or None
        Its row number; None in JSON.
    rows : list of (int, list of Cell)
        Row numbers as a spreadsheet shows them, and at least as many cells as the header.
    merged : mapping
        Cells covered by a merged range, by row number and column index.
    """

    file: str
    header: tuple[str, ...]
    header_row: int | None
    rows: Rows
    merged: Mapping[tuple[int, int], str] = field(default_factory=dict)


def unusable(file: str, code: str, message: str, row: int | None = None) -> UnusableInput:
    """Return the exception for a file of which nothing can be read."""
    return UnusableInput((Issue(file, row, None, code, message),))


def check_size(file: str, data: bytes) -> None:
    """Refuse a file that is empty or too large to be a cohort."""
    if not data.strip(b"\xef\xbb\xbf \t\r\n\x00"):
        raise unusable(file, "empty-file", "the file is empty")
    if len(data) > MAX_BYTES:
        raise unusable(
            file,
            "too-large",
            f"the file has {len(data):,} bytes; accepted: up to {MAX_BYTES:,}",
        )


def too_many_rows(file: str) -> UnusableInput:
    """Return the exception for a table that is too long."""
    return unusable(
        file, "too-many-rows", f"the table has more than {MAX_ROWS:,} rows; accepted: up to that"
    )


def text_of(file: str, data: bytes) -> str:
    """Return the text of UTF-8 bytes, with or without a BOM.

    Raises
    ------
    UnusableInput
        It is another encoding: the first such byte, its row and what to do.
    """
    if data[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\x00" in data[:1000]:
        message = "the file is UTF-16 or no text at all; save it as 'CSV UTF-8'"
        raise unusable(file, "encoding", message)
    if data[:4] == b"PK\x03\x04":
        raise unusable(file, "encoding", "this is a workbook or zip file, not text")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        at = error.start
        row = sum(1 for _ in csv.reader(io.StringIO(data[: at + 1].decode("latin-1"), newline="")))
        message = (
            f"byte {at + 1} of the file (0x{data[at]:02x}) is not UTF-8; the file looks like "
            "Windows-1252 (an older 'CSV' of Excel): save it as 'CSV UTF-8'"
        )
        raise unusable(file, "encoding", message, row) from None


def csv_table(file: str, data: bytes, known: Callable[[str], bool], findings: Findings) -> Table:
    """Return the table of a CSV file.

    Parameters
    ----------
    file : str
    data : bytes
    known : callable
        Whether a header names a column; tells the separator and the header row.
    findings : Findings
        Receives the faults of rows with more cells than the header.

    Raises
    ------
    UnusableInput
        Nothing can be read: encoding, quoting, size, no header.
    """
    check_size(file, data)
    text = text_of(file, data)
    if text[:4].casefold() == "sep=":  # a line that Excel writes and reads
        text = "\n" + text.partition("\n")[2]
    if "\x00" in text:
        raise unusable(file, "encoding", "the file holds NUL characters, so it is no text")
    rows = _records(file, text, _separator(text, known))
    table = table_of(file, rows, known)
    width = len(table.header)
    for number, cells in table.rows:
        if any(cells[width:]):
            message = (
                f"found {len(cells)} cells below a header of {width}; "
                "a text that holds the separator has to stand in quotes"
            )
            findings.fault(file, number, None, "extra-cells", message)
    return table


def table_of(
    file: str,
    rows: Rows,
    known: Callable[[str], bool],
    merged: Mapping[tuple[int, int], str] | None = None,
) -> Table:
    """Split rows at the header: the first row that names three columns, else the first row."""
    if not rows:
        raise unusable(file, "empty-file", "the table is empty: it has no header")
    at = 0
    for index, (_, cells) in enumerate(rows[:HEADER_WITHIN]):
        if sum(known(heading(cell)) for cell in cells) >= 3:
            at = index
            break
    header_row, cells = rows[at]
    header = [heading(cell) for cell in cells]
    while header and not header[-1]:
        header.pop()
    body = rows[at + 1 :]
    for _, cells in body:
        if len(cells) < len(header):
            cells.extend([""] * (len(header) - len(cells)))
    return Table(file, tuple(header), header_row, body, merged or {})


def heading(cell: Cell) -> str:
    """Return a header cell as one line."""
    return " ".join(cell.split()) if isinstance(cell, str) else ""


def _separator(text: str, known: Callable[[str], bool]) -> str:
    def score(separator: str) -> tuple[int, int]:
        try:
            start = csv.reader(io.StringIO(text[:200_000], newline=""), delimiter=separator)
            first = list(islice(start, HEADER_WITHIN))
        except csv.Error:
            return 0, 0
        best = max((sum(map(known, map(heading, row))) for row in first), default=0)
        return best, max(map(len, first), default=0)

    return max(",;", key=score)


def _records(file: str, text: str, separator: str) -> Rows:
    rows: Rows = []
    number = 0
    try:
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
        for number, record in enumerate(reader, 1):
            if not any(record) or not any(cell.strip() for cell in record):
                continue
            if len(rows) > MAX_ROWS:
                raise too_many_rows(file)
            rows.append((number, list[Cell](record)))
    except csv.Error as error:
        message = (
            f"the quoting is broken from here on ({error}); a quote in a quoted text is doubled"
        )
        raise unusable(file, "quoting", message, number + 1) from None
    return rows


def json_table(file: str, listed: object, findings: Findings) -> Table:
    """Return the table of a JSON list of objects; a row's number is its place in the list."""
    if not isinstance(listed, list):
        raise unusable(file, "not-a-list", f"found {kind(listed)}; accepted: a list of objects")
    if len(listed) > MAX_ROWS:
        raise too_many_rows(file)
    header: dict[str, int] = {}
    rows: Rows = []
    for number, item in enumerate(listed, 1):
        if not isinstance(item, Mapping):
            message = f"found {kind(item)}; accepted: an object with the columns as keys"
            findings.fault(file, number, None, "bad-value", message)
            continue
        cells: list[Cell] = [""] * len(header)
        for key, value in item.items():
            at = header.setdefault(str(key), len(header))
            cells.extend([""] * (at + 1 - len(cells)))
            cells[at] = json_cell(value)
        rows.append((number, cells))
        if len(header) > 4 * MAX_COLUMNS:
            raise unusable(file, "too-wide", f"the rows have more than {4 * MAX_COLUMNS} keys")
    for _, cells in rows:
        cells.extend([""] * (len(header) - len(cells)))
    return Table(file, tuple(header), None, rows)


def json_cell(value: object) -> Cell:
    """Return a JSON value as a cell."""
    if isinstance(value, str):
        return value
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int | float):
        return number_text(value)
    if isinstance(value, Sequence):
        texts = [json_cell(item) for item in value]
        if all(isinstance(text, str) for text in texts):
            return tuple(str(text) for text in texts)
    what = "a list of more than texts" if isinstance(value, Sequence) else kind(value)
    return BadCell(f"found {what}; accepted: a text, a number or a list of texts")


def kind(value: object) -> str:
    """Return what a JSON value is, without repeating it."""
    for types, name in ((str, "a text"), (bool, "true or false"), (int | float, "a number"),
                        (Mapping, "an object"), (Sequence, "a list")):  # fmt: skip
        if isinstance(value, types):
            return name
    return "nothing"


def number_text(value: float) -> str:
    """Return a number as its column would write it: 3.0 is 3."""
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    try:
        return str(value)
    except ValueError:  # an integer of thousands of digits
        return "a number far too long"


def not_blank(cells: Iterable[Cell]) -> bool:
    """Whether any cell holds something."""
    return any(not isinstance(cell, str) or cell.strip() for cell in cells)
