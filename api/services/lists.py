"""Lists of draws: the fairest lottery that a run over the odds has made, to be drawn from."""

from __future__ import annotations

from collections.abc import Iterator

from api.schemas.policies import OWN
from api.store.reading import draws_of
from api.store.repository import Repository
from matcher.files.read import Issue


def faults(
    repository: Repository, cohort_id: str, draws: str | None, policy: str | None
) -> Iterator[Issue]:
    """Hold the list of draws that a request names against the cohort and the policy."""
    if draws is None:
        return
    if draws_of(repository, cohort_id, draws) is None:
        message = "this run over the odds of the cohort has made no list of draws"
        yield Issue("body", None, "draws", "unknown-draws", message)
        return
    run = repository.runs.get(draws)
    under = None if run is None else run.options.get("policy")
    if under != policy:
        message = f"found {policy or OWN}; the list of draws is for the policy {under or OWN}"
        yield Issue("body", None, "policy", "other-policy", message)


def sha256_of(repository: Repository, cohort_id: str, draws: str | None) -> str | None:
    """Return the hash of the list of draws that a run has made, None where none is named."""
    made = None if draws is None else draws_of(repository, cohort_id, draws)
    return None if made is None else made.sha256
