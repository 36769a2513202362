"""Many cohorts unattended: each in a process of its own, none able to stop the others."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO, Any

import matcher
from matcher.endings import BROKEN, DONE, STOPPED
from matcher.files.proposal_json import read_proposal
from matcher.files.read import UnusableInput
from matcher.runs.attend import TICK, Interrupts
from matcher.runs.batch_ledger import Ledger, Outcome, Result, Tally, files_sha256, in_short
from matcher.runs.request import Orders

MOST_COMPLAINTS = 1_000_000  # bytes kept of what one run has on stderr
STATUS_NOTES = {
    "optimal": "proven best",
    "feasible": "every rule kept",
    "empty": "no group is possible",
}


@dataclass(frozen=True)
class Running:
    """A cohort being matched."""

    cohort: Path
    folder: str
    process: subprocess.Popen[bytes]
    complaints: IO[bytes]
    started: float
    files_sha256: str


class Batch:
    """Matches cohorts, some at a time.

    Parameters
    ----------
    out : Path
        Receives one folder per cohort and `batch.json`.
    orders : Orders
    jobs : int
        How many at a time.
    """

    def __init__(self, out: Path, orders: Orders, jobs: int) -> None:
        self.out = out
        self.orders = orders
        self.jobs = jobs
        self.running: list[Running] = []
        self.stopping = False
        self.ledger = Ledger(out)

    def run(
        self,
        cohorts: Sequence[Path],
        interrupts: Interrupts,
        on_result: Callable[[Result], object],
        tick: Callable[[], object],
    ) -> list[Result]:
        """Match every cohort once and return the results in the order given.

        Parameters
        ----------
        cohorts : sequence of Path
            One given twice is matched once.
        interrupts : Interrupts
            A wish to stop ends the runs under way, each with its best so far.
        on_result : callable
            Told of each result as it comes.
        tick : callable
            Called about every `TICK` seconds.
        """
        tally = Tally(cohorts, on_result)
        folders = dict(zip(tally.paths, self.ledger.folders(tally.paths), strict=True))
        waiting = list(tally.paths)
        stops = interrupts.stop.listen(self._stop)
        try:
            while self.running or (waiting and not interrupts.stop.asked):
                self._fill(waiting, folders, interrupts, tally.note)
                for result in self._ended():
                    self.ledger.keep(result, self.orders)
                    tally.note(result)
                tick()
                time.sleep(TICK if self.running else 0)
        finally:
            stops()
            self._kill()
        for path in waiting:
            tally.note(Result(str(path), folders[path], "not started"))
        return tally.results()

    def _fill(
        self,
        waiting: list[Path],
        folders: Mapping[Path, str],
        interrupts: Interrupts,
        note: Callable[[Result], None],
    ) -> None:
        """Start what there is room for; what an earlier run finished is done at once."""
        while waiting and len(self.running) < self.jobs and not interrupts.stop.asked:
            path = waiting.pop(0)
            if before := self.ledger.finished(path, folders[path], self.orders):
                note(before)
                continue
            try:
                self.running.append(self._start(path, folders[path]))
            except OSError as error:
                note(Result(str(path), folders[path], "failed", note=f"{error.strerror}"))
            if interrupts.stop.asked:
                self._stop()  # asked while it was starting

    def _start(self, cohort: Path, folder: str) -> Running:
        orders = self.orders
        if orders.workers is None and self.jobs > 1:
            orders = replace(orders, workers=max(1, (os.cpu_count() or 1) // self.jobs))
        command = [
            sys.executable, "-P", "-m", "matcher", "match", "--quiet", *orders.arguments(),
            "--out", str(self.out / folder), "--", str(cohort),
        ]  # fmt: skip
        files = files_sha256(cohort)
        complaints = tempfile.TemporaryFile()  # noqa: SIM115 - closed when the run has ended
        # A group of its own: Ctrl-C reaches only us, and we ask each run to stop once.
        own_group: dict[str, Any] = {"process_group": 0} if os.name == "posix" else {}
        process = subprocess.Popen(  # noqa: S603
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=complaints,
            env=_environment(),
            **own_group,
        )
        return Running(cohort, folder, process, complaints, time.monotonic(), files)

    def _ended(self) -> list[Result]:
        """Return the results of the runs that ended since the last look."""
        ended = [one for one in self.running if one.process.poll() is not None]
        self.running = [one for one in self.running if one not in ended]
        return [self._result(one) for one in ended]

    def _result(self, one: Running) -> Result:
        code = one.process.returncode
        seconds = time.monotonic() - one.started
        one.complaints.seek(0)
        text = one.complaints.read(MOST_COMPLAINTS).decode(errors="replace")
        one.complaints.close()
        result = Result(
            str(one.cohort), one.folder, "failed", seconds=round(seconds, 1),
            complaints=tuple(text.splitlines()),
        )  # fmt: skip
        if code == -signal.SIGTERM and self.stopping:
            return replace(result, outcome="stopped", note="stopped before it could begin")
        if code not in (DONE, STOPPED):
            return replace(result, note=_why(code, result.complaints))
        try:
            proposal = read_proposal(self.out / one.folder / "proposal.json")
        except UnusableInput as error:
            return replace(result, note=str(error))
        outcome: Outcome = "stopped" if code == STOPPED else "done"
        return replace(
            result.holding(proposal),
            outcome=outcome,
            files_sha256=one.files_sha256,
            note="the best so far is kept" if code == STOPPED else STATUS_NOTES[proposal.status],
        )

    def _stop(self) -> None:
        """Ask every run to end with its best; called from a signal handler."""
        self.stopping = True
        for one in self.running:
            if one.process.poll() is None:
                one.process.send_signal(signal.SIGTERM)

    def _kill(self) -> None:
        """End what still runs, where we leave before our time."""
        for one in self.running:
            one.process.kill()
            one.process.wait()
            one.complaints.close()


def exit_code(results: Sequence[Result], *, stopped: bool) -> int:
    """Return a batch's exit code: 0 only if all went well, 4 where the user stopped it."""
    if all(result.well for result in results):
        return DONE
    return STOPPED if stopped else BROKEN


def _environment() -> dict[str, str]:
    """Return our own, such that the child finds this very program, and writes UTF-8."""
    home = str(Path(matcher.__file__).parent.parent)
    paths = [home, *filter(None, [os.environ.get("PYTHONPATH")])]
    return {**os.environ, "PYTHONPATH": os.pathsep.join(paths), "PYTHONIOENCODING": "utf-8"}


def _why(code: int, complaints: Sequence[str]) -> str:
    if not complaints:
        return f"ended without a word (signal {-code})" if code < 0 else f"ended with code {code}"
    return in_short(complaints)
