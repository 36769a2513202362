"""`matcher audit verify`: read a record and what stands beside it, and say what was confirmed."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from matcher import __version__
from matcher.audit.against import (
    against_cohort,
    against_commitment,
    against_draws,
    against_proposal,
)
from matcher.audit.code import sources_sha256
from matcher.audit.files import published_hash
from matcher.audit.reading import Record, read_record
from matcher.audit.verify import verify
from matcher.audit.words import runs_words
from matcher.files.proposal_json import read_proposal
from matcher.files.read import read_cohort
from matcher.odds.list_file import read_draws
from matcher.report.words import count_words
from matcher.rules import RULES
from matcher.runs.matching import under_policy


@dataclass(frozen=True, slots=True)
class Beside:
    """What a record is held against; what is None is not at hand.

    Attributes
    ----------
    cohort, proposal, earlier : Path or None
    commitment : str or None
        The published hash, or its commitment.json.
    policy : str or None
        The policy that the run was given in place of the program's own.
    leave_out_faulty : bool
        Whether the run went on without the rows at fault.
    draws : Path or None
        The list of draws that was published before the seed was drawn.
    """

    cohort: Path | None = None
    proposal: Path | None = None
    commitment: str | None = None
    earlier: Path | None = None
    policy: str | None = None
    leave_out_faulty: bool = False
    draws: Path | None = None


@dataclass(frozen=True, slots=True)
class Confirmed:
    """What does not fit, sentence by sentence, and what else is to be said."""

    findings: tuple[str, ...]
    words: tuple[str, ...]


def confirm(path: Path, beside: Beside) -> Confirmed:
    """Follow a record with what is at hand.

    Raises
    ------
    UnusableInput
        Where one of the files cannot be read.
    """
    record = read_record(path)
    proposal = None if beside.proposal is None else read_proposal(beside.proposal)
    earlier = None if beside.earlier is None else read_proposal(beside.earlier)
    published = None if beside.commitment is None else published_hash(beside.commitment)
    findings = verify(record)
    if proposal is not None:
        findings += against_proposal(record, proposal)
    if published is not None:
        findings += against_commitment(record, published)
    if beside.draws is not None:
        findings += against_draws(record, read_draws(beside.draws))
    if beside.cohort is not None:
        groups = (one for given in (record.proposal, proposal, earlier) if given is not None
                  for one in given.groups)  # fmt: skip
        reading = read_cohort(
            beside.cohort,
            leave_out_faulty=beside.leave_out_faulty,
            earlier_groups=frozenset(group.id for group in groups),
        )
        cohort = under_policy(reading, beside.policy).cohort
        findings += against_cohort(record, cohort, proposal, earlier)
    words = () if findings else (*_confirmed(record, beside), *_notes(record, beside))
    return Confirmed(tuple(dict.fromkeys(findings)), words)


def _confirmed(record: Record, beside: Beside) -> list[str]:
    people, groups = len(record.people), len(record.proposal.groups)
    seated = sum(person.group is not None for person in record.people)
    lines = [
        f"Confirmed: {count_words(people, 'ticket')} of the number drawn, {record.proposal.seed}, "
        f"the order of turns, {count_words(seated, 'seat')} in {count_words(groups, 'group')}, "
        "what was reached in seats and turn, and every hash.",
        runs_words(record.runs),
    ]
    if (drawn := record.proposal.drawn) is not None:
        lines.append(
            f"Line {drawn.number:,} of {drawn.of:,} is the one that this number chooses, and the "
            "order of turns follows from those whom the line is said to name."
        )
    if beside.draws is not None:
        lines.append("The list of draws is the one drawn from, and its line names them.")
    if beside.cohort is not None:
        lines.append(
            f"With the cohort: its files and policy are those of the record; all {len(RULES)} "
            "rules are kept, nobody was passed over, and every published value is right."
        )
    if beside.proposal is not None:
        lines.append("The proposal is the one that the record is about.")
    if beside.commitment is not None:
        lines.append("The list and the policy are those of the published commitment.")
    return lines


def _notes(record: Record, beside: Beside) -> list[str]:
    """Say what was not judged, and what only a person can compare."""
    notes = []
    if beside.cohort is None:
        notes.append(
            "Not judged without --cohort: the rules, envy, mix and preference, and whether people "
            "stand in the tier where they belong."
        )
    if record.confidential and beside.cohort is None:
        notes.append(
            "Not judged without --cohort: the reserves that ask for a monitoring answer "
            f"({', '.join(sorted(record.confidential))}); a record never tells whose it is."
        )
    if record.proposal.drawn is not None and beside.draws is None:
        notes.append("Not judged without --draws: whom the line chosen names in the list.")
    if record.commitment is None:
        notes.append("No commitment was made before this draw.")
    elif beside.commitment is None:
        notes.append(f"Compare with the commitment published: {record.commitment_sha256}")
    drawn, made = record.proposal.drawn, record.commitment
    if drawn is not None and made is not None and made.draws_sha256 is None:
        notes.append(
            "The commitment does not cover the list of draws; compare with the SHA-256 that was "
            f"published beside it: {drawn.draws_sha256}"
        )
    notes += [
        f"Edit {edit.number} by {edit.who} ({count_words(edit.groups, 'group')}): {edit.why}"
        for edit in record.edits
    ]
    notes += [
        f"Override of {one.code} by {one.who}: {one.text} {one.why}"
        for one in record.proposal.overrides
    ]
    made = record.data["matcher"]
    if made["sources_sha256"] != sources_sha256():
        notes.append(
            f"Made by another program than this one: version {made['version']}, sources "
            f"{made['sources_sha256']}; this is version {__version__}, sources {sources_sha256()}."
        )
    notes.append(f"Digest of the record: {record.data['sha256']}")
    return notes
