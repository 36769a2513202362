"""Logs: ids and counts on standard error, never names, addresses or answers."""

from __future__ import annotations

import logging
import sys
import traceback
from pathlib import Path

import structlog


def set_up_logs() -> None:
    """Write one line per event: readable on a terminal, JSON elsewhere."""
    renderer: structlog.typing.Processor = structlog.processors.JSONRenderer()
    if sys.stderr.isatty():
        renderer = structlog.dev.ConsoleRenderer(colors=False)
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            renderer,
        ],
        logger_factory=_logger,
        cache_logger_on_first_use=False,
    )
    for name in ("uvicorn.error", "asyncio", "procrastinate", "psycopg.pool"):
        library = logging.getLogger(name)
        library.handlers, library.propagate = [_ServerLog(logging.WARNING)], False


def _logger(*_: object) -> structlog.PrintLogger:
    return structlog.PrintLogger(sys.stderr)


class _ServerLog(logging.Handler):
    """Writes what a library warns of; a traceback's text may hold what people wrote."""

    def emit(self, record: logging.LogRecord) -> None:
        """Write one record."""
        error = record.exc_info[1] if record.exc_info else None
        lines = record.getMessage().splitlines() or [""]
        place = {"error": where(error)} if error else {}
        structlog.get_logger().warning(record.name, text=lines[0], **place)


def where(error: BaseException) -> str:
    """Return an error's type and place; its message may hold what people wrote."""
    frames = traceback.extract_tb(error.__traceback__)[-3:]
    places = " > ".join(f"{Path(frame.filename).name}:{frame.lineno}" for frame in frames)
    return f"{type(error).__name__} at {places}"
