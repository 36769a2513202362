"""The trail of who read and changed what."""

from typing import Annotated

from fastapi import APIRouter, Query

from api.dependencies import StoreIn
from api.errors import UnusableInputError, responses
from api.schemas.trail import AuditPage
from api.services import trail

router = APIRouter(prefix="/v1/audit-events", tags=["audit"])


@router.get("", summary="Show who did what", responses=responses(UnusableInputError))
def list_audit_events(
    store: StoreIn,
    limit: Annotated[int, Query(ge=1, le=1000)] = 100,
    after: Annotated[int, Query(ge=0, le=2**53, description="Only acts after this number")] = 0,
    target: Annotated[
        str | None,
        Query(
            max_length=200,
            description="Only what was done to this id",
            examples=["prop_2b8f017ce94d6a35f1c8"],
        ),
    ] = None,
) -> AuditPage:
    """Show who read, added, changed and purged what, the oldest act first.

    Of what an act was done to the trail keeps a hash only, also after it has been purged.
    """
    return trail.page(store, limit, after, target)
