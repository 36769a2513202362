"""``matcher worker``: solves the runs that servers put into a PostgreSQL database."""

from __future__ import annotations

import asyncio
import signal
import sys
from typing import NoReturn

import structlog
from sqlalchemy.exc import SQLAlchemyError

from api.operations.logs import set_up_logs
from api.settings import Settings
from api.store import Store

UNUSABLE = 2
log = structlog.get_logger()


def work() -> None:
    """Solve runs until the process is told to end.

    Raises
    ------
    SystemExit
        With code 2 and a sentence on stderr: there is no PostgreSQL database to work for.
    """
    settings = Settings()
    try:
        store = Store(settings.url())
        if store.file:
            _refuse(
                "A worker takes runs from a PostgreSQL database; set MATCHER_DATABASE_URL to the "
                "one that the server uses. Without one, matcher serve solves its runs itself."
            )
        store.migrate()
    except (SQLAlchemyError, ValueError) as error:
        found = str(error) if isinstance(error, ValueError) else type(error).__name__
        _refuse(f"The database cannot be used ({found}). Look at MATCHER_DATABASE_URL.")
    set_up_logs()
    try:
        asyncio.run(_work(store, settings))
    finally:
        store.close()


async def _work(store: Store, settings: Settings) -> None:
    from api.jobs.station import Station

    station = Station(store, settings)
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, station.close)
    at_once = settings.runs_at_once()
    print(f"Solving up to {at_once} runs at once (Ctrl-C ends it)", file=sys.stderr)
    log.info("ready", runs_at_once=at_once)
    await station.work()


def _refuse(sentence: str) -> NoReturn:
    print(sentence, file=sys.stderr)
    raise SystemExit(UNUSABLE)
