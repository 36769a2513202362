"""Hold a record against what it was made from: the cohort, the proposal, a published hash."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from matcher.audit.people import people_rows, reserve_floors
from matcher.audit.reading import Record
from matcher.audit.record import OPTIONAL, SHARED, proposal_sha256
from matcher.audit.verify import few
from matcher.check import check
from matcher.cohort import Cohort, Proposal
from matcher.cohort.fingerprint import data_sha256, input_sha256, list_sha256, policy_sha256
from matcher.cohort.pins import with_pins
from matcher.files.proposal_json import proposal_to_dict
from matcher.odds.list_file import DrawsList
from matcher.rules import as_drawn


def against_cohort(
    record: Record,
    cohort: Cohort,
    proposal: Proposal | None = None,
    earlier: Proposal | None = None,
) -> list[str]:
    """Return what a cohort has to say against a record: input, policy, people, rules, levels, envy.

    Parameters
    ----------
    record : Record
    cohort : Cohort
        As read.
    proposal : Proposal, optional
        Where it is at hand, its reasons for the unplaced are judged too.
    earlier : Proposal, optional
        The one it was made from, as for `matcher.check.check`.
    """
    cohort = with_pins(cohort, record.proposal.pins)
    verdict = check(cohort, proposal or record.proposal, earlier)
    if proposal is None:  # a record does not tell the reasons, only their hash
        verdict = replace(verdict, unplaced_faults=())
    return [
        *(f"input: {text}" for text in _hashes(record, cohort)),
        *(f"person: {text}" for text in few(_people(record, cohort))),
        *few(iter(verdict.lines())),
    ]


def _hashes(record: Record, cohort: Cohort) -> Iterator[str]:
    if list_sha256(cohort) != record.data["list_sha256"]:
        yield "the cohort's files are not those that the groups were made from."
    elif input_sha256(cohort) != record.proposal.input_sha256:
        yield "the cohort's files name another number drawn than when the groups were made."
    if policy_sha256(cohort.program) != record.proposal.policy_sha256:
        yield "the cohort's files have another policy than the record (--policy names another)."
    if reserve_floors(cohort) != record.floors:
        yield "the reserves' floors are not those of the record."


def _people(record: Record, cohort: Cohort) -> Iterator[str]:
    """Compare everybody, drawn for anew, with what the record says of them."""
    drawn = as_drawn(cohort, record.proposal)
    known = {row["id"]: row for row in people_rows(drawn, record.proposal.groups)}
    said = {row["id"]: row for row in record.data["people"]}
    for one in sorted(known.keys() - said.keys()):
        yield f"{one} is on the waitlist and not in the record."
    for one, row in said.items():
        if one not in known:
            yield f"{one} is in the record and not on the waitlist."
            continue
        for key in dict.fromkeys([*known[one], *row]):
            if row.get(key) != known[one].get(key):
                yield f"{one} has {key} {row.get(key)} in the record; it is {known[one].get(key)}."


def against_proposal(record: Record, proposal: Proposal) -> list[str]:
    """Return where a proposal is not the one that a record is about."""
    document = proposal_to_dict(proposal)
    unplaced = data_sha256(document["unplaced"])
    if proposal_sha256(document, unplaced) == record.data["proposal_sha256"]:
        return []
    found = [
        f"{key} is not the same in the proposal and in the record."
        for key in (*SHARED, *OPTIONAL)
        if key not in ("groups", "levels") and document.get(key) != record.data.get(key)
    ]
    values = {level.name: (level.value, level.bound) for level in proposal.levels}
    ours = {level.name: (level.value, level.bound) for level in record.proposal.levels}
    found += [
        f"the level {name} has another value or bound in the proposal than in the record."
        for name in dict.fromkeys([*ours, *values])
        if ours.get(name) != values.get(name)
    ]
    groups = {group.id: group for group in proposal.groups}
    kept = {group.id: group for group in record.proposal.groups}
    found += [
        f"{one} is not the same group in the proposal and in the record."
        for one in dict.fromkeys([*kept, *groups])
        if kept.get(one) != groups.get(one)
    ]
    if unplaced != record.data["unplaced_sha256"]:
        found.append("the people without a seat or their reasons are not those of the record.")
    found = found or ["the proposal is not the one that the record is about."]
    return [f"proposal: {text}" for text in few(iter(found))]


def against_draws(record: Record, made: DrawsList) -> list[str]:
    """Return where a list of draws is not the one drawn from, or its number stands for others."""
    drawn = record.proposal.drawn
    if drawn is None:
        return ["draws: tickets alone decided in this record; it names no list of draws."]
    found = []
    if made.sha256 != drawn.draws_sha256:
        found.append(f"the list has the SHA-256 {made.sha256}, the record {drawn.draws_sha256}.")
    if made.of != drawn.of:
        found.append(f"the list has {made.of} lines, the record {drawn.of}.")
    entry = next((one for one in made.entries if one.first <= drawn.number <= one.last), None)
    if entry is None or sorted(entry.seated) != sorted(drawn.seated):
        found.append(f"line {drawn.number} does not name those whom the record names.")
    made_for = (made.input_sha256, made.policy_sha256)
    if made_for != (record.data["list_sha256"], record.proposal.policy_sha256):
        found.append("the list was made for another cohort or policy than the record.")
    return [f"draws: {text}" for text in found]


def against_commitment(record: Record, published: str) -> list[str]:
    """Return what is wrong where another commitment was published than the record holds.

    Parameters
    ----------
    record : Record
    published : str
        The hash, in either case.
    """
    if record.commitment_sha256 == published.strip().lower():
        return []
    if record.commitment is None:
        return ["commitment: the record holds no commitment; one was published."]
    return [f"commitment: the record holds {record.commitment_sha256}, not what was published."]
