"""proposal.json: a proposal to and from JSON, with every fault of a malformed file at once."""

from __future__ import annotations

import json
import math
import os
import secrets
from datetime import date
from pathlib import Path
from typing import Any, cast, get_args

from matcher.cohort import (
    Drawn,
    Group,
    LevelValue,
    Overridden,
    Proposal,
    Reason,
    Repair,
    Unplaced,
)
from matcher.cohort.proposal import SCHEMA, Status
from matcher.files.json_file import read_json
from matcher.files.json_row import Row
from matcher.files.pins import pin_of, pin_to_dict
from matcher.files.read.issues import UnusableInput

STATUSES: tuple[str, ...] = get_args(Status)
REPAIRED = ("withdrawn", "declined", "lost", "added", "changed_provider")
EXACT = 2**53  # below it every whole number is itself as a float


def proposal_to_dict(proposal: Proposal) -> dict[str, Any]:
    """Return a proposal as proposal.json holds it, whole numbers as integers.

    Raises
    ------
    ValueError
        If a number is not finite: JSON has no word for it.
    """
    drawn = proposal.drawn
    return {
        "schema": proposal.schema,
        "status": proposal.status,
        "seed": proposal.seed,
        "runtime_s": _number(proposal.runtime_s),
        "input_sha256": proposal.input_sha256,
        "policy_sha256": proposal.policy_sha256,
        "from": proposal.earlier,
        "pins": [pin_to_dict(pin) for pin in proposal.pins],
        "levels": [
            {
                "name": level.name,
                "value": _number(level.value),
                "bound": None if level.bound is None else _number(level.bound),
            }
            for level in proposal.levels
        ],
        "groups": [group_to_dict(group) for group in proposal.groups],
        "unplaced": [
            {
                "participant_id": unplaced.participant_id,
                "reasons": [
                    {"code": reason.code, "text": reason.text} for reason in unplaced.reasons
                ],
            }
            for unplaced in proposal.unplaced
        ],
        **({} if drawn is None else {"drawn": _drawn_to_dict(drawn)}),
        **(
            {"overrides": [override_to_dict(one) for one in proposal.overrides]}
            if proposal.overrides
            else {}
        ),
        **({} if proposal.repair is None else {"repair": _repair_to_dict(proposal.repair)}),
    }


def override_to_dict(one: Overridden) -> dict[str, Any]:
    """Return a rule broken on purpose as proposal.json holds it."""
    return {
        "code": one.code,
        "group_id": one.group_id,
        "participant_ids": list(one.participant_ids),
        "text": one.text,
        "who": one.who,
        "why": one.why,
        "when": one.when,
    }


def override_of(row: Row) -> Overridden:
    """Return the rule broken on purpose that a JSON object holds."""
    return Overridden(
        code=row.text("code"),
        group_id=row.text("group_id"),
        participant_ids=row.texts("participant_ids"),
        text=row.text("text"),
        who=row.text("who"),
        why=row.text("why"),
        when=row.text_or_none("when"),
    )


def _drawn_to_dict(drawn: Drawn) -> dict[str, Any]:
    return {
        "number": drawn.number,
        "of": drawn.of,
        "draws_sha256": drawn.draws_sha256,
        "seated": list(drawn.seated),
    }


def _repair_to_dict(repair: Repair) -> dict[str, Any]:
    return {
        "option": repair.option,
        "on": repair.on.isoformat(),
        **{name: list(getattr(repair, name)) for name in REPAIRED},
        **({"hours_had": dict(repair.hours_had)} if repair.hours_had else {}),
    }


def group_to_dict(group: Group) -> dict[str, Any]:
    """Return one group as proposal.json holds it."""
    return {
        "id": group.id,
        "provider_id": group.provider_id,
        "cadence": group.cadence,
        "weekday": group.weekday,
        "start": group.start,
        "minutes": group.minutes,
        "weeks": list(group.weeks),
        "time_zone": group.time_zone,
        "language": group.language,
        "members": list(group.members),
    }


def _number(value: float) -> int | float:
    if not math.isfinite(value):
        raise ValueError(f"{value} cannot be written: numbers in a proposal are finite")
    return int(value) if value == int(value) and abs(value) < EXACT else float(value)


