"""Reads a cohort: every fault at once, or the cohort with what to look at."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from matcher.cohort import Cohort, Participant, Provider
from matcher.files.read.columns import (
    PARTICIPANT_COLUMNS,
    PARTICIPANT_REQUIRED,
    PROVIDER_COLUMNS,
    PROVIDER_REQUIRED,
    Headers,
    Sheet,
    match_columns,
)
from matcher.files.read.cross import Participants, Providers, check_across, unknown_companions
from matcher.files.read.issues import Findings, Issue, Reading, UnusableInput
from matcher.files.read.notices import notice
from matcher.files.read.participants import Record, read_participants
from matcher.files.read.program import read_program
from matcher.files.read.program_source import RawProgram
from matcher.files.read.providers import read_providers
from matcher.files.read.sectors import sector_choice
from matcher.files.read.short_reserves import short_reserves
from matcher.files.read.sources import JsonSource, Source, files_source, path_source


def read_cohort(
    path: Path, *, leave_out_faulty: bool = False, earlier_groups: frozenset[str] | None = None
) -> Reading:
    """Read a cohort from a folder of CSV, a workbook or a JSON file.

    Parameters
    ----------
    path : Path
        A folder with ``participants.csv``, ``providers.csv`` and perhaps ``program.toml``; an
        ``.xlsx``; a ``.json``; or a folder that holds one of these two.
    leave_out_faulty : bool
        Go on without the rows at fault, and without those who were to be seated together with
        somebody left out. Faults of a whole table or of the programme stay faults.
    earlier_groups : frozenset of str, optional
        Ids of the groups that ``group_id`` may name; None: the column must be blank.

    Raises
    ------
    UnusableInput
        With every fault of all files.
    """
    return _read(path_source(Path(path)), leave_out_faulty, earlier_groups)


def read_cohort_data(
    data: object,
    *,
    name: str = "cohort.json",
    leave_out_faulty: bool = False,
    earlier_groups: frozenset[str] | None = None,
) -> Reading:
    """Read a cohort from parsed JSON; see `read_cohort`.

    Parameters
    ----------
    data : object
        ``{"program": {…}, "participants": […], "providers": […]}``.
    name : str
        What issues call the file.
    """
    return _read(JsonSource(name, data), leave_out_faulty, earlier_groups)


def read_cohort_files(
    files: Mapping[str, bytes],
    *,
    leave_out_faulty: bool = False,
    earlier_groups: frozenset[str] | None = None,
) -> Reading:
    """Read a cohort from uploaded files by name; see `read_cohort`.

    Parameters
    ----------
    files : mapping
        One workbook, one JSON, or two CSV files whose names say ``participants`` (``waitlist``)
        and ``providers`` (``roster``), perhaps with a ``.toml``; and perhaps ``amendments.json``.
    """
    return _read(upload_source(files), leave_out_faulty, earlier_groups)


def upload_source(files: Mapping[str, bytes]) -> Source:
    """Return the source of uploaded files, with what was amended about them."""
    # Here, because a command that only reads files should not wait for what it imports.
    from matcher.files.read.amendments import AMENDMENTS, AmendedSource, amendments_of

    source = files_source({name: data for name, data in files.items() if name != AMENDMENTS})
    if AMENDMENTS not in files:
        return source
    return AmendedSource(source, amendments_of(files[AMENDMENTS]))


def _read(source: Source, leave_out_faulty: bool, earlier_groups: frozenset[str] | None) -> Reading:
    whole, rows = Findings(), Findings()  # faults of a file or table; faults of single rows
    raw = RawProgram("program.toml")
    try:
        raw = source.program(whole)
    except UnusableInput as error:
        whole.faults += error.faults
    program = read_program(raw, whole)
    waitlist = Headers(PARTICIPANT_COLUMNS, PARTICIPANT_REQUIRED, program.columns)
    roster = Headers(PROVIDER_COLUMNS, PROVIDER_REQUIRED, program.columns)
    sector = sector_choice(program)
    participants: Participants = []
    providers: Providers = []
    if sheet := _sheet(source, "participants", waitlist, whole, rows):
        participants = read_participants(sheet, program, sector, rows)
    if sheet := _sheet(source, "providers", roster, whole, rows):
        providers = read_providers(sheet, program, sector, rows)
    check_across(participants, providers, earlier_groups)
    if whole.faults or (rows.faults and not leave_out_faulty):
        raise UnusableInput(_in_order(whole.faults + rows.faults))
    participants, providers = _without_faulty(participants, providers, rows)
    cohort = Cohort(
        program,
        tuple(record.person for record in participants),
        tuple(record.person for record in providers),
    )
    notice(cohort, participants, providers)
    whole.warnings += short_reserves(cohort, raw.file)
    left_out = {(issue.file, issue.row) for issue in rows.faults}
    kept = [issue for issue in rows.warnings if (issue.file, issue.row) not in left_out]
    return Reading(cohort, _in_order(whole.warnings + kept), _in_order(rows.faults))


def _sheet(
    source: Source, part: str, headers: Headers, whole: Findings, rows: Findings
) -> Sheet | None:
    read = source.participants if part == "participants" else source.providers
    try:
        table = read(headers, rows)
    except UnusableInput as error:
        whole.faults += error.faults
        return None
    if not table.rows:
        whole.warn(table.file, table.header_row, None, "no-rows", "the table has no rows")
    return match_columns(table, headers, whole)


def _without_faulty(
    participants: Participants, providers: Providers, rows: Findings
) -> tuple[list[Record[Participant]], list[Record[Provider]]]:
    """Drop the rows at fault; who was to be seated together with one of them is at fault too."""
    faulty = {(issue.file, issue.row) for issue in rows.faults}

    def usable(record: Record[Participant] | Record[Provider]) -> bool:
        return (record.row.sheet.file, record.row.number) not in faulty

    kept = [record for record in participants if usable(record)]
    while faulty:
        ids = {record.id for record in kept}
        why = "the row of this participant is left out"
        left = [record for record in kept if not unknown_companions(record, ids, why)]
        if len(left) == len(kept):
            break
        kept = left
    return kept, [record for record in providers if usable(record)]


def _in_order(issues: list[Issue]) -> tuple[Issue, ...]:
    files = {file: at for at, file in enumerate(dict.fromkeys(issue.file for issue in issues))}
    return tuple(sorted(issues, key=lambda issue: (files[issue.file], issue.row or 0)))
