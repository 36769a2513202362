"""The queries about keys."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from sqlalchemy import exists, select

from api.store.tables import ApiKeyRow
from api.store.types import now

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


class Keys:
    """Keys, by the hash of their token."""

    def __init__(self, session: Session) -> None:
        self.session = session

    def add(self, key: ApiKeyRow) -> None:
        """Keep a key."""
        self.session.add(key)

    def all(self) -> Sequence[ApiKeyRow]:
        """Return every key ever made, the oldest first."""
        found = select(ApiKeyRow).order_by(ApiKeyRow.created_at, ApiKeyRow.id)
        return self.session.scalars(found).all()

    def by_hash(self, token_sha256: str) -> ApiKeyRow | None:
        """Return the key of a token."""
        found = select(ApiKeyRow).where(ApiKeyRow.token_sha256 == token_sha256)
        return self.session.scalars(found).one_or_none()

    def any(self) -> bool:
        """Whether there is a key that has not been revoked; one that has expired counts."""
        return bool(self.session.scalar(select(exists().where(ApiKeyRow.revoked_at.is_(None)))))

    def revoke(self, key_id: str) -> ApiKeyRow | None:
        """Note that a key is of no use any more; None where there is no such key."""
        key = self.session.get(ApiKeyRow, key_id)
        if key is not None and key.revoked_at is None:
            key.revoked_at = now()
        return key
