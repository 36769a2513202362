"""A copy of the database while the service runs, and the way back."""

from __future__ import annotations

import os
import secrets
import sqlite3
from contextlib import closing
from pathlib import Path

from api.operations.lock import ServerLock, TakenError
from api.settings import Settings
from api.store import Store
from matcher.endings import Refused

SIDES = ("-wal", "-shm")


def back_up(settings: Settings, to: Path) -> int:
    """Copy the database as it stands at one moment; return the copy's bytes.

    Raises
    ------
    Refused
        There is no database, or already a file of this name.
    """
    database = _database(settings)
    if not database.is_file():
        raise Refused(f"There is no database in {database.parent}; set MATCHER_DATA_DIR.")
    if to.exists():
        raise Refused(f"{to} is there already; choose another name.")
    part = to.with_name(f"{to.name}.{secrets.token_hex(4)}.part")
    try:
        os.close(os.open(part, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))  # it holds names
        with (
            closing(sqlite3.connect(database, timeout=15)) as source,
            closing(sqlite3.connect(part)) as copy,
        ):
            source.backup(copy)
            copy.execute("PRAGMA journal_mode = DELETE")  # one file holds it all
            _judge(copy, to)
        part.replace(to)
    finally:
        for end in ("", "-journal", *SIDES):
            part.with_name(part.name + end).unlink(missing_ok=True)
    return to.stat().st_size


def restore(settings: Settings, backup: Path, *, replace: bool) -> None:
    """Put a copy back in place of the database, and bring it to this version.

    Raises
    ------
    Refused
        The copy is damaged, a server runs, or there is a database that may not be replaced.
    """
    database = _database(settings)
    if not backup.is_file():
        raise Refused(f"There is no file {backup}.")
    try:
        with closing(sqlite3.connect(f"{backup.absolute().as_uri()}?mode=ro", uri=True)) as copy:
            _judge(copy, backup)
    except sqlite3.DatabaseError:
        raise Refused(f"{backup} is no backup of this service, or it is damaged.") from None
    try:
        with ServerLock(settings.url()):
            if database.exists() and not replace:
                raise Refused(
                    f"There is a database in {database.parent} already; --replace puts the backup "
                    "in its place."
                )
            _put(backup, database)
            store = Store(settings.url())
            store.migrate()
            store.close()
    except TakenError as taken:
        raise Refused(str(taken)) from None


def _put(backup: Path, database: Path) -> None:
    part = database.with_name(f"{database.name}.part")
    part.unlink(missing_ok=True)
    os.close(os.open(part, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    with part.open("wb") as out:
        out.write(backup.read_bytes())
        out.flush()
        os.fsync(out.fileno())
    for end in SIDES:  # a log of the old database would be played into the new one
        database.with_name(database.name + end).unlink(missing_ok=True)
    part.replace(database)


def _judge(connection: sqlite3.Connection, shown: Path) -> None:
    found = connection.execute("PRAGMA integrity_check").fetchone()[0]
    tables = connection.execute(
        "SELECT count(*) FROM sqlite_master WHERE name IN ('cohort', 'alembic_version')"
    ).fetchone()[0]
    if found != "ok" or tables != 2:
        raise Refused(f"{shown} is no backup of this service, or it is damaged.")


def _database(settings: Settings) -> Path:
    url = settings.url()
    if url.get_backend_name() != "sqlite" or not url.database:
        raise Refused(
            "MATCHER_DATABASE_URL names a database server: back it up with its own tools "
            "(for PostgreSQL pg_dump and pg_restore)."
        )
    return Path(url.database).absolute()
