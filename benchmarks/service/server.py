"""A server as an operator starts it, to be killed, flooded and fed with rubbish."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from types import TracebackType
from typing import Any

import httpx
import psutil

from benchmarks.service.postgres import Postgres

START = "import sys; from api.cli import main; sys.exit(main())"
PATIENCE = 300.0  # seconds; other work may share the cores
ENDED = ("done", "stopped", "failed")
CHILDREN = {"solver": "api.jobs.worker", "reader": "api.reading.process"}
WORKERS = 2


class Server:
    """``matcher serve`` in a process of its own, with PostgreSQL beside two of ``matcher worker``.

    Parameters
    ----------
    folder : Path
        For its database and its log.
    postgres : Postgres, optional
        In place of SQLite.
    **settings : object
        As environment variables, without ``MATCHER_``.
    """

    def __init__(self, folder: Path, postgres: Postgres | None = None, **settings: object) -> None:
        self.folder, self.log, self.postgres = folder, folder / "log", postgres
        self.database = f"sqlite:///{folder}/data/matcher.sqlite3"
        if postgres is not None:
            self.database = postgres.make_database(f"torture{time.monotonic_ns()}")
        self.workers: list[subprocess.Popen[bytes]] = []
        settings["database_url"] = self.database
        given = {"data_dir": folder / "data", "rate_limit": 0, **settings}
        self.environment = os.environ | {
            f"MATCHER_{name.upper()}": str(value) for name, value in given.items()
        }
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = int(free.getsockname()[1])
        self.url = f"http://127.0.0.1:{self.port}"

    def __enter__(self) -> Server:
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for process in (*self.workers, self.process):
            process.send_signal(signal.SIGTERM)
        for process in (*self.workers, self.process):
            process.wait(PATIENCE)

    def start(self) -> None:
        """Start it and wait until it is ready."""
        self.process = self._run("serve", "--port", str(self.port))
        while self.postgres is not None and len(self.workers) < WORKERS:
            self.workers.append(self._run("worker"))
        end = time.monotonic() + PATIENCE
        with self.client() as client:
            while True:
                try:
                    if client.get("/readyz").status_code == 200:
                        return
                except httpx.HTTPError:
                    time.sleep(0.05)
                if self.process.poll() is not None or time.monotonic() > end:
                    raise SystemExit(f"the server did not start:\n{self.log.read_text()[-2000:]}")

    def _run(self, *arguments: str) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-c", START, *arguments]
        with self.log.open("ab") as log:
            return subprocess.Popen(command, env=self.environment, stderr=log)

    def client(self) -> httpx.Client:
        """A client of it."""
        return httpx.Client(base_url=self.url, timeout=PATIENCE, trust_env=False)

    def parts(self, role: str) -> list[psutil.Process]:
        """Its processes of a kind: ``solver``, ``reader``; ``api`` is itself."""
        try:
            tops = [psutil.Process(one.pid) for one in (self.process, *self.workers)]
            if role == "api":
                return tops[:1]
            below = [one for top in tops for one in top.children()]
            return [one for one in below if CHILDREN[role] in one.cmdline()]
        except psutil.Error:
            return []

    def kill(self, role: str) -> bool:
        """``kill -9`` one of its processes; False where it has none of that kind.

        What would come up again by itself in earnest (worker, database) is started again.
        """
        if role == "database" and self.postgres is not None:
            self.postgres.kill()
            self.postgres.start()
            return True
        if role == "worker" and self.workers:
            worker = self.workers.pop(0)
            worker.kill()
            worker.wait()
            self.workers.append(self._run("worker"))
            return True
        for one in self.parts(role)[:1]:
            one.kill()
            if role == "api":
                self.process.wait()
            return True
        return False

    def megabytes(self) -> float:
        """Memory of itself and of what reads uploads."""
        parts = [*self.parts("api"), *self.parts("reader")]
        return float(sum(one.memory_info().rss for one in parts)) / 2**20


def until_ended(client: httpx.Client, run_id: str) -> dict[str, Any]:
    """Wait for a run's end."""
    end = time.monotonic() + PATIENCE
    while True:
        run: dict[str, Any] = client.get(f"/v1/runs/{run_id}").json()
        if run["status"] in ENDED:
            return run
        if time.monotonic() > end:
            raise SystemExit(f"run {run_id} does not end: {run}")
        time.sleep(0.1)
