"""Late arrivals: further rows of a waitlist, read as the cohort's own were."""

from __future__ import annotations

from pathlib import Path

from matcher.cohort import Participant, Program
from matcher.files.read.columns import (
    PARTICIPANT_COLUMNS,
    PARTICIPANT_REQUIRED,
    Headers,
    match_columns,
)
from matcher.files.read.issues import Findings, Issue, UnusableInput
from matcher.files.read.participants import read_participants
from matcher.files.read.sectors import sector_choice
from matcher.files.read.sources import CsvSource, JsonSource, Source, path_source


def read_late(path: Path, program: Program) -> tuple[tuple[Participant, ...], tuple[Issue, ...]]:
    """Read late arrivals from a file: a CSV of any name, a workbook or a JSON.

    Parameters
    ----------
    path : Path
        Holds the columns of a waitlist; a workbook or JSON has them under ``Participants``.
    program : Program
        Of the cohort they come to: its sectors, headers and time zone.

    Returns
    -------
    tuple of Participant, tuple of Issue
        With what deserves a look.

    Raises
    ------
    UnusableInput
        With every fault.
    """
    if path.suffix.casefold() == ".csv" and path.is_file():
        return _read(CsvSource({"participants": (path.name, path.read_bytes())}), program)
    return _read(path_source(path), program)


def read_late_data(
    rows: object, program: Program, name: str = "add"
) -> tuple[tuple[Participant, ...], tuple[Issue, ...]]:
    """Read late arrivals from a parsed JSON list; see `read_late`."""
    return _read(JsonSource(name, {"participants": rows}), program)


def _read(source: Source, program: Program) -> tuple[tuple[Participant, ...], tuple[Issue, ...]]:
    findings = Findings()
    headers = Headers(PARTICIPANT_COLUMNS, PARTICIPANT_REQUIRED, program.columns)
    try:
        table = source.participants(headers, findings)
    except UnusableInput as error:
        raise UnusableInput((*error.faults, *findings.faults)) from None
    sheet = match_columns(table, headers, findings)
    found = read_participants(sheet, program, sector_choice(program), findings) if sheet else []
    for record in found:
        if record.person.group_id:
            message = "who has just arrived sits in no group yet; accepted: a blank"
            findings.fault(table.file, record.row.number, "group_id", "unknown-group", message)
    if findings.faults:
        raise UnusableInput(tuple(findings.faults))
    return tuple(record.person for record in found), tuple(findings.warnings)
