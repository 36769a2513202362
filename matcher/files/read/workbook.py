"""The bytes of an .xlsx workbook to the rows of its sheets, safely.

calamine reads the cells. Before it does, the zip is unpacked within bounds and packed again (so
that what was measured is what is read), and cells far outside any table are refused: calamine
allocates the whole rectangle. It shows formula errors as blank cells, so they are looked up in
the sheet's own XML.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from html import unescape
from typing import TYPE_CHECKING

from matcher.files.read.cells import BadCell, Cell
from matcher.files.read.issues import UnusableInput, shown
from matcher.files.read.tables import (
    HEADER_WITHIN,
    MAX_COLUMNS,
    MAX_ROWS,
    Rows,
    check_size,
    not_blank,
    number_text,
    too_many_rows,
    unusable,
)

if TYPE_CHECKING:
    from python_calamine import CalamineSheet, CalamineWorkbook

MAX_UNPACKED = 150_000_000
MAX_PARTS = 5_000
MOST_MERGED = 200_000
_SIGNS = {
    b"\xd0\xcf\x11\xe0": "an old .xls workbook, or one with a password",
    b"\x89PNG": "a PNG image",
    b"\xff\xd8\xff": "a JPEG image",
    b"GIF8": "a GIF image",
    b"%PDF": "a PDF document",
    b"<": "a web page or XML document",
    b"{": "a JSON text",
}
_SHEET = re.compile(rb"<(?:\w+:)?sheet\s[^>]*>")
_RELATION = re.compile(rb"<(?:\w+:)?Relationship\s[^>]*>")
# Cell references far to the right or far down: first any, then in a cell that is not blank.
_FAR = re.compile(rb"r=\"(?:[A-Za-z]{3,}\d|[D-Zd-z][A-Za-z]\d|[A-Za-z]+\d{6})")
_ODD = re.compile(rb"r\s+=|r=\s|r='")  # no spreadsheet writes it so, but it is XML
_FILLED = rb"(?i)<(?:\w+:)?c\s[^>]*?\br\s*=\s*[\"'](?:%b)[\"'][^>]*(?<!/)>"
_DEEP = re.compile(_FILLED % rb"[A-Z]+\d{6,}")
_LONG = re.compile(_FILLED % rb"[A-Z]+\d{5,}")
_WIDE = re.compile(_FILLED % rb"(?:I[W-Z]|[J-Z][A-Z]|[A-Z]{3,})\d+")
_BROAD = re.compile(_FILLED % rb"[D-Z][A-Z]\d+")
_ERROR_CELL = re.compile(
    rb"<(?:\w+:)?c\s(?P<attributes>[^>]*?\bt\s*=\s*[\"']e[\"'][^>]*)>"
    rb"(?:(?!</(?:\w+:)?c>).)*?<(?:\w+:)?v>(?P<value>[^<]*)<",
    re.DOTALL,
)


class Workbook:
    """An open workbook.

    Parameters
    ----------
    file : str
        As issues show it.
    data : bytes

    Raises
    ------
    UnusableInput
        It is no workbook, is damaged, protected or too large.
    """

    def __init__(self, file: str, data: bytes) -> None:
        check_size(file, data)
        self.file = file
        self.parts = _unpacked(file, data)
        self._paths = _sheet_paths(self.parts)
        self._book = self._open()

    @property
    def sheet_names(self) -> list[str]:
        """Names of the sheets, in order."""
        return list(self._book.sheet_names)

    def rows(self, name: str) -> tuple[Rows, Mapping[tuple[int, int], str]]:
        """Return a sheet's rows that are not blank, and the cells that merged ranges cover.

        The mapping gives the range's name by row number and column index (from 0).
        """
        file = f"{self.file}/{name}"
        xml = self.parts.get(self._paths.get(name, ""), b"")
        _check_reach(file, xml)
        try:
            sheet = self._book.get_sheet_by_name(name)
            grid = sheet.to_python(skip_empty_area=False)
            merged = _merged(sheet, len(grid), len(grid[0]) if grid else 0)
        except BaseException as error:
            raise _unreadable(file, error) from None
        rows: list[list[Cell]] = [[_cell(value) for value in row] for row in grid]
        for row, column, text in _errors(xml):
            if row < len(rows):
                rows[row].extend([""] * (column + 1 - len(rows[row])))
                rows[row][column] = BadCell(f"the cell holds the formula error {text}; accepted: "
                                            "a value", "formula-error")  # fmt: skip
        filled = [(number, cells) for number, cells in enumerate(rows, 1) if not_blank(cells)]
        if len(filled) > MAX_ROWS + 1:
            raise too_many_rows(file)
        return filled, merged

    def _open(self) -> CalamineWorkbook:
        from python_calamine import CalamineWorkbook

        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as archive:
            for name, content in self.parts.items():
                archive.writestr(name, content)
        try:
            packed.seek(0)
            return CalamineWorkbook.from_filelike(packed)
        except BaseException as error:
            raise _unreadable(self.file, error) from None


def _unreadable(file: str, error: BaseException) -> BaseException:
    """Return what to raise for an error of calamine, whose panics are no Exceptions."""
    if isinstance(error, UnusableInput | KeyboardInterrupt | SystemExit | MemoryError):
        return error
    return unusable(
        file, "unreadable", "the workbook is damaged; open it in a spreadsheet and save it again"
    )


def _unpacked(file: str, data: bytes) -> dict[str, bytes]:
    """Return the XML parts of a workbook, never more bytes than the zip declares."""
    if not data.startswith(b"PK\x03\x04"):
        what = next((name for sign, name in _SIGNS.items() if data.startswith(sign)), "no workbook")
        raise unusable(file, "not-a-workbook", f"this is {what}; accepted: an .xlsx workbook")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            wanted = [
                part for part in archive.infolist() if part.filename.endswith((".xml", ".rels"))
            ]
            size = sum(part.file_size for part in wanted)
            if len(wanted) > MAX_PARTS or size > MAX_UNPACKED:
                message = f"unpacked it has {size:,} bytes; accepted: up to {MAX_UNPACKED:,}"
                raise unusable(file, "too-large", message)
            parts = {part.filename: archive.read(part) for part in wanted}
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError) as error:
        raise _unreadable(file, error) from None
    except (RuntimeError, NotImplementedError):
        raise unusable(file, "unreadable", "the workbook is protected by a password") from None
    if "xl/workbook.xml" not in parts:
        message = "this is a zip file but no .xlsx workbook; accepted: an .xlsx workbook"
        raise unusable(file, "not-a-workbook", message)
    return parts


def _sheet_paths(parts: Mapping[str, bytes]) -> dict[str, str]:
    """Return the path of every sheet's XML by the sheet's name."""
    targets = {}
    for tag in _RELATION.findall(parts.get("xl/_rels/workbook.xml.rels", b"")):
        target = _attribute(tag, "Target").removeprefix("/")
        targets[_attribute(tag, "Id")] = target if target.startswith("xl/") else f"xl/{target}"
    tags = _SHEET.findall(parts["xl/workbook.xml"])
    return {_attribute(tag, "name"): targets.get(_attribute(tag, r"\w+:id"), "") for tag in tags}


def _attribute(tag: bytes, name: str) -> str:
    match = re.search(rf"\s{name}\s*=\s*(?:\"([^\"]*)\"|'([^']*)')".encode(), tag)
    return unescape((match[1] or match[2] or b"").decode("utf-8", "replace")) if match else ""


def _check_reach(file: str, xml: bytes) -> None:
    """Refuse a sheet whose filled cells span a rectangle that no cohort has."""
    lines = xml.split(b"row>")
    if sum(b"<v>" in line or b"<is>" in line for line in lines) > MAX_ROWS + HEADER_WITHIN:
        raise too_many_rows(file)
    broad = max(line.count(b"<c ") + line.count(b":c ") for line in lines) > 2 * MAX_COLUMNS
    if _FAR.search(xml) or _ODD.search(xml):
        if _DEEP.search(xml):
            raise too_many_rows(file)
        broad = broad or bool(_WIDE.search(xml) or (_BROAD.search(xml) and _LONG.search(xml)))
    if broad:
        message = (
            f"its cells reach beyond {MAX_COLUMNS} columns, or far to the right and far down; "
            "delete what stands outside the table"
        )
        raise unusable(file, "too-wide", message)


def _errors(xml: bytes) -> list[tuple[int, int, str]]:
    """Return row, column (from 0) and text of every cell with a formula error."""
    if b't="e"' not in xml and b"t='e'" not in xml:
        return []
    found = []
    for match in _ERROR_CELL.finditer(xml):
        place = re.fullmatch(r"([A-Z]{1,3})(\d+)", _attribute(b" " + match["attributes"], "r"))
        if place:
            text = shown(match["value"].decode("utf-8", "replace")).strip("'")
            found.append((int(place[2]) - 1, _column_index(place[1]), text))
    return found


def _column_index(letters: str) -> int:
    index = 0
    for letter in letters:
        index = index * 26 + ord(letter) - 64
    return index - 1


def column_letters(index: int) -> str:
    """Return a column's letters as a spreadsheet shows them, `index` counted from 0."""
    letters = ""
    while index >= 0:
        index, letter = divmod(index, 26)
        letters = chr(65 + letter) + letters
        index -= 1
    return letters


def _merged(sheet: CalamineSheet, height: int, width: int) -> dict[tuple[int, int], str]:
    covered: dict[tuple[int, int], str] = {}
    for (top, left), (bottom, right) in sheet.merged_cell_ranges or ():
        name = f"{column_letters(left)}{top + 1}:{column_letters(right)}{bottom + 1}"
        for row in range(top, min(bottom + 1, height)):
            for column in range(left, min(right + 1, width)):
                if (row, column) != (top, left):
                    covered[row + 1, column] = name
            if len(covered) > MOST_MERGED:
                return covered
    return covered


def _cell(value: object) -> Cell:
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int | float):
        return number_text(value)
    if isinstance(value, datetime):
        value += timedelta(milliseconds=500)  # 9:30 may be stored as 9:29:59.9999
        value = value.replace(microsecond=0)
        return value.date().isoformat() if value.time() == time() else value.isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, time):
        return value.strftime("%H:%M")
    if isinstance(value, timedelta):
        minutes = round(value.total_seconds() / 60)
        return f"{minutes // 60}:{minutes % 60:02d}"
    return ""
