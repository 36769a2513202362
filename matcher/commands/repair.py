"""The commands for life after publishing: publish, repair, and the best group for one more."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from matcher.commands import repair_texts as texts
from matcher.commands.options import Earlier, Quiet, SamePolicy, read_beside
from matcher.endings import DONE, FAULTY, Refused, plain_ending

if TYPE_CHECKING:
    from matcher.cohort import AnyPin, Cohort, Participant, Proposal
    from matcher.files.read import Issue, Reading
    from matcher.repair.option import Option, Repaired

CohortPath = Annotated[Path, typer.Argument(metavar="COHORT", help=texts.COHORT)]
ProposalPath = Annotated[Path, typer.Argument(metavar="proposal.json", help=texts.PROPOSAL)]
Add = Annotated[Path | None, typer.Option("--add", metavar="FILE", help=texts.ADD)]
On = Annotated[str | None, typer.Option("--on", metavar="DATE", help=texts.ON)]
LeaveOut = Annotated[bool, typer.Option("--leave-out-faulty", help=texts.LEAVE_OUT)]


@plain_ending
def publish_command(
    cohort: CohortPath,
    proposal: Annotated[Path, typer.Argument(metavar="proposal.json", help=texts.PUBLISH_PROPOSAL)],
    look: Annotated[bool, typer.Option("--look", help=texts.LOOK)] = False,
    earlier: Earlier = None,
    policy: SamePolicy = None,
    leave_out_faulty: LeaveOut = False,
    quiet: Quiet = False,
) -> int:
    """Publish a proposal."""
    from matcher.audit.record import moment
    from matcher.check import check
    from matcher.files.edits_json import base_sha256
    from matcher.files.proposal_json import proposal_to_dict, read_proposal
    from matcher.report.words import outstanding_words
    from matcher.runs.publishing import outstanding, publish, published_at
    from matcher.terminal.screen import tidy

    before = None if earlier is None else read_proposal(earlier)
    reading, wanted = _read(cohort, proposal, leave_out_faulty=leave_out_faulty, policy=policy)
    sha256 = base_sha256(proposal_to_dict(wanted))
    at = published_at(proposal, sha256)
    if findings := check(reading.cohort, wanted, before).lines():
        print(*map(tidy, findings), texts.NOT_PUBLISHED, sep="\n")
        return FAULTY
    lines = []
    for one in outstanding(reading.cohort, wanted.groups):
        named = outstanding_words("mou" not in one.missing, "evaluation_consent" not in one.missing)
        lines.append(f"{one.participant_id} in {one.group_id} has yet to hand in: {named}")
    lines = lines or [texts.NOTHING_OUTSTANDING]
    if at is None and not look:
        at = moment()
        publish(proposal, sha256, at)
    lines.append(
        texts.PUBLISHED.format(at=at, cohort=cohort, proposal=proposal) if at else texts.LOOKED
    )
    if not quiet:
        print(*map(tidy, lines), sep="\n")
    return DONE


@plain_ending
def repair_command(
    cohort: CohortPath,
    proposal: ProposalPath,
    withdraw: Annotated[
        list[str] | None, typer.Option("--withdraw", metavar="ID,ID", help=texts.WITHDRAW)
    ] = None,
    decline: Annotated[
        list[str] | None, typer.Option("--decline", metavar="ID,ID", help=texts.DECLINE)
    ] = None,
    provider_lost: Annotated[
        list[str] | None, typer.Option("--provider-lost", metavar="ID,ID", help=texts.LOST)
    ] = None,
    add: Add = None,
    on: On = None,
    pin: Annotated[list[str] | None, typer.Option("--pin", metavar="PIN", help=texts.PIN)] = None,
    max_moves: Annotated[
        int | None, typer.Option("--max-moves", metavar="N", help=texts.MAX_MOVES, min=0)
    ] = None,
    option: Annotated[str | None, typer.Option(metavar="NAME", help=texts.OPTION)] = None,
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help=texts.OUT)] = Path("repaired"),
    time_limit: Annotated[
        float, typer.Option("--time-limit", metavar="S", help=texts.TIME_LIMIT, min=1)
    ] = 30.0,
    deterministic: Annotated[
        bool, typer.Option("--deterministic", help=texts.DETERMINISTIC)
    ] = False,
    policy: SamePolicy = None,
    leave_out_faulty: LeaveOut = False,
    quiet: Quiet = False,
) -> int:
    """Repair a proposal."""
    from matcher.repair.changes import Changes, ImpossibleChanges
    from matcher.repair.option import OPTIONS
    from matcher.repair.options import repair
    from matcher.runs.matching import refuse_unwritable
    from matcher.runs.publishing import refuse_published
    from matcher.terminal.repair import repair_page
    from matcher.terminal.screen import screen

    if option is not None and option not in OPTIONS:
        raise Refused(f"There is no option '{option}'; accepted: {', '.join(OPTIONS)}.")
    refuse_unwritable(out)
    refuse_published(out / "proposal.json")
    day = _day(on)
    reading, earlier = _read(cohort, proposal, leave_out_faulty=leave_out_faulty, policy=policy)
    late, notes = _late(add, reading)
    pins = _pins(pin or (), reading.cohort, late, earlier)
    changes = Changes(_ids(withdraw), _ids(decline), _ids(provider_lost), late, day)
    try:
        found = repair(
            reading.cohort, earlier, changes, pins=pins, most=max_moves, seconds=time_limit,
            deterministic=deterministic,
        )  # fmt: skip
    except ImpossibleChanges as error:
        raise Refused(str(error)) from error
    console = screen(quiet=quiet)
    for part in repair_page(found):
        console.print(part)
    taken = _taken(found, option)
    files = _write(found, taken, out, [*reading.warnings, *notes], deterministic=deterministic)
    console.print(texts.WRITTEN.format(option=taken.name, out=out, count=len(files)), markup=False)
    console.print(
        texts.NEXT.format(out=out, earlier=proposal), markup=False, soft_wrap=True, crop=False
    )
    return DONE


def _read(
    cohort: Path, proposal: Path, *, leave_out_faulty: bool, policy: str | None
) -> tuple[Reading, Proposal]:
    from matcher.files.proposal_json import read_proposal

    earlier = read_proposal(proposal)
    reading = read_beside(cohort, earlier, leave_out_faulty=leave_out_faulty, policy=policy)
    _refuse_strangers(reading.cohort, earlier, proposal)
    return reading, earlier


def _refuse_strangers(cohort: Cohort, proposal: Proposal, path: Path) -> None:
    """Refuse a proposal that is not of this cohort: nothing of it could be kept."""
    people = [one for one in proposal.seats() if one not in cohort.participant_by_id]
    leaders = [g.provider_id for g in proposal.groups if g.provider_id not in cohort.provider_by_id]
    if people or leaders:
        named = ", ".join([*people, *leaders][:5])
        raise Refused(
            f"{path} is not of this cohort: it names {named}. Give the cohort it was made from, "
            "and say with --withdraw and --provider-lost who has left since."
        )


def _late(add: Path | None, reading: Reading) -> tuple[tuple[Participant, ...], tuple[Issue, ...]]:
    """Read late arrivals, where a file of them is given."""
    if add is None:
        return (), ()
    from matcher.files.read.late import read_late

    return read_late(add, reading.cohort.program)


def _pins(
    texts: Sequence[str], cohort: Cohort, late: tuple[Participant, ...], earlier: Proposal
) -> tuple[AnyPin, ...]:
    """Return what has to be so, held against the ids that there are."""
    from dataclasses import replace

    from matcher.files.pins import pin_faults, pins_from_words
    from matcher.files.read import UnusableInput

    pins = pins_from_words(texts)
    known = replace(cohort, participants=(*cohort.participants, *late))
    if faults := tuple(pin_faults(pins, known, [group.id for group in earlier.groups], "--pin")):
        raise UnusableInput(faults)
    return pins


def _ids(given: list[str] | None) -> tuple[str, ...]:
    """Return ids given one by one or with commas between, each once."""
    ids = [one.strip() for text in given or () for one in text.split(",")]
    return tuple(dict.fromkeys(one for one in ids if one))


def _day(text: str | None) -> date | None:
    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Refused(f"--on takes a date such as 2027-03-01, not '{text}'.") from None


def _taken(found: Repaired, name: str | None) -> Option:
    """Return the option that is to be written."""
    if name is None:
        if found.recommended is None:
            raise Refused(texts.NONE_CLEAN)
        return found.recommended
    option = found.option(name)
    if option is None:
        raise Refused(f"'{name}' leads nowhere here, or to the same groups as another option.")
    if not found.allows(option):
        why = option.findings[0] if option.findings else f"it moves {option.moved} members."
        raise Refused(f"'{name}' cannot be taken: {why}")
    return option


def _write(
    found: Repaired, taken: Option, out: Path, warnings: list[object], *, deterministic: bool
) -> list[Path]:
    """Write what `match` writes, the cohort as it is now, and the options."""
    from matcher.audit.history import earlier_runs
    from matcher.audit.record import make_record, moment, solver_dict
    from matcher.files.write import write_outputs
    from matcher.files.write.cohort import cohort_json
    from matcher.files.write.folder import write_whole
    from matcher.repair.document import repaired_dict

    record = make_record(
        found.cohort,
        taken.proposal,
        solver_dict(found.cohort.program, deterministic=deterministic),
        history=earlier_runs(out),
        at=None if deterministic else moment(),
    )
    files = write_outputs(found.cohort, taken.proposal, out, warnings=warnings, record=record)
    options = json.dumps(repaired_dict(found, taken.name), ensure_ascii=False, indent=1)
    for name, content in (
        ("cohort.json", cohort_json(found.cohort)),
        ("repair.json", f"{options}\n".encode()),
    ):
        write_whole(out / name, content)
        files.append(out / name)
    return files


@plain_ending
def fit_command(
    cohort: CohortPath,
    proposal: ProposalPath,
    person_id: Annotated[str, typer.Argument(metavar="ID", help=texts.FIT_ID)],
    add: Add = None,
    policy: SamePolicy = None,
    leave_out_faulty: LeaveOut = False,
) -> int:
    """Show the best groups for one person now."""
    from dataclasses import replace

    from matcher.repair.fit import fit
    from matcher.terminal.fit import fit_page
    from matcher.terminal.person import unknown_words
    from matcher.terminal.screen import screen

    reading, shown = _read(cohort, proposal, leave_out_faulty=leave_out_faulty, policy=policy)
    late, _ = _late(add, reading)
    known = replace(reading.cohort, participants=(*reading.cohort.participants, *late))
    if person_id not in known.participant_by_id:
        raise Refused(unknown_words(known, person_id))
    found = fit(known, shown, person_id)
    console = screen()
    for part in fit_page(known, found):
        console.print(part)
    return DONE
