"""Cohorts to send: small ones, made up."""

from __future__ import annotations

import tomllib
from typing import Any

from matcher.generate import generate


def body(participants: int, seed: int) -> dict[str, Any]:
    """Return a made-up cohort as a request body."""
    cohort = generate(participants, max(2, participants // 12), seed)
    program = tomllib.loads(cohort.program)
    program["start_date"] = program["start_date"].isoformat()
    return {
        "program": program,
        "participants": cohort.participants,
        "providers": cohort.providers,
    }
