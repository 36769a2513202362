"""Problems as RFC 9457 writes them, and the faults and warnings of an input."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Self

from pydantic import BaseModel, ConfigDict, Field

from matcher.files.read.issues import Issue

ISSUE_EXAMPLE: dict[str, Any] = {
    "file": "participants.csv",
    "row": 17,
    "column": "rc_access",
    "code": "bad-value",
    "message": "found 'often'; accepted: none, little, some, regular",
}


class IssueOut(BaseModel):
    """A fault or warning and where it stands; names and e-mail addresses are never repeated."""

    model_config = ConfigDict(json_schema_extra={"examples": [ISSUE_EXAMPLE]})

    file: str = Field(description="File, sheet or list; `body`, `query`, … for the request itself")
    row: int | None = Field(description="As a spreadsheet shows it, or the place in a list from 1")
    column: str | None
    code: str = Field(description="Kind of fault, for programs")
    message: str = Field(description="What was found and what is accepted")

    @classmethod
    def of(cls, issue: Issue) -> IssueOut:
        """Return an issue of the reader, as JSON can hold it."""
        return cls(
            file=clean(issue.file),
            row=issue.row,
            column=None if issue.column is None else clean(issue.column),
            code=issue.code,
            message=clean(issue.message),
        )


class LookOut(BaseModel):
    """What would be refused of a request, told before it is made."""

    usable: bool = Field(description="There is no fault")
    faults: list[IssueOut]

    @classmethod
    def of(cls, faults: Sequence[Issue]) -> Self:
        """Return a look that found these faults."""
        return cls(usable=not faults, faults=[IssueOut.of(issue) for issue in faults])


class Problem(BaseModel):
    """What went wrong (RFC 9457)."""

    type: str = Field(description="Kind of problem, for programs")
    title: str
    status: int
    detail: str
    errors: list[IssueOut] | None = Field(
        default=None, description="Every fault, where the input is at fault"
    )


def clean(text: str) -> str:
    """Return `text` without the lone surrogates that JSON lets in and UTF-8 cannot hold."""
    return text.encode("utf-8", "replace").decode()
