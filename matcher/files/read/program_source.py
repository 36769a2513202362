"""A programme's settings as found, in TOML, JSON or a sheet, with the line or row of each."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field

from matcher.files.read.cells import BadCell
from matcher.files.read.issues import CellError, Findings, one_line
from matcher.files.read.tables import Rows, check_size, heading, text_of, unusable

# Tables whose keys are the programme's own words, which may hold dots.
FREE_KEYS = ("columns", "sectors.aliases", "sectors.rename")
OVERRIDES = "priority.overrides."


@dataclass
class RawProgram:
    """A programme's settings as found.

    Attributes
    ----------
    file : str
        As issues show it.
    tree : mapping
        Nested as in ``program.toml``.
    row : mapping
        Line or row of each dotted key, where known.
    cells : bool
        The values are texts of a sheet's cells.
    """

    file: str
    tree: Mapping[str, object] = field(default_factory=dict)
    row: Mapping[str, int] = field(default_factory=dict)
    cells: bool = False

    def row_of(self, path: str) -> int | None:
        """Return the line of a key, or of the table it stands in."""
        while path and path not in self.row:
            path = path.rpartition(".")[0]
        return self.row.get(path)

    def table(self, name: str) -> Mapping[str, object]:
        """Return a table of the first floor; empty if it is not there or no table."""
        found = self.tree.get(name)
        return found if isinstance(found, Mapping) else {}


class Noting:
    """Turns a CellError of its block into a fault at a key."""

    def __init__(self, raw: RawProgram, path: str, findings: Findings) -> None:
        self.raw, self.path, self.findings = raw, path, findings

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> bool:
        if not isinstance(error, CellError):
            return False
        at, path = self.raw.row_of(self.path), one_line(self.path, 120)
        self.findings.fault(self.raw.file, at, path, error.code, str(error))
        return True


def toml_program(file: str, data: bytes) -> RawProgram:
    """Return the settings of a ``program.toml``; an empty one sets nothing."""
    if not data.strip():
        return RawProgram(file)
    check_size(file, data)
    text = text_of(file, data)
    try:
        tree = tomllib.loads(text)
    except RecursionError:
        raise unusable(file, "toml", "its lists are nested too deep") from None
    except ValueError as error:  # a TOMLDecodeError, or a number of thousands of digits
        place = re.search(r"\(at line (\d+), column (\d+)\)", str(error))
        message = f"this is no TOML: {one_line(re.sub(r' *[(]at .*[)]$', '', str(error)))}"
        row = int(place[1]) if place else None
        if place is None:
            message += " at the end of the file"
        raise unusable(file, "toml", message, row) from None
    return RawProgram(file, tree, _lines(text))


_HEADER = re.compile(r"\s*\[\s*([^\[\]]+?)\s*\]\s*(#.*)?")
_KEY = re.compile(r"\s*((?:\"[^\"]*\"|'[^']*'|[\w-]+)(?:\s*\.\s*(?:\"[^\"]*\"|[\w-]+))*)\s*=")


def _lines(text: str) -> dict[str, int]:
    """Return the line of every key that stands at the start of one."""
    lines: dict[str, int] = {}
    prefix = ""
    for number, line in enumerate(text.splitlines(), 1):
        if header := _HEADER.fullmatch(line):
            prefix = _unquoted(header[1])
            lines.setdefault(prefix, number)
            prefix += "."
        elif found := _KEY.match(line):
            lines.setdefault(prefix + _unquoted(found[1]), number)
    return lines


def _unquoted(path: str) -> str:
    return ".".join(
        part.strip().strip("\"'") for part in re.split(r"\.(?=(?:[^\"]*\"[^\"]*\")*[^\"]*$)", path)
    )


def sheet_program(file: str, rows: Rows, findings: Findings) -> RawProgram:
    """Return the settings of a ``Program`` sheet: a key and a value in each row."""
    tree: dict[str, object] = {}
    lines: dict[str, int] = {}
    for index, (number, cells) in enumerate(rows):
        name = heading(cells[0])
        cell = cells[1] if len(cells) > 1 else ""
        if index == 0 and name.casefold() in ("key", "setting", "name of setting"):
            continue
        if isinstance(cell, BadCell):
            findings.fault(file, number, name or None, cell.code, cell.message)
        elif not name:
            findings.warn(file, number, None, "unknown-key", "the row has a value but no key")
        elif isinstance(cell, str) and cell.strip():
            _put(tree, lines, number, name, cell.strip(), file, findings)
    return RawProgram(file, tree, lines, cells=True)


def _put(
    tree: dict[str, object], lines: dict[str, int], number: int, name: str, cell: str,
    file: str, findings: Findings,
) -> None:  # fmt: skip
    path = _path(name)
    dotted = ".".join(path)
    if dotted in lines:
        message = f"the key stands twice, first in row {lines[dotted]}"
        findings.fault(file, number, dotted, "duplicate-key", message)
        return
    lines[dotted] = number
    for part in path[:-1]:
        below = tree.setdefault(part, {})
        if not isinstance(below, dict):
            findings.fault(file, number, dotted, "duplicate-key", f"{part} has a value of its own")
            return
        tree = below
    if isinstance(tree.get(path[-1]), dict):
        findings.fault(file, number, dotted, "duplicate-key", "it has keys below it already")
        return
    tree[path[-1]] = cell


def _path(name: str) -> list[str]:
    """Split a dotted key; the words of a free table's keys stay as they are."""
    for free in FREE_KEYS:
        if name.casefold().startswith(free + "."):
            return [*free.split("."), name[len(free) + 1 :].strip()]
    if name.casefold().startswith(OVERRIDES):  # a form's question may hold dots
        question, _, part = name[len(OVERRIDES) :].rpartition(".")
        return ["priority", "overrides", question.strip(), part.strip().casefold()]
    parts = [part.strip() for part in name.split(".")]
    if parts[0].casefold() != "qualification":
        parts = [re.sub(r"[\s-]+", "_", part.casefold()) for part in parts]
    else:
        parts[0] = parts[0].casefold()
    return parts
