"""`matcher generate`: an invented cohort."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import Annotated

import typer

from matcher.commands import texts
from matcher.commands.options import (
    Quiet,
)
from matcher.endings import DONE, Refused, plain_ending

MOST_PEOPLE = 50_000  # as many as a file may hold


@plain_ending
def generate_command(
    participants: Annotated[
        int,
        typer.Option(metavar="N", help=texts.PARTICIPANTS, min=1, max=MOST_PEOPLE),
    ],
    providers: Annotated[
        int, typer.Option(metavar="M", help=texts.PROVIDERS, min=0, max=MOST_PEOPLE)
    ],
    seed: Annotated[int, typer.Option(metavar="S", help=texts.GENERATE_SEED, min=0)],
    out: Annotated[Path, typer.Option(metavar="DIR", help=texts.GENERATE_OUT)],
    family: Annotated[str, typer.Option(metavar="NAME", help=texts.FAMILY)] = "state",
    quiet: Quiet = False,
) -> int:
    """Make up a cohort."""
    from matcher.generate import FAMILIES, generate, write_cohort_folder
    from matcher.runs.matching import refuse_unwritable

    if family not in FAMILIES:
        raise Refused(f"There is no family '{family}'; accepted: {', '.join(FAMILIES)}.")
    refuse_unwritable(out)
    write_cohort_folder(generate(participants, providers, seed, family), out)
    if not quiet:
        from matcher.terminal.screen import program_word

        match = f"{program_word()} match"
        cohort, groups = shlex.quote(str(out)), shlex.quote(f"{out}-groups")
        counts = {"participants": participants, "providers": providers}
        print(texts.GENERATED.format(out=out, match=match, cohort=cohort, groups=groups, **counts))
    return DONE
