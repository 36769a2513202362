"""cohort.json: a cohort as it is now, names and all, to be read again."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from matcher.cohort import Cohort, Participant, Provider
from matcher.files.replay import cohort_dict

OWN = ("name", "email", "organization")


def cohort_json(cohort: Cohort) -> bytes:
    """Return a cohort as cohort.json; read again, it is the same one.

    Unlike a replay it holds what the coordinator's own files hold: names, addresses, employers
    and monitoring answers.
    """
    data = cohort_dict(cohort)
    data["program"] = {"name": cohort.program.name, **data["program"]}
    _with_own(data["participants"], cohort.participants)
    _with_own(data["providers"], cohort.providers)
    for row, person in zip(data["participants"], cohort.participants, strict=True):
        row |= {f"monitor_{name}": answer for name, answer in person.monitor.items()}
    return (json.dumps(data, ensure_ascii=False, indent=1, allow_nan=False) + "\n").encode()


def _with_own(
    rows: Sequence[dict[str, Any]], people: Sequence[Participant] | Sequence[Provider]
) -> None:
    for row, person in zip(rows, people, strict=True):
        row |= {name: getattr(person, name) for name in OWN}
