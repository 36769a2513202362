"""Policies on the terminal: what one says, and what several do."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import TYPE_CHECKING

from rich.table import Table
from rich.text import Text

from matcher.cohort import Cohort, Program
from matcher.policies import POLICIES, policy_text
from matcher.report.policy import NEVER, policy_words, role_rows
from matcher.terminal.screen import tidy

if TYPE_CHECKING:
    from matcher.policies.compare import Row


def ready_lines() -> Iterator[str]:
    """Yield the ready policies, each with the first sentence of its file."""
    yield "Ready policies; `matcher policy show NAME` prints one as a file to copy:"
    for name in POLICIES:
        notes = [line[2:] for line in policy_text(name).splitlines() if line.startswith("# ")]
        about = " ".join(notes).partition(". ")[0].partition(": ")[0]
        yield f"  {name:10} {about.rstrip('.')}."


def policy_lines(cohort: Cohort) -> Iterator[str]:
    """Yield a cohort's policy in words, then what each answer is used for."""
    program: Program = cohort.program
    yield from map(tidy, policy_words(program, None))
    yield ""
    yield "What each answer is used for:"
    for role, names in role_rows(cohort):
        yield f"  {role}: {tidy(names)}"
    if not program.priority.overrides:
        yield NEVER


def comparison_table(labels: Sequence[str], rows: Sequence[Row]) -> Table:
    """Return what policies do, one column each."""
    table = Table(box=None, padding=(0, 3, 0, 0), header_style="bold")
    table.add_column("")
    for label in labels:
        table.add_column(Text(tidy(label)), justify="right")
    for section, lines in groupby(rows, key=lambda row: row.section):
        if section:
            table.add_row("")
        for line in lines:
            differ = len(set(line.values)) > 1
            values = [Text(value, style="bold" if differ else "") for value in line.values]
            table.add_row(Text(line.name), *values)
    return table
