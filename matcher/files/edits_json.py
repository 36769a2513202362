"""edits.json: the changes made to a proposal by hand, to go on with or to take back."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields
from pathlib import Path
from types import MappingProxyType
from typing import Any

from matcher.cohort import Proposal
from matcher.cohort.fingerprint import data_sha256
from matcher.edit.edits import Close, Edit, Move, Open, Reassign, Retime, Seat, Swap, Unseat
from matcher.edit.session import Entry
from matcher.endings import Refused
from matcher.files.json_file import read_json
from matcher.files.json_row import Row
from matcher.files.proposal_json import override_of, override_to_dict, proposal_to_dict
from matcher.files.read.issues import UnusableInput
from matcher.files.write.folder import write_whole

SCHEMA = "1"
NAME = "edits.json"


def _cadence(row: Row) -> str | None:
    return row.text_or_none("cadence")


def _weeks(row: Row) -> tuple[int, ...] | None:
    return None if row.data.get("weeks") is None else row.integers("weeks")


READERS: Mapping[str, Callable[[Row], Edit]] = MappingProxyType(
    {
        "move": lambda row: Move(row.text("participant_id"), row.text("group_id")),
        "swap": lambda row: Swap(row.text("participant_id"), row.text("other_id")),
        "unseat": lambda row: Unseat(row.text("participant_id")),
        "seat": lambda row: Seat(row.text("participant_id"), row.text("group_id")),
        "close": lambda row: Close(row.text("group_id")),
        "open": lambda row: Open(
            row.text("group_id", ""),
            row.text("provider_id"),
            row.text("weekday"),
            row.text("start"),
            row.text("cadence", "twice-monthly"),
            _weeks(row) or ((1,) if _cadence(row) == "monthly" else (1, 3)),
            row.text("language", "en"),
            row.texts("members"),
        ),
        "time": lambda row: Retime(
            row.text("group_id"), row.text("weekday"), row.text("start"), _cadence(row), _weeks(row)
        ),
        "provider": lambda row: Reassign(
            row.text("group_id"), row.text("provider_id"), row.text_or_none("language")
        ),
    }
)
KINDS: Mapping[type, str] = MappingProxyType(
    {
        Move: "move", Swap: "swap", Unseat: "unseat", Seat: "seat", Close: "close", Open: "open",
        Retime: "time", Reassign: "provider",
    }
)  # fmt: skip


def edit_to_dict(edit: Edit) -> dict[str, Any]:
    """Return a change as JSON holds it."""
    rest = {field.name: getattr(edit, field.name) for field in fields(edit)}
    plain = {key: list(value) if isinstance(value, tuple) else value for key, value in rest.items()}
    return {"kind": KINDS[type(edit)], **{k: v for k, v in plain.items() if v is not None}}


def edit_of(row: Row) -> Edit:
    """Return the change that a JSON object holds."""
    return READERS[row.choice("kind", tuple(READERS))](row)


def edits_from_list(data: object, file: str = "edits") -> tuple[Edit, ...]:
    """Return the changes of a JSON list.

    Raises
    ------
    UnusableInput
        With every entry that is none.
    """
    top = Row({"edits": data}, file, None, [])
    edits = top.rows("edits", edit_of)
    if top.faults:
        raise UnusableInput(tuple(top.faults))
    return edits


def entry_to_dict(entry: Entry) -> dict[str, Any]:
    """Return a change as it was made, as edits.json holds it."""
    return {
        **edit_to_dict(entry.edit),
        "who": entry.who,
        "why": entry.why,
        "when": entry.when,
        "overrides": [override_to_dict(one) for one in entry.breaks],
    }


def _entry(row: Row) -> Entry:
    return Entry(
        edit_of(row),
        row.text("who"),
        row.text("why", ""),
        row.text_or_none("when"),
        row.rows("overrides", override_of, optional=True),
    )


def entries_from_list(data: object, file: str = NAME) -> tuple[Entry, ...]:
    """Return changes as they were made.

    Raises
    ------
    UnusableInput
        With every entry that is none.
    """
    top = Row({"edits": data}, file, None, [])
    entries = top.rows("edits", _entry)
    if top.faults:
        raise UnusableInput(tuple(top.faults))
    return entries


def base_sha256(document: Mapping[str, Any]) -> str:
    """Return the hash of the proposal that changes are made to."""
    return data_sha256({key: value for key, value in document.items() if key != "runtime_s"})


def write_edits(path: Path, base: Proposal, entries: Sequence[Entry], cursor: int) -> None:
    """Write an edits.json: whole, or not at all."""
    data = {
        "schema": SCHEMA,
        "proposal_sha256": base_sha256(proposal_to_dict(base)),
        "cursor": cursor,
        "edits": [entry_to_dict(entry) for entry in entries],
    }
    text = json.dumps(data, indent=1, ensure_ascii=False, allow_nan=False)
    write_whole(path, (text + "\n").encode())


def read_edits(path: Path, base: Proposal) -> tuple[tuple[Entry, ...], int]:
    """Read the changes made to a proposal so far, and how many of them hold.

    Raises
    ------
    UnusableInput
        If the file holds no changes.
    Refused
        If they were made to another proposal.
    """
    if not path.exists():
        return (), 0
    top = Row(read_json(path, "list of changes", NAME), path.name, None, [])
    top.choice("schema", (SCHEMA,))
    made_to, cursor = top.text("proposal_sha256"), top.integer("cursor")
    entries = top.rows("edits", _entry)
    if not top.faults and not 0 <= cursor <= len(entries):
        top.fault("cursor", "wrong-value", f"found {cursor}; accepted: 0 to {len(entries)}")
    if top.faults:
        raise UnusableInput(tuple(top.faults))
    if made_to != base_sha256(proposal_to_dict(base)):
        raise Refused(
            f"{path} holds changes to another proposal than the one beside it. Move it away to "
            "begin anew."
        )
    return entries, cursor
