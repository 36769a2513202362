"""proposal.xlsx: the proposal as coordinators work with it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time
from io import BytesIO

from matcher.cohort import Cohort, Proposal
from matcher.cohort.sessions import Dates, all_sessions
from matcher.equity import Equity, equity_report
from matcher.files.write import sheets
from matcher.files.write.equity import EQUITY_COLUMNS, equity_rows
from matcher.files.write.sheet import Look, add_table_sheet
from matcher.files.write.summary import add_summary_sheet
from matcher.report.people import person_rows


def workbook_bytes(
    cohort: Cohort,
    proposal: Proposal,
    warnings: Sequence[object] = (),
    equity: Equity | None = None,
    dates: Dates | None = None,
) -> bytes:
    """Return the workbook: summary, groups, people, unplaced, sessions and equity.

    Parameters
    ----------
    cohort : Cohort
    proposal : Proposal
    warnings : sequence
        What reading the cohort had to say; each is shown as its ``str()``.
    equity : Equity, optional
        Whom the seats went to, where that has been counted, say with replays of the draw.
    dates : mapping, optional
        Sessions by group id, where ``all_sessions`` has already been asked.

    Notes
    -----
    Every text is written as text, so that a name beginning with ``=``, ``+``, ``-`` or ``@``
    never becomes a formula. The same input gives the same bytes.
    """
    from xlsxwriter import Workbook

    buffer = BytesIO()
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    name = cohort.program.name
    dates = dates or all_sessions(cohort, proposal.groups)
    people = person_rows(cohort, proposal, dates)
    with Workbook(buffer, options) as book:
        book.set_size(2600, 1700)
        book.set_properties(
            {
                "title": f"Proposed groups: {name}",
                # A fixed date instead of the clock's: the same input gives the same file.
                "created": datetime.combine(cohort.program.start_date, time()),
            }
        )
        look = Look(book)
        add_summary_sheet(look, cohort, proposal, dates, warnings)
        add_table_sheet(
            look,
            "Groups",
            sheets.group_columns(cohort),
            sheets.group_rows(cohort, proposal, dates),
            program_name=name,
        )
        add_table_sheet(
            look,
            "People",
            sheets.PEOPLE_COLUMNS,
            sheets.people_rows(cohort, people, dates),
            program_name=name,
            frozen_columns=2,
            printed_columns=sheets.PRINTED_PEOPLE_COLUMNS,
        )
        add_table_sheet(
            look,
            "Unplaced",
            sheets.UNPLACED_COLUMNS,
            sheets.unplaced_rows(cohort, people),
            program_name=name,
            frozen_columns=3,
        )
        add_table_sheet(
            look,
            "Sessions",
            sheets.session_columns(cohort),
            sheets.session_rows(cohort, proposal, dates),
            program_name=name,
        )
        equity = equity or equity_report(cohort, proposal.seats())
        add_table_sheet(
            look,
            "Equity",
            EQUITY_COLUMNS,
            equity_rows(equity),
            program_name=name,
            frozen_columns=2,
            footer="Counts below five are not shown",
        )
    return buffer.getvalue()
