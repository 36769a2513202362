"""The peer's own virtual environment, made on demand in the cache."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from benchmarks.instances import CACHE
from benchmarks.machine import without_paths

REQUIREMENT = "team-formation==2.0.0"
FOLDER = CACHE / "team-formation-2.0.0"
MINUTES = 15


class NoPeer(Exception):  # noqa: N818 - a fact about the machine, recorded as such
    """The peer cannot be installed here; the message says why, without a path."""


def python() -> Path:
    """Return the interpreter of the peer's environment."""
    return FOLDER / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def install() -> None:
    """Make the environment if it is not there.

    Raises
    ------
    NoPeer
        If the package cannot be installed or imported.
    """
    done = FOLDER / "installed"
    if done.exists():
        return
    _run([sys.executable, "-m", "venv", "--clear", str(FOLDER)])
    _run([str(python()), "-m", "pip", "install", "--quiet", REQUIREMENT])
    _run([str(python()), "-c", "import team_formation"])
    done.write_text(REQUIREMENT + "\n", encoding="utf-8")


def _run(command: list[str]) -> None:
    try:
        subprocess.run(command, check=True, capture_output=True, text=True, timeout=60 * MINUTES)
    except subprocess.CalledProcessError as error:
        said = [line for line in error.stderr.splitlines() if line.strip()]
        last = next((line for line in said if line.startswith("ERROR")), (said or ["nothing"])[-1])
        raise NoPeer(without_paths(f"{REQUIREMENT} could not be installed: {last}")) from error
    except (OSError, subprocess.TimeoutExpired) as error:
        raise NoPeer(
            without_paths(f"{REQUIREMENT} could not be installed: {type(error).__name__}")
        ) from error
