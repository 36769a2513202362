"""How long a repair takes, how much it moves, and how soon the best group for one is told.

The proposal that is repaired is made once and kept beside the cohort; only its groups are kept.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random
from statistics import median

from benchmarks.instances import CACHE, named, prepare
from benchmarks.machine import commit
from matcher.check import check
from matcher.cohort import Cohort, Proposal
from matcher.files.proposal_json import read_proposal, write_proposal
from matcher.files.read import read_cohort
from matcher.propose import Options, solve
from matcher.repair.changes import Changes
from matcher.repair.fit import fit
from matcher.repair.options import repair

SCRIPT = "import sys; from api.cli import main; sys.exit(main())"
Say = Callable[[str], None]


def measure(name: str, count: int, limit: float, seed: int, say: Say) -> int:
    """Measure on one instance and print a JSON line for each repair, then for the fits.

    Parameters
    ----------
    name : str
        Of a named instance.
    count : int
        Drop-outs to repair, and as many people to fit.
    limit : float
        Seconds for the proposal that is repaired, where there is none yet.
    seed : int
        Draws who drops out.
    say : callable

    Returns
    -------
    int
        1 where a repair was not clean, or moved somebody who need not have moved.
    """
    folder, _ = prepare(named(name))
    cohort = read_cohort(folder).cohort
    proposal, place = _published(cohort, folder, limit)
    failed = False
    for row in _drop_outs(cohort, proposal, Random(seed), count):
        failed |= not row["clean"] or row["moved"] != row["fewest"]
        say(json.dumps({"instance": name, **row, **_load()}))
    for row in _commands(folder, place, proposal, Random(seed), min(count, 3)):
        say(json.dumps({"instance": name, **row, **_load()}))
    say(json.dumps({"instance": name, **_fits(cohort, proposal, Random(seed), count), **_load()}))
    return int(failed)


def _published(cohort: Cohort, folder: Path, limit: float) -> tuple[Proposal, Path]:
    place = CACHE / "repairs" / f"{folder.name}.json"
    if not place.exists():
        place.parent.mkdir(parents=True, exist_ok=True)
        write_proposal(solve(cohort, options=Options(time_limit=limit)), place)
    return read_proposal(place), place


def _drop_outs(
    cohort: Cohort, proposal: Proposal, rng: Random, count: int
) -> Iterator[dict[str, object]]:
    """Repair after one drop-out each; every second one from a smallest group, if there is one."""
    smallest = cohort.program.group_size[0]
    small = [m for g in proposal.groups if len(g.members) == smallest for m in g.members]
    every = sorted(proposal.seats())
    for number in range(count):
        gone = rng.choice(small if small and number % 2 else every)
        began, worked = time.perf_counter(), time.process_time()
        found = repair(cohort, proposal, Changes(withdrawn=(gone,)))
        seconds, cpu = time.perf_counter() - began, time.process_time() - worked
        best = found.recommended
        clean = best is not None and check(found.cohort, best.proposal, proposal).clean
        yield {
            "what": "repair", "from_smallest_group": gone in small, "seconds": round(seconds, 2),
            "cpu_s": round(cpu, 2), "option": best and best.name, "moved": best and best.moved,
            "fewest": found.fewest, "proven": found.reached, "clean": clean,
            "status": best and best.proposal.status, "commit": commit(),
        }  # fmt: skip


def _commands(
    folder: Path, place: Path, proposal: Proposal, rng: Random, count: int
) -> Iterator[dict[str, object]]:
    """Time the command from its start to the last file written."""
    for _ in range(count):
        gone = rng.choice(sorted(proposal.seats()))
        out = CACHE / "repairs" / folder.name
        words = ["repair", folder, place, "--withdraw", gone, "--out", out, "--quiet"]
        began = time.perf_counter()
        ended = subprocess.run([sys.executable, "-c", SCRIPT, *map(str, words)], check=False)
        seconds = round(time.perf_counter() - began, 2)
        yield {"what": "command", "seconds": seconds, "exit_code": ended.returncode}


def _fits(cohort: Cohort, proposal: Proposal, rng: Random, count: int) -> dict[str, object]:
    waiting = [one.participant_id for one in proposal.unplaced]
    taken = []
    for person in rng.sample(waiting, min(count, len(waiting))):
        began = time.perf_counter()
        fit(cohort, proposal, person)
        taken.append(time.perf_counter() - began)
    return {
        "what": "fit", "people": len(cohort.participants), "count": len(taken),
        "median_s": round(median(taken), 3), "most_s": round(max(taken), 3),
    }  # fmt: skip


def _load() -> dict[str, float]:
    return {"load": round(os.getloadavg()[0], 1)}
