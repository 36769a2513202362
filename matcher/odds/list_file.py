"""draws.json: the fairest lottery as a published list, written, read and drawn from.

The list is made, and its hash published, before the seed is drawn; so nothing in it depends on the
seed. Whoever has the list, the seed and this rule can draw the number again.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from matcher.cohort import Cohort, Drawn, Group
from matcher.cohort.fingerprint import input_sha256, policy_sha256
from matcher.cohort.turn import drawn_number
from matcher.endings import Refused
from matcher.files.json_row import Row
from matcher.files.proposal_json import group_of, group_to_dict
from matcher.files.read.issues import Issue, UnusableInput
from matcher.rules import Plan, broken_rules, with_seed

SCHEMA = "1"
KIND = "leximin"
RULE = "the SHA-256 of the text draw|seed as a number, modulo `of`, plus 1"


@dataclass(frozen=True, slots=True)
class Listed:
    """One seating of the list and the numbers that stand for it, both ends included."""

    first: int
    last: int
    groups: tuple[Group, ...]

    @property
    def seated(self) -> tuple[str, ...]:
        """Ids of those who have a seat, sorted."""
        return tuple(sorted(member for group in self.groups for member in group.members))


@dataclass(frozen=True, slots=True)
class DrawsList:
    """The whole list.

    Attributes
    ----------
    input_sha256, policy_sha256 : str
        Of the cohort it was made for, with seed 0.
    of : int
        Numbers run from 1 to it.
    entries : tuple of Listed
    sha256 : str
        Of the file.
    """

    input_sha256: str
    policy_sha256: str
    of: int
    entries: tuple[Listed, ...]
    sha256: str = ""


def cohort_hashes(cohort: Cohort) -> tuple[str, str]:
    """Return the hashes of a cohort and its policy, with seed 0."""
    plain = with_seed(cohort, 0)
    return input_sha256(plain), policy_sha256(plain.program)


def draws_bytes(made: DrawsList) -> bytes:
    """Return what draws.json holds."""
    content: dict[str, Any] = {
        "schema": SCHEMA,
        "lottery": KIND,
        "input_sha256": made.input_sha256,
        "policy_sha256": made.policy_sha256,
        "of": made.of,
        "rule": RULE,
        "seatings": [
            {
                "first": entry.first,
                "last": entry.last,
                "seated": list(entry.seated),
                "groups": [group_to_dict(group) for group in entry.groups],
            }
            for entry in made.entries
        ],
    }
    return (json.dumps(content, ensure_ascii=False, indent=1, allow_nan=False) + "\n").encode()


def read_draws(path: Path) -> DrawsList:
    """Read a draws.json.

    Raises
    ------
    UnusableInput
        With every fault of the file.
    """
    try:
        content = path.read_bytes()
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise _unreadable(path.name, f"cannot be read: {reason}") from error
    return draws_from_bytes(content, path.name)


def draws_from_bytes(content: bytes, name: str) -> DrawsList:
    """Return the list that the content of a draws.json holds.

    Parameters
    ----------
    content : bytes
    name : str
        What faults call the file.

    Raises
    ------
    UnusableInput
        With every fault.
    """
    try:
        data = json.loads(content.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise _unreadable(name, "is no JSON; give the file draws.json of matcher odds") from error
    top = Row(data, name, None, [])
    top.choice("schema", (SCHEMA,))
    top.choice("lottery", (KIND,))
    made = DrawsList(
        input_sha256=top.text("input_sha256"),
        policy_sha256=top.text("policy_sha256"),
        of=top.integer("of"),
        entries=top.rows("seatings", _listed),
        sha256=sha256(content).hexdigest(),
    )
    expected = 1
    for place, entry in enumerate(made.entries, 1):
        if not top.faults and (entry.first != expected or entry.last < entry.first):
            row = Row({}, f"{name}/seatings", place, top.faults)
            row.fault(
                "first", "wrong-value", f"found {entry.first} to {entry.last}; accepted: numbers "
                f"from {expected} on, without a gap",
            )  # fmt: skip
        expected = entry.last + 1
    if not top.faults and expected != made.of + 1:
        top.fault("of", "wrong-value", f"found {made.of}; the seatings end with {expected - 1}")
    if top.faults:
        raise UnusableInput(tuple(top.faults))
    return made


def _listed(row: Row) -> Listed:
    return Listed(row.integer("first"), row.integer("last"), row.rows("groups", group_of))


def _unreadable(name: str, message: str) -> UnusableInput:
    return UnusableInput((Issue(name, None, None, "unreadable", f"{name} {message}"),))


def draw(made: DrawsList, cohort: Cohort, seed: int) -> tuple[Drawn, tuple[Group, ...]]:
    """Draw from a list.

    Parameters
    ----------
    made : DrawsList
    cohort : Cohort
        The one the list was made for.
    seed : int

    Returns
    -------
    Drawn
    tuple of Group
        That seating, as listed.

    Raises
    ------
    Refused
        Where the list was made for another cohort or policy, or the seating breaks a rule.
    """
    if (made.input_sha256, made.policy_sha256) != cohort_hashes(cohort):
        raise Refused(
            "The list of draws was made for another cohort or policy. Make it anew with "
            "'matcher odds', and publish the new one."
        )
    number = drawn_number(seed, made.of)
    entry = next(e for e in made.entries if e.first <= number <= e.last)
    if broken := broken_rules(Plan(with_seed(cohort, seed), entry.groups)):
        raise Refused(
            f"What line {number} of the list stands for breaks a rule "
            f"({broken[0].code}: {broken[0].text}) Make the list anew with 'matcher odds'."
        )
    return Drawn(number, made.of, made.sha256, entry.seated), entry.groups
