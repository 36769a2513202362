"""A worksheet that is pleasant to filter and to print: one header row and rows beneath."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from textwrap import wrap
from typing import TYPE_CHECKING, Any, cast

from matcher.cohort.availability import clock_of

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

INK, MUTED, LINE, TEAL, TINT, AMBER = (
    "#1F2933", "#5B6670", "#D5DBE1", "#0F5E63", "#E7F1F1", "#96480A",
)  # fmt: skip
TONES: dict[str, dict[str, Any]] = {
    "": {},
    "strong": {"font_color": TEAL, "bold": True},
    "alert": {"font_color": AMBER, "bold": True},
    "quiet": {"font_color": MUTED},
}
LETTER = 1
LINE_HEIGHT = 15  # points, of Excel's default font
NARROWEST, WIDEST = 6, 46
PRIVATE = "For coordinators: holds names and e-mail addresses"
CELL_LIMIT = 32_767  # characters; Excel holds no more


@dataclass(frozen=True, slots=True)
class Toned:
    """A cell that should look different: ``strong``, ``alert`` (something to do) or ``quiet``."""

    value: object
    tone: str


@dataclass(frozen=True, slots=True)
class Column:
    """A column's title, and whether it holds several lines, dates or times of day."""

    title: str
    kind: str = "text"  # or lines, number, date, time
    widest: int = WIDEST


@dataclass(frozen=True)
class Look:
    """The workbook's formats, made once each."""

    book: Workbook
    made: dict[tuple[tuple[str, Any], ...], Format] = field(default_factory=dict)
    cells: dict[tuple[str, str, bool], Format] = field(default_factory=dict)

    def __call__(self, **properties: Any) -> Format:
        """Return the format with these properties on top of the common ones."""
        wanted = {"font_color": INK, "valign": "top", **properties}
        key = tuple(sorted(wanted.items()))
        if key not in self.made:
            self.made[key] = self.book.add_format(wanted)
        return self.made[key]

    def cell(self, kind: str, tone: str = "", *, tall: bool = False) -> Format:
        """Return the format of a table cell; in a `tall` row of several lines it stands on top."""
        found = self.cells.get((kind, tone, tall))
        if found is None:
            found = self.cells[kind, tone, tall] = self._cell(kind, tone, tall=tall)
        return found

    def _cell(self, kind: str, tone: str, *, tall: bool) -> Format:
        properties: dict[str, Any] = {"bottom": 1, "bottom_color": LINE, **TONES[tone]}
        properties["valign"] = "top" if tall else "vcenter"
        if kind == "lines":
            properties["text_wrap"] = True
        elif kind == "date":
            properties |= {"num_format": "mmm d, yyyy", "align": "left"}
        elif kind == "time":
            properties |= {"num_format": "h:mm AM/PM", "align": "left"}
        elif kind == "number":
            properties |= {"num_format": "#,##0", "align": "center"}
        return self(**properties)

    def header(self, kind: str) -> Format:
        """Return the format of a column's title."""
        return self(
            bold=True,
            font_color="#FFFFFF",
            bg_color=TEAL,
            text_wrap=True,
            valign="vcenter",
            align="center" if kind == "number" else "left",
        )


def put(sheet: Worksheet, row: int, column: int, value: object, style: Format) -> None:
    """Write one cell; text stays text, whatever it begins with."""
    if isinstance(value, str) and value:
        sheet.write_string(row, column, value[:CELL_LIMIT], style)
    elif value is None or value == "":
        sheet.write_blank(row, column, None, style)
    elif isinstance(value, bool):
        sheet.write_string(row, column, "yes" if value else "no", style)
    elif isinstance(value, int | float):
        sheet.write_number(row, column, value, style)
    elif isinstance(value, date | time):
        # xlsxwriter's types name datetime only; it takes dates and times of day too.
        sheet.write_datetime(row, column, cast("datetime", value), style)
    else:
        sheet.write_string(row, column, str(value)[:CELL_LIMIT], style)


