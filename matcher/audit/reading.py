"""audit.json as a record; a file that is none is told with every fault."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

from matcher.audit.commitment import Commitment, commitment_of
from matcher.audit.record import NAME, OPTIONAL, SCHEMA, SHARED
from matcher.audit.runs import Run, run_of
from matcher.cohort import Proposal
from matcher.cohort.fingerprint import data_sha256
from matcher.cohort.policy import MONITOR
from matcher.files.json_file import read_json
from matcher.files.json_row import Row
from matcher.files.proposal_json import group_of, proposal_from_dict
from matcher.files.read.issues import Issue, UnusableInput


@dataclass(frozen=True, slots=True)
class Person:
    """Where somebody stood in the draw; see `matcher.audit.people`."""

    id: str
    eligible: bool
    tier: str
    rounds_waited: int
    points: float | None
    applied_on: str | None
    reserves: tuple[str, ...]
    ticket: str
    place: int | None
    group: str | None


@dataclass(frozen=True, slots=True)
class Edit:
    """A change by hand: who made it, why, and how many groups it touched."""

    number: int
    at: str | None
    who: str
    why: str
    groups: int


@dataclass(frozen=True)
class Record:
    """An audit record.

    Attributes
    ----------
    proposal : Proposal
        What it is about, as far as the record holds it: without the list of the unplaced.
    commitment : Commitment or None
    commitment_sha256 : str
        The hash that the record gives for the commitment; blank where there is none.
    people : tuple of Person
    runs : tuple of Run
    edits : tuple of Edit
    data : mapping
        All of it as it stands in the file: what the hashes are of.
    """

    proposal: Proposal
    commitment: Commitment | None
    commitment_sha256: str
    people: tuple[Person, ...]
    runs: tuple[Run, ...]
    edits: tuple[Edit, ...]
    data: Mapping[str, Any]

    @property
    def priority(self) -> Mapping[str, Any]:
        """The policy's rule of who comes first: `mode`, `tiers`, `within`."""
        return cast("Mapping[str, Any]", self.data["policy"]["priority"])

    @property
    def tiers(self) -> tuple[str, ...]:
        """The names of the tiers, the most urgent first."""
        return tuple("+".join(tier) for tier in self.priority["tiers"])

    @property
    def by_points(self) -> bool:
        """Whether points come first instead of tiers."""
        return bool(self.priority["mode"] == "points")

    @property
    def by_date(self) -> bool:
        """Whether an earlier application comes before the ticket."""
        return bool(self.priority["within"] == "applied_on")

    @property
    def floors(self) -> Mapping[str, float]:
        """How many seats each reserve of the policy keeps, by its name."""
        return cast("Mapping[str, float]", self.data["floors"])

    @property
    def confidential(self) -> frozenset[str]:
        """The reserves that ask for a monitoring answer: the record does not tell whose it is."""
        return frozenset(
            one["name"]
            for one in self.priority.get("reserves", [])
            if any(str(name).startswith(MONITOR) for name in one.get("where", {}))
        )

    def levels(self) -> Mapping[str, float]:
        """The published value of every level."""
        return {level.name: level.value for level in self.proposal.levels}


def read_record(path: Path) -> Record:
    """Read an audit.json.

    Raises
    ------
    UnusableInput
        If there is no such file, or it holds no record.
    """
    return record_from_dict(read_json(path, "record", NAME, strict=True), path.name)


def record_from_dict(data: object, file: str = NAME) -> Record:
    """Return the record that parsed JSON holds; whether it is true is for `matcher.audit.verify`.

    Raises
    ------
    UnusableInput
        With one fault for every key that is missing or holds something else than it should.
    """
    top = Row(data, file, None, [])
    top.choice("schema", (SCHEMA,))
    for key in ("sha256", "list_sha256", "candidates_sha256", "unplaced_sha256",
                "proposal_sha256"):  # fmt: skip
        top.text(key)
    top.inner("matcher", lambda row: (row.text("version"), row.text("sources_sha256")))
    top.inner("solver", lambda row: None)
    top.inner("policy", _policy)
    top.inner("floors", lambda row: [row.number(name) for name in row.data])
    commitment = None
    if top.data.get("commitment") is not None:
        commitment = top.inner("commitment", lambda row: (commitment_of(row), row.text("sha256")))
    people = top.rows("people", _person)
    runs = top.rows("runs", run_of)
    edits = top.rows("edits", _edit)
    proposal = _proposal(top)
    if not top.faults:
        _refuse_unwritable(top)
    if top.faults or proposal is None:
        raise UnusableInput(tuple(top.faults))
    found, published = commitment or (None, "")
    return Record(proposal, found, published, people, runs, edits, top.data)


def _proposal(top: Row) -> Proposal | None:
    """Read what stands in a record as in proposal.json."""
    if not top.is_object:
        return None
    shared = {key: top.data[key] for key in (*SHARED, *OPTIONAL) if key in top.data}
    for key in ("input_sha256", "policy_sha256", "pins", "from"):
        if key not in shared:  # a proposal may do without, a record may not
            top.fault(key, "missing-key", f"the key '{key}' is missing")
    try:
        return proposal_from_dict({**shared, "schema": "1", "unplaced": []}, top.file)
    except UnusableInput as error:
        top.faults += error.faults
        return None


def _refuse_unwritable(top: Row) -> None:
    try:
        data_sha256(top.data)
    except (ValueError, RecursionError):
        message = "it holds a number that is not finite, or half a character"
        top.faults.append(Issue(top.file, None, None, "not-json", f"{top.file}: {message}"))


def _policy(row: Row) -> None:
    row.inner("priority", _priority)


def _priority(row: Row) -> None:
    row.choice("mode", ("tiers", "points"))
    row.choice("within", ("ticket", "applied_on"))
    row.rows("reserves", lambda reserve: reserve.text("name"), optional=True)
    tiers = row.data.get("tiers")
    whole = isinstance(tiers, list) and all(
        isinstance(tier, list) and all(isinstance(value, str) for value in tier) for tier in tiers
    )
    if not whole:
        row.fault("tiers", "wrong-value", "accepted: a list of lists of texts")


def _person(row: Row) -> Person:
    return Person(
        id=row.text("id"),
        eligible=row.flag("eligible"),
        tier=row.text("tier"),
        rounds_waited=row.integer("rounds_waited"),
        points=row.number_or_none("points") if "points" in row.data else None,
        applied_on=row.text_or_none("applied_on"),
        reserves=row.texts("reserves") if "reserves" in row.data else (),
        ticket=row.text("ticket"),
        place=None if row.data.get("place") is None else row.integer("place"),
        group=row.text_or_none("group"),
    )


def _edit(row: Row) -> Edit:
    row.text("previous")
    row.text("sha256")
    changes = row.rows("changes", _change)
    return Edit(
        row.integer("number"), row.text_or_none("at"), row.text("who"), row.text("why"),
        len(changes),
    )  # fmt: skip


def _change(row: Row) -> None:
    row.text("group_id")
    for key in ("before", "after"):
        if row.data.get(key) is not None:
            row.inner(key, group_of)
