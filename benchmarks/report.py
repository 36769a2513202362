"""The written report: what was asked, what was reached, tables and pictures from the records."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path
from statistics import median

from benchmarks import figures, plots, targets
from benchmarks.figures import Record, is_seats
from benchmarks.plan import is_scale
from benchmarks.report_words import ABOUT, FIGURES, HEAD
from benchmarks.run import RESULTS, RUNS, load
from benchmarks.solvers import PEERS

REPORT = "REPORT.md"
ORDER = ("matcher", "textbook", "greedy", *PEERS)


def write_report(runs: Path = RUNS) -> Path:
    """Write the report and its pictures beside the recorded runs; return its path.

    Parameters
    ----------
    runs : Path
        The JSON lines.
    """
    records = latest(load(runs))
    folder = runs.parent if runs.parent != RUNS.parent else RESULTS
    sound = [r for r in records if "error" not in r]
    parts = [
        HEAD,
        _provenance(records),
        "## Asked and reached\n\n" + _targets(records),
        "## The named cohorts\n\n" + _runs(r for r in sound if r["family"] in ("named", "given")),
        _pictures(sound, folder),
        "## Classes\n\n" + _classes(sound),
        "## The peer's own kind of instance\n\n" + ABOUT + "\n" + _peers(records),
        "## Growing cohorts\n\n" + _scale(sound),
        "## What went wrong\n\n" + _wrong(records),
        FIGURES,
    ]
    tuned = folder / "TUNE.md"
    if tuned.exists():
        parts.append("How the solver's limits were chosen: [TUNE.md](TUNE.md).")
    path = folder / REPORT
    path.write_text("\n\n".join(part.strip() for part in parts if part) + "\n", encoding="utf-8")
    return path


def latest(records: Iterable[Record]) -> list[Record]:
    """Return the last run of each solver, instance, limit, seed and settings."""
    found: dict[tuple[object, ...], Record] = {}
    for r in records:
        settings = tuple(sorted(r["settings"].items()))
        found[r["solver"], r["instance"], r["limit"], r["seed"],
              r["workers"], settings] = r  # fmt: skip
    return list(found.values())


def table(header: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Return a table in Markdown."""
    lines = [header, ["---"] * len(header), *rows]
    return "\n".join("| " + " | ".join(str(cell) for cell in line) + " |" for line in lines)


def _provenance(records: Sequence[Record]) -> str:
    """Say on which machine, with which versions, at which commits."""
    if not records:
        return "Nothing is recorded yet: run `python -m benchmarks race`."
    machines = {tuple(r["machine"].items()) for r in records}
    lines = []
    for found in sorted(machines, key=str):
        about = dict(found)
        lines.append(
            f"{about['cpu']}, {about['cores']} cores, {about['memory_gb']} GB, {about['system']}"
        )
    versions = sorted({", ".join(f"{k} {v}" for k, v in r["versions"].items()) for r in records})
    commits: dict[str, int] = defaultdict(int)
    for r in records:
        commits[r["commit"]] += 1
    dates = sorted({r["date"] for r in records})
    start = median(r["start_up_s"] for r in records if "start_up_s" in r) if any(
        "start_up_s" in r for r in records) else 0.0  # fmt: skip
    return (
        f"{len(records)} runs, {dates[0]} to {dates[-1]}, on {'; '.join(lines)}. "
        f"{'; '.join(versions)}. "
        f"Commits: {', '.join(f'{name} ({n})' for name, n in sorted(commits.items()))}; after a "
        "`+` stands a hash of changes that were not committed yet. Seconds count from reading the "
        f"cohort; starting Python and importing took {start:.1f} s (median) before that."
    )


def _targets(records: Sequence[Record]) -> str:
    rows = targets.rows(records)
    tally = {v: sum(row.verdict == v for row in rows) for v in ("reached", "missed")}
    return (
        f"{tally['reached']} of {len(rows)} lines reached, {tally['missed']} missed, "
        f"{len(rows) - sum(tally.values())} not run.\n\n"
        + table(
            ("cohort", "within", "asked", "verdict", "figures"),
            [(r.cohort, r.within, r.asked, f"**{r.verdict}**", r.reached) for r in rows],
        )
    )


