"""The uploaded tables again as a workbook, with every fault and warning beside its cell."""

from __future__ import annotations

import io
from collections import defaultdict
from collections.abc import Sequence
from typing import TYPE_CHECKING

from matcher.files.read.issues import Issue, one_line
from matcher.files.read.look import Looked, SeenTable, cell_text
from matcher.files.write.sheet import CELL_LIMIT, Look, put

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

FAULT, DOUBT = "#F8D7D3", "#FBEBC8"
TITLES = {"participants": "Participants", "providers": "Providers"}
LONGEST_NOTE = 2_000
Notes = dict[tuple[int | None, str | None], list[tuple[bool, str]]]


def marked_workbook(looked: Looked) -> bytes:
    """Return the marked-up workbook; mend it and bring it in again.

    A cell with a fault is red, one that deserves a look yellow; both say why in a note, and the
    last column and the sheet *To mend* say it in words, so that nothing hangs on a colour. The
    tables stand where they stood: row numbers are those of the upload.
    """
    from xlsxwriter import Workbook

    out = io.BytesIO()
    book = Workbook(
        out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    look = Look(book)
    for seen in looked.tables:
        notes: Notes = defaultdict(list)
        for bad, issues in ((True, looked.faults), (False, looked.warnings)):
            for issue in issues:
                if issue.file == seen.table.file:
                    notes[issue.row, issue.column].append((bad, issue.message))
        _table(look, book.add_worksheet(TITLES[seen.part]), seen, notes)
    _list(look, book.add_worksheet("To mend"), looked)
    book.close()
    return out.getvalue()


def _table(look: Look, sheet: Worksheet, seen: SeenTable, notes: Notes) -> None:
    table = seen.table
    # A list of JSON has no header row: its first row comes second.
    top = (table.header_row or 1) - 1
    down = 0 if table.header_row else 1
    headers = [one_line(header, 120) for header in table.header]
    for column, header in enumerate(table.header):
        _cell(look, sheet, top, column, header, notes.get((table.header_row, headers[column]), []),
              bold=True)  # fmt: skip
        sheet.set_column(column, column, min(40, max(12, len(header) + 2)))
    last = len(headers)
    if any(row != table.header_row for row, _ in notes):
        put(sheet, top, last, "What to mend", look(bold=True))
        sheet.set_column(last, last, 60)
    for number, cells in table.rows:
        row = number - 1 + down
        said = []
        for column in range(len(headers)):
            found = notes.get((number, headers[column]), [])
            said += [f"{headers[column]}: {text}" for _, text in found]
            _cell(look, sheet, row, column, cell_text(cells[column]), found)
        said += [text for _, text in notes.get((number, None), [])]
        if said:
            put(sheet, row, last, "\n".join(said), look(text_wrap=True))
    sheet.freeze_panes(top + 1, 1)


def _cell(
    look: Look,
    sheet: Worksheet,
    row: int,
    column: int,
    text: str,
    notes: Sequence[tuple[bool, str]],
    *,
    bold: bool = False,
) -> None:
    style = look(bold=True) if bold else look()
    if notes:
        style = look(bold=bold, bg_color=FAULT if any(bad for bad, _ in notes) else DOUBT)
        note = "\n".join(message for _, message in notes)
        sheet.write_comment(row, column, note[:LONGEST_NOTE], {"x_scale": 2})
    put(sheet, row, column, text[:CELL_LIMIT], style)


def _list(look: Look, sheet: Worksheet, looked: Looked) -> None:
    for column, (title, width) in enumerate(
        (("", 10), ("Where", 28), ("Row", 8), ("Column", 30), ("What to mend", 100))
    ):
        put(sheet, 0, column, title, look.header("text"))
        sheet.set_column(column, column, width)
    listed = [("Fault", issue) for issue in looked.faults]
    listed += [("Look at", issue) for issue in looked.warnings]
    for row, (kind, issue) in enumerate(listed, 1):
        for column, value in enumerate(_words(kind, issue)):
            put(sheet, row, column, value, look(text_wrap=column == 4))
    sheet.freeze_panes(1, 0)


def _words(kind: str, issue: Issue) -> tuple[object, ...]:
    return kind, issue.file, issue.row, issue.column, issue.message
