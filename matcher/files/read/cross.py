"""Faults that only show beside other rows: ids, references, seats of an earlier proposal."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from matcher.cohort import Participant, Provider
from matcher.files.read.issues import shown
from matcher.files.read.participants import Record

Participants = Sequence[Record[Participant]]
Providers = Sequence[Record[Provider]]


def check_across(
    participants: Participants, providers: Providers, earlier_groups: frozenset[str] | None
) -> None:
    """Note every fault between rows, those included that have other faults already."""
    _doubled_ids(participants)
    _doubled_ids(providers)
    ids = {record.id for record in participants}
    for record in participants:
        person = record.person
        if person.supervisor_id and person.supervisor_id == person.id:
            message = (
                f"found {shown(person.id)}, the row's own id; accepted: somebody else's, or blank"
            )
            record.row.fault("supervisor_id", "own-supervisor", message)
        unknown_companions(record, ids, "no participant has this id")
        _earlier_seat(record, earlier_groups)


def _doubled_ids(records: Iterable[Record[Participant]] | Iterable[Record[Provider]]) -> None:
    first: dict[str, int] = {}
    for record in records:
        if record.id and first.setdefault(record.id, record.row.number) != record.row.number:
            message = (
                f"found {shown(record.id)}, which row {first[record.id]} has; "
                "accepted: an id of its own"
            )
            record.row.fault("id", "duplicate-id", message)


def unknown_companions(record: Record[Participant], ids: Collection[str], why: str) -> bool:
    """Note and tell whether somebody to be seated together with is not among `ids`."""
    missing = [other for other in record.person.together_with if other not in ids]
    for other in missing:
        message = f"found {shown(other)}: {why}{near(other, ids)}; accepted: ids of participants"
        record.row.fault("together_with", "unknown-id", message)
    return bool(missing)


def near(wanted: str, ids: Collection[str]) -> str:
    """Return a hint at an id that differs only in case or spaces."""
    if len(wanted) > 100:
        return ""
    plain = wanted.casefold().replace(" ", "")
    same = next(
        (known for known in ids if known and known.casefold().replace(" ", "") == plain), None
    )
    return f" (did you mean {shown(same)}?)" if same else ""


def _earlier_seat(record: Record[Participant], earlier_groups: frozenset[str] | None) -> None:
    group = record.person.group_id
    if not group:
        return
    if earlier_groups is None:
        message = f"found {shown(group)}; accepted only with an earlier proposal (--from)"
        record.row.fault("group_id", "group-without-from", message)
    elif group not in earlier_groups:
        some = ", ".join(sorted(earlier_groups)[:20])
        message = f"found {shown(group)}; accepted: groups of the earlier proposal: {some}"
        record.row.fault("group_id", "unknown-group", message)
