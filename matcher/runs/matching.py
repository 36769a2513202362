"""One run from files to files: read, propose, judge, write. Prints nothing."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from matcher.cohort import AnyPin, Cohort, Drawn, Group, Proposal
from matcher.cohort.pins import with_pins
from matcher.endings import InternalFault, Refused
from matcher.files.pins import pin_faults, pins_from_words, read_pins
from matcher.files.proposal_json import read_proposal
from matcher.files.read import Reading, UnusableInput, read_cohort
from matcher.runs.attend import Attended, Interrupts
from matcher.runs.publishing import refuse_published
from matcher.runs.request import Request

if TYPE_CHECKING:  # the solver is a heavy import: faulty files are told without it
    from matcher.audit.commitment import Commitment
    from matcher.propose import Options, Progress

SHORT = "short-reserve"
LEAST_SECONDS = 0.1  # a limit that reading has used up still leaves a look at the cohort


def read(request: Request) -> tuple[Reading, Proposal | None]:
    """Return the cohort and the earlier proposal of a request.

    Raises
    ------
    UnusableInput
        With every fault of the files.
    Refused
        Where the folder for the results cannot be written, or published groups would change.
    """
    refuse_unwritable(request.out)
    for published in (request.out / "proposal.json", request.earlier):
        if published is not None:
            refuse_published(published)
    earlier = None if request.earlier is None else read_proposal(request.earlier)
    ids = None if earlier is None else frozenset(group.id for group in earlier.groups)
    reading = read_cohort(
        request.source, leave_out_faulty=request.orders.leave_out_faulty, earlier_groups=ids
    )
    found = pins(request, reading.cohort, earlier)
    reading = replace(reading, cohort=with_pins(reading.cohort, found))
    return under_policy(reading, request.policy), earlier


def pins(request: Request, cohort: Cohort, earlier: Proposal | None) -> tuple[AnyPin, ...]:
    """Return what was asked to stay.

    Raises
    ------
    UnusableInput
        With every pin that is none, or names somebody or a group there is not.
    """
    found = pins_from_words(request.pins)
    groups = None if earlier is None else [group.id for group in earlier.groups]
    faults = list(pin_faults(found, cohort, groups, "--pin"))
    if request.pin_file is not None:
        listed = read_pins(request.pin_file)
        faults += pin_faults(listed, cohort, groups, request.pin_file.name)
        found = (*found, *listed)
    if faults:
        raise UnusableInput(tuple(faults))
    return found


def under_policy(reading: Reading, policy: str | None) -> Reading:
    """Return a reading whose program has another policy, where one is named.

    Raises
    ------
    UnusableInput
        With every fault of the policy.
    """
    if policy is None:
        return reading
    from matcher.files.read.policy_file import load_policy
    from matcher.files.read.short_reserves import short_reserves

    cohort = replace(reading.cohort, program=load_policy(policy, reading.cohort.program))
    kept = [one for one in reading.warnings if one.code != SHORT]  # of the policy replaced
    return replace(reading, cohort=cohort, warnings=(*kept, *short_reserves(cohort, policy)))


@dataclass(frozen=True, slots=True)
class Draw:
    """What stands before a run: the commitment, and the runs there have been."""

    commitment: Commitment | None
    history: Sequence[Mapping[str, Any]]


def draw(request: Request, cohort: Cohort) -> Draw:
    """Return what a run is drawn under, before there is any work.

    Raises
    ------
    UnusableInput
        Where commitment.json cannot be read.
    Refused
        Where another list or policy was committed to, or a list of earlier runs was changed.
    """
    from matcher.audit.files import read_commitment
    from matcher.audit.history import earlier_runs

    path = request.commitment
    if path is None:
        return Draw(None, earlier_runs(request.out))
    commitment = read_commitment(path)
    changed = list(commitment.differences(cohort))
    if changed:
        raise Refused(
            f"{path} was made for something else: since then {' and '.join(changed)} changed. "
            "Take the change back, or commit anew and publish that."
        )
    _refuse_another_list(request, commitment)
    refuse_unwritable(path.parent)
    return Draw(commitment, earlier_runs(request.out, path))


def _refuse_another_list(request: Request, commitment: Commitment) -> None:
    """Refuse to draw otherwise than from the list of draws that was committed to, if one was."""
    from matcher.odds.list_file import read_draws

    if commitment.draws_sha256 is None:
        return
    if request.draws is None:
        raise Refused(
            f"{request.commitment} covers a list of draws, from which the seats are to be drawn; "
            "give that list with --draws."
        )
    if read_draws(request.draws).sha256 != commitment.draws_sha256:
        raise Refused(
            f"{request.draws} is not the list of draws that {request.commitment} covers. Bring "
            "that file back, or commit anew and publish that."
        )


def record(request: Request, cohort: Cohort, proposal: Proposal, draw: Draw) -> dict[str, Any]:
    """Return the audit record of a run."""
    from matcher.audit.record import make_record, moment, solver_dict
    from matcher.propose import with_options

    deterministic = request.orders.deterministic
    program = with_options(cohort, _options(request, request.limit(cohort))).program
    return make_record(
        cohort,
        proposal,
        solver_dict(program, deterministic=deterministic),
        commitment=draw.commitment,
        history=draw.history,
        # The same files byte for byte: such a run does not tell the time.
        at=None if deterministic else moment(),
    )


def keep_runs(request: Request, record: Mapping[str, Any]) -> None:
    """Note a run beside the commitment it was made under, whatever folder its files went to."""
    from matcher.audit.history import write_ledger

    if request.commitment is not None:
        write_ledger(request.commitment, record)


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
    from matcher.files.replay import write_replay
    from matcher.pinning import ImpossiblePins
    from matcher.propose import solve
    from matcher.rules import with_seed

    orders = request.orders
    lottery, start = _lottery(request, cohort)
    options = _options(request, _time_left(request, cohort))

    def work() -> Proposal:
        return solve(
            cohort, earlier=earlier, options=options, on_progress=on_progress,
            stop=interrupts.stop, drawn=lottery, start=start,
            pins=pins(request, cohort, earlier),
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


def _lottery(request: Request, cohort: Cohort) -> tuple[Drawn | None, tuple[Group, ...]]:
    """Draw from the list, where one is given."""
    if request.draws is None:
        return None, ()
    from matcher.odds.list_file import draw, read_draws

    seed = cohort.program.seed if request.orders.seed is None else request.orders.seed
    return draw(read_draws(request.draws), cohort, seed)


def _options(request: Request, limit: float) -> Options:
    from matcher.propose import Options

    orders = request.orders
    return Options(limit, orders.gap, orders.seed, orders.workers, orders.deterministic)


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
    from matcher.files.replay import write_replay
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
