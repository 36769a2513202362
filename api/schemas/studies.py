"""Studies of a policy: what a request may ask for, and what is found."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any, Literal, cast

from pydantic import BaseModel, ConfigDict, Field

from api.schemas.policies import OWN, ComparedName, PolicyName
from api.schemas.runs import LARGEST, RUN_ID, LevelOut, Number, RunStatus
from matcher.policies import POLICIES

if TYPE_CHECKING:  # as in runs: a schema needs no database
    from api.store.tables import RunRow, StudyRow

MOST_REPLAYS = 10_000
MOST_COMPARED = 6
StudyKind = Literal["odds", "comparison"]
Seconds = Field(default=None, gt=0, le=1e6, description="Seconds in all")


class OddsRequest(BaseModel):
    """What to work out; what is left out is as on the command line."""

    model_config = ConfigDict(
        strict=True, extra="forbid", json_schema_extra={"examples": [{"time_limit": 30}]}
    )

    policy: PolicyName | None = None
    time_limit: Number | None = Seconds
    replays: int = Field(default=200, ge=1, le=MOST_REPLAYS, description="At most")
    seed: int = Field(
        default=1, ge=-LARGEST, le=LARGEST, description="Of the replays, not of the real tickets"
    )
    leximin: bool = Field(default=True, description="Look for the fairest lottery too")
    price: bool = Field(default=False, description="Work out the price of priority too")
    deterministic: bool = Field(
        default=False, description="Count work instead of seconds: the same input, the same odds"
    )


class ComparisonRequest(BaseModel):
    """Which policies to compare."""

    model_config = ConfigDict(
        strict=True, extra="forbid", json_schema_extra={"examples": [{"time_limit": 30}]}
    )

    policies: list[ComparedName] = Field(
        default=[OWN, *POLICIES], min_length=1, max_length=MOST_COMPARED
    )
    time_limit: Number | None = Field(
        default=None, gt=0, le=1e6, description="Seconds in all, shared out among the policies"
    )
    seed: int | None = Field(
        default=None, ge=-LARGEST, le=LARGEST, description="Of the tickets; the program's if none"
    )
    deterministic: bool = False


class StudyOut(BaseModel):
    """A study in one line."""

    run_id: str = Field(examples=[RUN_ID])
    kind: StudyKind
    status: RunStatus
    policies: list[str] = Field(examples=[[OWN, "access"]])
    created_at: datetime
    time_limit: float
    news: str | None = Field(description="How far it is, in words")
    failure: str | None
    found: bool = Field(description="Whether there is something to fetch")

    @classmethod
    def of(cls, run: RunRow, news: dict[str, Any] | None, study: StudyRow | None) -> StudyOut:
        """Return a study as a cohort lists it."""
        named = run.options.get("policies") or [run.options.get("policy") or OWN]
        return cls(
            run_id=run.id,
            kind=cast("StudyKind", run.kind),
            status=cast("RunStatus", run.status),
            policies=named,
            created_at=run.created_at,
            time_limit=run.time_limit,
            news=None if news is None else str(news["text"]),
            failure=run.failure,
            found=study is not None,
        )


class StudyList(BaseModel):
    """A cohort's latest studies, the newest first."""

    items: list[StudyOut]


class ChanceRange(BaseModel):
    """A chance, and where it lies with 95% confidence."""

    chance: float
    low: float
    high: float


class NeverOut(BaseModel):
    """Why no draw can seat somebody."""

    code: str
    text: str


class PersonOdds(BaseModel):
    """One person's odds, by id."""

    participant_id: str
    tier: str
    seated: int
    replays: int
    ticket: ChanceRange
    leximin: float | None
    never: NeverOut | None


class TierOddsOut(BaseModel):
    """One tier's odds; chances are those of people whom some draw may seat."""

    tier: str
    words: str
    people: int
    never: int
    seats: Number
    ticket_mean: float | None
    ticket_least: float | None
    ticket_most: float | None
    leximin_least: float | None
    leximin_bound: float | None = Field(description="What no lottery can pass")
    unsettled: int


class QualityOut(BaseModel):
    """How near the replays are to the best seating for their tickets."""

    replays: int
    proven: int
    measured: int
    mean_gap: float | None
    largest_gap: float | None


class PriceOut(BaseModel):
    """One part of the policy switched off (`policy`: none)."""

    part: str
    seats: dict[str, Number | None]
    mix: dict[str, Number | None]


class OddsWords(BaseModel):
    """The same in sentences."""

    replays: list[str]
    lottery: list[str]
    price: list[str]


class OddsOut(BaseModel):
    """As odds.json, without the replays one by one, and in words."""

    policy: str
    input_sha256: str
    policy_sha256: str
    draws_sha256: str | None = Field(description="Of the list of draws; null where there is none")
    confidence: float
    levels: list[LevelOut]
    tiers: list[TierOddsOut]
    people: list[PersonOdds]
    quality: QualityOut
    seed: int
    price: list[PriceOut]
    runtime_s: float | None
    words: OddsWords


class ComparedRow(BaseModel):
    """One line: a text for every policy, in their order."""

    section: str = Field(examples=["By access"])
    name: str
    values: list[str] = Field(examples=[["41 of 98", "38 of 98"]])


class ComparisonOut(BaseModel):
    """What policies do to seats and mix, each from groups really formed."""

    policies: list[str]
    names: list[str] = Field(description="What each calls itself")
    rows: list[ComparedRow]
    proven: bool = Field(description="Whether every level of every policy is proven best")