def proposal_from_dict(data: object, file: str = "proposal.json") -> Proposal:
    """Return the proposal that parsed JSON holds.

    Only its form is judged here; whether it suits a cohort is for `matcher.check`. Keys that the
    contract does not name are left alone.

    Parameters
    ----------
    data : object
        What ``json.loads`` gave.
    file : str
        How faults name where it came from.

    Raises
    ------
    UnusableInput
        With one fault for every key that is missing or holds something else than it should.
    """
    top = Row(data, file, None, [])
    proposal = Proposal(
        schema=top.choice("schema", (SCHEMA,)),
        status=cast("Status", top.choice("status", STATUSES)),
        seed=top.integer("seed"),
        runtime_s=top.number("runtime_s", 0.0),
        input_sha256=top.text("input_sha256", ""),
        policy_sha256=top.text("policy_sha256", ""),
        earlier=top.text_or_none("from"),
        pins=top.rows("pins", pin_of, optional=True),
        levels=top.rows("levels", _level),
        groups=top.rows("groups", group_of),
        unplaced=top.rows("unplaced", _unplaced),
        drawn=_drawn(top),
        overrides=top.rows("overrides", override_of, optional=True),
        repair=_repair(top),
    )
    if top.faults:
        raise UnusableInput(tuple(top.faults))
    return proposal


def groups_from_list(data: object, file: str = "groups") -> tuple[Group, ...]:
    """Return the groups of a hand-edited version, given as a JSON list of them.

    Raises
    ------
    UnusableInput
        As `proposal_from_dict`.
    """
    top = Row({"groups": data}, file, None, [])
    groups = top.rows("groups", group_of)
    if top.faults:
        raise UnusableInput(tuple(top.faults))
    return groups


def read_proposal(path: Path) -> Proposal:
    """Read a proposal.json.

    Raises
    ------
    UnusableInput
        If there is no such file, or it holds no JSON or no proposal.
    """
    data = read_json(path, "proposal", "proposal.json")
    return proposal_from_dict(data, path.name)


def write_proposal(proposal: Proposal, path: Path) -> None:
    """Write a proposal.json: whole, or not at all (a reader never sees half of one)."""
    text = json.dumps(proposal_to_dict(proposal), indent=2, ensure_ascii=False, allow_nan=False)
    draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        with draft.open("x", encoding="utf-8", newline="\n") as out:
            out.write(text + "\n")
            out.flush()
            os.fsync(out.fileno())
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)


def _drawn(top: Row) -> Drawn | None:
    if top.data.get("drawn") is None:
        return None
    row = Row(top.data["drawn"], f"{top.file}/drawn", None, top.faults)
    drawn = Drawn(
        row.integer("number"), row.integer("of"), row.text("draws_sha256"), row.texts("seated")
    )
    if not 1 <= drawn.number <= drawn.of and not top.faults:
        row.fault("number", "wrong-value", f"found {drawn.number}; accepted: 1 to {drawn.of}")
    return drawn


def _repair(top: Row) -> Repair | None:
    if top.data.get("repair") is None:
        return None
    row = Row(top.data["repair"], f"{top.file}/repair", None, top.faults)
    on = row.text("on")
    try:
        day = date.fromisoformat(on)
    except ValueError:
        if on:
            row.fault("on", "wrong-value", f"found '{on[:40]}'; accepted: a date as 2027-03-01")
        day = date.min
    lists = (row.texts(name) for name in REPAIRED)
    return Repair(row.text("option"), day, *lists, hours_had=_hours_had(row))


def _hours_had(repair: Row) -> tuple[tuple[str, float], ...]:
    found = repair.data.get("hours_had") or {}
    if not isinstance(found, dict):
        message = "accepted: an object of hours by id"
        repair.fault("hours_had", "wrong-type", message)
        return ()
    row = Row(found, f"{repair.file}/hours_had", None, repair.faults)
    return tuple((id, row.number(id)) for id in found)


def _level(row: Row) -> LevelValue:
    return LevelValue(row.text("name"), row.number("value"), row.number_or_none("bound"))


def group_of(row: Row) -> Group:
    """Return the group that a JSON object holds."""
    return Group(
        id=row.text("id"),
        provider_id=row.text("provider_id"),
        cadence=row.text("cadence"),
        weekday=row.text("weekday"),
        start=row.text("start"),
        minutes=row.integer("minutes"),
        weeks=row.integers("weeks"),
        time_zone=row.text("time_zone"),
        language=row.text("language"),
        members=row.texts("members"),
    )


def _unplaced(row: Row) -> Unplaced:
    return Unplaced(row.text("participant_id"), row.rows("reasons", _reason))


def _reason(row: Row) -> Reason:
    return Reason(row.text("code"), row.text("text"))
