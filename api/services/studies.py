"""Studies of a policy: put into the queue, listed, fetched."""

from __future__ import annotations

from typing import Any, Literal

from api.errors import NotFoundError
from api.jobs.port import Jobs
from api.jobs.progress import NEWS
from api.schemas.policies import OWN
from api.schemas.runs import RunOut
from api.schemas.studies import (
    ComparisonOut,
    ComparisonRequest,
    OddsOut,
    OddsRequest,
    StudyList,
    StudyOut,
)
from api.services import cohorts, policies, runs
from api.services.formats import File
from api.settings import Settings
from api.store import Store
from api.store.repository import Repository
from api.store.tables import COMPARISON, ODDS

SHOWN = 50
OddsFile = Literal["odds", "csv", "draws"]
_FILES: dict[OddsFile, tuple[str, str]] = {
    "odds": ("application/json", "odds.json"),
    "csv": ("text/csv; charset=utf-8", "odds.csv"),
    "draws": ("application/json", "draws.json"),
}


def start(
    store: Store,
    jobs: Jobs,
    settings: Settings,
    cohort_id: str,
    wanted: OddsRequest | ComparisonRequest,
) -> RunOut:
    """Put a study into the queue.

    Raises
    ------
    NotFoundError
    UnusableInputError
        There is no such policy.
    QueueFullError
    """
    odds = isinstance(wanted, OddsRequest)
    named = [wanted.policy] if isinstance(wanted, OddsRequest) else wanted.policies
    with store.read() as repository:
        cohorts.found(repository, cohort_id)
        column = "policy" if odds else "policies"
        faults = list(policies.faults(repository, cohort_id, named, column))
    options = wanted.model_dump(exclude_none=True)
    kind = ODDS if odds else COMPARISON
    return runs.queue(store, jobs, settings, cohort_id, options, None, faults, kind=kind)


def listed(store: Store, cohort_id: str) -> StudyList:
    """Return a cohort's latest studies.

    Raises
    ------
    NotFoundError
    """
    with store.read() as repository:
        cohorts.found(repository, cohort_id)
        found = repository.runs.of_cohort(cohort_id, SHOWN, studies=True)
        items = [
            StudyOut.of(run, repository.runs.last_news(run.id, NEWS), repository.runs.study(run.id))
            for run in found
        ]
    return StudyList(items=items)


def odds(store: Store, run_id: str) -> OddsOut:
    """Return the odds that a run has worked out.

    Raises
    ------
    NotFoundError
    """
    with store.read() as repository:
        options, document = _found(repository, run_id, ODDS)
    of_tier = {row["tier"]: row for row in document["tiers"]}
    content = dict(document["odds"])
    content["tiers"] = [row | of_tier.get(row["tier"], {}) for row in content["tiers"]]
    return OddsOut.model_validate(
        content | {"policy": options.get("policy") or OWN, "words": document["words"]}
    )


def odds_file(store: Store, run_id: str, wanted: OddsFile) -> File:
    """Return a file as `matcher odds` writes it.

    Raises
    ------
    NotFoundError
    """
    from matcher.odds.write import json_bytes

    with store.read() as repository:
        _, document = _found(repository, run_id, ODDS)
    media_type, name = _FILES[wanted]
    if wanted == "odds":
        content = json_bytes(document["odds"])
    else:
        text = document[wanted]
        if text is None:
            raise NotFoundError("No fairest lottery was looked for, so there is no list of draws.")
        content = text.encode("utf-8-sig" if wanted == "csv" else "utf-8")
    return File(content, media_type, name)


def comparison(store: Store, run_id: str) -> ComparisonOut:
    """Return the policies that a run has compared.

    Raises
    ------
    NotFoundError
    """
    with store.read() as repository:
        _, document = _found(repository, run_id, COMPARISON)
    return ComparisonOut.model_validate(document)


def _found(repository: Repository, run_id: str, kind: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return what a study was asked for, and what it found."""
    run = repository.runs.get(run_id)
    if run is None or run.kind != kind:
        raise cohorts.missing(f"run with {kind}" if kind == ODDS else f"{kind}", run_id)
    study = repository.runs.study(run_id)
    if study is None:
        raise NotFoundError(
            "There is nothing to fetch: the run has not ended yet, or ended without a result."
        )
    return run.options, study.document
