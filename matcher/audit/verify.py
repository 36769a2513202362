"""Follow a record by itself: everything that can be worked out again, worked out again.

Neither the cohort nor the solver is needed. `matcher.audit.against` holds the record against the
cohort and the proposal.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from matcher.audit.chain import chain_faults
from matcher.audit.people import candidates_sha256
from matcher.audit.reading import Person, Record
from matcher.audit.record import groups_sha256, proposal_sha256
from matcher.check import proven, same
from matcher.cohort import Pin
from matcher.cohort.fingerprint import data_sha256
from matcher.cohort.turn import drawn_number, ticket
from matcher.files.read.issues import looks_like_email

RESERVE = "reserve."  # levels of seats that a policy keeps for those who meet a criterion
MOST = 10  # findings of one kind that are told one by one


def verify(record: Record) -> list[str]:
    """Return what of a record does not follow from the rest of it; empty if all does.

    Parameters
    ----------
    record : Record

    Returns
    -------
    list of str
        Sentences, each led by a code.
    """
    return [f"{code}: {text}" for code, find in CHECKS.items() for text in few(find(record))]


def few(findings: Iterator[str]) -> Iterator[str]:
    """Give the first findings one by one and say how many more there are."""
    found = list(findings)
    yield from found[:MOST]
    if len(found) > MOST:
        yield f"and {len(found) - MOST} more of this kind."


def _digest(record: Record) -> Iterator[str]:
    rest = {key: value for key, value in record.data.items() if key != "sha256"}
    if record.data["sha256"] != data_sha256(rest):
        yield "the record was changed after it was written: its digest does not fit."


def _policy(record: Record) -> Iterator[str]:
    if data_sha256(record.data["policy"]) != record.proposal.policy_sha256:
        yield "the policy in the record does not give the policy's hash."
    reserves = record.priority.get("reserves", [])
    if sorted(one["name"] for one in reserves) != sorted(record.floors):
        yield "the record has not one floor for each reserve of the policy."
    for one in reserves:
        if one.get("floor") is not None and record.floors.get(one["name"]) != one["floor"]:
            yield f"the floor of '{one['name']}' is not the one in the policy."


def _ids(record: Record) -> Iterator[str]:
    for one, count in Counter(person.id for person in record.people).items():
        if count > 1:
            yield f"{one} is listed {count} times."
        if looks_like_email(one):
            yield "an id looks like an e-mail address; people appear by id only."


def _tickets(record: Record) -> Iterator[str]:
    seed = record.proposal.seed
    for person in record.people:
        drawn = ticket(seed, person.id)
        if person.ticket != drawn:
            given = person.ticket[:64]
            yield f"{person.id} has the ticket {given}; '{seed}|{person.id}' gives {drawn}."


def _lottery(record: Record) -> Iterator[str]:
    """Work out the number again; who it stands for is in the list, which is published beside."""
    drawn = record.proposal.drawn
    if drawn is None:
        return
    number = drawn_number(record.proposal.seed, drawn.of)
    if drawn.number != number:
        seed = record.proposal.seed
        yield f"line {drawn.number} is said to be chosen; 'draw|{seed}' gives {number}."
    people = {person.id for person in record.people}
    for one, count in Counter(drawn.seated).items():
        if count > 1:
            yield f"{one} is drawn {count} times."
        if one not in people:
            yield f"{one} is drawn but was not in the draw."


def _tiers(record: Record) -> Iterator[str]:
    for person in record.people:
        if person.tier not in record.tiers:
            yield f"{person.id} is in the tier '{person.tier}', which the policy does not have."
        if (person.points is not None) is not record.by_points:
            yield f"{person.id} {'has no' if record.by_points else 'has'} points."
        if (person.applied_on is not None) is not record.by_date:
            yield f"{person.id} {'has no' if record.by_date else 'has a'} date of application."


def _candidates(record: Record) -> Iterator[str]:
    if candidates_sha256(record.data["people"]) != record.data["candidates_sha256"]:
        yield "who stood where before the draw (tiers, rounds waited) does not give its hash."


def _commitment(record: Record) -> Iterator[str]:
    made = record.commitment
    if made is None:
        return
    if made.sha256 != record.commitment_sha256:
        yield f"its parts give {made.sha256}, the record says {record.commitment_sha256}."
    of = {
        "candidates": (made.candidates_sha256, record.data["candidates_sha256"]),
        "policy": (made.policy_sha256, record.proposal.policy_sha256),
        "list": (made.list_sha256, record.data["list_sha256"]),
    }
    for what, (promised, used) in of.items():
        if promised != used:
            yield f"the {what} that was committed to is not the one that was drawn for."
    drawn = record.proposal.drawn
    if made.draws_sha256 is not None and drawn is None:
        yield "a list of draws was committed to, but tickets decided."
    elif made.draws_sha256 is not None and drawn and made.draws_sha256 != drawn.draws_sha256:
        yield "the list of draws that was committed to is not the one drawn from."


def turn_key(record: Record) -> Callable[[Person], tuple[object, ...]]:
    """Return what orders the people of a record, as the contract's section 3 says."""
    tiers = {name: index for index, name in enumerate(record.tiers)}
    lottery = record.proposal.drawn
    first_ones = frozenset(lottery.seated if lottery is not None else ())

    def key(person: Person) -> tuple[object, ...]:
        first = -(person.points or 0) if record.by_points else tiers.get(person.tier, len(tiers))
        date = (person.applied_on or "",) if record.by_date else ()
        # The ticket as drawn, not as written: a false one is told once, not once a place.
        drawn = ticket(record.proposal.seed, person.id)
        later = person.id not in first_ones
        return (first, later, -person.rounds_waited, *date, drawn, person.id)

    return key


