"""Cohorts that ship with the package, to try everything on."""

from __future__ import annotations

from pathlib import Path

_FILES = {"massachusetts-38": "massachusetts-38.xlsx", "statewide-150": "statewide-150.json"}
DEMOS = tuple(_FILES)


def demo_path(name: str = "massachusetts-38") -> Path:
    """Return the file of a demo cohort: a messy form export as a workbook, or a clean JSON.

    Raises
    ------
    KeyError
        No demo has this name; `DEMOS` lists them.
    """
    return Path(__file__).parent / _FILES[name]
