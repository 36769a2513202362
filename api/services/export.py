"""A cohort to hand on: the same people for a solver, nobody for a reader."""

from __future__ import annotations

import secrets
from typing import Any

from api.services import cohorts
from api.store import Store
from api.store.reading import reading_of
from matcher.files.replay import cohort_dict

IDS = ("apart_from", "together_with")


def pseudonymised(store: Store, cohort_id: str) -> dict[str, Any]:
    """Return a cohort as ``cohort.json`` without anything that names somebody.

    Every id is replaced by a random one that is kept nowhere; employers and regions are numbered;
    names, addresses, monitoring answers and unknown columns are left out, and the order of rows
    says nothing. Tickets hang on ids, so ties between equals fall otherwise.

    Raises
    ------
    NotFoundError
    """
    with store.read() as repository:
        cohorts.found(repository, cohort_id)
        data = cohort_dict(reading_of(repository, cohort_id).cohort)
    rows: list[dict[str, Any]] = [*data["participants"], *data["providers"]]
    ids = {row["id"]: f"X{secrets.token_hex(6)}" for row in rows}
    places = list(dict.fromkeys(row["region"] for row in rows if row["region"]))
    secrets.SystemRandom().shuffle(places)
    regions = {name: f"Region {number}" for number, name in enumerate(places, start=1)}
    for row in rows:
        row["id"] = ids[row["id"]]
        row["region"] = regions.get(row["region"], "")
        for column in IDS:
            if column in row:
                row[column] = sorted(ids[one] for one in row[column] if one in ids)
        if "supervisor_id" in row:
            row["supervisor_id"] = ids.get(row["supervisor_id"], "")
        row.pop("group_id", None)  # of a proposal that does not go with it
    for name in ("participants", "providers"):
        data[name].sort(key=lambda row: str(row["id"]))
    return data
