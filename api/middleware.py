"""What every request passes: its id and log line, how large it may be and how slow."""

from __future__ import annotations

import asyncio
import re
import secrets
import time
from contextlib import suppress
from typing import TYPE_CHECKING

import structlog
from starlette.datastructures import Headers, MutableHeaders

from api.errors import ApiError, NotReadyError, TooLargeError, TooSlowError, problem
from api.operations.logs import where
from api.store.ids import ID_PATTERN
from api.store.patience import AWAY

if TYPE_CHECKING:
    from starlette.responses import Response
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from api.operations.metrics import Metrics

log = structlog.get_logger()
METHODS = frozenset({"GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE"})
OWN_ID = re.compile(ID_PATTERN)
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",  # proposals name people
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    # The report is one page with styles and drawings of its own, and nothing else.
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; img-src data:; "
    "frame-ancestors 'none'",
}

# For what this service's own page may show within itself.
FRAMED = {
    "X-Frame-Options": "SAMEORIGIN",
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; img-src data:; "
    "frame-ancestors 'self'",
}


class RequestLog:
    """Gives each request an id and a log line, and turns what nobody caught into a plain 500."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        request_id, began, status = secrets.token_hex(8), time.monotonic(), 0

        async def watched(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                headers = MutableHeaders(scope=message)
                headers["X-Request-Id"] = request_id
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        with structlog.contextvars.bound_contextvars(request=request_id):
            try:
                await self.app(scope, receive, watched)
            except Exception as error:  # the answer and the log name it without its message
                log.error("fault", error=where(error))
                if not status:
                    await _fault(error, request_id)(scope, receive, watched)
            route = getattr(scope.get("route"), "path", "")  # never the query
            seconds = round(time.monotonic() - began, 3)
            metrics: Metrics = scope["app"].state.metrics
            # A method may be any word, and words of strangers must not fill the figures.
            method = scope["method"] if scope["method"] in METHODS else "other"
            metrics.request(method, route or "none", status, seconds)
            given = scope.get("path_params", {}).items()
            ids = {name: value for name, value in given if OWN_ID.fullmatch(str(value))}
            log.info("request", method=scope["method"], route=route, status=status,
                     seconds=seconds, **ids)  # fmt: skip


def _fault(error: Exception, request_id: str) -> Response:
    if isinstance(error, AWAY):
        words = "The store does not answer; try again in a few seconds."
        return NotReadyError(words, headers={"Retry-After": "2"}).response()
    detail = f"The service met a fault of its own; its log says more under request {request_id}."
    return problem(500, "internal-fault", "Internal fault", detail)


class BodyLimit:
    """Refuses bodies that are too large, whether they say so or not, or too slow to come.

    Parameters
    ----------
    app : ASGIApp
    limit : int
        Bytes.
    seconds : float
        Until the whole body must be there.
    """

    def __init__(self, app: ASGIApp, limit: int, seconds: float) -> None:
        self.app, self.limit, self.seconds = app, limit, seconds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, counting."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        close = {"Connection": "close"}
        too_large = TooLargeError(f"The body is larger than {self.limit:,} bytes.", headers=close)
        declared = Headers(scope=scope).get("content-length", "0")
        if declared.isdecimal() and int(declared[:20]) > self.limit:
            await too_large.response()(scope, receive, send)
            return
        seen, whole, answered = 0, False, False
        refusal: ApiError | None = None
        until = asyncio.get_running_loop().time() + self.seconds

        async def counted() -> Message:
            nonlocal seen, whole, refusal
            if whole:  # what still comes is the news that the client has left
                return await receive()
            try:
                async with asyncio.timeout_at(until):
                    message = await receive()
            except TimeoutError:
                refusal = TooSlowError(
                    f"The body did not arrive within {self.seconds:g} s.", headers=close
                )
                raise _Stop from None
            seen += len(message.get("body", b""))
            whole = not message.get("more_body", False)
            if seen > self.limit:
                refusal = too_large
                raise _Stop
            return message

        async def guarded(message: Message) -> None:
            nonlocal answered
            if refusal is None:  # else whatever the application made of the broken-off body
                answered = True
                await send(message)

        with suppress(_Stop):
            await self.app(scope, counted, guarded)
        if refusal is not None and not answered:
            await refusal.response()(scope, receive, send)


class _Stop(Exception):  # noqa: N818 - no error: ends the reading of a body
    pass
