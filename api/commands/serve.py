"""``matcher serve``: the service on this machine's own address; with keys, on any."""

from __future__ import annotations

import signal
import socket
import sys
from contextlib import suppress
from pathlib import Path
from types import FrameType
from typing import NoReturn

import uvicorn
from sqlalchemy.exc import SQLAlchemyError

from api.app import create_app
from api.operations.lock import ServerLock, TakenError
from api.operations.logs import set_up_logs
from api.security.access import is_loopback
from api.security.connection import PatientConnection
from api.security.keys import state
from api.settings import Settings
from api.store import Store

UNUSABLE = 2
WAITING = 256  # connections
GOODBYE_SECONDS = 5  # open event streams are closed after so long


def serve(host: str, port: int) -> None:
    """Serve until the process is told to end.

    Parameters
    ----------
    host : str
        Any but a loopback address is refused as long as there is no valid key.
    port : int
        0 for any free one.

    Raises
    ------
    SystemExit
        With code 2 and a sentence on stderr: the address is not loopback and there is no key, or
        it is taken, or another server uses the same database.
    """
    settings = Settings()
    if not is_loopback(host) and not _has_key(settings):
        _refuse(
            f"{host} can be reached from other machines, and there is no valid key: the service "
            "listens on this machine only. Use --host 127.0.0.1, or make a key first: "
            "matcher keys create NAME."
        )
    listener = listener_at(host, port)
    set_up_logs()
    try:
        with listener, ServerLock(settings.url()):
            _migrate(settings)
            address, number = listener.getsockname()[:2]
            shown = f"[{address}]" if ":" in address else address
            print(f"Serving on http://{shown}:{number} (Ctrl-C ends it)", file=sys.stderr)
            config = uvicorn.Config(
                create_app(settings, exposed=not is_loopback(host)),
                http=PatientConnection,
                log_config=None,
                access_log=False,
                server_header=False,
                timeout_graceful_shutdown=GOODBYE_SECONDS,
                backlog=WAITING,
            )
            # uvicorn closes all and then raises the signal again: that is a good end.
            signal.signal(signal.SIGTERM, _told_to_end)
            with suppress(KeyboardInterrupt):
                uvicorn.Server(config).run(sockets=[listener])
    except (TakenError, ValueError) as error:
        _refuse(str(error))
    except (OSError, SQLAlchemyError) as error:
        _refuse(
            f"The database cannot be used ({type(error).__name__}). Set MATCHER_DATA_DIR to a "
            "folder that may be written."
        )


def _told_to_end(number: int, frame: FrameType | None) -> NoReturn:
    raise SystemExit(0)


def _has_key(settings: Settings) -> bool:
    url = settings.url()
    if url.get_backend_name() == "sqlite" and not Path(url.database or "").is_file():
        return False
    store = Store(url)
    try:
        with store.read() as repository:
            return any(state(key) == "valid" for key in repository.keys.all())
    except SQLAlchemyError:  # tables of a version that knew no keys
        return False
    finally:
        store.close()


def _migrate(settings: Settings) -> None:
    """Bring the store up to date before anything listens, so that a failure is a sentence."""
    store = Store(settings.url())
    try:
        store.migrate()
    finally:
        store.close()


def listener_at(host: str, port: int) -> socket.socket:
    """Return a socket that listens, or end with a sentence where that cannot be."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # Only where the protocol is named does asyncio send at once what it is given; else the second
    # part of each answer waits 40 ms for the first to be acknowledged.
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((host, port))
        listener.listen(WAITING)  # who calls before all is ready waits, and is not refused
    except (OSError, OverflowError) as error:
        listener.close()
        reason = getattr(error, "strerror", None) or "no such port"
        _refuse(f"Port {port} on {host} cannot be used ({reason}). Choose another with --port.")
    return listener


def _refuse(sentence: str) -> NoReturn:
    print(sentence, file=sys.stderr)
    raise SystemExit(UNUSABLE)
