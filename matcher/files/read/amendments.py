"""What a coordinator mends without touching the files: settings, columns, cells, rows left out.

``amendments.json`` goes with the files of an upload and is kept with them, so that what came in
stays as it came, and what was changed about it can be seen::

    {"settings": {"start_date": "2027-09-06"},
     "columns": {"Where do you spend most of your week?": "sector"},
     "cells": [{"table": "participants", "row": 17, "column": "Access", "value": "none"}],
     "left_out": [{"table": "participants", "row": 31}]}

`row` and `column` are those that faults and warnings name.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from matcher.files.read.columns import Headers
from matcher.files.read.issues import Findings, Issue, UnusableInput, one_line
from matcher.files.read.program_source import RawProgram
from matcher.files.read.sources import Source
from matcher.files.read.tables import MAX_ROWS, Table, text_of

AMENDMENTS = "amendments.json"
Part = Literal["participants", "providers"]
Word = Annotated[str, Field(min_length=1, max_length=1_000)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


class Cell(_Strict):
    """A cell with another text in it."""

    table: Part
    row: int
    column: Word
    value: str = Field(max_length=32_767)


class LeftOut(_Strict):
    """A row that is not to be read."""

    table: Part
    row: int


class Amendments(_Strict):
    """Everything that is to be read otherwise than it stands in the files."""

    settings: dict[str, Any] = {}
    columns: dict[Word, Word] = {}
    cells: list[Cell] = Field(default=[], max_length=MAX_ROWS)
    left_out: list[LeftOut] = Field(default=[], max_length=MAX_ROWS)


def amendments_of(data: bytes) -> Amendments:
    """Read ``amendments.json``.

    Raises
    ------
    UnusableInput
        With every fault of its form.
    """
    try:
        return Amendments.model_validate(json.loads(text_of(AMENDMENTS, data)))
    except ValidationError as error:
        faults = tuple(
            Issue(AMENDMENTS, None, ".".join(map(str, one["loc"])) or None, "bad-value", one["msg"])
            for one in error.errors()
        )
        raise UnusableInput(faults) from None
    except (ValueError, RecursionError):
        fault = Issue(AMENDMENTS, None, None, "json", "this is no JSON that can be read")
        raise UnusableInput((fault,)) from None


@dataclass(frozen=True, slots=True)
class AmendedSource:
    """A source with amendments laid over it."""

    source: Source
    amendments: Amendments
    _cells: Mapping[tuple[str, int, str], str] = field(init=False)
    _left_out: frozenset[tuple[str, int]] = field(init=False)

    def __post_init__(self) -> None:
        cells = {(c.table, c.row, one_line(c.column, 120)): c.value for c in self.amendments.cells}
        left_out = frozenset((one.table, one.row) for one in self.amendments.left_out)
        object.__setattr__(self, "_cells", cells)
        object.__setattr__(self, "_left_out", left_out)

    def program(self, findings: Findings) -> RawProgram:
        """Return the settings; those of the amendments win, key by key."""
        raw = self.source.program(findings)
        settings = dict(self.amendments.settings)
        if self.amendments.columns:
            settings["columns"] = {**_table(settings.get("columns")), **self.amendments.columns}
        lines = dict(raw.row)
        tree = _laid_over(raw.tree, settings, lines, "")
        return RawProgram(raw.file, tree, lines, raw.cells)

    def participants(self, headers: Headers, findings: Findings) -> Table:
        """Return the waitlist."""
        return self._amended("participants", self.source.participants(headers, findings))

    def providers(self, headers: Headers, findings: Findings) -> Table:
        """Return the roster."""
        return self._amended("providers", self.source.providers(headers, findings))

    def _amended(self, part: str, table: Table) -> Table:
        rows = [(number, cells) for number, cells in table.rows
                if (part, number) not in self._left_out]  # fmt: skip
        place: dict[str, int] = {}
        for index, header in enumerate(table.header):
            place.setdefault(one_line(header, 120), index)
        of_row = dict(rows)
        for (name, number, column), value in self._cells.items():
            if name == part and column in place and number in of_row:
                of_row[number][place[column]] = value
        return replace(table, rows=rows)


def _laid_over(
    tree: Mapping[str, object], over: Mapping[str, object], lines: dict[str, int], prefix: str
) -> dict[str, object]:
    """Return a tree of settings with another laid over it; `lines` forgets what was covered."""
    merged = dict(tree)
    for name, value in over.items():
        path = f"{prefix}{name}"
        below = merged.get(name)
        if isinstance(value, Mapping) and isinstance(below, Mapping):
            merged[name] = _laid_over(below, value, lines, path + ".")
        else:
            merged[name] = value
            lines.pop(path, None)
    return merged


def _table(found: object) -> Mapping[str, object]:
    return found if isinstance(found, Mapping) else {}
