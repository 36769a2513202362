"""Proposals changed by hand, with undo and redo; two proposals side by side."""

from typing import Annotated, Any, Literal

from fastapi import APIRouter, BackgroundTasks, Path, Query, Response

from api.dependencies import ActorIn, ProposalId, StoreIn
from api.errors import (
    ConflictError,
    NotFoundError,
    TooLargeError,
    UnusableInputError,
    responses,
)
from api.schemas.edits import DiffOut, EditRequest, EditsOut, KeptOut
from api.services import edits, trail
from api.services.formats import MEDIA_TYPES

router = APIRouter(prefix="/v1/proposals", tags=["proposals"])
_WORKBOOK = {MEDIA_TYPES["xlsx"]: {"schema": {"type": "string", "format": "binary"}}}


@router.get(
    "/{proposal_id}/edits", summary="Show the changes by hand", responses=responses(NotFoundError)
)
def show_edits(
    proposal_id: ProposalId, store: StoreIn, actor: ActorIn, later: BackgroundTasks
) -> EditsOut:
    """Show every change made to a proposal by hand, and the version they give."""
    found = edits.show(store, proposal_id)
    later.add_task(edits.warm, store, proposal_id)  # who looks is about to change something
    trail.note(store, actor, "proposal.edits", proposal_id)
    return found


@router.post(
    "/{proposal_id}/edits",
    summary="Change a proposal by hand",
    responses=responses(NotFoundError, ConflictError, TooLargeError, UnusableInputError),
)
def make_edits(
    proposal_id: ProposalId, wanted: EditRequest, store: StoreIn, actor: ActorIn
) -> EditsOut:
    """Make changes, and tell at once what they do to every rule and level.

    All of them or none. One that breaks a rule is kept only with a reason, and stays marked. The
    stored proposal stays as it is; `keep` makes a proposal of the version.
    """
    found = edits.make(store, proposal_id, wanted)
    trail.note(store, actor, "proposal.edit", proposal_id, lasting=True)
    return found


@router.delete(
    "/{proposal_id}/edits",
    status_code=204,
    summary="Forget the changes by hand",
    responses=responses(NotFoundError),
)
def forget_edits(proposal_id: ProposalId, store: StoreIn, actor: ActorIn) -> None:
    """Forget every change made by hand; the proposal stays as it is."""
    edits.forget(store, proposal_id)
    trail.note(store, actor, "proposal.edits.forget", proposal_id, lasting=True)


@router.post(
    "/{proposal_id}/edits/undo",
    summary="Take a change back",
    responses=responses(NotFoundError, ConflictError, UnusableInputError),
)
def undo_edit(proposal_id: ProposalId, store: StoreIn, actor: ActorIn) -> EditsOut:
    """Take the latest change back."""
    found = edits.undo(store, proposal_id)
    trail.note(store, actor, "proposal.edit", proposal_id, lasting=True)
    return found


@router.post(
    "/{proposal_id}/edits/redo",
    summary="Make a change again",
    responses=responses(NotFoundError, ConflictError, UnusableInputError),
)
def redo_edit(proposal_id: ProposalId, store: StoreIn, actor: ActorIn) -> EditsOut:
    """Make the change again that was taken back last."""
    found = edits.redo(store, proposal_id)
    trail.note(store, actor, "proposal.edit", proposal_id, lasting=True)
    return found


@router.post(
    "/{proposal_id}/edits/keep",
    status_code=201,
    summary="Keep the edited version",
    responses=responses(NotFoundError, ConflictError, UnusableInputError),
)
def keep_edits(
    proposal_id: ProposalId, store: StoreIn, actor: ActorIn, response: Response
) -> KeptOut:
    """Make a proposal of its own of the version as it is now, to fetch, re-solve or publish."""
    kept = edits.keep(store, proposal_id)
    trail.note(store, actor, "proposal.keep", kept.proposal_id, lasting=True)
    response.headers["Location"] = f"/v1/proposals/{kept.proposal_id}"
    return kept


@router.get(
    "/{proposal_id}/diff/{other_id}",
    response_model=DiffOut,
    summary="Compare two proposals",
    responses={
        200: {"content": _WORKBOOK},
        **responses(NotFoundError, ConflictError, UnusableInputError),
    },
)
def diff_proposals(
    proposal_id: ProposalId,
    other_id: Annotated[str, Path(examples=["prop_7c1d92be40f8a3651b0e"])],
    store: StoreIn,
    actor: ActorIn,
    wanted: Annotated[Literal["json", "xlsx"], Query(alias="format")] = "json",
) -> Any:
    """Say who sits elsewhere in the other proposal, which groups changed, what each reaches."""
    trail.note(store, actor, "proposal.diff", proposal_id)
    if wanted == "json":
        return edits.diff(store, proposal_id, other_id)
    file = edits.diff_workbook(store, proposal_id, other_id)
    headers = {"Content-Disposition": f'attachment; filename="{file.name}"'}
    return Response(file.content, media_type=file.media_type, headers=headers)
