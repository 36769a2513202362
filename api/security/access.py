"""Who may ask for what: keys where there are any, else this machine alone; and how often."""

from __future__ import annotations

import ipaddress
import math
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import structlog
from fastapi.concurrency import run_in_threadpool
from starlette.datastructures import Headers

from api.errors import (
    ApiError,
    ForeignOriginError,
    MissingKeyError,
    MissingScopeError,
    TooOftenError,
)
from api.security.keys import ADMIN, METRICS, READ, WRITE, judge
from api.security.rate import Buckets
from api.security.session import SESSION, from_own_page, token_of

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Receive, Scope, Send

    from api.store import Store

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
# Nothing of anybody is in these: a page comes empty, and asks for what it shows by itself.
OPEN = frozenset({"/", "/sign-in", SESSION, "/healthz", "/readyz", "/openapi.json"})
PAGES = ("/static/", "/cohorts/")
LOCAL = "local"  # who asks where there are no keys
FAILED_COST = 10.0  # a wrong key counts as so many requests


def scope_of(method: str, path: str) -> str | None:
    """Return the scope that a call needs; None where anybody may make it."""
    if path in OPEN or (method in SAFE and path.startswith(PAGES)):
        return None
    if path == "/metrics":
        return METRICS
    if path.startswith("/v1/audit-events"):
        return ADMIN
    # A check keeps nothing: it is a question, though it comes with a body.
    asks = path.startswith("/v1/proposals/") and path.endswith("/check")
    return READ if method in SAFE or asks else WRITE


class Access:
    """Refuses who may not ask, before anything of the body is read.

    Parameters
    ----------
    app : ASGIApp
    rate : float
        Requests a second that one client may make; 0 for any number.
    exposed : bool
        Whether other machines can reach the service: then nothing goes without a key, even after
        the last one was revoked.
    """

    def __init__(self, app: ASGIApp, rate: float, *, exposed: bool) -> None:
        self.app, self.exposed = app, exposed
        self.buckets = Buckets(rate)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or refuse it."""
        if scope["type"] == "http":
            try:
                await self._let_in(scope)
            except ApiError as refusal:
                await refusal.response()(scope, receive, send)
                return
        await self.app(scope, receive, send)

    async def _let_in(self, scope: Scope) -> None:
        headers, method, path = Headers(scope=scope), scope["method"], scope["path"]
        wanted = scope_of(method, path)
        scope.setdefault("state", {})["actor"] = LOCAL
        address = (scope.get("client") or ("",))[0]
        if path == SESSION and method not in SAFE:
            self._count(address, FAILED_COST)
            if not from_own_page(method, headers):
                raise ForeignOriginError("The request comes from a page of another site.")
        if wanted is None:
            return
        store: Store = scope["app"].state.store
        found = await run_in_threadpool(judge, store, token_of(method, headers))
        if not (found.needed or self.exposed):
            if why := _foreign(method, headers):
                raise ForeignOriginError(why)
            self._count(address)
            return
        if not found.key_id:
            self._count(address, FAILED_COST)
            raise MissingKeyError(
                "Found no valid key; send one as 'Authorization: Bearer …'. "
                "`matcher keys create` makes them.",
                headers={"WWW-Authenticate": "Bearer"},
            )
        self._count(found.key_id)
        scope["state"]["actor"] = found.key_id
        structlog.contextvars.bind_contextvars(key=found.key_id)
        if wanted not in found.scopes:
            raise MissingScopeError(f"This key has not the scope '{wanted}' that the call needs.")

    def _count(self, client: str, cost: float = 1.0) -> None:
        if seconds := self.buckets.wait(client, cost):
            whole = max(1, math.ceil(seconds))
            raise TooOftenError(
                f"Too many requests at once; try again in {whole} s.",
                headers={"Retry-After": str(whole)},
            )


def _foreign(method: str, headers: Headers) -> str | None:
    """Say why a request is not this machine's own.

    The server listens on loopback, but a web page may still try to reach it through the
    visitor's browser: by its own host name (DNS rebinding) or by sending a form.
    """
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
