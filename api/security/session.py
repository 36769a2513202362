"""The key that a browser keeps for the page, and when it counts.

A program sends its key as ``Authorization: Bearer``. A browser keeps it in a cookie that scripts
cannot read, that goes when the browser is closed, and that only requests of this service's own
page carry with effect: ``SameSite=Strict`` keeps other sites' requests without it, and where one
comes all the same (another port of this machine is the same site), it is not looked at.
"""

from __future__ import annotations

from http.cookies import CookieError, SimpleCookie
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from starlette.datastructures import Headers

SESSION = "/session"
COOKIE = "matcher_key"
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


def token_of(method: str, headers: Headers) -> str | None:
    """Return the key that a request comes with, None where it comes with none that counts."""
    if given := headers.get("authorization"):
        kind, _, token = given.partition(" ")
        return token.strip() if kind.lower() == "bearer" else None
    return _cookie(headers) if from_own_page(method, headers) else None


def from_own_page(method: str, headers: Headers) -> bool:
    """Whether a browser's request can only come from this service's own page."""
    site = headers.get("sec-fetch-site")
    if site is not None:  # of every browser of today, where the address is secure or local
        return site == "same-origin" or (site == "none" and method in SAFE)
    if method in SAFE:
        return True  # a page of another site could not read the answer
    try:
        origin = urlsplit(headers.get("origin", "")).netloc
    except ValueError:  # no address at all
        return False
    return bool(origin) and origin == headers.get("host")


def _cookie(headers: Headers) -> str | None:
    try:
        found = SimpleCookie(headers.get("cookie", ""))
    except CookieError:
        return None
    return found[COOKIE].value if COOKIE in found else None