def _runs(records: Iterable[Record]) -> str:
    """Return a line per run: every level with its bound, and the figures."""
    chosen = sorted(records, key=lambda r: (r["people"], r["instance"], _rank(r), r["limit"]))
    everyone: dict[str, list[Record]] = defaultdict(list)
    for r in chosen:
        everyone[r["instance"]].append(r)
    rows = []
    for r in chosen:
        reference = figures.best(everyone[r["instance"]])
        integral = "" if reference is None else f"{figures.primal_integral(r, reference):.3f}"
        seats = " ".join(_level(lv) for lv in r["levels"] if is_seats(lv["name"]))
        others = [_level(next((lv for lv in r["levels"] if lv["name"] == name), None))
                  for name in ("turn", "mix", "preference")]  # fmt: skip
        rows.append(
            (r["instance"], r["solver"], f"{r['limit']:g}", seats, *others,
             _number(figures.mix_excess(r), 2), _number(r["first_s"], 2), f"{r['seconds']:.1f}",
             integral, r["peak_mb"], _verdict(r))
        )  # fmt: skip
    header = ("cohort", "solver", "limit s", "seats by tier", "turn", "mix", "preference",
              "mix per 100 above", "first s", "s", "integral", "MB", "checker")  # fmt: skip
    return table(header, rows) if rows else "Not run."


def _level(level: dict[str, float | None] | None) -> str:
    """Return value/bound, or only the value where both are the same (proven)."""
    if level is None:
        return ""
    value, bound = level["value"], level["bound"]
    if bound is None:
        return f"{value:g}/?"
    return f"**{value:g}**" if abs(float(value or 0) - bound) < 1e-6 else f"{value:g}/{bound:g}"


def _classes(records: Sequence[Record]) -> str:
    """Return medians by class, size, limit and solver."""
    groups: dict[tuple[str, int, float, str], list[Record]] = defaultdict(list)
    everyone: dict[str, list[Record]] = defaultdict(list)
    for r in records:
        if r["family"] not in ("named", "given", "peer") and r["part"] == "race":
            groups[r["family"], r["people"], r["limit"], r["solver"]].append(r)
            everyone[r["instance"]].append(r)
    rows = []
    ordered = sorted(groups.items(), key=lambda item: (*item[0][:3], ORDER.index(item[0][3])))
    for (family, people, limit, solver), runs in ordered:
        behind = [_behind(r, everyone[r["instance"]]) for r in runs]
        rows.append(
            (family, people, f"{limit:g}", solver, len(runs),
             f"{median(r['seated'] / max(1, r['eligible']) for r in runs):.1%}",
             _percent([figures.seats_gap(r) for r in runs]),
             sum(figures.proven(r, is_seats) for r in runs), sum(figures.proven(r) for r in runs),
             _spread([figures.mix_excess(r) for r in runs]), _middle([r["first_s"] for r in runs]),
             _middle(behind, 3), max(r["peak_mb"] for r in runs),
             f"{sum(r['clean'] for r in runs)}/{len(runs)}")
        )  # fmt: skip
    header = ("class", "people", "limit s", "solver", "runs", "seated", "seats below bound",
              "seats proven", "all proven", "mix per 100 above", "first s", "integral", "most MB",
              "clean")  # fmt: skip
    return table(header, rows) if rows else "Not run."


def _behind(record: Record, others: Sequence[Record]) -> float | None:
    reference = figures.best(others)
    return None if reference is None else figures.primal_integral(record, reference)


def _peers(records: Sequence[Record]) -> str:
    rows = []
    runs = sorted(
        (r for r in records if r["family"] == "peer"),
        key=lambda r: (r["people"], r["instance"], ORDER.index(r["solver"]), r["limit"]),
    )
    for r in runs:
        if "error" in r:
            rows.append((r["instance"], r["solver"], f"{r['limit']:g}", r["error"], *[""] * 5))
            continue
        about = r["about"]
        same, pairs = figures.values(r)["mix"], r["pairs"]
        teams = f"{r['groups']} of {r['groups']}"
        if r["solver"] in PEERS:
            same, pairs = about["pairs_same_all_teams"], about["pairs_all_teams"]
            teams = f"{about['teams_served']} of {about['teams']}"
        rows.append(
            (r["instance"], r["solver"], f"{r['limit']:g}", f"{same:g} in {pairs}",
             f"{100 * same / pairs:.1f}" if pairs else "", teams,
             f"{r['seated']} of {r['eligible']}", f"{r['seconds']:.1f}", r["peak_mb"])
        )  # fmt: skip
    header = ("cohort", "solver", "limit s", "same-sector pairs", "per 100", "groups served",
              "people with a seat", "s", "MB")  # fmt: skip
    return table(header, rows) if rows else "Not run."


