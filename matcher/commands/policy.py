"""The commands `matcher policy …`."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from matcher.commands import texts
from matcher.commands.options import CohortPath, Deterministic, LeaveOut, Seed, Workers
from matcher.endings import DONE, STOPPED, Refused, plain_ending

if TYPE_CHECKING:
    from matcher.cohort import Cohort, Program

OWN = "the program's own"

app = typer.Typer(
    name="policy",
    help=texts.POLICIES,
    short_help=texts.POLICY_SHORT,
    no_args_is_help=True,
    rich_markup_mode=None,
)


@app.command("show", help=texts.SHOW, short_help=texts.SHOW_SHORT)
@plain_ending
def show_command(
    name: Annotated[str | None, typer.Argument(metavar="[NAME]", help=texts.SHOWN)] = None,
) -> int:
    """Show a policy."""
    from matcher.policies import POLICIES, policy_text

    if name in POLICIES:
        print(policy_text(name), end="")
        return DONE
    from matcher.terminal.policy import policy_lines, ready_lines
    from matcher.terminal.screen import screen

    told = ready_lines() if name is None else policy_lines(_shown(name))
    console = screen()
    for line in told:
        console.print(line, markup=False)
    return DONE


def _shown(name: str) -> Cohort:
    """Return a cohort under the policy to be shown; one without people for a policy file."""
    from matcher.cohort import Cohort, Program
    from matcher.files.read import read_cohort
    from matcher.files.read.policy_file import load_policy

    path = Path(name)
    if path.suffix.lower() == ".toml" or not path.exists():
        return Cohort(load_policy(name, Program()), (), ())
    return read_cohort(path, leave_out_faulty=True).cohort


@app.command("compare", help=texts.COMPARE, short_help=texts.COMPARE_SHORT)
@plain_ending
def compare_command(
    cohort: CohortPath,
    policy: Annotated[
        list[str] | None, typer.Option("--policy", metavar="NAME|FILE", help=texts.COMPARED)
    ] = None,
    time_limit: Annotated[
        float, typer.Option("--time-limit", metavar="S", help=texts.EACH_LIMIT, min=0.1, max=86400)
    ] = 20.0,
    seed: Seed = None,
    workers: Workers = None,
    deterministic: Deterministic = False,
    leave_out_faulty: LeaveOut = False,
) -> int:
    """Compare policies."""
    from matcher.runs.attend import Attended, Interrupts

    interrupts = Interrupts.caught()
    from matcher.files.read import read_cohort

    if time_limit != time_limit:
        raise Refused("'nan' is no number to go by; --time-limit needs a real one.")
    given = read_cohort(cohort, leave_out_faulty=leave_out_faulty, earlier_groups=None).cohort
    policies = _named(policy or [], given.program)
    from matcher.policies.compare import Outcome, comparison, outcome
    from matcher.propose import Options
    from matcher.terminal.policy import comparison_table
    from matcher.terminal.screen import screen

    options = Options(time_limit, seed=seed, workers=workers, deterministic=deterministic)
    errors, outcomes = screen(error=True), list[Outcome]()
    for label, program in policies:
        if interrupts.stop.asked:
            break
        if errors.is_terminal:
            errors.print(f"Forming groups under {label} …", markup=False)
        work = partial(outcome, given, label, program, options, stop=interrupts.stop)
        outcomes.append(Attended(work).result(lambda: None))
    console = screen()
    console.print(comparison_table([one.label for one in outcomes], comparison(outcomes)))
    if not all(level.proven for one in outcomes for level in one.proposal.levels):
        console.print(texts.UNPROVEN, markup=False)
    return STOPPED if interrupts.stop.asked else DONE


def _named(names: list[str], own: Program) -> list[tuple[str, Program]]:
    """Return the policies to compare; beside a single one stands the program's own.

    Raises
    ------
    UnusableInput
        With every fault of the policies.
    """
    from matcher.files.read import Issue, UnusableInput
    from matcher.files.read.policy_file import load_policy

    found = [] if len(names) > 1 else [(OWN, own)]
    faults: list[Issue] = []
    for name in names:
        try:
            found.append((name, load_policy(name, own)))
        except UnusableInput as error:
            faults += error.faults
    if faults:
        raise UnusableInput(tuple(faults))
    return found
