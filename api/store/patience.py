"""What is worth waiting for: a database that is away for a while must not cost a result."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TypeVar

import structlog
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as NoConnectionError

from api.operations.logs import where

AWAY = (OperationalError, InterfaceError, NoConnectionError)
PAUSE = 0.5  # seconds between two tries
Result = TypeVar("Result")
log = structlog.get_logger()


def patiently(act: Callable[[], Result], seconds: float) -> Result:
    """Do something with the store, again and again for so long should the store be away.

    Raises
    ------
    sqlalchemy.exc.SQLAlchemyError
        It was away all the time.
    """
    until = time.monotonic() + seconds
    while True:
        try:
            return act()
        except AWAY as error:
            if time.monotonic() > until:
                raise
            log.warning("store is away", error=where(error))
            time.sleep(PAUSE)
