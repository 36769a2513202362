"""The command line of the torture: ``python -m benchmarks.service COMMAND``."""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path

from benchmarks.service.fuzz import feed
from benchmarks.service.kill import torture
from benchmarks.service.load import flood
from benchmarks.service.postgres import Postgres, postgres
from benchmarks.service.server import Server
from benchmarks.service.stop import stops

CONFIG = Path(__file__).parent / "schemathesis.toml"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one of the commands; return the exit code."""
    asked = _parser().parse_args(arguments)
    with tempfile.TemporaryDirectory() as name, _database(asked) as database:
        folder = Path(name)
        if asked.command == "schema":
            return _schema(asked.examples, folder)
        if asked.command == "kill":
            figures = torture(asked.rounds, folder, asked.seed, database)
        elif asked.command == "load":
            figures = flood(asked.cohorts, asked.clients, asked.people, folder, database)
        elif asked.command == "page":
            from benchmarks.service.page import pace

            figures = pace(asked.cohort, asked.limit, asked.moves, folder)
        elif asked.command == "fuzz":
            figures = feed(asked.uploads, folder, asked.seed)
        else:
            figures = stops(asked.times, folder, asked.seed, database)
    for what, figure in figures.items():
        print(f"{what}: {figure}")
    return 0


def _database(asked: argparse.Namespace) -> AbstractContextManager[Postgres | None]:
    """A PostgreSQL where one is asked for."""
    return postgres() if getattr(asked, "database", "") == "postgresql" else nullcontext()


def _schema(examples: int, folder: Path) -> int:
    """Hold the OpenAPI against the service with many generated requests, in every phase."""
    with Server(folder, max_time_limit=1, queue_limit=20) as server:
        command = [
            str(Path(sys.executable).with_name("schemathesis")), "--config-file", str(CONFIG),
            "run", f"{server.url}/openapi.json", "--checks", "all",
            "--max-examples", str(examples),
            # A stream lasts as long as its run; tests/api/test_schemathesis.py follows ended ones.
            "--exclude-path-regex", "events$",
        ]  # fmt: skip
        return subprocess.run(command, cwd=folder, check=False).returncode


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.service", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    kill = commands.add_parser("kill", help="kill -9 of its parts at random moments")
    kill.add_argument("--rounds", type=int, default=50)
    load = commands.add_parser("load", help="many cohorts by many clients at once")
    load.add_argument("--cohorts", type=int, default=200)
    load.add_argument("--clients", type=int, default=50)
    load.add_argument("--people", type=int, default=12, help="in each cohort")
    fuzz = commands.add_parser("fuzz", help="broken uploads")
    fuzz.add_argument("--uploads", type=int, default=1000)
    stop = commands.add_parser("stop", help="how soon a stopped run shows its best")
    stop.add_argument("--times", type=int, default=20)
    page = commands.add_parser("page", help="how fast the page loads and answers in a browser")
    page.add_argument("--cohort", default="national-1900")
    page.add_argument("--limit", type=float, default=60.0, help="seconds of the solve before")
    page.add_argument("--moves", type=int, default=20)
    for command in (kill, load, stop):
        command.add_argument("--database", choices=("sqlite", "postgresql"), default="sqlite")
    for command in (kill, fuzz, stop):
        command.add_argument("--seed", type=int, default=1)
    schema = commands.add_parser("schema", help="schemathesis, all checks")
    schema.add_argument("--examples", type=int, default=100)
    return parser


if __name__ == "__main__":
    sys.exit(main())
