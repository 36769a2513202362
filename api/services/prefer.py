"""The Prefer header (RFC 7240)."""

from __future__ import annotations


def wait_seconds(prefer: str | None) -> float | None:
    """Return the seconds of ``wait=N``; None where the client does not wait."""
    for part in (prefer or "").split(","):
        name, _, value = part.partition(";")[0].partition("=")
        value = value.strip().strip('"')
        if name.strip().lower() == "wait" and value.isascii() and value.isdecimal():
            return float(value[:9])
    return None
