"""One run in a process of its own: a job as JSON on standard input, its record on the output."""

from __future__ import annotations

import contextlib
import json
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from math import comb
from pathlib import Path
from typing import Any

import psutil

from benchmarks.machine import without_paths
from benchmarks.settings import apply
from benchmarks.solvers import Race, solver_named

MOST_EVENTS = 400
SHOWN = 5  # findings of the checker quoted in a record


def main() -> None:
    """Run the job on standard input."""
    job = json.load(sys.stdin)
    with contextlib.redirect_stdout(sys.stderr):
        try:
            record = run(job)
        except Exception as error:  # whatever it was, it belongs into the record
            record = {"error": without_paths(f"{type(error).__name__}: {error}")[:300]}
    json.dump(record, sys.stdout, allow_nan=False)


def run(job: dict[str, Any]) -> dict[str, Any]:
    """Solve, judge and describe.

    Parameters
    ----------
    job : dict
        ``solver``, ``folder``, ``limit``, ``seed`` (None: the cohort's own), ``workers``,
        ``settings``, ``leave_out_faulty``, and ``sent``, the time the order was given. Seconds
        count from when the cohort begins to be read; how long Python and the imports took before
        that is recorded apart.
    """
    from matcher.files.read import read_cohort
    from matcher.propose import Options, with_options

    events: list[tuple[float, str, float, float | None]] = []

    def tell(level: str, value: float, bound: float | None) -> None:
        events.append((time.monotonic() - started, level, value, bound))

    solver = solver_named(job["solver"])
    honoured = apply(job["settings"]) if job["settings"] else []
    start_up = time.time() - job["sent"]
    started = time.monotonic()
    cohort = read_cohort(Path(job["folder"]), leave_out_faulty=job["leave_out_faulty"]).cohort
    gap = job["settings"].get("gap")
    cohort = with_options(cohort, Options(seed=job["seed"], gap=gap))
    race = Race(cohort, job["limit"], started + job["limit"], job["workers"], tell)
    with _watching() as memory:
        finish = solver(race)
    seconds = time.monotonic() - started
    for level in finish.proposal.levels:
        events.append((seconds, level.name, level.value, level.bound))
    return {
        "start_up_s": round(start_up, 3),
        "seconds": round(seconds, 3),
        "first_s": _first(events),
        "peak_mb": round(memory[0] / 2**20),
        "honoured": honoured,
        "about": dict(finish.about),
        **_described(cohort, finish.proposal),
        "events": _thinned(events),
    }


def _described(cohort: Any, proposal: Any) -> dict[str, Any]:
    """Return what was reached and what the checker says of it."""
    from matcher.check import check
    from matcher.cohort.turn import turn_order

    verdict = check(cohort, proposal)
    return {
        "status": proposal.status,
        "levels": [
            {"name": level.name, "value": level.value, "bound": level.bound}
            for level in proposal.levels
        ],
        "eligible": len(turn_order(cohort)),
        "seated": sum(len(group.members) for group in proposal.groups),
        "groups": len(proposal.groups),
        "pairs": sum(comb(len(group.members), 2) for group in proposal.groups),
        "clean": verdict.clean,
        "broken": dict(Counter(fault.code for fault in verdict.broken)),
        "envy": len(verdict.envy),
        "open_seats": len(verdict.open_seats),
        "faults": [
            without_paths(text) for text in (*verdict.unplaced_faults, *verdict.value_faults)
        ][:SHOWN],
    }


def _first(events: list[tuple[float, str, float, float | None]]) -> float | None:
    """Return when something with a seat in it was first known."""
    for seconds, level, value, _ in events:
        if value > 0 and level.startswith(("seats", "points", "turn")):
            return round(seconds, 3)
    return None


def _thinned(events: list[tuple[float, str, float, float | None]]) -> list[list[Any]]:
    """Return at most so many events, the last of each level among them."""
    last = {level: index for index, (_, level, *_) in enumerate(events)}
    kept = set(last.values())
    step = max(1, len(events) // MOST_EVENTS + 1)
    kept |= set(range(0, len(events), step))
    return [
        [round(events[k][0], 2), events[k][1], events[k][2], events[k][3]] for k in sorted(kept)
    ]


@contextlib.contextmanager
def _watching() -> Iterator[list[int]]:
    """Measure the peak memory of this process and those it starts, in bytes."""
    over = threading.Event()
    peak = [0]

    def look() -> None:
        own = psutil.Process()
        while not over.wait(0.2):
            total = own.memory_info().rss
            for child in own.children(recursive=True):
                with contextlib.suppress(psutil.Error):
                    total += child.memory_info().rss
            peak[0] = max(peak[0], total)

    watcher = threading.Thread(target=look, daemon=True)
    watcher.start()
    try:
        yield peak
    finally:
        over.set()
        watcher.join()
        peak[0] = max(peak[0], _own_peak())


def _own_peak() -> int:
    """Return this process's own high-water mark, where the system keeps one."""
    try:
        for line in Path("/proc/self/status").read_text(encoding="ascii").splitlines():
            if line.startswith("VmHWM"):
                return int(line.split()[1]) * 1024
    except OSError:
        pass
    return int(psutil.Process().memory_info().rss)


if __name__ == "__main__":
    main()
