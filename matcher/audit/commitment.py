"""A promise made before the seed is known: this list, under this policy, and no other."""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from hashlib import sha256
from typing import Any

from matcher.audit.people import candidate_rows, candidates_sha256
from matcher.cohort import Cohort
from matcher.cohort.fingerprint import list_sha256, policy_sha256
from matcher.files.json_row import Row
from matcher.files.read.issues import UnusableInput

SCHEMA = "1"


@dataclass(frozen=True, slots=True)
class Commitment:
    """What a commitment is made of; only `sha256` is published before the draw.

    Attributes
    ----------
    salt : str
        64 random hex digits, so that nobody can guess the list from the published hash.
    candidates_sha256 : str
        Of who stands where before the draw.
    policy_sha256 : str
    list_sha256 : str
        Of everything else the groups may depend on, but the seed.
    draws_sha256 : str or None
        Of the list of draws, where one is to decide instead of tickets.
    """

    salt: str
    candidates_sha256: str
    policy_sha256: str
    list_sha256: str
    draws_sha256: str | None = None

    @classmethod
    def to(cls, cohort: Cohort, salt: str = "", draws_sha256: str | None = None) -> Commitment:
        """Commit to a cohort and its policy, with a salt of its own where none is given."""
        return cls(
            salt or secrets.token_hex(32),
            candidates_sha256(candidate_rows(cohort)),
            policy_sha256(cohort.program),
            list_sha256(cohort),
            draws_sha256,
        )

    @property
    def sha256(self) -> str:
        """What is published: the SHA-256 of ``salt|candidates|policy|list``, lower-case hex.

        With a list of draws its hash is a fifth part.
        """
        parts = [self.salt, self.candidates_sha256, self.policy_sha256, self.list_sha256]
        if self.draws_sha256 is not None:
            parts.append(self.draws_sha256)
        return sha256("|".join(parts).encode()).hexdigest()

    def differences(self, cohort: Cohort) -> Iterator[str]:
        """Say what of a cohort is not as it was committed to."""
        now = Commitment.to(cohort, self.salt)
        same_people = now.candidates_sha256 == self.candidates_sha256
        same_policy = now.policy_sha256 == self.policy_sha256
        if not same_people:
            yield "who is on the waitlist, in which tier, or for how long"
        if not same_policy:
            yield "the policy"
        if same_people and same_policy and now.list_sha256 != self.list_sha256:
            yield "something else that groups depend on, such as times, the roster or the program"

    def to_dict(self) -> dict[str, Any]:
        """Return it as commitment.json and audit.json hold it."""
        parts = {key: value for key, value in asdict(self).items() if value is not None}
        return {"sha256": self.sha256, **parts}


def commitment_of(row: Row) -> Commitment:
    """Return the commitment that a JSON object holds; its own hash is not judged here."""
    return Commitment(
        row.text("salt"),
        row.text("candidates_sha256"),
        row.text("policy_sha256"),
        row.text("list_sha256"),
        row.text_or_none("draws_sha256"),
    )


def commitment_from_dict(data: object, file: str = "commitment.json") -> Commitment:
    """Return the commitment that a parsed commitment.json holds.

    Raises
    ------
    UnusableInput
        If it has not the form of one, or its parts do not give its hash.
    """
    row = Row(data, file, None, [])
    row.choice("schema", (SCHEMA,))
    published, found = row.text("sha256"), commitment_of(row)
    if not row.faults and published != found.sha256:
        message = f"found {published[:80]}; its other parts give {found.sha256}"
        row.fault("sha256", "wrong-hash", f"{message}: the file was changed")
    if row.faults:
        raise UnusableInput(tuple(row.faults))
    return found


def commitment_dict(commitment: Commitment, people: int, at: str) -> Mapping[str, Any]:
    """Return what commitment.json holds."""
    return {"schema": SCHEMA, **commitment.to_dict(), "people": people, "at": at}
