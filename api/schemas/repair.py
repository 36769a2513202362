"""Repairs, publishing, and the best groups for one person."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from api.schemas.proposals import GROUP_EXAMPLE, GroupOut
from api.schemas.runs import AnyPin, Number, Text
from matcher.runs.publishing import Missing

OptionName = Literal["backfill", "move", "merge", "provider", "wait", "fewest"]
Ids = Annotated[list[Text], Field(max_length=50_000)]


def _written(value: object) -> object:
    """Refuse a number, which pydantic would take for seconds since 1970."""
    if not isinstance(value, str | date):
        raise ValueError("a day is written as in 2027-01-31")
    return value


Day = Annotated[date, BeforeValidator(_written), Field(strict=False)]


class RepairRequest(BaseModel):
    """What has happened since, and how much may change."""

    model_config = ConfigDict(
        strict=True,
        extra="forbid",
        json_schema_extra={"examples": [{"withdraw": ["P012"], "max_moves": 2}]},
    )

    withdraw: Ids = Field(default_factory=list, description="Who has left the waitlist")
    decline: Ids = Field(
        default_factory=list,
        description="Who does not take the seat; they stay on the waitlist, without its time",
    )
    provider_lost: Ids = Field(default_factory=list, description="Who leads no more groups")
    add: list[dict[str, Any]] = Field(
        default_factory=list, max_length=50_000, description="Late arrivals, as in cohort.json"
    )
    pins: list[AnyPin] = Field(default_factory=list, max_length=50_000)
    max_moves: int | None = Field(
        default=None, ge=0, le=50_000, description="Members who may be moved"
    )
    on: Day | None = Field(default=None, description="The first day after the change")
    option: OptionName | None = Field(
        default=None, description="Which way to take; the recommended one if not given"
    )
    time_limit: Number | None = Field(default=None, gt=0, le=1e6, description="Seconds")


class OutstandingOut(BaseModel):
    """Somebody with a seat who has something to hand in."""

    participant_id: str
    group_id: str
    missing: list[Missing]


class PublishOut(BaseModel):
    """Whether a proposal is published, and what is outstanding."""

    id: str
    published_at: datetime | None
    blocked_by: str | None = Field(
        description="The cohort's published proposal, where this one is no repair of it and so "
        "cannot be published"
    )
    outstanding: list[OutstandingOut]


class BrokenOut(BaseModel):
    """A rule that a seat would break."""

    code: str
    text: str


class LevelDifference(BaseModel):
    """What a seat would change at one level."""

    name: str
    change: Number


class ChoiceOut(BaseModel):
    """A group, what a seat there would change, and which rules hold."""

    group: GroupOut = Field(examples=[GROUP_EXAMPLE])
    open: bool = Field(description="Every rule would hold")
    levels: list[LevelDifference]
    holds: list[str] = Field(description="Codes of the rules that would hold")
    broken: list[BrokenOut]


class FitOut(BaseModel):
    """The best groups for one person now."""

    participant_id: str
    now: str | None = Field(description="The group they sit in")
    turn: int | None
    turns: int
    ahead: int = Field(description="People without a seat whose turn comes earlier")
    not_eligible: str
    choices: list[ChoiceOut]