def add_table_sheet(
    look: Look,
    name: str,
    columns: Sequence[Column],
    rows: Iterable[Sequence[object]],
    *,
    program_name: str,
    frozen_columns: int = 1,
    printed_columns: int | None = None,
    footer: str = PRIVATE,
) -> Worksheet:
    """Add a worksheet with a filterable table.

    The header stays in sight and is repeated on every printed page; columns are as wide as their
    text; the print is landscape, one page wide.

    Parameters
    ----------
    look : Look
    name : str
        The sheet's name.
    columns : sequence of Column
    rows : iterable of sequences
        Cells in the columns' order, a `Toned` where one should stand out.
    program_name : str
        Printed on top of every page.
    frozen_columns : int
        Columns that stay in sight when scrolling to the right.
    printed_columns : int or None
        How many columns go on paper, where all of them would make the print too small.
    footer : str
        Printed at the foot of every page.
    """
    sheet = look.book.add_worksheet(name)
    table = [[cell if isinstance(cell, Toned) else Toned(cell, "") for cell in row] for row in rows]
    widths = [
        _width(column, (row[place].value for row in table)) for place, column in enumerate(columns)
    ]
    for index, (column, width) in enumerate(zip(columns, widths, strict=True)):
        sheet.set_column(index, index, width)
        sheet.write_string(0, index, column.title, look.header(column.kind))
    titles = zip(columns, widths, strict=True)
    deepest = max(len(wrap(column.title, int(width) - 2)) for column, width in titles)
    sheet.set_row(0, LINE_HEIGHT * deepest + 6)
    for number, row in enumerate(table, start=1):
        lines = _lines(row, columns, widths)
        for index, (cell, column) in enumerate(zip(row, columns, strict=True)):
            style = look.cell(column.kind, cell.tone, tall=lines > 1)
            put(sheet, number, index, cell.value, style)
        sheet.set_row(number, LINE_HEIGHT * lines + 3)
    sheet.freeze_panes(1, frozen_columns)
    sheet.autofilter(0, 0, max(1, len(table)), len(columns) - 1)
    sheet.repeat_rows(0)
    if printed_columns:
        sheet.print_area(0, 0, max(1, len(table)), printed_columns - 1)
    sheet.set_landscape()
    set_up_print(sheet, program_name, footer)
    return sheet


def set_up_print(sheet: Worksheet, program_name: str, footer: str = PRIVATE) -> None:
    """Set a sheet up for paper: one page wide, named, with page numbers."""
    sheet.hide_gridlines(2)
    sheet.set_paper(LETTER)
    sheet.set_margins(left=0.5, right=0.5, top=0.75, bottom=0.65)
    sheet.fit_to_pages(1, 0)
    # In a header & begins a code, and Excel takes 255 characters in all.
    sheet.set_header(f"&L{program_name[:100].replace('&', '&&')}&R&A")
    sheet.set_footer(f"&L{footer}&RPage &P of &N")


def _width(column: Column, values: Iterable[object]) -> float:
    longest = max((_length(value) for value in values), default=0)
    # A header may break at its spaces; the filter's arrow takes some room too.
    header = max(len(word) for word in column.title.split()) + 4
    return min(max(longest + 1.5, header, NARROWEST), max(column.widest, header))


def _length(value: object) -> int:
    if value is None:
        return 0
    if isinstance(value, str) and value.isprintable():
        return len(value)
    if isinstance(value, time):
        return len("12:30 PM")
    if isinstance(value, date):
        return len("Sep 20, 2027")
    return max((len(line) for line in str(value).splitlines()), default=0)


def _lines(row: Sequence[Toned], columns: Sequence[Column], widths: Sequence[float]) -> int:
    """Return how many lines the tallest cell of a row takes."""
    tallest = 1
    for cell, column, width in zip(row, columns, widths, strict=True):
        if column.kind == "lines":
            lines = str(cell.value or "").splitlines()
            tallest = max(tallest, sum(1 + int(len(line) / (width + 1)) for line in lines))
    return tallest


def time_of(minute: int) -> time:
    """Return minutes after midnight as a time of day that Excel sorts and shows."""
    return time.fromisoformat(clock_of(minute % (24 * 60)))
