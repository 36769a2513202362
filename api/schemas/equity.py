"""The equity report as equity.json holds it."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, Field


class CountOut(BaseModel):
    """A count; where the two differ it may not be shown, and lies between them."""

    low: int
    high: int


class EndsOut(BaseModel):
    """A number known to lie between two."""

    low: float
    high: float


class ShareOut(EndsOut):
    """A share of people, 0 to 1."""

    interval: EndsOut = Field(description="Wilson interval, the widest that the counts allow")


class EquityRowOut(BaseModel):
    """One value of an attribute."""

    value: str | None = Field(description="null: several, each with fewer than five people")
    label: str
    values: int = Field(description="How many values the row stands for")
    applied: CountOut
    eligible: CountOut
    seated: CountOut
    without_seat: CountOut = Field(description="Eligible, without a seat")
    not_eligible: CountOut
    share_of_eligible: ShareOut | None
    share_of_applied: ShareOut | None
    ratio_to_best: EndsOut | None = Field(
        description="Of the share of the eligible; null where it is not known within 0.2"
    )
    best_served: bool
    replays_as_few: int | None = Field(
        description="In how many replays of the draw it got as many seats or fewer"
    )


class EquityTableOut(BaseModel):
    """Seats by one attribute."""

    attribute: str = Field(examples=["tier", "region", "monitor_background"])
    title: str
    monitoring: bool
    sentence: str
    rows: list[EquityRowOut]


class EquityOut(BaseModel):
    """equity.json."""

    schema_: Literal["1"] = Field(alias="schema")
    seed: int
    input_sha256: str
    policy_sha256: str
    applied: int
    eligible: int
    seated: int
    replays: int
    fewest_shown: int = Field(description="Counts below it are not shown", examples=[5])
    confidence: float = Field(description="Of the intervals", examples=[0.95])
    summary: list[str]
    notes: list[str]
    tables: list[EquityTableOut]
