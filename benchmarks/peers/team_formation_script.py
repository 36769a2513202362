"""Runs inside the peer's own environment: a roster in, teams out, both as JSON on the pipes.

Nothing of this project is imported here.
"""

from __future__ import annotations

import contextlib
import json
import sys
import time


def main() -> None:
    """Read one order from standard input, form teams, write them to standard output."""
    began = time.monotonic()
    order = json.load(sys.stdin)
    with contextlib.redirect_stdout(sys.stderr):  # the package prints as it goes
        answer = form(order, began)
    json.dump(answer, sys.stdout)


def form(order: dict, began: float) -> dict:
    """Return each person's team, and what it cost."""
    import pandas as pd
    from ortools.sat.python import cp_model
    from team_formation import SolutionCallback, TeamAssignment
    from team_formation import __version__ as version

    found: list[list[float]] = []

    class Watching(SolutionCallback):
        def on_solution_callback(self) -> None:
            found.append([time.monotonic() - began, self.objective_value])

    roster = pd.DataFrame(order["roster"], columns=["id", "sector", "working_time"])
    constraints = pd.DataFrame(order["constraints"], columns=["attribute", "type", "weight"])
    loaded = time.monotonic()
    teams = TeamAssignment(roster, constraints, order["team_size"], less_than_target=True)
    built = time.monotonic()
    teams.solve(solution_callback=Watching(), max_time_in_seconds=order["seconds"])
    return {
        "version": version,
        "import_s": round(loaded - began, 2),
        "build_s": round(built - loaded, 2),
        "solve_s": round(time.monotonic() - built, 2),
        "optimal": teams.status == cp_model.OPTIMAL,
        "solutions": found[-50:],
        "teams": teams.participants["team_num"].tolist() if teams.solution_found else None,
    }


if __name__ == "__main__":
    main()
