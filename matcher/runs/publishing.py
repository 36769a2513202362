"""Publishing on files: who has what to hand in, and the note that these groups hold from now on."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from matcher.cohort import Cohort, Group
from matcher.endings import Refused
from matcher.files.json_file import read_json
from matcher.files.json_row import Row
from matcher.files.read.issues import UnusableInput
from matcher.files.write.folder import write_whole

SCHEMA = "1"
NAME = "published.json"  # beside the proposal
Missing = Literal["mou", "evaluation_consent"]


@dataclass(frozen=True, slots=True)
class Outstanding:
    """Somebody with a seat who has something to hand in.

    Attributes
    ----------
    participant_id, group_id : str
    missing : tuple of str
        Columns of the waitlist: ``mou``, ``evaluation_consent`` or both.
    """

    participant_id: str
    group_id: str
    missing: tuple[Missing, ...]


def outstanding(cohort: Cohort, groups: Sequence[Group]) -> Iterator[Outstanding]:
    """Yield who has a seat and something to hand in, group by group."""
    for group in groups:
        for member in group.members:
            person = cohort.participant_by_id[member]
            on_file: dict[Missing, bool] = {
                "mou": person.mou, "evaluation_consent": person.evaluation_consent
            }  # fmt: skip
            missing = tuple(name for name, there in on_file.items() if not there)
            if missing:
                yield Outstanding(member, group.id, missing)


def published_at(proposal: Path, sha256: str | None = None) -> str | None:
    """Return when a proposal was published, None where it was not.

    Parameters
    ----------
    proposal : Path
        Of its proposal.json.
    sha256 : str, optional
        What the proposal holds now.

    Raises
    ------
    UnusableInput
        Where published.json holds no such note.
    Refused
        Where another proposal was published there than the one that is there now.
    """
    path = proposal.with_name(NAME)
    if not path.exists():
        return None
    top = Row(read_json(path, "note of publishing", NAME), path.name, None, [])
    top.choice("schema", (SCHEMA,))
    noted, at = top.text("proposal_sha256"), top.text("published_at")
    if top.faults:
        raise UnusableInput(tuple(top.faults))
    if sha256 is not None and noted != sha256:
        raise Refused(f"{path} is about other groups than those that are beside it now.")
    return at


def publish(proposal: Path, sha256: str, at: str) -> None:
    """Note beside a proposal that it is published: whole, or not at all."""
    data = {"schema": SCHEMA, "proposal_sha256": sha256, "published_at": at}
    write_whole(proposal.with_name(NAME), f"{json.dumps(data, indent=1)}\n".encode())


def refuse_published(proposal: Path) -> None:
    """Refuse to change or replace groups that are published.

    Raises
    ------
    Refused
    """
    if at := published_at(proposal):
        raise Refused(
            f"{proposal} was published at {at} and stays as it is; put it right with "
            "`matcher repair`, into another folder."
        )
