"""The demo cohorts as request bodies."""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from api.schemas.demo import DemoOut
from api.services.cohorts import missing
from matcher.cohort import Cohort, Participant, Provider
from matcher.demo import DEMOS, demo_path
from matcher.files.read import read_cohort
from matcher.files.replay import cohort_dict


@lru_cache
def listed() -> tuple[DemoOut, ...]:
    """Return every demo cohort with its size."""
    shown = []
    for name in DEMOS:
        cohort = read_cohort(demo_path(name)).cohort
        shown.append(
            DemoOut(
                name=name,
                participants=len(cohort.participants),
                providers=len(cohort.providers),
            )
        )
    return tuple(shown)


@lru_cache
def body(name: str) -> bytes:
    """Return a demo cohort as the JSON that ``POST /v1/cohorts`` takes.

    Raises
    ------
    NotFoundError
    """
    if name not in DEMOS:
        raise missing("demo cohort", name)
    path = demo_path(name)
    if path.suffix == ".json":
        return path.read_bytes()
    return json.dumps(_with_names(read_cohort(path).cohort), ensure_ascii=False).encode()


def _with_names(cohort: Cohort) -> dict[str, Any]:
    """Return a cohort as cohort.json holds it; the people of a demo are made up."""
    data = cohort_dict(cohort)
    data["program"]["name"] = cohort.program.name
    people: dict[str, Sequence[Participant | Provider]] = {
        "participants": cohort.participants, "providers": cohort.providers,
    }  # fmt: skip
    for key, rows in people.items():
        for row, person in zip(data[key], rows, strict=True):
            row.update(name=person.name, email=person.email, organization=person.organization)
    for row, participant in zip(data["participants"], cohort.participants, strict=True):
        row.update({f"monitor_{key}": value for key, value in participant.monitor.items()})
    return data