def _order(record: Record) -> Iterator[str]:
    eligible = sorted((one for one in record.people if one.eligible), key=turn_key(record))
    by = "tier, rounds and ticket"
    if record.proposal.drawn is not None:
        by = "tier, list, rounds and ticket"
    for place, person in enumerate(eligible, 1):
        if person.place != place:
            yield f"{person.id} has place {person.place}; {by} give {place}."
    for person in record.people:
        if not person.eligible and person.place is not None:
            yield f"{person.id} is not eligible and has place {person.place}."


def _seats(record: Record) -> Iterator[str]:
    people = {person.id: person for person in record.people}
    for one, count in Counter(group.id for group in record.proposal.groups).items():
        if count > 1:
            yield f"{count} groups are named {one}."
    admitted = {
        one for mark in record.proposal.overrides if mark.code == "eligible"
        for one in mark.participant_ids
    }  # fmt: skip
    seats = [(member, group.id) for group in record.proposal.groups for member in group.members]
    for member, count in Counter(member for member, _ in seats).items():
        if count > 1:
            yield f"{member} has {count} seats."
    for member, group_id in seats:
        if member not in people:
            yield f"{member} sits in {group_id} but was not in the draw."
        elif not people[member].eligible and member not in admitted:
            yield f"{member} sits in {group_id} but is not eligible."
    sits = dict(seats)
    for person in record.people:
        if person.group != sits.get(person.id):
            said, found = person.group or "no group", sits.get(person.id, "none")
            yield f"{person.id} is said to sit in {said}; by the groups it is {found}."
    for pin in record.proposal.pins:
        if isinstance(pin, Pin) and sits.get(pin.participant_id) != pin.group_id:
            yield f"{pin.participant_id} is pinned to {pin.group_id} and does not sit there."


def totals(record: Record) -> dict[str, float]:
    """Return the levels that follow from the record alone, counted anew.

    Mix, preference, stability and reserves by a monitoring answer hang on what a record does not
    tell of people.
    """
    seated = [person for person in record.people if person.group is not None]
    eligible = sum(person.eligible for person in record.people)
    if record.by_points:
        # In a fixed order, as the level itself: sums of fractions depend on it.
        found: dict[str, float] = {"points": sum(sorted(one.points or 0 for one in seated))}
    else:
        found = {
            f"seats.{tier}": sum(person.tier == tier for person in seated) for tier in record.tiers
        }
    for name, floor in record.floors.items():
        if name in record.confidential:
            continue  # whose it is, only the cohort's own files tell
        found[f"reserve.{name}"] = min(sum(name in one.reserves for one in seated), floor)
    if "groups" in record.levels():
        found["groups"] = len(record.proposal.groups)
    found["turn"] = sum(eligible + 1 - one.place for one in seated if one.place is not None)
    return found


