"""What the server and a process that tries changes out say to each other: a JSON line each."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel


class Question(BaseModel):
    """To the process: which proposal, about whom (blank: whom to recruit), for how long."""

    kind: Literal["explain", "recruit"]
    proposal_id: str
    participant_id: str = ""
    seconds: float


class Reply(BaseModel):
    """To the server: what was found; `gone`: the proposal has been purged meanwhile."""

    gone: bool = False
    document: dict[str, Any] = {}
    lines: list[str] = []
    others: list[str] = []
    named: list[str] = []
