"""Keys: who may ask the service for what.

A key is 32 random bytes that are shown once. The store holds its SHA-256: with so much chance in
it a key cannot be guessed from its hash, so nothing slower is needed.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from api.store import Store
from api.store.ids import new_id
from api.store.tables import ApiKeyRow
from api.store.types import now

READ, WRITE, ADMIN, METRICS = "read", "write", "admin", "metrics"
# What each scope may do beside its own.
GRANTS = {
    METRICS: frozenset({METRICS}),
    READ: frozenset({READ, METRICS}),
    WRITE: frozenset({WRITE, READ, METRICS}),
    ADMIN: frozenset({ADMIN, WRITE, READ, METRICS}),
}
OPERATOR = "operator"  # who acts on the command line
PREFIX = "matcher_"  # so that scanners for leaked secrets can tell what they found


@dataclass(frozen=True, slots=True)
class Judgement:
    """What a token stands for.

    Attributes
    ----------
    needed : bool
        Whether requests need a key at all.
    key_id : str
        Of the token's key; empty where it is no key, or no longer.
    scopes : frozenset of str
        What the key may do.
    """

    needed: bool
    key_id: str = ""
    scopes: frozenset[str] = frozenset()


def create(
    store: Store, name: str, scopes: Iterable[str], lifetime: timedelta | None
) -> tuple[ApiKeyRow, str]:
    """Make a key; return it and its token, which is nowhere else."""
    token = PREFIX + secrets.token_urlsafe(32)
    made = now()
    row = ApiKeyRow(
        id=new_id("key"),
        name=name,
        token_sha256=_hash(token),
        scopes=sorted(set(scopes), key=list(GRANTS).index),
        created_at=made,
        expires_at=made + lifetime if lifetime else None,
    )
    with store.write() as repository:
        repository.keys.add(row)
        repository.trail.add(OPERATOR, "key.create", row.id)
    return row, token


def revoke(store: Store, key_id: str) -> tuple[bool, bool]:
    """Revoke a key; return whether there is such a key, and whether any is left."""
    with store.write() as repository:
        found = repository.keys.revoke(key_id)
        if found is not None:
            repository.trail.add(OPERATOR, "key.revoke", key_id)
        return found is not None, repository.keys.any()


def judge(store: Store, token: str | None) -> Judgement:
    """Say what a request with this token may do."""
    with store.read() as repository:
        needed = repository.keys.any()
        row = repository.keys.by_hash(_hash(token)) if token else None
    if row is None or state(row) != "valid":
        return Judgement(needed)
    return Judgement(needed, row.id, frozenset().union(*(GRANTS[scope] for scope in row.scopes)))


def state(row: ApiKeyRow) -> str:
    """Return whether a key is ``valid``, ``expired`` or ``revoked``."""
    if row.revoked_at is not None:
        return "revoked"
    return "expired" if row.expires_at is not None and row.expires_at <= now() else "valid"


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()
