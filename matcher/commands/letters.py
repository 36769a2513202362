"""`matcher letters`: a letter to each person."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from matcher.commands import texts
from matcher.commands.options import (
    CohortPath,
    LeaveOut,
    ProposalPath,
    Quiet,
    SamePolicy,
    read_beside,
)
from matcher.endings import DONE, plain_ending


@plain_ending
def letters_command(
    cohort: CohortPath,
    proposal: ProposalPath,
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help=texts.LETTERS_OUT)] = Path(
        "letters"
    ),
    odds: Annotated[
        Path | None, typer.Option("--odds", metavar="odds.json", help=texts.LETTERS_ODDS)
    ] = None,
    policy: SamePolicy = None,
    leave_out_faulty: LeaveOut = False,
    quiet: Quiet = False,
) -> int:
    """Write letters."""
    from matcher.files.proposal_json import read_proposal
    from matcher.letters.command import write_all

    shown = read_proposal(proposal)
    known = read_beside(cohort, shown, leave_out_faulty=leave_out_faulty, policy=policy).cohort
    people, told = write_all(known, shown, out, odds, beside=proposal.parent)
    if not quiet:
        from matcher.report.words import count_words

        counted = count_words(people, "person", "people")
        print(texts.LETTERS_WRITTEN.format(out=out, people=counted))
        if not told:
            print(texts.LETTERS_NO_ODDS)
    return DONE