def _scale(records: Sequence[Record]) -> str:
    runs = sorted(filter(is_scale, records), key=lambda r: (r["people"], r["instance"]))
    if not runs:
        return "Not run."
    rows = [
        (r["instance"], f"{r['limit']:g}", _number(r["first_s"], 2),
         _number(figures.time_to_seats(r), 1), _number(figures.time_to_mix(r), 1),
         _percent([figures.seats_gap(r)]), _number(figures.mix_excess(r), 2), r["peak_mb"],
         _verdict(r))
        for r in runs
    ]  # fmt: skip
    header = ("cohort", "limit s", "first s", "seats within 0.5% s", "and mix within 3 per 100 s",
              "seats below bound", "mix per 100 above", "MB", "checker")  # fmt: skip
    return table(header, rows)


def _pictures(records: Sequence[Record], folder: Path) -> str:
    shown = []
    if plots.over_time(records, folder / "over_time.svg"):
        shown.append("![Gap to the best known proposal over time](over_time.svg)")
    count = plots.profile(records, folder / "profile.svg")
    if count:
        shown.append(f"Performance profile over {count} instances on which all three ran as long:")
        shown.append("![Performance profile of primal integrals](profile.svg)")
    if plots.scaling(list(filter(is_scale, records)), folder / "scaling.svg"):
        shown.append("![Seconds to a fixed quality by size](scaling.svg)")
    return "## Pictures\n\n" + "\n\n".join(shown) if shown else ""


def _wrong(records: Sequence[Record]) -> str:
    """List what the checker found and what ended without a result."""
    lines = [
        f"- {r['instance']}, {r['solver']}, {r['limit']:g} s: {r.get('error') or _verdict(r)}"
        for r in records
        if "error" in r or (not r["clean"] and r["solver"] == "matcher")
    ]
    others = [
        r for r in records if "error" not in r and not r["clean"] and r["solver"] != "matcher"
    ]
    if others:
        envy = sum(r["envy"] for r in others)
        broken = sum(sum(r["broken"].values()) for r in others)
        seats = sum(r["open_seats"] for r in others)
        lines.append(
            f"- {len(others)} runs of baselines and the peer were not clean: {envy} cases of "
            f"justified envy, {seats} open seats, {broken} broken rules in all. They were left as "
            "they are."
        )
    late = [r for r in records if "error" not in r and r["solver"] == "matcher"
            and r["seconds"] > 1.05 * r["limit"] + 0.3]  # fmt: skip
    lines += [f"- {r['instance']}: the solver took {r['seconds']:.1f} s of {r['limit']:g} s"
              for r in late]  # fmt: skip
    return "\n".join(lines) if lines else "Nothing: every run of the solver is clean and in time."


def _verdict(record: Record) -> str:
    if record["clean"]:
        return "clean"
    found = [f"{count} {code}" for code, count in record["broken"].items()]
    found += [f"{record['envy']} envy"] if record["envy"] else []
    found += [f"{record['open_seats']} open seats"] if record["open_seats"] else []
    return ", ".join(found + record["faults"][:1])


def _rank(record: Record) -> int:
    return ORDER.index(record["solver"])


def _number(value: float | None, digits: int) -> str:
    return "" if value is None else f"{value:.{digits}f}"


def _middle(values: Sequence[float | None], digits: int = 2) -> str:
    known = [value for value in values if value is not None]
    return f"{median(known):.{digits}f}" if known else ""


def _spread(values: Sequence[float | None]) -> str:
    known = sorted(value for value in values if value is not None)
    if not known:
        return ""
    ends = f" ({known[0]:.1f} to {known[-1]:.1f})" if len(known) > 1 else ""
    return f"{median(known):.2f}{ends}"


def _percent(values: Sequence[float | None]) -> str:
    known = [value for value in values if value is not None]
    return f"{median(known):.2%}" if known else ""
