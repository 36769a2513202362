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

START = "import sys; from api.cli import main; sys.exit(main())"
PATIENCE = 300.0  # seconds; other work may share the cores
ENDED = ("done", "stopped", "failed")
ROLES = {"worker": "api.jobs.worker", "reader": "api.reading.process"}


class Server:
    """``matcher serve`` in a process of its own.

    Parameters
    ----------
    folder : Path
        For its database and its log.
    **settings : object
        As environment variables, without ``MATCHER_``.
    """

    def __init__(self, folder: Path, **settings: object) -> None:
        self.folder, self.log = folder, folder / "log"
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
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(PATIENCE)

    def start(self) -> None:
        """Start it and wait until it is ready."""
        command = [sys.executable, "-c", START, "serve", "--port", str(self.port)]
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(command, env=self.environment, stderr=log)
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

    def client(self) -> httpx.Client:
        """A client of it."""
        return httpx.Client(base_url=self.url, timeout=PATIENCE, trust_env=False)

    def parts(self, role: str) -> list[psutil.Process]:
        """Its processes of a kind: ``worker``, ``reader``; ``api`` is itself."""
        try:
            whole = psutil.Process(self.process.pid)
            if role == "api":
                return [whole]
            return [one for one in whole.children() if ROLES[role] in one.cmdline()]
        except psutil.Error:
            return []

    def kill(self, role: str) -> bool:
        """``kill -9`` one of its processes; False where it has none of that kind."""
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
