"""Every run of a draw, the ones not used included: a list that only grows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from matcher.audit.chain import Entry, chained, content
from matcher.files.json_row import Row
from matcher.files.read.issues import Issue


@dataclass(frozen=True, slots=True)
class Run:
    """One run as a record tells of it.

    Attributes
    ----------
    number : int
        Its place among all runs, counted from 1.
    at : str or None
        When it ended, UTC; None of a run that was to be the same byte for byte.
    seed : int
    commitment : str or None
        Hash of the commitment it was made under.
    list_sha256, policy_sha256 : str
    status : str
    seated : int
    proposal_sha256, groups_sha256 : str
        Of what came of it.
    """

    number: int
    at: str | None
    seed: int
    commitment: str | None
    list_sha256: str
    policy_sha256: str
    status: str
    seated: int
    proposal_sha256: str
    groups_sha256: str

    def same_draw(self, other: Run) -> bool:
        """Whether both drew for the same list under the same policy."""
        return (self.list_sha256, self.policy_sha256) == (other.list_sha256, other.policy_sha256)


def run_of(row: Row) -> Run:
    """Return the run that a JSON object holds."""
    row.text("previous")
    row.text("sha256")
    return Run(
        number=row.integer("number"),
        at=row.text_or_none("at"),
        seed=row.integer("seed"),
        commitment=row.text_or_none("commitment"),
        list_sha256=row.text("list_sha256"),
        policy_sha256=row.text("policy_sha256"),
        status=row.text("status"),
        seated=row.integer("seated"),
        proposal_sha256=row.text("proposal_sha256"),
        groups_sha256=row.text("groups_sha256"),
    )


def runs_from_dict(data: object, file: str, faults: list[Issue]) -> Sequence[Mapping[str, Any]]:
    """Return the runs of a parsed file as they stand in it, once all have the form of runs."""
    top = Row(data, file, None, faults)
    top.rows("runs", run_of)
    if faults or not isinstance(data, dict):
        return []
    runs: Sequence[Mapping[str, Any]] = data["runs"]
    return runs


def joined(*histories: Sequence[Entry]) -> list[dict[str, Any]]:
    """Return the runs of several histories as one chain: each run once, in the order given."""
    found: list[dict[str, Any]] = []
    for history in histories:
        known = [*found]
        for entry in history:
            bare = content(entry)
            if bare in known:
                known.remove(bare)  # the same run twice in one history was run twice
            else:
                found.append(bare)
    return chained(found)
