"""The page's frames, its own files, and the browser's key."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Header, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.staticfiles import StaticFiles
from jinja2 import Environment, PackageLoader, StrictUndefined
from pydantic import BaseModel, ConfigDict, Field

import matcher
from api.dependencies import StoreIn
from api.errors import MissingKeyError
from api.page import texts
from api.security.keys import judge
from api.security.session import COOKIE, SESSION, token_of

# Nothing but this service's own files: no inline script or style, no other address.
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; frame-src 'self'; form-action 'none'; base-uri 'none'; "
    "frame-ancestors 'none'"
)
STATIC = Path(__file__).parent / "static"
router = APIRouter(include_in_schema=False)
CohortView = Literal["pool", "policy", "solve"]
View = Literal["board", "report", "take-away", "publish", "compare", "repair"]
Languages = Annotated[str, Header(alias="Accept-Language", max_length=500)]


class OwnFiles(StaticFiles):
    """The page's scripts, styles and pictures; a browser asks each time whether they changed."""

    def file_response(self, *args: Any, **others: Any) -> Response:
        """Return a file."""
        answer = super().file_response(*args, **others)
        answer.headers["Cache-Control"] = "no-cache"
        return answer


def own_files() -> StaticFiles:
    """Return what serves the page's own files."""
    return OwnFiles(directory=STATIC)


@lru_cache
def _templates() -> Environment:
    return Environment(
        loader=PackageLoader("api.page"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _frame(view: str, accept: str, **ids: str) -> Response:
    language = texts.chosen(accept)
    words = texts.catalogue(language)
    html = _templates().get_template("frame.html").render(
        view=view, language=language, words=words, version=matcher.__version__,
        cohort=ids.get("cohort", ""), proposal=ids.get("proposal", ""),
    )  # fmt: skip
    headers = {"Content-Security-Policy": POLICY, "Vary": "Accept-Language"}
    return Response(html, media_type="text/html; charset=utf-8", headers=headers)


@router.get("/")
def bring_in(accept: Languages = "") -> Response:
    """Where a coordinator begins: bring a cohort in, or go on with one."""
    return _frame("bring-in", accept)


@router.get("/sign-in")
def sign_in(accept: Languages = "") -> Response:
    """Where the key is asked for, if the service wants one."""
    return _frame("sign-in", accept)


@router.get("/cohorts/{cohort_id}/{view}")
def of_cohort(cohort_id: str, view: CohortView, accept: Languages = "") -> Response:
    """A view of a cohort; what it shows, it asks for by itself."""
    return _frame(view, accept, cohort=cohort_id)


@router.get("/cohorts/{cohort_id}/proposals/{proposal_id}/{view}")
def of_proposal(cohort_id: str, proposal_id: str, view: View, accept: Languages = "") -> Response:
    """A view of a proposal."""
    return _frame(view, accept, cohort=cohort_id, proposal=proposal_id)


class KeyIn(BaseModel):
    """The key that somebody typed."""

    model_config = ConfigDict(strict=True, extra="forbid")

    key: str = Field(min_length=1, max_length=200)


@router.get(SESSION)
async def session(request: Request, store: StoreIn) -> dict[str, Any]:
    """Say whether a key is needed, and what the browser's may do."""
    token = token_of("GET", request.headers)
    found = await run_in_threadpool(judge, store, token)
    return {"needed": found.needed, "scopes": sorted(found.scopes)}


@router.post(SESSION, status_code=204)
async def begin_session(typed: KeyIn, request: Request, store: StoreIn) -> Response:
    """Keep a valid key in the browser until it is closed."""
    key = typed.key.strip()
    if not (await run_in_threadpool(judge, store, key)).key_id:
        raise MissingKeyError("This is no valid key. `matcher keys create` makes them.")
    answer = Response(status_code=204)
    answer.set_cookie(
        COOKIE, key, httponly=True, samesite="strict", secure=request.url.scheme == "https"
    )
    return answer


@router.delete(SESSION, status_code=204)
def end_session() -> Response:
    """Forget the browser's key."""
    answer = Response(status_code=204)
    answer.delete_cookie(COOKIE, httponly=True, samesite="strict")
    return answer
