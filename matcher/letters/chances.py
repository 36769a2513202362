"""Everybody's chance before the draw, as odds.json holds it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from matcher.files.json_file import read_json
from matcher.files.json_row import Row
from matcher.files.read.issues import UnusableInput

NAME = "odds.json"
SCHEMA = "1"


@dataclass(frozen=True, slots=True)
class Chance:
    """One person's chance.

    Attributes
    ----------
    seated, replays : int
        In how many replays of the draw they had a seat, and of how many.
    low, high : float
        Where the chance lies with 95% confidence.
    listed : float or None
        Chance under the fairest lottery's list, where there is one.
    never : str
        Code of the reason why no draw can seat them; blank where one can.
    """

    seated: int
    replays: int
    low: float
    high: float
    listed: float | None
    never: str


@dataclass(frozen=True, slots=True)
class Chances:
    """Everybody's, by id, and what they were worked out for.

    Attributes
    ----------
    input_sha256, policy_sha256 : str
        Of the cohort, with the seed that its own files name.
    draws_sha256 : str or None
        Of the list of draws that `Chance.listed` is about.
    of : mapping
    """

    input_sha256: str
    policy_sha256: str
    draws_sha256: str | None
    of: Mapping[str, Chance]


def read_chances(path: Path) -> Chances:
    """Read an odds.json.

    Raises
    ------
    UnusableInput
        With every fault of the file.
    """
    return chances_from_dict(read_json(path, "odds", NAME), path.name)


def chances_from_dict(data: object, file: str = NAME) -> Chances:
    """Return what a parsed odds.json holds.

    Raises
    ------
    UnusableInput
        With every fault of it.
    """
    top = Row(data, file, None, [])
    top.choice("schema", (SCHEMA,))
    found = Chances(
        top.text("input_sha256"),
        top.text("policy_sha256"),
        top.text_or_none("draws_sha256"),
        dict(top.rows("people", _person)),
    )
    if top.faults:
        raise UnusableInput(tuple(top.faults))
    return found


def _person(row: Row) -> tuple[str, Chance]:
    low, high = row.inner("ticket", lambda ends: (ends.number("low"), ends.number("high")))
    return row.text("participant_id"), Chance(
        seated=row.integer("seated"),
        replays=row.integer("replays"),
        low=low,
        high=high,
        listed=row.number_or_none("leximin"),
        never="" if row.data.get("never") is None else row.inner("never", lambda r: r.text("code")),
    )
