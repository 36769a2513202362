"""Everybody in a cohort, as a coordinator's own tables show them."""

from __future__ import annotations

from pydantic import BaseModel, Field


class PersonOut(BaseModel):
    """Somebody on the waitlist."""

    id: str
    name: str
    email: str
    sector: str
    access: str
    role: str
    organization: str
    region: str
    rural: bool
    languages: list[str]
    group_language: str
    target: str = Field(description="Endorsement target")
    cadence: str
    time_zone: str
    availability: list[str]
    rounds_waited: int
    supervisor_id: str
    apart_from: list[str]
    together_with: list[str]
    outstanding: str = Field(description="What they still have to hand in; blank: nothing")
    turn: int | None = Field(description="Place in the order of turns; null: not eligible")


class LeaderOut(BaseModel):
    """Somebody on the roster."""

    id: str
    name: str
    email: str
    organization: str
    region: str
    credential: str
    endorsement: str
    languages: list[str]
    sectors: list[str]
    cadence: str
    time_zone: str
    availability: list[str]
    max_groups: int
    most_members: int = Field(description="In one of their groups")
    may_lead: bool


class ProgramOut(BaseModel):
    """What a page has to know of the program."""

    name: str
    time_zone: str
    start_date: str
    group_size: list[int]
    slot_minutes: int
    day_window: list[str]
    weekdays: list[str]
    cadences: list[str]
    time_limit: float
    seed: int
    policy: list[str] = Field(description="How seats are given, in words")


class LevelWords(BaseModel):
    """A level of the objective in words."""

    name: str
    words: str
    gain: bool = Field(description="Whether more is better")
    people: int | None = Field(description="Of a tier: how many it holds that are eligible")


class PeopleOut(BaseModel):
    """A cohort's people, program and words."""

    cohort_id: str
    program: ProgramOut
    levels: list[LevelWords]
    participants: list[PersonOut]
    providers: list[LeaderOut]
    sectors: dict[str, str] = Field(description="Words for each sector")
    languages: dict[str, str] = Field(description="Words for each language")
    zone: str = Field(description="The program's time zone in words")
