"""Repairs, publishing, and the best groups for one person."""

from __future__ import annotations

from datetime import datetime

from api.errors import ConflictError, NotFoundError, UnusableInputError
from api.jobs.port import Jobs
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
from matcher.cohort import Cohort, Group
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
    loaded = proposals.load(store, proposal_id)
    asked = wanted.model_dump(exclude_none=True, mode="json")
    pins, seconds = asked.pop("pins", []), asked.pop("time_limit", None)
    faults = []
    now_on = loaded.cohort
    try:
        changes = changes_of(asked, loaded.cohort.program)
        now_on = changed(loaded.cohort, loaded.proposal, changes)
    except UnusableInput as error:
        raise UnusableInputError.of(error.faults) from None
    except ImpossibleChanges as error:
        faults = [
            Issue(f"body/{name}", None, name, "wrong-value", text) for name, text in error.faults
        ]
    if not faults:
        groups = [group.id for group in loaded.proposal.groups]
        faults += pin_faults(pins_from_list(pins), now_on, groups, "body/pins")
    with store.read() as repository:
        cohort_id = proposals.found(repository, proposal_id).cohort_id
    options = {"from_proposal": proposal_id, "pins": pins, REPAIR: asked}
    if seconds is not None:
        options["time_limit"] = seconds
    return runs.queue(store, jobs, settings, cohort_id, options, key, faults)


def publication(store: Store, proposal_id: str) -> PublishOut:
    """Return whether a proposal is published, and what is outstanding.

    Raises
    ------
    NotFoundError
    """
    loaded = proposals.load(store, proposal_id)
    with store.read() as repository:
        at = proposals.found(repository, proposal_id).published_at
    return _publish_out(proposal_id, at, loaded.cohort, loaded.proposal.groups)


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
            _refuse_second(repository, row)
            row.published_at = now()
        repository.trail.add(actor, "proposal.publish", proposal_id)
        at = row.published_at
    return _publish_out(proposal_id, at, loaded.cohort, loaded.proposal.groups)


def _refuse_second(repository: Repository, row: ProposalRow) -> None:
    before = repository.proposals.published_of(row.cohort_id)
    if before is None:
        return
    run = repository.runs.get(row.run_id)
    if run is None or run.options.get("from_proposal") != before.id or REPAIR not in run.options:
        raise ConflictError(
            f"{before.id} of this cohort is published already; only a repair of it can take "
            "its place."
        )


def _publish_out(
    proposal_id: str, at: datetime | None, cohort: Cohort, groups: tuple[Group, ...]
) -> PublishOut:
    found = [
        OutstandingOut(
            participant_id=one.participant_id, group_id=one.group_id, missing=list(one.missing)
        )
        for one in outstanding(cohort, groups)
    ]
    return PublishOut(id=proposal_id, published_at=at, outstanding=found)


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
