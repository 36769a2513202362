"""Proposals: in every format, checked after a hand edit, explained."""

import json
from typing import Annotated, Any

from anyio import to_thread
from fastapi import APIRouter, Header, Path, Query, Response
from fastapi.concurrency import run_in_threadpool

from api.dependencies import ActorIn, AskersIn, ProposalId, StoreIn
from api.errors import (
    NotAcceptableError,
    NotFoundError,
    TooLargeError,
    TooLongError,
    UnusableInputError,
    responses,
)
from api.middleware import FRAMED
from api.schemas.audit import VerifyOut
from api.schemas.equity import EquityOut
from api.schemas.proposals import CheckOut, EditedGroups, ExplainOut, ProposalOut, RecruitOut
from api.services import audit, formats, proposals, trail
from api.whatif.messages import Question

router = APIRouter(prefix="/v1/proposals", tags=["proposals"])
TimeLimit = Annotated[
    float, Query(gt=0, le=120, description="Seconds for trying things out", allow_inf_nan=False)
]
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
    with a letter to each person, none of which says anything about anybody else. Letters and
    report tell the odds that were worked out for this cohort under the same policy, if any were.
    """
    kind = wanted or formats.chosen(accept)
    if kind == "json":
        with store.read() as repository:
            document = proposals.found(repository, proposal_id).document
        trail.note(store, actor, "proposal.read", proposal_id)
        content = json.dumps(document, ensure_ascii=False, allow_nan=False)
        return Response(content, media_type="application/json", headers={"Vary": "Accept"})
    loaded = proposals.load(store, proposal_id, odds=kind in formats.TELLS_ODDS)
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
    responses=responses(NotFoundError, UnusableInputError, TooLongError),
)
async def explain_seat(
    proposal_id: ProposalId,
    participant_id: Annotated[str, Path(examples=["P007"])],
    store: StoreIn,
    askers: AskersIn,
    actor: ActorIn,
    time_limit: TimeLimit = 30.0,
) -> ExplainOut:
    """Say why somebody has their seat and what others would cost, or what would give them one.

    Every change named has been tried out. What `letter` says may be passed on; what
    `coordinators_only` and `moves` say may name others.
    """
    await run_in_threadpool(proposals.explain, store, proposal_id, participant_id)
    question = Question(
        kind="explain", proposal_id=proposal_id, participant_id=participant_id, seconds=time_limit
    )
    reply = await to_thread.run_sync(askers.ask, question, limiter=askers.limiter)
    told = await run_in_threadpool(proposals.explain, store, proposal_id, participant_id, reply)
    await run_in_threadpool(trail.note, store, actor, "proposal.explain", proposal_id)
    return told


@router.get(
    "/{proposal_id}/recruit",
    summary="Say whom to recruit",
    responses=responses(NotFoundError, UnusableInputError, TooLongError),
)
async def recruit(
    proposal_id: ProposalId,
    store: StoreIn,
    askers: AskersIn,
    actor: ActorIn,
    time_limit: TimeLimit = 30.0,
) -> RecruitOut:
    """Say which further provider, time, language, credential or place would seat the most.

    Every offer has been tried out: so many more have a seat then, and no seats level is lower.
    """
    await run_in_threadpool(proposals.load, store, proposal_id)
    question = Question(kind="recruit", proposal_id=proposal_id, seconds=time_limit)
    reply = await to_thread.run_sync(askers.ask, question, limiter=askers.limiter)
    await run_in_threadpool(trail.note, store, actor, "proposal.recruit", proposal_id)
    return RecruitOut.model_validate(reply.document)
