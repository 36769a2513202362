"""Typed errors: each declares its status, its words and how the OpenAPI shows it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, ClassVar

from fastapi.exceptions import RequestValidationError
from fastapi.responses import Response
from starlette.exceptions import HTTPException

from api.schemas.problems import ISSUE_EXAMPLE, IssueOut, Problem, clean
from matcher.files.read.issues import Issue

if TYPE_CHECKING:
    from fastapi import FastAPI, Request
    from fastapi.routing import APIRoute

MEDIA_TYPE = "application/problem+json"
PLAIN = {
    404: "There is nothing at this path; /openapi.json lists every call.",
    405: "This path does not take this method; Allow names those it takes.",
}
PREFIX = "urn:matcher:problem:"


class ApiError(Exception):
    """A problem to answer a request with.

    Parameters
    ----------
    detail : str
        What was found and what would be accepted; no names, no addresses.
    errors : sequence of Issue
        Where the input is at fault: every fault.
    headers : mapping
    """

    status: ClassVar[int]
    code: ClassVar[str]
    title: ClassVar[str]
    example: ClassVar[str]

    def __init__(
        self, detail: str, errors: Sequence[Issue] = (), headers: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(detail)
        self.detail, self.errors, self.headers = detail, tuple(errors), dict(headers or {})

    def response(self) -> Response:
        """Return the answer."""
        return problem(
            self.status, self.code, self.title, self.detail, self.errors, headers=self.headers
        )


class MissingKeyError(ApiError):
    """The request came without a valid key."""

    status, code, title = 401, "missing-key", "A key is needed"
    example = "Found no valid key; send one as 'Authorization: Bearer …'."


class MissingScopeError(ApiError):
    """The key may not do this."""

    status, code, title = 403, "missing-scope", "This key may not do that"
    example = "This key has not the scope 'write' that the call needs."


class NotFoundError(ApiError):
    """No such thing, or no longer."""

    status, code, title = 404, "not-found", "Not found"
    example = "There is no cohort 'coh_0d4f'; it may have been deleted."


class NotAcceptableError(ApiError):
    """None of the accepted formats is there."""

    status, code, title = 406, "not-acceptable", "Not available in that format"
    example = "Accept names no format of a proposal; there are json, xlsx, csv, ics, zip, html."


class ConflictError(ApiError):
    """What is asked for does not go with what was published."""

    status, code, title = 409, "conflict", "Not as things stand"
    example = "The proposal is published; change it with POST /v1/proposals/{id}/repair."


class TooSlowError(ApiError):
    """The request's body takes too long to arrive."""

    status, code, title = 408, "too-slow", "The body takes too long"
    example = "The body did not arrive within 120 s."


class TooLargeError(ApiError):
    """The request's body is too large."""

    status, code, title = 413, "too-large", "The body is too large"
    example = "The body is larger than 51,000,000 bytes."


class UnsupportedMediaError(ApiError):
    """The body is of a kind that is not read here."""

    status, code, title = 415, "unsupported-media-type", "Not a kind of body that is read here"
    example = "Found text/plain; send application/json or multipart/form-data."


class ForeignOriginError(ApiError):
    """The request was sent by a page of another site, or under a foreign host name."""

    status, code, title = 403, "foreign-origin", "Only local requests are answered"
    example = "The host 'example.org' is not this machine; use 127.0.0.1 or localhost."


class UnusableInputError(ApiError):
    """The input cannot be used; `errors` holds every fault."""

    status, code, title = 422, "unusable-input", "The input cannot be used"
    example = "1 fault was found; nothing was kept."

    @classmethod
    def of(cls, faults: Sequence[Issue]) -> UnusableInputError:
        """Return the error for all the faults of an input."""
        words = "1 fault was" if len(faults) == 1 else f"{len(faults)} faults were"
        return cls(f"{words} found; nothing was kept.", faults)


class TooOftenError(ApiError):
    """One client asks too often."""

    status, code, title = 429, "too-often", "Too many requests"
    example = "Too many requests at once; try again in 1 s."


