"""What each process loads: one that never needs a solver or a database starts without it."""

from __future__ import annotations

import subprocess
import sys

import pytest

SOLVER = ("ortools", "scipy", "pandas")


@pytest.mark.parametrize(
    ("module", "without"),
    [
        ("api.app", SOLVER),
        ("api.reading.process", (*SOLVER, "sqlalchemy", "alembic", "fastapi")),
        ("api.jobs.worker", ("alembic", "fastapi", "uvicorn")),
    ],
)
def test_no_process_loads_what_others_do_for_it(module: str, without: tuple[str, ...]) -> None:
    code = f"import sys, {module}; print(sorted(set({without}) & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
