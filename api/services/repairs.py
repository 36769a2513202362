"""Repairs, publishing, and the best groups for one person."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from api.errors import ConflictError, NotFoundError
from api.jobs.port import Jobs
from api.schemas.problems import LookOut
from api.schemas.proposals import GroupOut
from api.schemas.repair import (
    BrokenOut,
    ChoiceOut,
    FitOut,
    LevelDifference,
    OutstandingOut,
    PublishOut,
    RepairRequest,
)
from api.schemas.runs import RunOut
from api.services import proposals, runs
from api.settings import Settings
from api.store import Store
from api.store.repaired import REPAIR, changes_of
from api.store.repository import Repository
from api.store.tables import ProposalRow
from api.store.types import now
from matcher.files.pins import pin_faults, pins_from_list
from matcher.files.proposal_json import group_to_dict
from matcher.files.read import Issue, UnusableInput
from matcher.repair.changes import ImpossibleChanges, changed
from matcher.repair.fit import Choice, fit
from matcher.runs.publishing import outstanding
from matcher.terminal.person import near_ids


def start(
    store: Store,
    jobs: Jobs,
    settings: Settings,
    proposal_id: str,
    wanted: RepairRequest,
    key: str | None,
) -> RunOut:
    """Put a repair into the queue.

    Raises
    ------
    NotFoundError
    UnusableInputError
        What is said to have happened cannot have; nothing is kept.
    QueueFullError
    """
    asked = wanted.model_dump(exclude_none=True, mode="json")
    pins, seconds = asked.pop("pins", []), asked.pop("time_limit", None)
    faults = _faults(store, proposal_id, asked, pins)
    with store.read() as repository:
        cohort_id = proposals.found(repository, proposal_id).cohort_id
    options = {"from_proposal": proposal_id, "pins": pins, REPAIR: asked}
    if seconds is not None:
        options["time_limit"] = seconds
    return runs.queue(store, jobs, settings, cohort_id, options, key, faults)


def look(store: Store, proposal_id: str, wanted: RepairRequest) -> LookOut:
    """Say what a repair would be refused for; nothing is kept.

    Raises
    ------
    NotFoundError
    """
    asked = wanted.model_dump(exclude_none=True, mode="json")
    return LookOut.of(_faults(store, proposal_id, asked, asked.pop("pins", [])))


def _faults(
    store: Store, proposal_id: str, asked: Mapping[str, Any], pins: list[Any]
) -> list[Issue]:
    """Hold what is said to have happened against the cohort and its groups."""
    loaded = proposals.load(store, proposal_id)
    try:
        changes = changes_of(asked, loaded.cohort.program)
        now_on = changed(loaded.cohort, loaded.proposal, changes)
    except UnusableInput as error:
        return list(error.faults)
    except ImpossibleChanges as error:
        return [
            Issue(f"body/{name}", None, name, "wrong-value", text) for name, text in error.faults
        ]
    groups = [group.id for group in loaded.proposal.groups]
    return list(pin_faults(pins_from_list(pins), now_on, groups, "body/pins"))


def publication(store: Store, proposal_id: str) -> PublishOut:
    """Return whether a proposal is published, and what is outstanding.

    Raises
    ------
    NotFoundError
    """
    loaded = proposals.load(store, proposal_id)
    with store.read() as repository:
        row = proposals.found(repository, proposal_id)
        at = row.published_at
        before = None if at else _published_instead(repository, row)
    return _publish_out(proposal_id, at, before, loaded)


def publish(store: Store, proposal_id: str, actor: str) -> PublishOut:
    """Freeze a proposal; again changes nothing.

    Raises
    ------
    NotFoundError
    ConflictError
        Another proposal of the cohort is published, and this one is no repair of it.
    """
    loaded = proposals.load(store, proposal_id)
    with store.write() as repository:
        row = proposals.found(repository, proposal_id)
        if row.published_at is None:
            if before := _published_instead(repository, row):
                raise ConflictError(
                    f"{before} of this cohort is published already; only a repair of it can take "
                    "its place."
                )
            row.published_at = now()
        repository.trail.add(actor, "proposal.publish", proposal_id)
        at = row.published_at
    return _publish_out(proposal_id, at, None, loaded)


def _published_instead(repository: Repository, row: ProposalRow) -> str | None:
    """Return the published proposal of the cohort, unless this one is a repair of it."""
    before = repository.proposals.published_of(row.cohort_id)
    if before is None:
        return None
    run = repository.runs.get(row.run_id)
    repairs = run and run.options.get("from_proposal") == before.id and REPAIR in run.options
    return None if repairs else before.id


def _publish_out(
    proposal_id: str, at: datetime | None, before: str | None, loaded: proposals.Loaded
) -> PublishOut:
    found = [
        OutstandingOut(
            participant_id=one.participant_id, group_id=one.group_id, missing=list(one.missing)
        )
        for one in outstanding(loaded.cohort, loaded.proposal.groups)
    ]
    return PublishOut(id=proposal_id, published_at=at, blocked_by=before, outstanding=found)


def best_groups(store: Store, proposal_id: str, participant_id: str) -> FitOut:
    """Return the best groups for one person, as a stored proposal's groups are now.

    Raises
    ------
    NotFoundError
        Of the proposal, or of the participant with ids that may be meant.
    """
    loaded = proposals.load(store, proposal_id)
    if participant_id not in loaded.cohort.participant_by_id:
        near = ", ".join(near_ids(loaded.cohort, participant_id))
        raise NotFoundError(
            "The waitlist has no participant of this id." + (f" Near to it: {near}." * bool(near))
        )
    found = fit(loaded.cohort, loaded.proposal, participant_id)
    return FitOut(
        participant_id=participant_id,
        now=found.now,
        turn=found.turn,
        turns=found.turns,
        ahead=found.ahead,
        not_eligible=found.not_eligible,
        choices=[_choice(one) for one in found.choices],
    )


def _choice(one: Choice) -> ChoiceOut:
    return ChoiceOut(
        group=GroupOut(**group_to_dict(one.group)),
        open=one.open,
        levels=[LevelDifference(name=name, change=value) for name, value in one.levels.items()],
        holds=list(one.holds),
        broken=[BrokenOut(code=code, text=text) for code, text in one.broken],
    )
