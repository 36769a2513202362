"""Proposals: in every format, checked after a hand edit, explained."""

import json
from typing import Annotated, Any

from fastapi import APIRouter, Header, Path, Query, Response

from api.dependencies import ActorIn, ProposalId, StoreIn
from api.errors import (
    NotAcceptableError,
    NotFoundError,
    TooLargeError,
    UnusableInputError,
    responses,
)
from api.middleware import FRAMED
from api.schemas.audit import VerifyOut
from api.schemas.equity import EquityOut
from api.schemas.proposals import CheckOut, EditedGroups, ExplainOut, ProposalOut
from api.services import audit, formats, proposals, trail

router = APIRouter(prefix="/v1/proposals", tags=["proposals"])
_FORMATS: dict[str, Any] = {
    formats.MEDIA_TYPES[name].partition(";")[0]: {
        "schema": {"type": "string", "contentMediaType": formats.MEDIA_TYPES[name]}
    }
    for name in formats.FORMATS
    if name != "json"
}


@router.get(
    "/{proposal_id}",
    response_model=ProposalOut,
    summary="Fetch a proposal",
    responses={
        200: {"content": _FORMATS},
        **responses(NotFoundError, NotAcceptableError, UnusableInputError),
    },
)
def fetch_proposal(
    proposal_id: ProposalId,
    store: StoreIn,
    actor: ActorIn,
    wanted: Annotated[
        formats.Format | None, Query(alias="format", description="Instead of Accept")
    ] = None,
    table: Annotated[formats.Table, Query(description="Which table, for csv")] = "groups",
    group: Annotated[
        str | None, Query(max_length=200, description="One group's calendar, for ics")
    ] = None,
    accept: Annotated[str | None, Header(include_in_schema=False)] = None,
) -> Any:
    """Fetch a proposal as JSON, workbook, table, calendar, zip of calendars, report or record.

    The record (`format=audit`) is what `matcher audit verify` follows; `format=letters` is a zip
    with a letter to each person, none of which says anything about anybody else.
    """
    kind = wanted or formats.chosen(accept)
    if kind == "json":
        with store.read() as repository:
            document = proposals.found(repository, proposal_id).document
        trail.note(store, actor, "proposal.read", proposal_id)
        content = json.dumps(document, ensure_ascii=False, allow_nan=False)
        return Response(content, media_type="application/json", headers={"Vary": "Accept"})
    loaded = proposals.load(store, proposal_id)
    file = formats.render(loaded, proposal_id, kind, table=table, group=group)
    trail.note(store, actor, f"proposal.read.{kind}", proposal_id)
    place = "inline" if kind == "html" else "attachment"
    headers = {"Content-Disposition": f'{place}; filename="{file.name}"', "Vary": "Accept"}
    if kind == "html":
        headers |= FRAMED  # the page shows the report within itself
    return Response(file.content, media_type=file.media_type, headers=headers)


@router.get(
    "/{proposal_id}/equity",
    summary="Whom the program serves",
    responses=responses(NotFoundError),
)
def report_equity(proposal_id: ProposalId, store: StoreIn, actor: ActorIn) -> EquityOut:
    """Count seats by every attribute, as equity.json does: no count below five is in it."""
    found = proposals.equity(store, proposal_id)
    trail.note(store, actor, "proposal.equity", proposal_id)
    return found


@router.get(
    "/{proposal_id}/audit",
    response_class=Response,
    summary="Fetch the record of the draw",
    tags=["draw"],
    responses={200: {"content": {"application/json": {}}}, **responses(NotFoundError)},
)
def fetch_record(proposal_id: ProposalId, store: StoreIn, actor: ActorIn) -> Response:
    """Fetch the record of a proposal's draw, as audit.json holds it; people stand in it by id."""
    content = audit.record(proposals.load(store, proposal_id))
    trail.note(store, actor, "proposal.read.audit", proposal_id)
    return Response(content, media_type="application/json")


@router.get(
    "/{proposal_id}/audit/verify",
    summary="Follow the record of the draw",
    tags=["draw"],
    responses=responses(NotFoundError, UnusableInputError),
)
def verify_record(
    proposal_id: ProposalId,
    store: StoreIn,
    actor: ActorIn,
    commitment: Annotated[
        str | None,
        Query(pattern="^[0-9a-fA-F]{64}$", description="The hash published before the draw"),
    ] = None,
) -> VerifyOut:
    """Work a draw out again without the solver, beside its cohort and its proposal.

    Whoever doubts the service fetches the record and runs `matcher audit verify` themselves.
    """
    found = audit.follow(store, proposal_id, commitment)
    trail.note(store, actor, "proposal.verify", proposal_id)
    return found


@router.post(
    "/{proposal_id}/check",
    summary="Check a hand-edited version",
    responses=responses(NotFoundError, TooLargeError, UnusableInputError),
)
def check_proposal(
    proposal_id: ProposalId, edited: EditedGroups, store: StoreIn, actor: ActorIn
) -> CheckOut:
    """Judge a hand-edited version by the independent checker; nothing is kept of it.

    Answers the rules it breaks, who would rightly envy whom, seats left open, every level's
    value beside the stored one's, and what was changed.
    """
    found = proposals.check_edited(store, proposal_id, edited.groups)
    trail.note(store, actor, "proposal.check", proposal_id)
    return found


@router.get(
    "/{proposal_id}/explain/{participant_id:path}",
    summary="Explain a seat, or why there is none",
    responses=responses(NotFoundError),
)
def explain_seat(
    proposal_id: ProposalId,
    participant_id: Annotated[str, Path(examples=["P007"])],
    store: StoreIn,
    actor: ActorIn,
) -> ExplainOut:
    """Say why somebody has their seat, or none; nothing about anybody else."""
    told = proposals.explain(store, proposal_id, participant_id)
    trail.note(store, actor, "proposal.explain", proposal_id)
    return told
