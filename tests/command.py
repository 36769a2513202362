"""The command line as people run it: a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

COHORTS = Path(__file__).parent / "cohorts"
SCRIPT = "import sys; from api.cli import main; sys.exit(main())"  # as pip writes it
SMALL = COHORTS / "massachusetts-38"


def matcher(*args: object, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run `matcher` with these arguments to its end."""
    return subprocess.run(
        command(*args),
        capture_output=True,
        encoding="utf-8",
        timeout=120,
        env=surroundings(**environment),
        check=False,
    )


def started(*args: object, **environment: str) -> subprocess.Popen[str]:
    """Start `matcher` with these arguments."""
    return subprocess.Popen(
        command(*args),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        env=surroundings(**environment),
    )


def command(*args: object) -> list[str]:
    """The words of a command; Python's warnings are errors in it too."""
    return [sys.executable, "-W", "error", "-c", SCRIPT, *map(str, args)]


def surroundings(**environment: str) -> dict[str, str]:
    """An environment in which the output does not hang on the terminal of whoever tests."""
    own = {key: value for key, value in os.environ.items() if key not in ("COLUMNS", "NO_COLOR")}
    return {**own, "PYTHONIOENCODING": "utf-8", **environment}
