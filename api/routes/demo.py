"""Demo cohorts: ready request bodies."""

from typing import Annotated, Any

from fastapi import APIRouter, Path, Response

from api.errors import NotFoundError, responses
from api.schemas.cohorts import COHORT_BODY
from api.schemas.demo import DemoList
from api.services import demo

router = APIRouter(prefix="/v1/demo-cohorts", tags=["demo"])
_BODY: dict[str, Any] = {"application/json": COHORT_BODY["content"]["application/json"]}


@router.get("", summary="List the demo cohorts")
def list_demos() -> DemoList:
    """List the demo cohorts that ship with the package."""
    return DemoList(items=list(demo.listed()))


@router.get(
    "/{name}",
    response_class=Response,
    summary="Fetch a demo cohort",
    responses={200: {"content": _BODY}, **responses(NotFoundError)},
)
def fetch_demo(name: Annotated[str, Path(examples=["massachusetts-38"])]) -> Response:
    """Fetch a demo cohort as a request body for `POST /v1/cohorts`."""
    return Response(demo.body(name), media_type="application/json")