def _levels(record: Record) -> Iterator[str]:
    published = record.levels()
    names = [level.name for level in record.proposal.levels]
    for name, value in totals(record).items():
        if name not in published:
            yield f"the level {name} is missing."
        elif not same(published[name], value):
            yield f"{name} is given as {published[name]:g}; the people with a seat give {value:g}."
    for name in sorted(record.confidential & record.floors.keys()):
        reached, floor = published.get(f"{RESERVE}{name}"), record.floors[name]
        if reached is None or not 0 <= reached <= floor:
            yield f"the level {RESERVE}{name} is not between 0 and its floor of {floor:g}."
    for name in names:
        if name.startswith(RESERVE) and name.removeprefix(RESERVE) not in record.floors:
            yield f"the level {name} has no floor in the record."
    for name, count in Counter(names).items():
        if count > 1:
            yield f"the level {name} stands there {count} times."
    if record.proposal.status == "optimal" and not all(map(proven, record.proposal.levels)):
        yield "the status is 'optimal' but not every value meets its bound."
    if (record.proposal.status == "empty") != (not record.proposal.groups):
        yield f"the status is '{record.proposal.status}' with {len(record.proposal.groups)} groups."


def _proposal(record: Record) -> Iterator[str]:
    found = proposal_sha256(record.data, record.data["unplaced_sha256"])
    if found != record.data["proposal_sha256"]:
        yield "groups, levels and what else stands in the proposal do not give its hash."


def _runs(record: Record) -> Iterator[str]:
    yield from chain_faults(record.data["runs"], "run")
    if not record.runs:
        yield "the record lists no run."
        return
    last, entry = record.runs[-1], record.data["runs"][-1]
    expected: dict[str, object] = {
        "seed": record.proposal.seed,
        "list_sha256": record.data["list_sha256"],
        "policy_sha256": record.proposal.policy_sha256,
        "commitment": record.commitment_sha256 or None,
        "version": record.data["matcher"]["version"],
        "sources_sha256": record.data["matcher"]["sources_sha256"],
        "solver": record.data["solver"],
        "floors": record.data["floors"],
    }
    if record.proposal.drawn is not None or "draws_sha256" in entry:
        drawn = record.proposal.drawn
        expected["draws_sha256"] = None if drawn is None else drawn.draws_sha256
    if not record.edits:
        expected |= {
            "status": record.proposal.status,
            "seated": sum(len(group.members) for group in record.proposal.groups),
            "proposal_sha256": record.data["proposal_sha256"],
            "groups_sha256": groups_sha256(record.data["groups"]),
        }
    for key, value in expected.items():
        if entry.get(key) != value:
            yield f"the last run ({last.number}) has another {key} than the record."


def _overrides(record: Record) -> Iterator[str]:
    for one in record.proposal.overrides:
        for key, text in (("who answers for it", one.who), ("why", one.why)):
            if not text.strip():
                yield f"the override of {one.code} does not say {key}."
        if looks_like_email(one.who):
            yield f"the override of {one.code} names somebody by e-mail address."


def _edits(record: Record) -> Iterator[str]:
    edits: Sequence[Mapping[str, Any]] = record.data["edits"]
    if not edits:
        return
    yield from chain_faults(edits, "edit")
    for edit in record.edits:
        for key, text in (("who made it", edit.who), ("why", edit.why)):
            if not text.strip():
                yield f"edit {edit.number} does not say {key}."
        if looks_like_email(edit.who):
            yield f"edit {edit.number} names somebody by e-mail address; use an id or a role."
    groups = {str(group["id"]): group for group in record.data["groups"]}
    for edit in reversed(edits):
        for change in edit["changes"]:
            after, before = change.get("after"), change.get("before")
            if groups.get(change["group_id"]) != after:
                yield f"edit {edit['number']} does not lead to {change['group_id']} as it is now."
            groups.pop(change["group_id"], None)
            if before is not None:
                groups[change["group_id"]] = before
    if record.runs and groups_sha256(groups.values()) != record.runs[-1].groups_sha256:
        yield "the edits, taken back, do not lead to the groups of the run."


CHECKS: Mapping[str, Callable[[Record], Iterator[str]]] = {
    "digest": _digest,
    "policy": _policy,
    "id": _ids,
    "ticket": _tickets,
    "lottery": _lottery,
    "tier": _tiers,
    "candidates": _candidates,
    "commitment": _commitment,
    "turn": _order,
    "seat": _seats,
    "level": _levels,
    "proposal": _proposal,
    "run": _runs,
    "edit": _edits,
    "override": _overrides,
}
