"""Runs jobs one after the other, each in a child process, and keeps their records."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psutil

from benchmarks.instances import HERE, Instance, WrongInstance, prepare
from benchmarks.machine import ROOT, commit, machine, versions
from benchmarks.peers.environment import NoPeer, install
from benchmarks.solvers import PEERS

RESULTS = HERE / "results"
RUNS = RESULTS / "runs.jsonl"
START = 3.0  # seconds that a child takes beside its limit, for estimates

Record = dict[str, Any]


@dataclass(frozen=True)
class Job:
    """One run to be made.

    Attributes
    ----------
    solver : str
        One of `benchmarks.solvers.SOLVERS`.
    instance : Instance
    limit : float
        Seconds from when the cohort begins to be read.
    part : str
        What the run is for: ``race``, ``scale`` or ``tune``.
    seed : int or None
        Of the tickets and the solver; None: the cohort's own.
    workers : int
        0: all cores.
    settings : mapping
        Limits of the solver to be tried; empty: its own.
    """

    solver: str
    instance: Instance
    limit: float
    part: str = "race"
    seed: int | None = None
    workers: int = 0
    settings: Mapping[str, float] = field(default_factory=dict)

    def key(self, sha: str, code: str) -> str:
        """Return what makes a run the same run."""
        given = [self.solver, sha, self.limit, self.seed, self.workers, dict(self.settings), code]
        return json.dumps(given, sort_keys=True)

    @property
    def patience(self) -> float:
        """Seconds after which the child is ended, hung or not."""
        if self.solver in PEERS:  # its model is built outside its limit
            return 2 * self.limit + 600
        # Reading, judging and explaining count in no limit, and grow with the cohort.
        return 1.2 * self.limit + 60 + self.instance.people / 50

    @property
    def expected(self) -> float:
        """Seconds it will take, roughly."""
        if self.solver == "greedy":
            return START + self.instance.people / 500
        building = self.instance.people / 4 if self.solver in PEERS else 0.0
        return START + self.limit + building + self.instance.people / 200


def load(path: Path = RUNS) -> list[Record]:
    """Return the recorded runs; a last line cut short by a crash is left out."""
    if not path.exists():
        return []
    records = []
    for line in path.read_text(encoding="utf-8").splitlines():
        with suppress(json.JSONDecodeError):
            records.append(json.loads(line))
    return records


def race(
    jobs: Sequence[Job],
    path: Path = RUNS,
    *,
    keep_baselines: bool = False,
    say: Callable[[str], None] = print,
) -> int:
    """Run what is not recorded yet; return how many runs were made.

    Parameters
    ----------
    jobs : sequence of Job
    path : Path
        JSON lines; every run is appended as it ends, so that an interrupted race goes on later.
    keep_baselines : bool
        Whether a baseline's or peer's run counts as recorded whatever the commit.
    say : callable
        Told a line about each run.
    """
    known = {record["key"] for record in load(path)}
    loose = {_loose(key) for key in known} if keep_baselines else set()
    made = 0
    for number, (job, folder, sha) in enumerate(_prepared(jobs, say), start=1):
        code = commit()  # asked each time: somebody may work on the code during a long race
        key = job.key(sha, code)
        if key in known or (job.solver != "matcher" and _loose(key) in loose):
            continue
        record = {**_about(job, key, sha, code), **_outcome(job, folder)}
        _append(path, record)
        known.add(key)
        made += 1
        say(f"[{number}/{len(jobs)}] {line_of(record)}")
    return made


def line_of(record: Record) -> str:
    """Return a run in one line."""
    what = f"{record['instance']:<22} {record['solver']:<15} {record['limit']:>5g} s"
    if "error" in record:
        return f"{what}  {record['error']}"
    levels = "  ".join(f"{lv['name'].removeprefix('seats.')} {lv['value']:g}" for lv in
                       record["levels"])  # fmt: skip
    clean = "clean" if record["clean"] else f"envy {record['envy']}, open {record['open_seats']}"
    if record["broken"]:
        clean += f", broken {record['broken']}"
    return f"{what}  {record['seconds']:>6.1f} s  {record['peak_mb']:>5} MB  {levels}  [{clean}]"


def expected(jobs: Iterable[Job]) -> float:
    """Return the seconds that jobs will take, roughly."""
    return sum(job.expected for job in jobs)


def _loose(key: str) -> str:
    return json.dumps(json.loads(key)[:-1])


def _prepared(jobs: Sequence[Job], say: Callable[[str], None]) -> Iterator[tuple[Job, Path, str]]:
    """Yield jobs with their files, once those are known to be the right ones."""
    for job in jobs:
        try:
            folder, sha = prepare(job.instance)
        except WrongInstance as wrong:
            say(f"left out: {wrong}")
            continue
        yield job, folder, sha


def _append(path: Path, record: Record) -> None:
    """Add a line; one that a crash cut short before it stays a line of its own."""
    path.parent.mkdir(parents=True, exist_ok=True)
    known = path.read_bytes() if path.exists() else b""
    with path.open("a", encoding="utf-8") as file:
        file.write("" if known.endswith(b"\n") or not known else "\n")
        file.write(json.dumps(record, allow_nan=False, separators=(",", ":")) + "\n")


def _about(job: Job, key: str, sha: str, code: str) -> Record:
    return {
        "key": key,
        "part": job.part,
        "solver": job.solver,
        "instance": job.instance.name,
        "family": job.instance.family,
        "people": job.instance.people,
        "sha256": sha,
        "limit": job.limit,
        "seed": job.seed,
        "workers": job.workers,
        "settings": dict(job.settings),
        "commit": code,
        "date": datetime.now(UTC).date().isoformat(),
        "machine": machine(),
        "versions": versions(),
    }


def _outcome(job: Job, folder: Path) -> Record:
    """Run a job in a child and return what it reports, or why there is nothing."""
    if job.solver in PEERS:
        try:
            install()
        except NoPeer as none:
            return {"error": str(none)}
    order = {
        "sent": time.time(),
        "solver": job.solver,
        "folder": str(folder),
        "limit": job.limit,
        "seed": job.seed,
        "workers": job.workers,
        "settings": dict(job.settings),
        "leave_out_faulty": job.instance.family == "given",
    }
    child = psutil.Popen(
        [sys.executable, "-m", "benchmarks.child"],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, cwd=ROOT,
        text=True,
    )  # fmt: skip
    began = time.monotonic()
    try:
        said, _ = child.communicate(json.dumps(order), timeout=job.patience)
    except subprocess.TimeoutExpired:
        return {"error": f"ended after {time.monotonic() - began:.0f} s: it did not stop by itself"}
    finally:
        _end(child)
    try:
        return dict(json.loads(said))
    except json.JSONDecodeError:
        return {"error": f"ended with exit code {child.returncode} and no result"}


def _end(child: psutil.Popen) -> None:
    """End a child that still runs, and whatever it started."""
    with suppress(psutil.NoSuchProcess):
        for process in [*child.children(recursive=True), child]:
            with suppress(psutil.NoSuchProcess):
                process.kill()
        child.wait()
