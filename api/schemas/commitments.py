"""Commitments: what a request may ask for, and what is published."""

from __future__ import annotations

from datetime import datetime

from pydantic import BaseModel, ConfigDict, Field

from api.ids import ID_PATTERN
from api.schemas.policies import PolicyName
from api.store.tables import CommitmentRow
from matcher.audit.commitment import commitment_from_dict
from matcher.audit.files import public_words


class CommitmentRequest(BaseModel):
    """What to commit to; the cohort's own policy where none is named."""

    model_config = ConfigDict(
        strict=True, extra="forbid", json_schema_extra={"examples": [{"policy": "capacity"}]}
    )

    policy: PolicyName | None = None
    draws: str | None = Field(
        default=None,
        pattern=f"^{ID_PATTERN}$",
        description="The run over the odds whose list of draws is to decide in place of tickets",
    )


class CommitmentOut(BaseModel):
    """A commitment as it may be published: its salt is told by the record of the draw."""

    id: str
    cohort_id: str
    sha256: str = Field(description="To be published before the number is drawn")
    policy: str | None
    draws_sha256: str | None = Field(
        default=None, description="Of the list of draws, where one is to decide"
    )
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
            draws_sha256=made.draws_sha256,
            people=people,
            created_at=row.created_at,
            text=public_words(made, people, row.document["at"]),
        )


class CommitmentList(BaseModel):
    """A cohort's latest commitments, the newest first."""

    items: list[CommitmentOut]
