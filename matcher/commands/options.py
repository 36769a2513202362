"""Options that several commands take, and what all of them refuse or read alike."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from matcher.commands import texts
from matcher.endings import Refused

if TYPE_CHECKING:
    from matcher.cohort import Proposal
    from matcher.files.read import Reading

MOST_SECONDS = 7 * 24 * 3600

CohortPath = Annotated[Path, typer.Argument(metavar="COHORT", help=texts.COHORT)]
ProposalPath = Annotated[Path, typer.Argument(metavar="proposal.json", help=texts.PROPOSAL)]
Earlier = Annotated[
    Path | None, typer.Option("--from", metavar="proposal.json", help=texts.EARLIER)
]
TimeLimit = Annotated[
    float | None,
    typer.Option("--time-limit", metavar="S", help=texts.TIME_LIMIT, min=0.1, max=MOST_SECONDS),
]
Gap = Annotated[float | None, typer.Option(metavar="G", help=texts.GAP, min=0.0, max=1.0)]
Seed = Annotated[int | None, typer.Option(metavar="N", help=texts.SEED)]
Workers = Annotated[int | None, typer.Option(metavar="N", help=texts.WORKERS, min=0, max=1024)]
Deterministic = Annotated[bool, typer.Option("--deterministic", help=texts.DETERMINISTIC)]
Policy = Annotated[str | None, typer.Option("--policy", metavar="NAME|FILE", help=texts.POLICY)]
SamePolicy = Annotated[
    str | None, typer.Option("--policy", metavar="NAME|FILE", help=texts.POLICY_SAME)
]
LeaveOut = Annotated[bool, typer.Option("--leave-out-faulty", help=texts.LEAVE_OUT)]
WhatIfTime = Annotated[
    float,
    typer.Option("--time-limit", metavar="S", help=texts.WHAT_IF_TIME, min=0.1, max=MOST_SECONDS),
]
Json = Annotated[bool, typer.Option("--json", help=texts.JSON)]
Quiet = Annotated[bool, typer.Option("--quiet", help=texts.QUIET)]


def refuse_odd(time_limit: float | None, gap: float | None, seed: int | None) -> None:
    """Refuse numbers that pass for numbers only."""
    if any(number is not None and number != number for number in (time_limit, gap)):
        raise Refused("'nan' is no number to go by; --time-limit and --gap need a real one.")
    if seed is not None and not -(2**63) <= seed < 2**63:
        raise Refused("--seed takes whole numbers of up to 18 digits.")


def read_beside(
    source: Path, *proposals: Proposal | None, leave_out_faulty: bool, policy: str | None
) -> Reading:
    """Read the cohort of a proposal; `group_id` may name its groups and those before it."""
    from matcher.files.read import read_cohort
    from matcher.runs.matching import under_policy

    groups = (group.id for one in proposals if one is not None for group in one.groups)
    reading = read_cohort(
        source, leave_out_faulty=leave_out_faulty, earlier_groups=frozenset(groups)
    )
    return under_policy(reading, policy)
