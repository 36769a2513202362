"""groups.csv and unplaced.csv: one row per seat, one row per person without one."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from io import StringIO

from matcher.cohort import Cohort, Proposal
from matcher.cohort.sessions import Dates, all_sessions
from matcher.report.people import person_rows, seatless_by_turn

# A spreadsheet would run text that begins so as a formula.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")

GROUP_COLUMNS = (
    "group_id", "weekday", "start", "minutes", "weeks", "cadence", "time_zone", "language",
    "first_session", "last_session", "provider_id", "provider_name", "participant_id", "name",
    "email", "time_on_own_clock", "own_time_zone", "sector", "rc_access", "mou",
    "evaluation_consent",
)  # fmt: skip
UNPLACED_COLUMNS = (
    "participant_id", "name", "email", "status", "rc_access", "sector", "rounds_waited", "turn",
    "reason_codes", "reasons",
)  # fmt: skip


def plain_cell(value: object) -> str:
    """Return a cell that a spreadsheet shows as the text it is.

    Text that begins with ``=``, ``+``, ``-``, ``@``, a tab or a line break gets a single quote
    in front: a CSV file cannot say that a cell is text, and a name must not become a formula.
    """
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text


def groups_csv(cohort: Cohort, proposal: Proposal, dates: Dates | None = None) -> str:
    """Return one row per seat, ready for a mail merge; `dates` as ``all_sessions`` gives them.

    Files are written with a byte order mark, without which spreadsheets misread accents; whoever
    sends the text over HTTP should encode it as ``utf-8-sig`` for the same reason.
    """
    dates = dates or all_sessions(cohort, proposal.groups)
    seated = {row.person.id: row for row in person_rows(cohort, proposal, dates)}
    rows = []
    for group in proposal.groups:
        held, provider = dates[group.id], cohort.provider_by_id[group.provider_id]
        for member in group.members:
            row = seated[member]
            person = row.person
            rows.append([
                group.id, group.weekday, group.start, group.minutes,
                ";".join(map(str, group.weeks)), group.cadence, group.time_zone, group.language,
                held[0].date if held else "", held[-1].date if held else "",
                provider.id, provider.name, person.id, person.name, person.email, row.local_time,
                person.time_zone, person.sector, person.rc_access, _yes(person.mou),
                _yes(person.evaluation_consent),
            ])  # fmt: skip
    return _csv(GROUP_COLUMNS, rows)


def unplaced_csv(cohort: Cohort, proposal: Proposal, dates: Dates | None = None) -> str:
    """Return one row per person without a seat, by turn, with the reasons."""
    seatless = seatless_by_turn(cohort, person_rows(cohort, proposal, dates))
    return _csv(
        UNPLACED_COLUMNS,
        (
            [
                row.person.id, row.person.name, row.person.email, row.status, row.person.rc_access,
                row.person.sector, row.person.rounds_waited, row.turn,
                ";".join(dict.fromkeys(reason.code for reason in row.reasons)),
                " ".join(reason.text for reason in row.reasons),
            ]
            for row in seatless
        ),
    )  # fmt: skip


def _csv(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    text = StringIO()
    writer = csv.writer(text)
    writer.writerow(columns)
    writer.writerows([plain_cell(cell) for cell in row] for row in rows)
    return text.getvalue()


def _yes(value: bool) -> str:
    return "yes" if value else "no"
