"""The trail of who did what, in answers."""

from __future__ import annotations

from datetime import datetime

from pydantic import BaseModel, ConfigDict, Field

from api.store.tables import AuditRow


class AuditOut(BaseModel):
    """An act."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "number": 17,
                    "at": "2026-11-02T14:07:12Z",
                    "actor": "key_4c1d90ab37fe52860d91",
                    "act": "proposal.read",
                    "target_sha256": "5a" * 32,
                }
            ]
        }
    )

    number: int
    at: datetime
    actor: str = Field(
        description="Id of a key; `local` without keys; `operator` on the command line; `retention`"
    )
    act: str
    target_sha256: str = Field(description="SHA-256 of the id it was done to; it outlives it")

    @classmethod
    def of(cls, row: AuditRow) -> AuditOut:
        """Return an act as answers show it."""
        return cls(
            number=row.number, at=row.at, actor=row.actor, act=row.act,
            target_sha256=row.target_sha256,
        )  # fmt: skip


class AuditPage(BaseModel):
    """A page of the trail, the oldest act first."""

    items: list[AuditOut]
    next: str | None = Field(description="Path of the next page; null on the last one")
