"""Demo cohorts in answers."""

from __future__ import annotations

from pydantic import BaseModel, Field


class DemoOut(BaseModel):
    """A demo cohort, in numbers."""

    name: str = Field(examples=["massachusetts-38"])
    participants: int = Field(examples=[38])
    providers: int = Field(examples=[9])


class DemoList(BaseModel):
    """The demo cohorts that ship with the package."""

    items: list[DemoOut]
