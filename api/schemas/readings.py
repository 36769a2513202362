"""What an upload holds, before anything of it is kept."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, Field

from api.schemas.cohorts import COHORT_BODY
from api.schemas.problems import IssueOut, clean
from matcher.files.read.issues import Issue
from matcher.files.read.look import Looked, SeenTable
from matcher.files.replay import program_dict

MOST_SHOWN = 500  # issues of a kind; the rest is in the marked-up workbook
LONGEST_CELL = 300
# A look takes what is at fault too: what must be right for a cohort need not be right here.
_JSON = COHORT_BODY["content"]["application/json"]
READING_BODY: dict[str, Any] = {
    **COHORT_BODY,
    "content": {
        **COHORT_BODY["content"],
        "application/json": {
            **_JSON,
            "schema": {"title": "Reading"},
        },
    },
}


class SeenColumnOut(BaseModel):
    """A column of a table, and what it is taken for."""

    header: str
    column: str = Field(description="The contract's column; blank where nobody knows")
    how: Literal["known", "yours", "ignored", "monitoring", "unknown"]
    samples: list[str] = Field(description="What stands in it first")


class SeenTableOut(BaseModel):
    """One of the two tables."""

    table: Literal["participants", "providers"]
    file: str
    rows: int
    columns: list[SeenColumnOut]
    missing: list[str] = Field(description="Required columns that no header stands for")


class SeenIssue(IssueOut):
    """A fault or warning with what stands in its cell."""

    table: Literal["participants", "providers"] | None
    found: str | None = Field(description="The cell's text; null where there is no such cell")
    id: str = Field(description="Of the row's person; blank where unknown")


class ReadingOut(BaseModel):
    """An upload as it would be read."""

    usable: bool = Field(description="Whether it could be kept: there is no fault")
    participants: int
    providers: int
    tables: list[SeenTableOut]
    fault_count: int
    warning_count: int
    faults: list[SeenIssue] = Field(description=f"The first {MOST_SHOWN}")
    warnings: list[SeenIssue] = Field(description=f"The first {MOST_SHOWN}")
    settings: dict[str, Any] = Field(description="The program's settings, defaults included")
    columns: dict[str, str] = Field(description="The program's own headers, each to a column")

    @classmethod
    def of(cls, looked: Looked) -> ReadingOut:
        """Return a look as answers show it."""
        program = looked.program
        return cls(
            usable=not looked.faults,
            participants=looked.participants,
            providers=looked.providers,
            tables=[_table(seen) for seen in looked.tables],
            fault_count=len(looked.faults),
            warning_count=len(looked.warnings),
            faults=[_issue(looked, issue) for issue in looked.faults[:MOST_SHOWN]],
            warnings=[_issue(looked, issue) for issue in looked.warnings[:MOST_SHOWN]],
            settings={"name": clean(program.name), **program_dict(program)},
            columns={clean(header): name for header, name in program.columns.items()},
        )


class ColumnMatches(BaseModel):
    """The headers that coordinators matched before, the newest choice first."""

    columns: dict[str, str]


def _table(seen: SeenTable) -> SeenTableOut:
    return SeenTableOut(
        table=seen.part,
        file=clean(seen.table.file),
        rows=len(seen.table.rows),
        columns=[
            SeenColumnOut(
                header=clean(one.header), column=one.column, how=one.how,
                samples=[clean(text) for text in one.samples],
            )
            for one in seen.columns
        ],
        missing=list(seen.missing),
    )  # fmt: skip


def _issue(looked: Looked, issue: Issue) -> SeenIssue:
    seen = looked.table_of(issue)
    found = seen.cell(issue.row, issue.column) if seen else None
    return SeenIssue(
        **IssueOut.of(issue).model_dump(),
        table=seen.part if seen else None,
        found=None if found is None else clean(found)[:LONGEST_CELL],
        id=clean(seen.id_of(issue.row)) if seen else "",
    )
