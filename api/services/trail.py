"""The trail of who read and changed what, and how it is shown."""

from __future__ import annotations

from urllib.parse import quote

from api.schemas.trail import AuditOut, AuditPage
from api.store import Store


def note(store: Store, actor: str, act: str, target: str, *, lasting: bool = False) -> None:
    """Note that somebody is about to be shown something; where that fails, they are not.

    A look is not worth waiting for the disk, as what it leads to is (`lasting`).
    """
    with store.write(lasting=lasting) as repository:
        repository.trail.add(actor, act, target)


def page(store: Store, limit: int, after: int, target: str | None) -> AuditPage:
    """Return a page of the trail, the oldest act first."""
    with store.read() as repository:
        rows = repository.trail.after(after, limit + 1, target)
    shown = rows[:limit]
    following = None
    if len(rows) > limit:
        only = f"&target={quote(target)}" if target is not None else ""
        following = f"/v1/audit-events?limit={limit}&after={shown[-1].number}{only}"
    return AuditPage(items=[AuditOut.of(row) for row in shown], next=following)
