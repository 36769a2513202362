"""What the server and a solver process say to each other, one JSON line each."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, TypeAdapter


class Solve(BaseModel):
    """To the process: work on this run."""

    kind: Literal["solve"] = "solve"
    run_id: str
    attempt: int
    stop: bool = False


class StopRun(BaseModel):
    """To the process: end this run with the best so far."""

    kind: Literal["stop"] = "stop"
    run_id: str


class Ended(BaseModel):
    """To the server: this run's result is in the store."""

    kind: Literal["ended"] = "ended"
    run_id: str


Order = TypeAdapter[Solve | StopRun](Solve | StopRun)
