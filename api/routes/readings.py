"""Uploads looked at before they are taken in: columns, faults beside their cells, settings."""

from anyio import to_thread
from fastapi import APIRouter, Request, Response

from api.dependencies import ReadersIn, StoreIn
from api.errors import TooLargeError, UnsupportedMediaError, UnusableInputError, responses
from api.routes.uploads import files_of
from api.schemas.readings import READING_BODY, ColumnMatches, ReadingOut
from api.services import formats, readings

router = APIRouter(prefix="/v1/readings", tags=["cohorts"])
_XLSX = formats.MEDIA_TYPES["xlsx"]
_REFUSED = responses(TooLargeError, UnsupportedMediaError, UnusableInputError)


@router.post(
    "",
    summary="Look at an upload",
    responses=_REFUSED,
    openapi_extra={"requestBody": READING_BODY},
)
async def read_upload(request: Request, readers: ReadersIn) -> ReadingOut:
    """Say what files hold: which column is which, every fault and warning with its cell.

    Nothing is kept. A further file part `amendments` (JSON) may set settings, match columns, put
    other texts into cells and leave rows out; `POST /v1/cohorts` takes it too and keeps it.
    """
    files = await files_of(request)
    limiter = request.app.state.uploads
    return await to_thread.run_sync(readings.looked_at, readers, files, limiter=limiter)


@router.post(
    "/workbook",
    response_class=Response,
    summary="Mark an upload up",
    responses={200: {"content": {_XLSX: {"schema": {"type": "string"}}}}, **_REFUSED},
    openapi_extra={"requestBody": READING_BODY},
)
async def mark_upload(request: Request, readers: ReadersIn) -> Response:
    """Return the uploaded tables as a workbook, with every fault and warning beside its cell."""
    files = await files_of(request)
    limiter = request.app.state.uploads
    content = await to_thread.run_sync(readings.marked, readers, files, limiter=limiter)
    headers = {"Content-Disposition": 'attachment; filename="to-mend.xlsx"'}
    return Response(content, media_type=_XLSX, headers=headers)


@router.get("/columns", summary="Recall matched columns")
def recall_columns(store: StoreIn) -> ColumnMatches:
    """Return which headers coordinators matched to which columns in the latest cohorts."""
    return readings.column_matches(store)
