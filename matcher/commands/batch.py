"""`matcher batch`: many cohorts on this computer."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from matcher.commands import texts
from matcher.commands.options import (
    Deterministic,
    Gap,
    LeaveOut,
    Quiet,
    Seed,
    TimeLimit,
    Workers,
    refuse_odd,
)
from matcher.endings import plain_ending


@plain_ending
def batch_command(
    cohorts: Annotated[list[Path], typer.Argument(metavar="COHORT", help=texts.COHORTS)],
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help=texts.BATCH_OUT)],
    jobs: Annotated[int, typer.Option(metavar="N", help=texts.JOBS, min=1, max=256)] = 1,
    time_limit: TimeLimit = None,
    gap: Gap = None,
    seed: Seed = None,
    workers: Workers = None,
    deterministic: Deterministic = False,
    leave_out_faulty: LeaveOut = False,
    quiet: Quiet = False,
) -> int:
    """Form groups for many cohorts."""
    from matcher.runs.attend import Interrupts

    interrupts = Interrupts.caught()
    from matcher.runs.batch import Batch
    from matcher.runs.matching import Orders, refuse_unwritable
    from matcher.terminal.batch import attend_batch

    refuse_odd(time_limit, gap, seed)
    refuse_unwritable(out)
    orders = Orders(time_limit, gap, seed, workers, deterministic, leave_out_faulty)
    return attend_batch(Batch(out, orders, jobs), cohorts, interrupts, quiet=quiet)
