"""The command line of the benchmarks."""

from __future__ import annotations

import argparse
import signal
import sys
from collections.abc import Sequence
from pathlib import Path

from benchmarks import run
from benchmarks.instances import every_pinned, pin
from benchmarks.plan import cohort_jobs, race_jobs, scale_jobs


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one of the commands; return the exit code."""
    asked = _parser().parse_args(arguments)
    if asked.command == "pin":
        print(f"{pin(every_pinned())} hashes pinned")
        return 0
    if asked.command == "report":
        from benchmarks.report import write_report

        print(f"written: {write_report(asked.runs).name}")
        return 0
    if asked.command == "explain":
        from benchmarks.explain import Limits, explain_all

        limits = Limits(asked.limit, asked.person, asked.confirm)
        return explain_all(asked.cohort or [], asked.proposal or [], limits, _say)
    if asked.command == "repair":
        from benchmarks.repairs import measure

        return measure(asked.instance, asked.count, asked.limit, asked.seed, _say)
    if asked.command == "seats":
        from benchmarks.seats import measure as enumerate_all

        return enumerate_all(asked.count, asked.first, _say)
    if asked.command == "tune":
        from benchmarks.tune import tune

        return tune(asked.sizes, full=asked.full, dry=asked.dry_run, keep=not asked.no_write)
    if asked.command == "race":
        jobs = (
            cohort_jobs(asked.cohort, asked.limit) if asked.cohort else race_jobs(full=asked.full)
        )
    else:
        jobs = scale_jobs(full=asked.full)
    jobs = [job for job in jobs if _wanted(job, asked)]
    print(f"{len(jobs)} runs, about {run.expected(jobs) / 60:.0f} minutes if none is recorded yet")
    if asked.dry_run:
        for job in jobs:
            print(f"  {job.instance.name:<22} {job.solver:<25} {job.limit:g} s")
        return 0
    made = run.race(jobs, asked.runs, keep_baselines=asked.keep_baselines, say=_say)
    print(f"{made} runs made, {len(jobs) - made} recorded before or left out")
    return 0


def _wanted(job: run.Job, asked: argparse.Namespace) -> bool:
    few = not asked.solver or job.solver in asked.solver
    named = not asked.only or any(text in job.instance.name for text in asked.only)
    return few and named and job.instance.people <= (asked.most_people or job.instance.people)


def _say(line: str) -> None:
    print(line, flush=True)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    race = commands.add_parser("race", help="the solver against baselines and a peer")
    race.add_argument("--cohort", type=Path, action="append", metavar="DIR",
                      help="race over this cohort folder instead; may be given again")  # fmt: skip
    race.add_argument("--limit", type=float, default=60.0, help="seconds, with --cohort")
    scale = commands.add_parser("scale", help="the same kind of cohort, growing")
    for command in (race, scale):
        command.add_argument("--solver", action="append", help="only this one")
        command.add_argument("--only", action="append", metavar="TEXT",
                             help="only instances whose name holds this")  # fmt: skip
        command.add_argument("--most-people", type=int, help="only instances up to this size")
        command.add_argument("--keep-baselines", action="store_true",
                             help="do not repeat baselines because of a new commit")  # fmt: skip
        command.add_argument("--runs", type=Path, default=run.RUNS, help="the JSON lines")
    tuning = commands.add_parser("tune", help="sweep the solver's limits and write its defaults")
    tuning.add_argument("--sizes", action="append", help="only this size class")
    tuning.add_argument("--no-write", action="store_true", help="leave defaults.toml alone")
    for command in (race, scale, tuning):
        command.add_argument("--full", action="store_true", help="hours instead of minutes")
        command.add_argument("--dry-run", action="store_true", help="only say what would run")
    report = commands.add_parser("report", help="write results/REPORT.md from what is recorded")
    report.add_argument("--runs", type=Path, default=run.RUNS, help="the JSON lines")
    told = commands.add_parser("explain", help="reasons and changes for everybody without a seat")
    told.add_argument("--cohort", type=Path, action="append", metavar="DIR",
                      help="this cohort folder instead; may be given again")  # fmt: skip
    told.add_argument("--proposal", type=Path, action="append", metavar="FILE",
                      help="the proposal of each, instead of making one")  # fmt: skip
    told.add_argument("--limit", type=float, default=60.0, help="seconds for each proposal")
    told.add_argument("--person", type=float, default=10.0, help="seconds for each person")
    told.add_argument("--confirm", type=float, default=10.0, help="seconds for each confirmation")
    repairs = commands.add_parser("repair", help="repairs after one drop-out, and fits")
    repairs.add_argument("--instance", default="national-1900", help="a named instance")
    repairs.add_argument("--count", type=int, default=10, help="drop-outs, and people to fit")
    repairs.add_argument("--limit", type=float, default=60.0, help="seconds for what is repaired")
    repairs.add_argument("--seed", type=int, default=1, help="draws who drops out")
    seats = commands.add_parser("seats", help="small cohorts against all seatings there are")
    seats.add_argument("--count", type=int, default=200, help="cohorts")
    seats.add_argument("--first", type=int, default=9_000, help="seed of the first")
    commands.add_parser("pin", help="pin the hashes of all instances anew")
    return parser


if __name__ == "__main__":
    # A run in a child is ended with this process, however it is asked to end.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit("stopped; the same command goes on where this one stopped")
