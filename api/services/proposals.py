"""Proposals: read again, judged after a hand edit, explained."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from api.errors import ConflictError, NotFoundError, UnusableInputError
from api.schemas.equity import EquityOut
from api.schemas.proposals import (
    CheckOut,
    Difference,
    ExplainOut,
    GroupChange,
    GroupOut,
    LevelChange,
    MoveOut,
    OverrideOut,
    ReasonOut,
    findings,
)
from api.services import cohorts
from api.store import Store
from api.store.reading import odds_of, reading_of
from api.store.repaired import cohort_of
from api.store.repository import Repository
from api.store.tables import ProposalRow
from api.whatif.messages import Reply
from matcher.check import check, misstated
from matcher.cohort import Cohort, Group, Proposal
from matcher.cohort.turn import turn_order
from matcher.files.proposal_json import (
    group_to_dict,
    groups_from_list,
    override_to_dict,
    proposal_from_dict,
)
from matcher.files.read import Issue, UnusableInput
from matcher.odds.summary import replays_of
from matcher.rules import as_drawn

DOCUMENT = "proposal.json"


@dataclass(frozen=True, slots=True)
class Loaded:
    """A stored proposal with what it is about.

    Attributes
    ----------
    cohort, proposal, earlier, warnings, draw_record
    odds : dict or None
        Everybody's odds as odds.json holds them, where they were asked for and are kept.
    """

    cohort: Cohort
    proposal: Proposal
    earlier: Proposal | None
    warnings: tuple[Issue, ...]
    draw_record: dict[str, Any] | None
    odds: dict[str, Any] | None = None

    @property
    def replays(self) -> tuple[frozenset[str], ...]:
        """Ids of the seated in each replay of the draw."""
        return () if self.odds is None else replays_of(self.odds)


def found(repository: Repository, proposal_id: str) -> ProposalRow:
    """Return a proposal.

    Raises
    ------
    NotFoundError
    """
    row = repository.proposals.get(proposal_id)
    if row is None:
        raise cohorts.missing("proposal", proposal_id)
    return row


def refuse_published(row: ProposalRow | None) -> None:
    """Refuse to change what people were told.

    Raises
    ------
    ConflictError
    """
    if row is not None and row.published_at is not None:
        raise ConflictError(
            "That proposal is published: what people were told only changes by "
            "POST /v1/proposals/{id}/repair."
        )


def load(store: Store, proposal_id: str, *, odds: bool = False) -> Loaded:
    """Read a stored proposal and its cohort again, and the odds if they are wanted."""
    with store.read() as repository:
        row = found(repository, proposal_id)
        reading = reading_of(repository, row.cohort_id)
        run = repository.runs.get(row.run_id)
        from_id = run.options.get("from_proposal") if run else None
        before = repository.proposals.get(from_id) if from_id else None
        cohort = cohort_of(repository, run) if run else reading.cohort
        proposal = proposal_from_dict(row.document, DOCUMENT)
        list_sha256 = proposal.drawn.draws_sha256 if proposal.drawn else None
        kept = odds_of(repository, row.cohort_id, cohort, list_sha256) if odds else None
    return Loaded(
        cohort,
        proposal,
        proposal_from_dict(before.document, DOCUMENT) if before else None,
        reading.warnings,
        row.draw_record,
        kept,
    )


def equity(store: Store, proposal_id: str) -> EquityOut:
    """Count whom the seats of a stored proposal went to.

    Raises
    ------
    NotFoundError
    """
    from matcher.equity import equity_report
    from matcher.files.write.equity import equity_document

    loaded = load(store, proposal_id, odds=True)
    counted = equity_report(loaded.cohort, loaded.proposal.seats(), loaded.replays)
    return EquityOut.model_validate(equity_document(loaded.cohort, loaded.proposal, counted))


def check_edited(store: Store, proposal_id: str, groups: Sequence[object]) -> CheckOut:
    """Judge a hand-edited version of a stored proposal.

    Raises
    ------
    NotFoundError
    UnusableInputError
        The groups have not the form of groups.
    """
    loaded = load(store, proposal_id)
    try:
        json.dumps(groups, ensure_ascii=False).encode()
        edited = groups_from_list(list(groups), "body")
    except UnicodeEncodeError:
        message = "a text holds half a character (a lone surrogate), which UTF-8 cannot write"
        raise UnusableInputError.of([Issue("body", None, "groups", "encoding", message)]) from None
    except UnusableInput as error:
        raise UnusableInputError.of(error.faults) from None
    stored = loaded.proposal
    verdict = check(loaded.cohort, replace(stored, groups=edited), loaded.earlier)
    wrong = list(misstated(edited, loaded.cohort.program))
    published = {level.name: level.value for level in stored.levels}
    return CheckOut(
        clean=not (verdict.broken or verdict.envy or verdict.open_seats or wrong),
        misstated=wrong,
        **findings(verdict),
        levels=[
            LevelChange(name=name, value=value, stored=published.get(name))
            for name, value in verdict.levels
        ],
        difference=difference(stored.groups, edited),
        overridden=[OverrideOut(**override_to_dict(one)) for one in verdict.overridden],
    )


def difference(stored: Sequence[Group], edited: Sequence[Group]) -> Difference:
    """Return who sits elsewhere and which groups changed."""
    before, after = _seats(stored), _seats(edited)
    moves = [
        MoveOut(participant_id=one, stored=before.get(one), edited=after.get(one))
        for one in dict.fromkeys([*before, *after])
        if before.get(one) != after.get(one)
    ]
    old, new = {one.id: one for one in stored}, {one.id: one for one in edited}
    changes = []
    for group_id in dict.fromkeys([*old, *new]):
        if group_id not in new:
            changes.append(GroupChange(group_id=group_id, change="removed", fields=[]))
        elif group_id not in old:
            changes.append(GroupChange(group_id=group_id, change="added", fields=[]))
        elif fields := _changed(old[group_id], new[group_id]):
            changes.append(GroupChange(group_id=group_id, change="changed", fields=fields))
    return Difference(moves=moves, groups=changes)


def _seats(groups: Sequence[Group]) -> dict[str, str]:
    return {member: group.id for group in groups for member in group.members}


def _changed(one: Group, other: Group) -> list[str]:
    old, new = group_to_dict(one), group_to_dict(other)
    old["members"], new["members"] = sorted(one.members), sorted(other.members)
    return [name for name in old if old[name] != new[name]]


def explain(
    store: Store, proposal_id: str, participant_id: str, reply: Reply | None = None
) -> ExplainOut:
    """Say why somebody has their seat, or none.

    Parameters
    ----------
    store : Store
    proposal_id, participant_id : str
    reply : Reply, optional
        What trying changes out has found.

    Raises
    ------
    NotFoundError
        Of the proposal, or of the participant with ids that may be meant.
    """
    from matcher.terminal.person import near_ids, person_lines

    loaded = load(store, proposal_id)
    cohort, proposal = loaded.cohort, loaded.proposal
    if participant_id not in cohort.participant_by_id:
        near = ", ".join(near_ids(cohort, participant_id))
        raise NotFoundError(
            "The waitlist has no participant of this id." + (f" Near to it: {near}." * bool(near))
        )
    order = turn_order(as_drawn(cohort, proposal))
    group = next((one for one in proposal.groups if participant_id in one.members), None)
    reasons = [
        ReasonOut(code=reason.code, text=reason.text)
        for unplaced in proposal.unplaced
        if unplaced.participant_id == participant_id
        for reason in unplaced.reasons
    ]
    reply = reply or Reply()

    def words(letter: bool) -> str:
        lines = person_lines(cohort, proposal, participant_id, reply.lines, letter=letter)
        return "\n".join([*lines, *(() if letter else reply.others)])

    return ExplainOut(
        participant_id=participant_id,
        group=_own(group, participant_id) if group else None,
        reasons=reasons,
        turn=order.index(participant_id) + 1 if participant_id in order else None,
        turns=len(order),
        text=words(False),
        letter=words(True),
        coordinators_only="\n".join(reply.named),
        **reply.document,
    )


def _own(group: Group, participant_id: str) -> GroupOut:
    """Return a group as one of its members may see it."""
    return GroupOut(**{**group_to_dict(group), "members": [participant_id]})
