"""Cohorts in answers, and the body of a new one as the OpenAPI shows it."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel, ConfigDict, Field

from api.schemas.problems import IssueOut
from api.schemas.runs import RunBrief

if TYPE_CHECKING:
    from api.store.tables import CohortRow

COHORT_ID = "coh_5d0c9a7be1f24c3a8d10"


class CohortOut(BaseModel):
    """A cohort, in numbers."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "id": COHORT_ID,
                    "name": "Reflective consultation cohort",
                    "participants": 38,
                    "providers": 9,
                    "created_at": "2026-11-02T14:05:11Z",
                }
            ]
        }
    )

    id: str
    name: str = Field(description="The program's name")
    participants: int
    providers: int
    created_at: datetime

    @classmethod
    def of(cls, row: CohortRow) -> CohortOut:
        """Return a cohort as answers show it."""
        return cls(
            id=row.id, name=row.name, participants=row.participants, providers=row.providers,
            created_at=row.created_at,
        )  # fmt: skip


class CohortPage(BaseModel):
    """A page of cohorts, the newest first."""

    items: list[CohortOut]
    next: str | None = Field(description="Path of the next page; null on the last one")


class CohortCreated(BaseModel):
    """A cohort that was taken in."""

    id: str = Field(examples=[COHORT_ID])
    participants: int = Field(examples=[38])
    providers: int = Field(examples=[9])
    warnings: list[IssueOut]


class Published(BaseModel):
    """A proposal that was published."""

    proposal_id: str
    published_at: datetime


class CohortDetail(CohortOut):
    """A cohort with the warnings of its reading and its latest runs."""

    model_config = ConfigDict(json_schema_extra={})

    warnings: list[IssueOut]
    runs: list[RunBrief] = Field(description="The newest first, up to 100")
    published: list[Published] = Field(description="The newest first: repairs of those before")


COHORT_EXAMPLE: dict[str, Any] = {
    "program": {"name": "Spring cohort", "time_zone": "America/New_York", "group_size": [2, 3]},
    "participants": [
        {
            "id": "P001",
            "sector": "home-visiting",
            "rc_access": "none",
            "availability": ["Tue 12:00-14:00", "Thu 09:00-11:00 (preferred)"],
        },
        {
            "id": "P002",
            "sector": "early-intervention",
            "rc_access": "little",
            "languages": ["en", "es"],
            "availability": ["Tue 12:00-15:00"],
        },
    ],
    "providers": [
        {
            "id": "V001",
            "credential": "endorsed",
            "endorsement": "IMHM",
            "max_groups": 2,
            "availability": ["Tue 11:00-15:00"],
        }
    ],
}

# A part is bytes, whatever they look like: OpenAPI 3.1 gives raw binary no `type`.
_PART = {"contentMediaType": "application/octet-stream"}
_ROWS = {"type": "array", "items": {"type": "object", "additionalProperties": True}}
COHORT_BODY: dict[str, Any] = {
    "required": True,
    "content": {
        "application/json": {
            "schema": {
                "type": "object",
                "title": "Cohort",
                "description": "As cohort.json: columns are keys, list cells may be lists",
                "required": ["participants", "providers"],
                "properties": {
                    "program": {"type": ["object", "null"], "additionalProperties": True},
                    "participants": _ROWS,
                    "providers": _ROWS,
                },
            },
            "example": COHORT_EXAMPLE,
        },
        "multipart/form-data": {
            "schema": {
                "type": "object",
                "title": "CohortFiles",
                "description": "One workbook (or cohort.json), or participants.csv, providers.csv "
                "and, optionally, program.toml. A part named participants, providers or program "
                "may hold a file of any name.",
                "properties": {
                    "file": {"type": "array", "items": _PART},
                    **dict.fromkeys(("participants", "providers", "program"), _PART),
                },
            },
            "encoding": {"file": {"contentType": "application/octet-stream"}},
        },
    },
}
