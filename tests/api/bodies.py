"""Small cohorts as request bodies."""

from __future__ import annotations

from typing import Any

SECRETS = ("Maribel Quintanilla", "maribel.q-", "prefers-not-to-say-xyz")


def cohort_body(count: int = 8, **program: Any) -> dict[str, Any]:
    """A cohort that fills groups of two or three on Tuesdays and Thursdays."""
    return {
        "program": {"name": "Small", "group_size": [2, 3], "holidays": "none", **program},
        "participants": [participant(number) for number in range(1, count + 1)],
        "providers": [provider("V1"), provider("V2")],
    }


def participant(number: int, **other: Any) -> dict[str, Any]:
    """Somebody on the waitlist, with everything that logs must not hold."""
    return {
        "id": f"P{number:02d}",
        "name": f"{SECRETS[0]} {number}",
        "email": f"{SECRETS[1]}{number}@example.org",
        "monitor_background": SECRETS[2],
        "sector": ("home-visiting", "early-intervention", "head-start")[number % 3],
        "rc_access": ("none", "little", "some", "regular")[number % 4],
        "availability": ["Tue 09:00-12:00", "Thu 13:00-16:00 (preferred)"],
        **other,
    }


def provider(id: str, **other: Any) -> dict[str, Any]:
    """Somebody who leads one group."""
    return {
        "id": id,
        "name": f"{SECRETS[0]} of {id}",
        "credential": "endorsed",
        "endorsement": "IMHM",
        "max_groups": 1,
        "availability": ["Tue 09:00-12:00", "Thu 13:00-16:00"],
        **other,
    }
