"""Where a cohort's three parts stand: a folder of CSV, a workbook, a JSON text, or an upload."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path, PurePath
from typing import Protocol

from matcher.files.read.columns import Headers
from matcher.files.read.issues import Findings, UnusableInput, one_line, shown
from matcher.files.read.program_source import RawProgram, sheet_program, toml_program
from matcher.files.read.tables import (
    MAX_BYTES,
    Table,
    check_size,
    csv_table,
    json_table,
    kind,
    not_blank,
    table_of,
    text_of,
    unusable,
)

PARTICIPANTS, PROVIDERS, PROGRAM = "participants", "providers", "program"
_SHEETS = {
    PARTICIPANTS: ("participants", "participant", "waitlist"),
    PROVIDERS: ("providers", "provider", "roster"),
    PROGRAM: ("program", "programme", "settings"),
}
ACCEPTED = (
    "a folder with participants.csv and providers.csv, one .xlsx workbook, or one cohort.json"
)


class Source(Protocol):
    """The three parts of a cohort, each read when asked for."""

    def program(self, findings: Findings) -> RawProgram:
        """Return the programme's settings."""

    def participants(self, headers: Headers, findings: Findings) -> Table:
        """Return the waitlist; row faults go to `findings`."""

    def providers(self, headers: Headers, findings: Findings) -> Table:
        """Return the roster; row faults go to `findings`."""


class CsvSource:
    """Two CSV files and, perhaps, a ``program.toml``; each by name and content."""

    def __init__(self, parts: Mapping[str, tuple[str, bytes]]) -> None:
        self.parts = parts

    def program(self, findings: Findings) -> RawProgram:
        """Return the settings of ``program.toml``; without it all defaults hold."""
        if PROGRAM not in self.parts:
            return RawProgram("program.toml")
        return toml_program(*self.parts[PROGRAM])

    def participants(self, headers: Headers, findings: Findings) -> Table:
        """Return the waitlist."""
        return self._table(PARTICIPANTS, headers, findings)

    def providers(self, headers: Headers, findings: Findings) -> Table:
        """Return the roster."""
        return self._table(PROVIDERS, headers, findings)

    def _table(self, part: str, headers: Headers, findings: Findings) -> Table:
        if part not in self.parts:
            message = f"the file is missing; accepted: {ACCEPTED}"
            raise unusable(f"{part}.csv", "missing-file", message)
        return csv_table(*self.parts[part], headers.known, findings)


class WorkbookSource:
    """The sheets of a workbook."""

    def __init__(self, file: str, data: bytes) -> None:
        from matcher.files.read.workbook import Workbook

        self.file = file
        self.book = Workbook(file, data)

    def program(self, findings: Findings) -> RawProgram:
        """Return the settings of the sheet ``Program``; without it all defaults hold."""
        name = self._sheet(PROGRAM)
        file = f"{self.file}/{name or 'Program'}"
        return sheet_program(file, self.book.rows(name)[0], findings) if name else RawProgram(file)

    def participants(self, headers: Headers, findings: Findings) -> Table:
        """Return the waitlist."""
        return self._table(PARTICIPANTS, headers, findings)

    def providers(self, headers: Headers, findings: Findings) -> Table:
        """Return the roster."""
        return self._table(PROVIDERS, headers, findings)

    def _table(self, part: str, headers: Headers, findings: Findings) -> Table:
        name = self._sheet(part)
        if name is None:
            found = ", ".join(one_line(sheet, 40) for sheet in self.book.sheet_names[:20])
            message = f"the sheet {part.title()} is missing; found the sheets {found}"
            raise unusable(self.file, "missing-sheet", message)
        rows, merged = self.book.rows(name)
        table = table_of(f"{self.file}/{one_line(name, 40)}", rows, headers.known, merged)
        outside = [number for number, cells in table.rows if not_blank(cells[len(table.header) :])]
        if outside:
            message = "what stands to the right of the last header is not read"
            findings.warn(table.file, outside[0], None, "outside-table", message)
        return table

    def _sheet(self, part: str) -> str | None:
        by_word = {name.strip().casefold(): name for name in reversed(self.book.sheet_names)}
        return next((by_word[word] for word in _SHEETS[part] if word in by_word), None)


class JsonSource:
    """A parsed ``cohort.json``."""

    def __init__(self, file: str, data: object) -> None:
        self.file = file
        if not isinstance(data, Mapping):
            message = (
                f"found {kind(data)}; accepted: an object "
                'with "participants", "providers" and, optionally, "program"'
            )
            raise unusable(file, "bad-value", message)
        self.data = data

    def program(self, findings: Findings) -> RawProgram:
        """Return the settings under ``program``; without it all defaults hold."""
        for name in self.data:
            if name not in (PARTICIPANTS, PROVIDERS, PROGRAM):
                findings.warn(self.file, None, one_line(str(name)), "unknown-key",
                              "no part of a cohort has this name; it is not used")  # fmt: skip
        found = self.data.get(PROGRAM)
        file = f"{self.file}/{PROGRAM}"
        if found is not None and not isinstance(found, Mapping):
            raise unusable(file, "bad-value", f"found {kind(found)}; accepted: an object")
        return RawProgram(file, found or {})

    def participants(self, headers: Headers, findings: Findings) -> Table:
        """Return the waitlist."""
        return self._table(PARTICIPANTS, findings)

    def providers(self, headers: Headers, findings: Findings) -> Table:
        """Return the roster."""
        return self._table(PROVIDERS, findings)

    def _table(self, part: str, findings: Findings) -> Table:
        if part not in self.data:
            raise unusable(self.file, "missing-key", f'the list "{part}" is missing')
        return json_table(f"{self.file}/{part}", self.data[part], findings)


