"""Ids of what is stored."""

from __future__ import annotations

import secrets

ID_PATTERN = "[a-z]{3,4}_[0-9a-f]{20}"


def new_id(kind: str) -> str:
    """Return a fresh id that nobody can guess, for example ``run_9f…``."""
    return f"{kind}_{secrets.token_hex(10)}"