class QueueFullError(ApiError):
    """Too many runs wait already."""

    status, code, title = 429, "queue-full", "The queue is full"
    example = "100 runs are waiting; try again in 20 seconds."


class TooLongError(ApiError):
    """Trying things out took too long."""

    status, code, title = 503, "too-long", "It took too long"
    example = "Nothing was found within 40 s; try again later."


class NotReadyError(ApiError):
    """The service cannot work now."""

    status, code, title = 503, "not-ready", "Not ready"
    example = "The store does not answer."


def responses(*errors: type[ApiError]) -> dict[int | str, dict[str, Any]]:
    """Return how the OpenAPI documents the problems of a call."""
    return {
        error.status: {
            "model": Problem,
            "description": error.title,
            "content": {MEDIA_TYPE: {"example": _example(error)}},
        }
        for error in errors
    }


def _example(error: type[ApiError]) -> dict[str, Any]:
    shown: dict[str, Any] = {
        "type": PREFIX + error.code,
        "title": error.title,
        "status": error.status,
        "detail": error.example,
    }
    if error is UnusableInputError:
        shown["errors"] = [ISSUE_EXAMPLE]
    return shown


def problem(
    status: int,
    code: str,
    title: str,
    detail: str,
    errors: Iterable[Issue] = (),
    headers: Mapping[str, str] | None = None,
) -> Response:
    """Return a problem as an answer."""
    found = [IssueOut.of(issue) for issue in errors] or None
    content = Problem(
        type=PREFIX + code, title=title, status=status, detail=clean(detail), errors=found
    ).model_dump(exclude={"errors"} if found is None else None)
    body = json.dumps(content, ensure_ascii=False, allow_nan=False)
    return Response(body, status, headers=headers, media_type=MEDIA_TYPE)


def add_handlers(app: FastAPI, routes: Sequence[APIRoute]) -> None:
    """Answer every error of an application with a problem; `routes` tell what a path allows."""

    @app.exception_handler(ApiError)
    async def typed(_: Request, error: ApiError) -> Response:
        return error.response()

    @app.exception_handler(RequestValidationError)
    async def invalid(_: Request, error: RequestValidationError) -> Response:
        return UnusableInputError.of([_issue(fault) for fault in error.errors()]).response()

    @app.exception_handler(HTTPException)
    async def plain(request: Request, error: HTTPException) -> Response:
        if error.status_code == HTTPStatus.BAD_REQUEST:  # FastAPI could not parse the body
            message = "the body cannot be read; accepted: JSON in UTF-8"
            return UnusableInputError.of(
                [Issue("body", None, None, "not-json", message)]
            ).response()
        title = HTTPStatus(error.status_code).phrase
        code = title.lower().replace(" ", "-")
        detail = PLAIN.get(error.status_code, error.detail)
        headers = dict(error.headers or {})
        if error.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
            here = (route for route in routes if route.path_regex.match(request.url.path))
            headers["Allow"] = ", ".join(
                sorted({name for route in here for name in route.methods or ()})
            )
        return problem(error.status_code, code, title, detail, headers=headers)


KIND = "as "  # begins the tag of one of several kinds of object, which is no key of the request


def _issue(fault: Mapping[str, Any]) -> Issue:
    """Return a fault that pydantic found; what stood there is not repeated."""
    where, *path = (part for part in fault["loc"] if not str(part).startswith(KIND))
    if fault["type"] == "json_invalid":
        reason = fault.get("ctx", {}).get("error", "invalid")
        return Issue(str(where), None, None, "not-json", f"the body is no JSON ({reason})")
    code, message = fault["type"].replace("_", "-"), fault["msg"]
    if where == "body" and not path and code.startswith(("model", "dict")):
        message = "found no JSON object; accepted: an object, sent as application/json"
    # The place in a list is the row: ("body", "pins", 0, "group_id").
    at = next((index for index, part in enumerate(path) if isinstance(part, int)), len(path))
    row = path[at] + 1 if at < len(path) else None
    file = "/".join(map(str, [where, *(path[:at] if row else ())]))
    column = ".".join(map(str, path[at + 1 :] if row else path)) or None
    return Issue(file, row, column, code, message)
