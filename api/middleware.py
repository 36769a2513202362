"""What every request passes: its id and log line, who may ask, how large it may be."""

from __future__ import annotations

import ipaddress
import re
import secrets
import time
from contextlib import suppress
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import structlog
from starlette.datastructures import Headers, MutableHeaders

from api.errors import ForeignOriginError, TooLargeError, problem
from api.logs import where
from api.store.repository import ID_PATTERN

if TYPE_CHECKING:
    from starlette.responses import Response
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

log = structlog.get_logger()
OWN_ID = re.compile(ID_PATTERN)
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",  # proposals name people
    # The report is one page with styles and drawings of its own, and nothing else.
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; img-src data:; "
    "frame-ancestors 'none'",
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
                    await _fault(request_id)(scope, receive, watched)
            route = getattr(scope.get("route"), "path", "")  # never the query
            seconds = round(time.monotonic() - began, 3)
            given = scope.get("path_params", {}).items()
            ids = {name: value for name, value in given if OWN_ID.fullmatch(str(value))}
            log.info("request", method=scope["method"], route=route, status=status,
                     seconds=seconds, **ids)  # fmt: skip


def _fault(request_id: str) -> Response:
    detail = f"The service met a fault of its own; its log says more under request {request_id}."
    return problem(500, "internal-fault", "Internal fault", detail)


class LocalOnly:
    """Answers this machine's own requests only.

    The server listens on loopback, but a web page may still try to reach it through the
    visitor's browser: by its own host name (DNS rebinding) or by sending a form.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or refuse it."""
        if scope["type"] == "http" and (why := _foreign(scope["method"], Headers(scope=scope))):
            await ForeignOriginError(why).response()(scope, receive, send)
            return
        await self.app(scope, receive, send)


def _foreign(method: str, headers: Headers) -> str | None:
    if not is_loopback(_host(f"//{headers.get('host', '')}")):
        return "The Host is not this machine; use 127.0.0.1 or localhost."
    origin = headers.get("origin")
    if method not in SAFE and origin is not None and not is_loopback(_host(origin)):
        return "The request comes from a page of another site."
    return None


def _host(url: str) -> str:
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""


def is_loopback(host: str) -> bool:
    """Whether a host name or address can only be this machine."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


class BodyLimit:
    """Refuses bodies that are too large, whether they say so or not."""

    def __init__(self, app: ASGIApp, limit: int) -> None:
        self.app, self.limit = app, limit

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, counting."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        refusal = TooLargeError(
            f"The body is larger than {self.limit:,} bytes.", headers={"Connection": "close"}
        ).response()
        declared = Headers(scope=scope).get("content-length", "0")
        if declared.isdecimal() and int(declared[:20]) > self.limit:
            await refusal(scope, receive, send)
            return
        seen, too_large, answered = 0, False, False

        async def counted() -> Message:
            nonlocal seen, too_large
            message = await receive()
            seen += len(message.get("body", b""))
            if seen > self.limit:
                too_large = True
                raise _Stop
            return message

        async def guarded(message: Message) -> None:
            nonlocal answered
            if not too_large:  # else whatever the application made of the broken-off body
                answered = True
                await send(message)

        with suppress(_Stop):
            await self.app(scope, counted, guarded)
        if too_large and not answered:
            await refusal(scope, receive, send)


class _Stop(Exception):  # noqa: N818 - no error: ends the reading of a body
    pass
