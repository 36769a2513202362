"""The pool of a cohort before anything is solved."""

from __future__ import annotations

from pydantic import BaseModel, Field

from api.schemas.proposals import ReasonOut


class DemandRowOut(BaseModel):
    """Seats against demand for one value of an attribute."""

    value: str = Field(description="Blank where nothing was given")
    words: str
    applied: int
    eligible: int
    seats: int | None = Field(description="Offered by providers of the same value; null: no such")
    providers: int | None


class DemandOut(BaseModel):
    """Seats against demand by one attribute."""

    attribute: str = Field(examples=["access"])
    rows: list[DemandRowOut]


class WeekCellOut(BaseModel):
    """Who could meet from a time on."""

    weekday: int = Field(description="0 is Monday")
    start: str = Field(description="HH:MM in the program's zone")
    people: int
    providers: int


class NeverOut(BaseModel):
    """Somebody whom no proposal could seat, and why."""

    participant_id: str
    name: str
    reasons: list[ReasonOut]


class PoolOut(BaseModel):
    """Seats against demand, the week, and who can never be placed."""

    applied: int
    eligible: int
    seats: int = Field(description="The most that providers who may lead offer")
    providers: int
    leaders: int = Field(description="Providers who may lead")
    demand: list[DemandOut]
    week: list[WeekCellOut]
    never: list[NeverOut]