def json_source(file: str, data: bytes) -> JsonSource:
    """Return the source of a JSON text.

    Raises
    ------
    UnusableInput
        It is no JSON: the line and what was expected there.
    """
    check_size(file, data)
    doubled: list[str] = []

    def pairs(found: list[tuple[str, object]]) -> dict[str, object]:
        made = dict(found)
        if len(made) < len(found):
            names = [name for name, _ in found]
            doubled.extend(name for name in made if names.count(name) > 1)
        return made

    def constant(name: str) -> object:
        raise ValueError(f"{name} is no JSON number")

    try:
        parsed = json.loads(text_of(file, data), object_pairs_hook=pairs, parse_constant=constant)
    except json.JSONDecodeError as error:
        message = f"this is no JSON: {error.msg} at column {error.colno}"
        raise unusable(file, "json", message, error.lineno) from None
    except RecursionError:
        raise unusable(file, "json", "its lists are nested too deep") from None
    except ValueError as error:
        raise unusable(file, "json", f"this is no JSON: {one_line(str(error))}") from None
    if doubled:
        message = f"the key {shown(doubled[0])} stands twice in one object"
        raise unusable(file, "duplicate-key", message)
    return JsonSource(file, parsed)


def path_source(path: Path) -> Source:
    """Return the source of a folder or a file.

    Raises
    ------
    UnusableInput
        There is nothing there that could be a cohort.
    """
    return files_source(path_files(path))


def path_files(path: Path) -> dict[str, bytes]:
    """Return a cohort's files by name, as an upload holds them; nothing of them is parsed.

    Raises
    ------
    UnusableInput
        There is nothing there that could be a cohort.
    """
    try:
        if path.is_dir():
            return _folder_files(path)
        if not path.exists():
            raise unusable(
                path.name, "missing-file", f"there is no such file or folder; accepted: {ACCEPTED}"
            )
        return {path.name: _content(path)}
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise unusable(path.name or ".", "unreadable", f"it cannot be read: {reason}") from None
    except ValueError:  # a NUL in a name
        raise unusable("cohort", "missing-file", "this is no name of a file") from None


def _content(path: Path) -> bytes:
    with path.open("rb") as stream:
        return stream.read(MAX_BYTES + 1)


def _folder_files(path: Path) -> dict[str, bytes]:
    names = {entry.name.casefold(): entry for entry in sorted(path.iterdir()) if entry.is_file()}
    tables = {"participants.csv", "providers.csv"} & set(names)
    if tables:
        parts = [*sorted(tables), *({"program.toml"} & set(names))]
        return {names[name].name: _content(names[name]) for name in parts}
    whole = [
        entry
        for name, entry in names.items()
        if name == "cohort.json" or (name.endswith(".xlsx") and not name.startswith("~$"))
    ]
    if len(whole) == 1:
        return {whole[0].name: _content(whole[0])}
    found = ", ".join(one_line(entry.name, 40) for entry in list(names.values())[:10]) or "nothing"
    raise unusable(path.name or ".", "missing-file", f"found {found}; accepted: {ACCEPTED}")


def files_source(files: Mapping[str, bytes]) -> Source:
    """Return the source of uploaded files: one workbook, one JSON, or CSV files with a TOML."""
    if not files:
        raise unusable("upload", "missing-file", f"found no file; accepted: {ACCEPTED}")
    if len(files) == 1:
        ((name, data),) = files.items()
        whole: dict[str, Callable[[str, bytes], Source]] = {
            ".xlsx": WorkbookSource, ".json": json_source,
        }  # fmt: skip
        if make := whole.get(PurePath(name).suffix.casefold()):
            return make(one_line(PurePath(name).name), data)
    parts: dict[str, tuple[str, bytes]] = {}
    problems: list[UnusableInput] = []
    for name, data in files.items():
        short = one_line(PurePath(name).name)
        part = _part_of(short)
        if part is None or part in parts:
            problem = "a second file of its kind" if part else "no part of a cohort"
            message = f"found {problem}; accepted: {ACCEPTED}"
            problems.append(unusable(short or "upload", "unknown-file", message))
        else:
            parts[part] = (short, data)
    if problems:
        raise UnusableInput(tuple(issue for problem in problems for issue in problem.faults))
    return CsvSource(parts)


def _part_of(name: str) -> str | None:
    stem, suffix = PurePath(name).stem.casefold(), PurePath(name).suffix.casefold()
    if suffix == ".toml":
        return PROGRAM
    if suffix == ".csv":
        for part in (PARTICIPANTS, PROVIDERS):
            if any(word in stem for word in _SHEETS[part]):
                return part
    return None
