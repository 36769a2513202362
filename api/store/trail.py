"""The queries about the trail of who did what."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import TYPE_CHECKING

from sqlalchemy import select

from api.store.runs import LARGEST
from api.store.tables import AuditRow
from api.store.types import now

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


def hashed(target: str) -> str:
    """Return what the trail keeps of an id: enough to ask for it, too little to find it again."""
    return hashlib.sha256(target.encode("utf-8", "replace")).hexdigest()


class Trail:
    """Who did what and when; of what it was done to only a hash, which outlives it."""

    def __init__(self, session: Session) -> None:
        self.session = session

    def add(self, actor: str, act: str, target: str) -> None:
        """Note an act.

        Parameters
        ----------
        actor : str
            Id of a key, or ``local``, ``operator``, ``retention``.
        act : str
            Such as ``proposal.read``.
        target : str
            Id of what it was done to.
        """
        row = AuditRow(at=now(), actor=actor, act=act, target_sha256=hashed(target))
        self.session.add(row)

    def after(self, number: int, limit: int, target: str | None) -> Sequence[AuditRow]:
        """Return up to `limit` acts after a number, the oldest first."""
        found = (
            select(AuditRow).where(AuditRow.number > min(number, LARGEST)).order_by(AuditRow.number)
        )
        if target is not None:
            found = found.where(AuditRow.target_sha256 == hashed(target))
        return self.session.scalars(found.limit(limit)).all()
