"""A solver process that misbehaves on demand: ``python -m tests.api.fake_worker MODE``."""

from __future__ import annotations

import os
import signal
import sys
import time
from dataclasses import replace
from subprocess import Popen
from typing import Any

from api.jobs import execute, worker
from matcher.cohort import Cohort, Proposal
from matcher.pinning import ImpossiblePins
from matcher.propose import Progress
from matcher.solve.stop import Stop
from tests.api.bodies import SECRETS

REAL = execute.solve
GREEDY = "import time; held = b'x' * (500 * 2**20); time.sleep(600)"


def wait(cohort: Cohort, **given: Any) -> Proposal:
    """Tell one piece of news and work until asked to stop."""
    given["on_progress"](Progress("seats.none", 1, 2, 0.1, "seats.none: 1, at best 2"))
    while not given["stop"].asked:
        time.sleep(0.01)
    return REAL(cohort, **given)


def found(cohort: Cohort, given: dict[str, Any]) -> None:
    """Report a best proposal, as a long solve does now and then."""
    best = REAL(cohort, **{**given, "stop": Stop(), "on_progress": None, "on_best": None})
    given["on_best"](lambda: best)
    given["on_progress"](Progress("seats.none", 1, 2, 0.1, "seats.none: 1, at best 2"))


def deaf(cohort: Cohort, **given: Any) -> Proposal:
    """Find something, then never stop, as a solver deep in a linear program."""
    found(cohort, given)
    return hang(cohort)


def swell(cohort: Cohort, **given: Any) -> Proposal:
    """Find something, then take all the memory there is."""
    found(cohort, given)
    time.sleep(3)
    hoard = []
    while True:
        hoard.append(bytearray(2**24))
        time.sleep(0.01)


def brood(cohort: Cohort, **given: Any) -> Proposal:
    """Find something, then wait for ever for a process of its own that is as deaf, and greedy."""
    found(cohort, given)
    Popen([sys.executable, "-c", GREEDY])
    return hang(cohort)


def unlucky(cohort: Cohort, **given: Any) -> Proposal:
    """Die in the first attempt; the second one is left in peace."""
    if not os.environ.get("UNLUCKY") or os.path.exists(os.environ["UNLUCKY"]):
        return REAL(cohort, **given)
    with open(os.environ["UNLUCKY"], "w"):
        return crash(cohort)


def hang(cohort: Cohort, **given: Any) -> Proposal:
    """Never end, whatever is asked."""
    time.sleep(600)
    raise AssertionError


def crash(cohort: Cohort, **given: Any) -> Proposal:
    """Die as a process without memory does."""
    os.kill(os.getpid(), signal.SIGKILL)
    raise AssertionError


def fault(cohort: Cohort, **given: Any) -> Proposal:
    """Fail with a message that nobody may see."""
    raise ValueError(f"could not seat {SECRETS[0]} <{SECRETS[1]}>")


def pins(cohort: Cohort, **given: Any) -> Proposal:
    """Find the pins impossible."""
    raise ImpossiblePins("P01 cannot stay in G01: P02 may not share a group with P01.")


def unclean(cohort: Cohort, **given: Any) -> Proposal:
    """Return a proposal that breaks rules."""
    proposal = REAL(cohort, **given)
    group = proposal.groups[0]
    return replace(proposal, groups=(*proposal.groups, replace(group, id="G99")))


if __name__ == "__main__":
    execute.solve = globals()[sys.argv[1]]
    worker.main()
