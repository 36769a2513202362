"""One row of a sheet: takes its cells by column, and notes what is wrong with them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from types import MappingProxyType
from typing import TypeVar

from matcher.cohort import Entry
from matcher.files.read import availability_text, dates
from matcher.files.read.cells import FORMULA_ERROR, BadCell, Cell, clean, id_of, scalar, time_zone
from matcher.files.read.columns import Sheet
from matcher.files.read.issues import CellError, Findings

T = TypeVar("T")
LONGEST_CELL = 32_767  # what a spreadsheet's cell can hold
MOST_PARSED = 50_000
_NOTHING: Mapping[str, str] = MappingProxyType({})


class Row:
    """A row being read.

    A fault never stops the reading: the value asked for is replaced by a stand-in and the other
    cells are read as well, so that all faults come to light.
    """

    __slots__ = ("cells", "findings", "number", "sheet")

    def __init__(self, sheet: Sheet, number: int, cells: list[Cell], findings: Findings) -> None:
        self.sheet = sheet
        self.number = number
        self.cells = cells
        self.findings = findings

    def fault(self, column: str, code: str, message: str) -> None:
        """Note a fault of this row."""
        header = self.sheet.header.get(column, column)
        self.findings.fault(self.sheet.file, self.number, header, code, message)

    def warn(self, column: str, code: str, message: str) -> None:
        """Note something to look at in this row."""
        header = self.sheet.header.get(column, column)
        self.findings.warn(self.sheet.file, self.number, header, code, message)

    def cell(self, column: str) -> Cell | None:
        """Return a cell that can be parsed.

        Blank if the table has no such column; None if the cell is at fault, which is noted.
        """
        index = self.sheet.place.get(column)
        return "" if index is None else self._cell(column, index)

    def _cell(self, column: str, index: int) -> Cell | None:
        cell = self.cells[index]
        if isinstance(cell, str):
            cell = self._checked(cell, index)
        if isinstance(cell, BadCell):
            self.fault(column, cell.code, cell.message)
            return None
        return cell

    def _checked(self, cell: str, index: int) -> Cell:
        if not cell:
            merged = self.sheet.merged.get((self.number, index)) if self.sheet.merged else None
            if merged is None:
                return cell
            message = f"the cell is covered by the merged cells {merged}; unmerge them and write"
            return BadCell(f"{message} the value in every row", "merged-cells")
        if len(cell) > LONGEST_CELL:
            return BadCell(f"found {len(cell):,} characters; accepted: up to {LONGEST_CELL:,}")
        if cell[0] == "#" and FORMULA_ERROR.fullmatch(cell.strip()):
            message = f"the cell holds the formula error {cell.strip()}; accepted: a value"
            return BadCell(message, "formula-error")
        return cell

    def take(self, column: str, parse: Callable[[Cell], T], default: T) -> T:
        """Return a cell's value, or `default` if it is blank, missing or at fault."""
        cell = self.cell(column)
        if not cell or (isinstance(cell, str) and cell.isspace()):
            return default
        return self._parsed(column, cell, parse, default)

    def need(self, column: str, parse: Callable[[Cell], T], stand_in: T) -> T:
        """Return a required cell's value; a blank one is a fault."""
        if column not in self.sheet.place:
            return stand_in  # reported once, for the table
        cell = self.cell(column)
        return stand_in if cell is None else self._parsed(column, cell, parse, stand_in)

    def _parsed(self, column: str, cell: Cell, parse: Callable[[Cell], T], stand_in: T) -> T:
        """Return the parsed cell; one text of a column is parsed once, unless it has notes."""
        known = self.sheet.parsed
        key = (column, cell)
        if key in known:
            return known[key]  # type: ignore[return-value]
        before = len(self.findings.warnings)
        try:
            value = parse(cell)
        except CellError as error:
            self.fault(column, error.code, str(error))
            return stand_in
        if len(known) < MOST_PARSED and len(self.findings.warnings) == before:
            known[key] = value
        return value

    def text(self, column: str) -> str:
        """Return free text on one line; a list is joined."""
        index = self.sheet.place.get(column)
        return "" if index is None else self._free(column, index)

    def id(self) -> str:
        """Return the row's identifier (blank if it is at fault)."""
        cell = self.cell("id")
        if cell is None or "id" not in self.sheet.place:
            return ""
        try:
            return id_of(cell)
        except CellError as error:
            self.fault("id", error.code, str(error))
            return ""

    def moment(self, column: str, default: datetime, zone: str) -> datetime:
        """Return a date or date-time; an ambiguous one is warned about."""

        def parse(cell: Cell) -> datetime:
            found, note = dates.moment(scalar(cell), zone)
            if note:
                self.warn(column, "ambiguous-date", note)
            return found

        return self.take(column, parse, default)

    def zone(self, default: str) -> str:
        """Return the row's time zone."""

        def parse(cell: Cell) -> str:
            name, note = time_zone(scalar(cell))
            if note:
                self.warn("time_zone", "ambiguous-zone", note)
            return name

        return self.take("time_zone", parse, default)

    def availability(self, window: tuple[int, int]) -> tuple[Entry, ...]:
        """Return the availability; each entry that cannot be read is a fault of its own."""
        if "availability" not in self.sheet.place:
            return ()
        cell = self.cell("availability")
        if cell is None:
            return ()
        found = availability_text.availability(cell, window)
        for fault in found.faults:
            self.fault("availability", "bad-availability", fault)
        for note in found.notes:
            self.warn("availability", "ambiguous-time", note)
        return found.entries

    def monitor(self) -> Mapping[str, str]:
        """Return the monitoring answers, which no message ever repeats."""
        if not self.sheet.monitor:
            return _NOTHING
        answers = {
            name: self._free("monitor_" + name, index) for name, index in self.sheet.monitor.items()
        }
        return MappingProxyType(answers)

    def extra(self) -> Mapping[str, str]:
        """Return the unknown columns' cells as they stand."""
        if not self.sheet.unknown:
            return _NOTHING
        cells = ((name, self.cells[index]) for name, index in self.sheet.unknown.items())
        return MappingProxyType(
            {name: "" if isinstance(cell, BadCell) else "; ".join(_texts(cell))
             for name, cell in cells}
        )  # fmt: skip

    def _free(self, column: str, index: int) -> str:
        cell = self._cell(column, index)
        return clean(cell) if isinstance(cell, str) else clean("; ".join(_texts(cell)))


def _texts(cell: Cell | None) -> tuple[str, ...]:
    if isinstance(cell, tuple):
        return cell
    return (cell,) if isinstance(cell, str) else ()
