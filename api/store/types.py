"""Column types that SQLite and PostgreSQL treat alike."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from sqlalchemy import DateTime, Dialect, String, func, select
from sqlalchemy.types import TypeDecorator

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


class UtcDateTime(TypeDecorator[datetime]):
    """An instant. SQLite forgets time zones, so UTC goes in and comes out."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Turn an aware time to UTC; refuse a naive one."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("times in the store are aware; this one has no time zone")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Return an aware time in UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Word(TypeDecorator[str]):
    """A text. PostgreSQL cannot hold the character NUL, which no text needs."""

    impl = String
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        """Put the mark of an unreadable character in its place."""
        return None if value is None else value.replace("\0", "\ufffd")


def now() -> datetime:
    """Return this instant."""
    return datetime.now(UTC)


def shared_now(session: Session) -> datetime:
    """Return this instant by the one clock that several machines share: their database's."""
    if session.get_bind().dialect.name == "postgresql":
        shared = session.scalar(select(func.clock_timestamp(type_=UtcDateTime)))
        return shared or now()
    return now()
