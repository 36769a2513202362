"""What every test run says at its end."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pytest

NO_POSTGRES = "PostgreSQL cannot be started here"


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say in one line whether tests on PostgreSQL were left out, and why."""
    reports = terminalreporter.stats.get("skipped", [])
    words = [one.longrepr[2] for one in reports if isinstance(one.longrepr, tuple)]
    left_out = [one for one in words if NO_POSTGRES in one]
    if left_out:
        reason = " ".join(left_out[0].removeprefix("Skipped: ").split())
        terminalreporter.write_line(f"{len(left_out)} tests were left out: {reason}")
