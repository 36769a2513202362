"""How many tests run at once, what they share, and what every test run says at its end."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

NO_POSTGRES = "PostgreSQL cannot be started here"
WAITING = 2  # workers beyond the cores: many tests wait for a process of the service to start


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers() -> int:
    """Return how many workers `-n auto` means."""
    affinity = getattr(os, "sched_getaffinity", None)
    cores = len(affinity(0)) if affinity else os.cpu_count() or 1
    return cores + WAITING


@pytest.fixture(autouse=True, scope="module")
def _warm() -> Iterator[None]:
    """One process for all the small programs that a module's tests solve.

    To start it takes longer than most of them.
    """
    from matcher.solve.highs import kept_warm

    with kept_warm():
        yield


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say in one line whether tests on PostgreSQL were left out, and why."""
    reports = terminalreporter.stats.get("skipped", [])
    words = [one.longrepr[2] for one in reports if isinstance(one.longrepr, tuple)]
    left_out = [one for one in words if NO_POSTGRES in one]
    if left_out:
        reason = " ".join(left_out[0].removeprefix("Skipped: ").split())
        terminalreporter.write_line(f"{len(left_out)} tests were left out: {reason}")
