"""Policies: which may be named, which are kept with a cohort, and what they say."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from api.schemas.people import LevelWords
from api.schemas.problems import LookOut
from matcher.policies import POLICIES, policy_text

POLICY_ID = "pol_1f3b09ac55d2e8417760"
OWN = "own"  # names the policy of the program itself
KEPT = "pol_"  # how the id of a policy begins that was written for a cohort
LONGEST = 20_000  # characters
NAMED = f"{'|'.join(POLICIES)}|{KEPT}[0-9a-f]{{20}}"

PolicyName = Annotated[
    str,
    Field(
        pattern=f"^({NAMED})$",
        description="A ready policy, or the id of one kept with the cohort, in place of the "
        "program's own",
    ),
]
ComparedName = Annotated[
    str,
    Field(
        pattern=f"^({OWN}|{NAMED})$",
        description="As for a run; `own` is the program's own policy",
    ),
]


class PolicyRequest(BaseModel):
    """A policy as a file: the table `[priority]` and nothing else."""

    model_config = ConfigDict(
        strict=True,
        extra="forbid",
        json_schema_extra={"examples": [{"text": policy_text("access")}]},
    )

    text: str = Field(min_length=1, max_length=LONGEST, description="TOML")


class PolicyOut(BaseModel):
    """A policy in words."""

    id: str = Field(description="To name it by", examples=[OWN, "access", POLICY_ID])
    name: str = Field(description="What it calls itself; blank where it says nothing")
    words: list[str]
    levels: list[LevelWords] = Field(description="In their order; of nobody it is said how many")
    text: str | None = Field(description="As a file to copy and change; null for the program's own")


class PolicyLook(LookOut):
    """A policy in words before it is kept, or what is wrong with it."""

    words: list[str] = Field(default_factory=list, description="None where there is a fault")


class PolicyList(BaseModel):
    """The program's own policy, the ready ones, and those kept with the cohort, newest first."""

    items: list[PolicyOut]
