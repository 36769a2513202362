"""One run from files to files: read, propose, judge, write. Prints nothing."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import TYPE_CHECKING

from matcher.attend import Attended, Interrupts
from matcher.cohort import Cohort, Drawn, Group, Proposal
from matcher.endings import InternalFault, Refused
from matcher.files.proposal_json import read_proposal
from matcher.files.read import Reading, read_cohort

if TYPE_CHECKING:  # the solver is a heavy import: faulty files are told without it
    from matcher.propose import Progress

LEAST_SECONDS = 0.1  # a limit that reading has used up still leaves a look at the cohort


@dataclass(frozen=True, slots=True)
class Orders:
    """How to match; None stands for the program's own setting."""

    time_limit: float | None = None
    gap: float | None = None
    seed: int | None = None
    workers: int | None = None
    deterministic: bool = False
    leave_out_faulty: bool = False

    def arguments(self) -> list[str]:
        """Return them as `matcher match` takes them."""
        words: list[str] = []
        for field in fields(self):
            value = getattr(self, field.name)
            option = "--" + field.name.replace("_", "-")
            if value is True:
                words.append(option)
            elif value is not None and value is not False:
                words += [option, str(value)]
        return words


@dataclass(frozen=True)
class Request:
    """What a run was asked for.

    Attributes
    ----------
    source : Path
        The cohort.
    out : Path
        Folder for the files.
    orders : Orders
    started : float
        `time.monotonic` of the command's start; the time limit counts from there.
    earlier : Path or None
        An earlier proposal.json.
    demo : bool
        Whether the cohort is the shipped demo.
    draws : Path or None
        A list of draws (draws.json) that decides instead of tickets.
    """

    source: Path
    out: Path
    orders: Orders
    started: float
    earlier: Path | None = None
    demo: bool = False
    draws: Path | None = None

    def limit(self, cohort: Cohort) -> float:
        """Return the time limit in seconds: as asked, else the program's own."""
        asked = self.orders.time_limit
        return cohort.program.time_limit if asked is None else asked


def read(request: Request) -> tuple[Reading, Proposal | None]:
    """Return the cohort and the earlier proposal of a request.

    Raises
    ------
    UnusableInput
        With every fault of the files.
    Refused
        Where the folder for the results cannot be written.
    """
    refuse_unwritable(request.out)
    earlier = None if request.earlier is None else read_proposal(request.earlier)
    ids = None if earlier is None else frozenset(group.id for group in earlier.groups)
    reading = read_cohort(
        request.source, leave_out_faulty=request.orders.leave_out_faulty, earlier_groups=ids
    )
    return reading, earlier


def refuse_unwritable(out: Path) -> None:
    """Refuse a folder that cannot be written before the work, not after it."""
    place = out.absolute()
    while not place.exists() and place != place.parent:
        place = place.parent
    if not place.is_dir():
        raise Refused(f"{place} is a file; --out needs a folder.")
    if not os.access(place, os.W_OK | os.X_OK):
        raise Refused(f"{place} cannot be written; choose another folder with --out.")


def propose(
    request: Request,
    cohort: Cohort,
    earlier: Proposal | None,
    interrupts: Interrupts,
    on_progress: Callable[[Progress], None],
    tick: Callable[[], object],
) -> Proposal:
    """Return the best proposal within the time, or within the user's patience.

    Raises
    ------
    Refused
        Where what was pinned cannot all be kept.
    InternalFault
        With the folder that plays the run again.
    """
    from matcher.propose import ImpossiblePins, Options, solve
    from matcher.replay import write_replay
    from matcher.rules import with_seed

    orders = request.orders
    drawn, start = _draw(request, cohort)
    limit = _time_left(request, cohort)
    options = Options(limit, orders.gap, orders.seed, orders.workers, orders.deterministic)

    def work() -> Proposal:
        return solve(
            cohort, earlier=earlier, options=options, on_progress=on_progress,
            stop=interrupts.stop, drawn=drawn, start=start,
        )  # fmt: skip

    try:
        return Attended(work).result(tick)
    except ImpossiblePins as error:
        raise Refused(str(error)) from error
    except MemoryError:
        raise
    except Exception as error:
        seeded = cohort if orders.seed is None else with_seed(cohort, orders.seed)
        folder = write_replay(seeded, request.out)
        raise InternalFault(
            f"Forming groups failed inside matcher ({type(error).__name__}); {folder} holds the "
            "cohort without names, so that it can be reported."
        ) from error


def _draw(request: Request, cohort: Cohort) -> tuple[Drawn | None, tuple[Group, ...]]:
    """Draw from the list, where one is given."""
    if request.draws is None:
        return None, ()
    from matcher.odds.list_file import draw, read_draws

    seed = cohort.program.seed if request.orders.seed is None else request.orders.seed
    return draw(read_draws(request.draws), cohort, seed)


def _time_left(request: Request, cohort: Cohort) -> float:
    limit = request.limit(cohort)
    if request.orders.deterministic:
        return limit  # what is left differs from run to run, and the groups must not
    return max(LEAST_SECONDS, limit - (time.monotonic() - request.started))


def judge(request: Request, cohort: Cohort, proposal: Proposal, earlier: Proposal | None) -> None:
    """Hold a proposal against the independent checker before anybody sees it.

    Raises
    ------
    InternalFault
        With the folder that plays the run again.
    """
    from matcher.check import check
    from matcher.replay import write_replay
    from matcher.rules import with_seed

    findings: Sequence[str]
    try:
        findings = check(cohort, proposal, earlier).lines()
        error = None
    except Exception as failure:
        findings, error = [f"the checker failed: {type(failure).__name__}"], failure
    if findings:
        seeded = with_seed(cohort, proposal.seed)
        folder = write_replay(seeded, request.out, proposal, findings)
        raise InternalFault(
            "The groups found do not stand up to the checker, so they were not written; this is a "
            f"fault inside matcher. {folder} holds the cohort without names, so that it can be "
            "reported."
        ) from error
