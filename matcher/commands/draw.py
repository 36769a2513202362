"""The commands around a draw: commit, seed, ticket, and verifying its record."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from matcher.commands import draw_texts as texts
from matcher.commands.options import CohortPath, LeaveOut, Policy, Quiet, SamePolicy
from matcher.endings import DONE, FAULTY, Refused, plain_ending

if TYPE_CHECKING:
    from matcher.cohort import Cohort


def _group(name: str, help: str, short: str) -> typer.Typer:
    return typer.Typer(
        name=name, help=help, short_help=short, no_args_is_help=True, rich_markup_mode=None
    )


draw = _group("draw", texts.DRAW, texts.DRAW_SHORT)
audit = _group("audit", texts.AUDIT, texts.AUDIT_SHORT)


@draw.command("commit", help=texts.COMMIT, short_help=texts.COMMIT_SHORT)
@plain_ending
def commit_command(
    cohort: CohortPath,
    out: Annotated[
        Path, typer.Option("--out", metavar="commitment.json", help=texts.COMMIT_OUT)
    ] = Path("commitment.json"),
    policy: Policy = None,
    draws: Annotated[
        Path | None, typer.Option("--draws", metavar="draws.json", help=texts.COMMIT_DRAWS)
    ] = None,
    leave_out_faulty: LeaveOut = False,
) -> int:
    """Commit to a cohort and its policy."""
    from matcher.audit.commitment import Commitment
    from matcher.audit.files import write_commitment
    from matcher.files.read import read_cohort
    from matcher.runs.matching import refuse_unwritable, under_policy
    from matcher.terminal.screen import program_word

    refuse_unwritable(out.parent)
    reading = read_cohort(cohort, leave_out_faulty=leave_out_faulty)
    known = under_policy(reading, policy).cohort
    made = Commitment.to(known, draws_sha256=_list_for(draws, known) if draws else None)
    kept, public = write_commitment(made, len(known.participants), out)
    options = f"--commitment {kept} --seed N" + (f" --draws {draws}" if draws else "")
    print(
        texts.COMMITTED.format(
            sha256=made.sha256, kept=kept, public=public, matcher=program_word(), options=options
        )
    )
    return DONE


def _list_for(path: Path, cohort: Cohort) -> str:
    """Return the hash of a list of draws that was made for this cohort."""
    from matcher.odds.list_file import cohort_hashes, read_draws

    made = read_draws(path)
    if (made.input_sha256, made.policy_sha256) != cohort_hashes(cohort):
        raise Refused(
            f"{path} was made for another cohort or policy. Make it anew with 'matcher odds'."
        )
    return made.sha256


@draw.command("seed", help=texts.SEED, short_help=texts.SEED_SHORT)
@plain_ending
def seed_command(
    words: Annotated[list[str], typer.Argument(metavar="WORDS…", help=texts.SEED_WORDS)],
) -> int:
    """Make a seed of what was drawn."""
    from matcher.audit.seed import drawn_text, seed_of

    text = drawn_text(words)
    if not text:
        raise Refused("Give what was drawn, for example: matcher draw seed 3 1 6 6 2 5 4 1")
    print(texts.SEEDED.format(text=text, seed=seed_of(text)))
    return DONE


@draw.command(
    "ticket",
    help=texts.TICKET,
    short_help=texts.TICKET_SHORT,
    context_settings={"ignore_unknown_options": True},  # a seed may be less than nothing
)
@plain_ending
def ticket_command(
    seed: Annotated[int, typer.Argument(metavar="SEED", help=texts.TICKET_SEED)],
    person_id: Annotated[str, typer.Argument(metavar="ID", help=texts.TICKET_ID)],
) -> int:
    """Work out a ticket."""
    from matcher.cohort.turn import ticket

    print(ticket(seed, person_id))
    return DONE


@audit.command("verify", help=texts.VERIFY, short_help=texts.VERIFY_SHORT)
@plain_ending
def verify_command(
    record: Annotated[Path, typer.Argument(metavar="RECORD", help=texts.RECORD)],
    cohort: Annotated[
        Path | None, typer.Option("--cohort", metavar="COHORT", help=texts.VERIFY_COHORT)
    ] = None,
    proposal: Annotated[
        Path | None, typer.Option("--proposal", metavar="proposal.json", help=texts.VERIFY_PROPOSAL)
    ] = None,
    commitment: Annotated[
        str | None, typer.Option("--commitment", metavar="HASH", help=texts.VERIFY_COMMITMENT)
    ] = None,
    earlier: Annotated[
        Path | None, typer.Option("--from", metavar="proposal.json", help=texts.VERIFY_EARLIER)
    ] = None,
    draws: Annotated[
        Path | None, typer.Option("--draws", metavar="draws.json", help=texts.VERIFY_DRAWS)
    ] = None,
    policy: SamePolicy = None,
    leave_out_faulty: LeaveOut = False,
    quiet: Quiet = False,
) -> int:
    """Follow a record."""
    from matcher.audit.confirm import Beside, confirm
    from matcher.terminal.screen import tidy

    confirmed = confirm(
        record, Beside(cohort, proposal, commitment, earlier, policy, leave_out_faulty, draws)
    )
    for finding in confirmed.findings:
        print(tidy(finding))
    if not quiet:
        for line in confirmed.words:
            print(tidy(line))
    return FAULTY if confirmed.findings else DONE
