"""commitment.json: written once, before the draw; the hash beside it is there to be published."""

from __future__ import annotations

import json
from pathlib import Path

from matcher.audit.commitment import Commitment, commitment_dict, commitment_from_dict
from matcher.audit.record import moment
from matcher.endings import Refused
from matcher.files.json_file import read_json
from matcher.files.write.folder import write_whole

NAME = "commitment.json"
HASH_DIGITS = 64


def public_path(path: Path) -> Path:
    """Return where the sentence to publish stands."""
    return path.with_suffix(".txt")


def write_commitment(commitment: Commitment, people: int, path: Path) -> list[Path]:
    """Write commitment.json, to keep, and beside it the sentence to publish; never over another.

    Raises
    ------
    Refused
        Where one of the files is there already: what was published must stay provable.
    """
    public = public_path(path)
    for one in (path, public):
        if one.exists():
            raise Refused(
                f"{one} is there already. What was published can only be proven with the file it "
                "came with, so none is replaced; choose another --out."
            )
    at = moment()
    text = json.dumps(commitment_dict(commitment, people, at), indent=1)
    path.parent.mkdir(parents=True, exist_ok=True)
    write_whole(path, (text + "\n").encode())
    write_whole(public, (public_words(commitment, people, at) + "\n").encode())
    return [path, public]


def public_words(commitment: Commitment, people: int, at: str) -> str:
    """Return what is published before the draw."""
    return (
        f"On {at} the waitlist of {people}{_listed(commitment)} the policy for the coming draw "
        f"were closed. Commitment: {commitment.sha256}"
    )


def _listed(commitment: Commitment) -> str:
    return " and" if commitment.draws_sha256 is None else ", the list of draws and"


def read_commitment(path: Path) -> Commitment:
    """Read a commitment.json.

    Raises
    ------
    UnusableInput
        If there is no such file, or it holds no commitment.
    """
    return commitment_from_dict(read_json(path, "commitment", NAME, strict=True), path.name)


def published_hash(given: str) -> str:
    """Return the hash that somebody gives as such, or as the commitment.json it stands in."""
    bare = given.strip().lower()
    if len(bare) == HASH_DIGITS and set(bare) <= set("0123456789abcdef"):
        return bare
    return read_commitment(Path(given)).sha256
