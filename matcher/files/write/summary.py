"""The workbook's first sheet: what was reached, what was proven, and by which policy."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from matcher.cohort import Cohort, Program, Proposal
from matcher.cohort.sessions import Dates
from matcher.files.write.sheet import AMBER, LINE, MUTED, TEAL, TINT, Look, put, set_up_print
from matcher.report.numbers import mix_rows, moved_sessions, reason_counts, seat_rows
from matcher.report.policy import lottery_words, policy_words, rule_words
from matcher.report.words import (
    STATUS_WORDS,
    UNTOLD,
    access_words,
    count_words,
    day_words,
    headline,
    level_words,
    untold,
    verdict_words,
    zone_words,
)

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

LAST = 6  # the sheet uses columns A to G
SHOWN_WARNINGS = 500
NUMBER: dict[str, Any] = {"align": "right", "bottom": 1, "bottom_color": LINE, "valign": "vcenter"}
Page = tuple["Worksheet", Look]


def add_summary_sheet(
    look: Look,
    cohort: Cohort,
    proposal: Proposal,
    dates: Dates,
    warnings: Sequence[object],
) -> None:
    """Add the sheet of numbers and words, from the most to the least asked for."""
    sheet = look.book.add_worksheet("Summary")
    sheet.set_column(0, 0, 42)
    sheet.set_column(1, 4, 11)
    sheet.set_column(5, 5, 52)
    sheet.set_default_row(17)
    sheet.set_column(6, 6, 2)
    page, program = (sheet, look), cohort.program

    sheet.set_row(0, 30)
    put(sheet, 0, 0, program.name, look(bold=True, font_size=20, font_color=TEAL))
    start = f"Starts {day_words(program.start_date)} · {zone_words(program.time_zone)}"
    put(sheet, 1, 0, start, look(font_color=MUTED))
    sheet.set_row(2, 28)
    put(sheet, 2, 0, headline(cohort, proposal), look(bold=True, font_size=13, valign="vcenter"))
    put(sheet, 3, 0, f"{STATUS_WORDS[proposal.status]}.", look(font_color=MUTED))

    row = _seats(page, 5, cohort, proposal)
    row = _levels(page, row + 1, program, proposal)
    row = _facts(page, row + 1, "At a glance", _glance(cohort, proposal, dates))
    if proposal.unplaced:
        row = _facts(page, row + 1, "Why people have no seat", reason_counts(proposal))
    row = _lines(
        page,
        row + 1,
        "How seats are given",
        [*policy_words(program, proposal.seed), *lottery_words(proposal)],
    )
    if proposal.overrides:
        row = _lines(page, row + 1, "Rules broken on purpose", _marks(proposal))
    row = _lines(page, row + 1, "What every group keeps", rule_words(program))
    if warnings:
        row = _lines(page, row + 1, "To look at in the files", _warning_lines(warnings))
    _lines(page, row + 1, "Which files this came from", _origin(proposal))
    sheet.print_area(0, 0, row + 4, LAST)
    set_up_print(sheet, program.name)


def _title(page: Page, row: int, text: str, *columns: str) -> int:
    sheet, look = page
    sheet.set_row(row, 20)
    style = look(bold=True, font_size=12, font_color=TEAL, bottom=2, bottom_color=TEAL)
    right = look(bold=True, font_color=MUTED, bottom=2, bottom_color=TEAL, align="right")
    put(sheet, row, 0, text, style)
    for index in range(1, LAST):
        put(sheet, row, index, columns[index - 1] if index <= len(columns) else "", right)
    return row + 1


def _put_number(page: Page, row: int, column: int, number: float | None) -> None:
    sheet, look = page
    # Excel would show a whole number as "9." where decimals are optional.
    whole = number is None or float(number).is_integer()
    style = look(**NUMBER, num_format="#,##0" if whole else "#,##0.0#")
    put(sheet, row, column, "–" if number is None else number, style)


def _seats(page: Page, row: int, cohort: Cohort, proposal: Proposal) -> int:
    sheet, look = page
    columns = ("Seated", "No seat", "Not eligible", "In all")
    first = _title(page, row, "Seats by access to reflective consultation", *columns)
    rows = seat_rows(cohort, proposal)
    for offset, seats in enumerate(rows):
        put(sheet, first + offset, 0, access_words([seats.access]).capitalize(), look.cell("text"))
        numbers = (seats.seated, seats.no_seat, seats.not_eligible, seats.people)
        for index, number in enumerate(numbers, start=1):
            _put_number(page, first + offset, index, number)
    last = first + len(rows) - 1
    total = last + 1
    style = {"bold": True, "bg_color": TINT, "valign": "vcenter"}
    put(sheet, total, 0, "Everybody", look(**style))
    sums = [sum(getattr(r, name) for r in rows) for name in ("seated", "no_seat", "not_eligible")]
    for index, number in enumerate([*sums, len(cohort.participants)], start=1):
        put(sheet, total, index, number, look(**style, num_format="#,##0", align="right"))
    _seat_chart(page, first, last)
    return total + 1


def _seat_chart(page: Page, first: int, last: int) -> None:
    """Draw the seats beside their table, from its cells."""
    sheet, look = page
    chart: Any = look.book.add_chart({"type": "bar", "subtype": "stacked"})
    for column, color in ((1, TEAL), (2, "#C9D6D8"), (3, "#EDEFF1")):
        chart.add_series(
            {
                "name": ["Summary", first - 1, column],
                "categories": ["Summary", first, 0, last, 0],
                "values": ["Summary", first, column, last, column],
                "fill": {"color": color},
                "border": {"color": MUTED, "width": 0.5},
                "gap": 45,
            }
        )
    chart.set_y_axis(
        {
            "reverse": True,
            "line": {"none": True},
            "major_tick_mark": "none",
            "num_font": {"size": 9},
        }
    )
    chart.set_x_axis({"visible": False, "major_gridlines": {"visible": False}})
    chart.set_legend({"position": "bottom", "font": {"size": 9}})
    chart.set_chartarea({"border": {"none": True}})
    chart.set_size({"width": 370, "height": 148})
    sheet.insert_chart(
        first - 1,
        5,
        chart,
        {"x_offset": 8, "description": "Seats by access level: the numbers beside"},
    )


def _levels(page: Page, row: int, program: Program, proposal: Proposal) -> int:
    sheet, look = page
    row = _title(page, row, "What was proven, one level after the other", "Reached", "Bound")
    for level in proposal.levels:
        put(sheet, row, 0, level_words(level.name, program), look.cell("text"))
        hidden = untold(level, program)
        for index, number in ((1, level.value), (2, level.bound)):
            _put_number(page, row, index, None if hidden else number)
        tone = {"font_color": TEAL if level.proven else AMBER, "bold": True, "valign": "vcenter"}
        style = look(**tone, bottom=1, bottom_color=LINE, indent=2)
        sheet.merge_range(row, 3, row, LAST - 1, "", style)
        put(sheet, row, 3, UNTOLD if hidden else verdict_words(level), style)
        row += 1
    return row


def _glance(cohort: Cohort, proposal: Proposal, dates: Dates) -> list[tuple[str, int]]:
    seats = proposal.seats()
    seated = [person for person in cohort.participants if person.id in seats]
    return [
        ("Groups", len(proposal.groups)),
        ("Providers who lead", len({group.provider_id for group in proposal.groups})),
        ("Sessions in all", sum(map(len, dates.values()))),
        ("Sessions moved off a holiday or break", sum(n for _, n in moved_sessions(dates))),
        ("Same-sector pairs in groups", sum(mix.pairs for mix in mix_rows(cohort, proposal))),
        ("MOU outstanding, of the seated", sum(not person.mou for person in seated)),
        (
            "Evaluation consent outstanding, of the seated",
            sum(not person.evaluation_consent for person in seated),
        ),
    ]


def _facts(page: Page, row: int, title: str, facts: Sequence[tuple[str, int]]) -> int:
    sheet, look = page
    row = _title(page, row, title)
    for words, number in facts:
        put(sheet, row, 0, words, look.cell("text"))
        _put_number(page, row, 1, number)
        row += 1
    return row


def _lines(page: Page, row: int, title: str, lines: Sequence[str]) -> int:
    """Write sentences across the sheet, each as tall as it needs."""
    sheet, look = page
    row = _title(page, row, title)
    style = look(text_wrap=True, valign="vcenter")
    for line in lines:
        sheet.merge_range(row, 0, row, LAST - 1, "", style)
        put(sheet, row, 0, line, style)
        sheet.set_row(row, 17 * (1 + len(line) // 155))
        row += 1
    return row


def _marks(proposal: Proposal) -> list[str]:
    return [f"{one.code}: {one.marked}" for one in proposal.overrides]


def _warning_lines(warnings: Sequence[object]) -> list[str]:
    lines = [str(warning) for warning in warnings[:SHOWN_WARNINGS]]
    rest = len(warnings) - len(lines)
    return [*lines, f"and {count_words(rest, 'more warning')}"] if rest else lines


def _origin(proposal: Proposal) -> list[str]:
    return [
        f"Number drawn: {proposal.seed}; input {proposal.input_sha256}",
        f"Policy {proposal.policy_sha256}; solved in {proposal.runtime_s:.1f} s",
    ]
