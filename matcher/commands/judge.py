"""`matcher check`, `explain` and `recruit`: a proposal judged, explained and looked beyond."""

from __future__ import annotations

from typing import Annotated

import typer

from matcher.commands import texts
from matcher.commands.options import (
    CohortPath,
    Earlier,
    Json,
    LeaveOut,
    ProposalPath,
    Quiet,
    SamePolicy,
    WhatIfTime,
    read_beside,
    refuse_odd,
)
from matcher.endings import DONE, FAULTY, STOPPED, Refused, plain_ending


@plain_ending
def check_command(
    cohort: CohortPath,
    proposal: ProposalPath,
    earlier: Earlier = None,
    policy: SamePolicy = None,
    leave_out_faulty: LeaveOut = False,
    quiet: Quiet = False,
) -> int:
    """Judge a proposal."""
    from matcher.check import check
    from matcher.files.proposal_json import read_proposal
    from matcher.terminal.screen import tidy
    from matcher.terminal.verdict import clean_words, policy_note

    judged_one = read_proposal(proposal)
    before = None if earlier is None else read_proposal(earlier)
    reading = read_beside(
        cohort, judged_one, before, leave_out_faulty=leave_out_faulty, policy=policy
    )
    verdict = check(reading.cohort, judged_one, before)
    findings = verdict.lines()
    for finding in (*findings, *verdict.marks()):
        print(tidy(finding))
    if findings and (note := policy_note(reading.cohort, judged_one)):
        print(note)
    if not findings and not quiet:
        print(clean_words(reading.cohort, judged_one, before))
    return FAULTY if findings else DONE


@plain_ending
def explain_command(
    cohort: CohortPath,
    proposal: ProposalPath,
    person_id: Annotated[str, typer.Argument(metavar="ID", help=texts.ID)],
    policy: SamePolicy = None,
    leave_out_faulty: LeaveOut = False,
    time_limit: WhatIfTime = 60.0,
    letter: Annotated[bool, typer.Option("--letter", help=texts.LETTER)] = False,
    coordinator: Annotated[bool, typer.Option("--coordinator", help=texts.COORDINATOR)] = False,
    json: Json = False,
) -> int:
    """Explain one person's place."""
    from matcher.runs.attend import Interrupts

    interrupts = Interrupts.caught()
    from matcher.files.proposal_json import read_proposal
    from matcher.terminal.person import unknown_words
    from matcher.terminal.whatif import explained

    refuse_odd(time_limit, None, None)
    if letter and coordinator:
        raise Refused("Give either --letter or --coordinator.")
    shown = read_proposal(proposal)
    known = read_beside(cohort, shown, leave_out_faulty=leave_out_faulty, policy=policy).cohort
    if person_id not in known.participant_by_id:
        raise Refused(unknown_words(known, person_id))
    explained(
        known, shown, person_id, interrupts, time_limit,
        letter=letter, coordinator=coordinator, json=json,
    )  # fmt: skip
    return STOPPED if interrupts.stop.asked else DONE


@plain_ending
def recruit_command(
    cohort: CohortPath,
    proposal: ProposalPath,
    policy: SamePolicy = None,
    leave_out_faulty: LeaveOut = False,
    time_limit: WhatIfTime = 30.0,
    json: Json = False,
) -> int:
    """Say whom to recruit."""
    from matcher.runs.attend import Interrupts

    interrupts = Interrupts.caught()
    from matcher.files.proposal_json import read_proposal
    from matcher.terminal.whatif import recruited

    refuse_odd(time_limit, None, None)
    shown = read_proposal(proposal)
    known = read_beside(cohort, shown, leave_out_faulty=leave_out_faulty, policy=policy).cohort
    recruited(known, shown, interrupts, time_limit, json=json)
    return STOPPED if interrupts.stop.asked else DONE
