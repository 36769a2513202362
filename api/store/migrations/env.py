"""Run by alembic: migrates over the connection that `api.store.migrate` hands over."""

from __future__ import annotations

from typing import Any, Literal

from alembic import context

from api.store.tables import Base
from api.store.types import UtcDateTime


def render_item(kind: str, item: Any, _: Any) -> str | Literal[False]:
    """Write our column type as new revisions import it."""
    return "UtcDateTime()" if kind == "type" and isinstance(item, UtcDateTime) else False


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    render_as_batch=True,  # SQLite alters tables by copying them
    compare_type=True,
    render_item=render_item,
)
with context.begin_transaction():
    context.run_migrations()
