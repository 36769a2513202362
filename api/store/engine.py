"""The database: how it is opened, migrated, read and written."""

from __future__ import annotations

import shutil
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.orm import Session

from api.store.repository import Repository

if TYPE_CHECKING:
    from sqlalchemy.engine import URL

BUSY_SECONDS = 15
READY_SECONDS = 3.0
SCRUB_SECONDS = 1.0  # writers wait meanwhile
CONNECT_SECONDS = 5
MIGRATING = 7_461_001  # PostgreSQL's advisory lock under which one process alters the tables
PRAGMAS = (
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = FULL",  # an accepted cohort survives a power cut
    "PRAGMA foreign_keys = ON",
    f"PRAGMA busy_timeout = {BUSY_SECONDS * 1000}",
    "PRAGMA secure_delete = ON",  # what is purged is overwritten, not only unlinked
)
# SQLite: a writer that takes the lock at once waits for it; one that read first and then wants to
# write is turned away. Where it need not last, nobody waits for the disk, lock in hand.
LASTING = ("PRAGMA synchronous = FULL", "BEGIN IMMEDIATE")
PASSING = ("PRAGMA synchronous = NORMAL", "BEGIN IMMEDIATE")
POOLED = 60  # connections to an SQLite file: one for every thread there may be


class Store:
    """Everything that lasts.

    Parameters
    ----------
    url : sqlalchemy.engine.URL
        The folder of an SQLite file is made when missing.

    Raises
    ------
    ValueError
        An SQLite database in memory, which the solver's processes could not see, or a database
        that is neither SQLite nor PostgreSQL.
    """

    def __init__(self, url: URL) -> None:
        self.url = url
        self.unscrubbed = False
        self.file = _sqlite_file(url)
        self._writes = threading.Lock()
        if self.file:
            self.file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.engine = _engine(url)
        reading = {} if self.file else {"isolation_level": "REPEATABLE READ"}
        self._lasting = self.engine.execution_options(begin=LASTING)
        self._passing = self.engine.execution_options(begin=PASSING)
        self._reading = self.engine.execution_options(**reading)

    @contextmanager
    def read(self) -> Iterator[Repository]:
        """Give a repository on one consistent state of the store."""
        with Session(self._reading, expire_on_commit=False) as session:
            yield Repository(session)

    @contextmanager
    def write(self, *, lasting: bool = True) -> Iterator[Repository]:
        """Give a repository whose changes are kept together, or not at all.

        Parameters
        ----------
        lasting : bool
            Whether they outlive a power cut from then on, for which the disk is waited for. Others
            outlive the end of any process, and a power cut from the next lasting write on.
        """
        engine = self._lasting if lasting else self._passing
        with (
            self._turn_to_write(),
            Session(engine, expire_on_commit=False) as session,
            session.begin(),
        ):
            if not (lasting or self.file):
                session.execute(text("SET LOCAL synchronous_commit TO off"))
            yield Repository(session)

    @contextmanager
    def _turn_to_write(self) -> Iterator[None]:
        """Let the writers of this process in one by one where only one at a time can write.

        Left to SQLite, they would sleep and look again, ever more seldom. Who has waited as long as
        it would let them goes on regardless, and is told by it what is wrong.
        """
        mine = self.file is not None and self._writes.acquire(timeout=BUSY_SECONDS)
        try:
            yield
        finally:
            if mine:
                self._writes.release()

    def migrate(self) -> None:
        """Bring the tables to the newest revision; of several processes one does it."""
        from api.store.migrate import upgrade  # heavy, and only a server needs it

        with self.engine.begin() as connection:
            if self.file is None:
                connection.execute(text(f"SELECT pg_advisory_xact_lock({MIGRATING})"))
            upgrade(connection)

    def ready(self) -> bool:
        """Whether the store answers and has the newest tables."""
        from api.store.migrate import is_at_head

        with self.engine.connect() as connection:
            return is_at_head(connection)

    def writable(self) -> bool:
        """Whether something could be written now; what holds a write up for long is a fault."""
        if self.file is None:
            with self.engine.connect() as connection:
                return bool(connection.scalar(text("SHOW transaction_read_only")) == "off")
        return _sqlite_writable(self.file)

    def free_megabytes(self) -> int:
        """Return the room on the disk; elsewhere than with SQLite nobody can say."""
        return shutil.disk_usage(self.file.parent).free // 2**20 if self.file else 2**40

    def scrub(self) -> bool:
        """Empty SQLite's write-ahead log, where purged rows would still stand.

        False where somebody reads just now: `unscrubbed` then stays until it has worked.
        """
        if self.file is None:
            return True
        self.unscrubbed = True
        connection = sqlite3.connect(self.file, timeout=SCRUB_SECONDS)
        try:
            busy, _, _ = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        finally:
            connection.close()
        self.unscrubbed = bool(busy)
        return not busy

    def close(self) -> None:
        """Close every connection."""
        self.engine.dispose()


def _sqlite_file(url: URL) -> Path | None:
    kind = url.get_backend_name()
    if kind == "postgresql":
        return None
    if kind != "sqlite":
        raise ValueError(
            f"MATCHER_DATABASE_URL names a database of the kind '{kind}'; accepted: "
            "postgresql://user:password@host/database or sqlite:///file"
        )
    if not url.database or url.database == ":memory:":
        raise ValueError(
            "the database is in memory, where solver processes cannot see it; "
            "set MATCHER_DATABASE_URL to a file, for example sqlite:///matcher.sqlite3"
        )
    return Path(url.database).absolute()


def _sqlite_writable(file: Path) -> bool:
    connection = sqlite3.connect(file, timeout=READY_SECONDS, isolation_level=None)
    try:
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("ROLLBACK")
    except sqlite3.Error:
        return False
    finally:
        connection.close()
    return True


def _engine(url: URL) -> Engine:
    if url.get_backend_name() != "sqlite":
        # A connection that the server has dropped is noticed before it is used.
        waits = {"connect_timeout": CONNECT_SECONDS}
        return create_engine(url, pool_pre_ping=True, max_overflow=20, connect_args=waits)
    engine = create_engine(url, pool_size=POOLED, connect_args={"timeout": BUSY_SECONDS})
    event.listen(engine, "connect", _set_up_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _set_up_sqlite(connection: sqlite3.Connection, _record: object) -> None:
    connection.isolation_level = None  # we say BEGIN ourselves
    for pragma in PRAGMAS:
        connection.execute(pragma)


def _begin_sqlite(connection: Connection) -> None:
    for statement in connection.get_execution_options().get("begin", ("BEGIN",)):
        connection.exec_driver_sql(statement)
