"""Commitments: what a request may ask for, and what is published."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from api.store.tables import CommitmentRow
from matcher.audit.commitment import commitment_from_dict
from matcher.audit.files import public_words


class CommitmentRequest(BaseModel):
    """What to commit to; the cohort's own policy where none is named."""

    model_config = ConfigDict(
        strict=True, extra="forbid", json_schema_extra={"examples": [{"policy": "capacity"}]}
    )

    policy: Literal["access", "capacity"] | None = Field(
        default=None, description="A ready policy in place of the program's own"
    )


class CommitmentOut(BaseModel):
    """A commitment as it may be published: its salt is told by the record of the draw."""

    id: str
    cohort_id: str
    sha256: str = Field(description="To be published before the seed is drawn")
    policy: str | None
    people: int
    created_at: datetime
    text: str = Field(description="The sentence to publish")

    @classmethod
    def of(cls, row: CommitmentRow) -> CommitmentOut:
        """Return a commitment as answers show it."""
        made, people = commitment_from_dict(row.document), row.document["people"]
        return cls(
            id=row.id,
            cohort_id=row.cohort_id,
            sha256=made.sha256,
            policy=row.policy,
            people=people,
            created_at=row.created_at,
            text=public_words(made, people, row.document["at"]),
        )


class CommitmentList(BaseModel):
    """A cohort's latest commitments, the newest first."""

    items: list[CommitmentOut]
