"""`matcher diff`: two proposals side by side."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from matcher.commands import edit_texts as texts
from matcher.commands.options import LeaveOut, Quiet, read_beside
from matcher.endings import DONE, plain_ending


@plain_ending
def diff_command(
    before: Annotated[Path, typer.Argument(metavar="BEFORE", help=texts.BEFORE)],
    after: Annotated[Path, typer.Argument(metavar="AFTER", help=texts.AFTER)],
    cohort: Annotated[
        Path | None, typer.Option("--cohort", metavar="COHORT", help=texts.DIFF_COHORT)
    ] = None,
    out: Annotated[Path | None, typer.Option("--out", metavar="DIR", help=texts.DIFF_OUT)] = None,
    as_json: Annotated[bool, typer.Option("--json", help=texts.DIFF_JSON)] = False,
    leave_out_faulty: LeaveOut = False,
    quiet: Quiet = False,
) -> int:
    """Compare two proposals."""
    from matcher.diff import compare
    from matcher.diff.words import difference_lines
    from matcher.files.proposal_json import read_proposal
    from matcher.files.write.difference import difference_json, difference_workbook
    from matcher.files.write.folder import write_whole
    from matcher.runs.matching import refuse_unwritable
    from matcher.terminal.screen import tidy

    first, second = read_proposal(before), read_proposal(after)
    known = None
    if cohort is not None:
        beside = read_beside(cohort, first, second, leave_out_faulty=leave_out_faulty, policy=None)
        known = beside.cohort
    found = compare(first, second)
    if out is not None:
        refuse_unwritable(out)
        out.mkdir(parents=True, exist_ok=True)
        write_whole(out / "diff.json", difference_json(found, known))
        write_whole(out / "diff.xlsx", difference_workbook(found, known))
    if as_json:
        print(difference_json(found, known).decode(), end="")
    elif not quiet:
        for line in difference_lines(found, known):
            print(tidy(line))
    return DONE
