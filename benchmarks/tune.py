"""Sweeps the solver's limits per size class and writes the defaults that it then uses."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from benchmarks import figures, settings
from benchmarks.figures import Record
from benchmarks.machine import commit, machine
from benchmarks.report import latest, table
from benchmarks.run import RESULTS, expected, load, race
from benchmarks.settings import Settings
from benchmarks.sweep import CLASSES, NEVER_TAKEN, TRIED, Comparison, SizeClass, compare, sweep_jobs

RUNS = RESULTS / "tune.jsonl"
EVIDENCE = RESULTS / "TUNE.md"


def tune(
    names: Sequence[str] | None = None,
    *,
    full: bool = False,
    dry: bool = False,
    keep: bool = True,
    say: Callable[[str], None] = print,
) -> int:
    """Sweep, compare, and write defaults and evidence; return the exit code.

    Parameters
    ----------
    names : sequence of str, optional
        Size classes; by default small and medium, with `full` all.
    full : bool
        All limits and three seeds.
    dry : bool
        Only say what would run.
    keep : bool
        Whether to write the defaults.
    say : callable
    """
    wanted = names or ([size.name for size in CLASSES] if full else ["small", "medium"])
    chosen = [size for size in CLASSES if size.name in wanted]
    present = settings.read()
    honoured = settings.supported()
    ignored = [name for name in TRIED if name not in honoured]
    if ignored:
        say(f"not read by the solver, so not swept: {', '.join(ignored)}")
    plans = {
        size.name: sweep_jobs(size, present[size.name], full=full, honoured=honoured)
        for size in chosen
    }
    jobs = [job for plan in plans.values() for job in plan]
    say(f"{len(jobs)} runs, about {expected(jobs) / 60:.0f} minutes if none is recorded yet")
    if dry:
        return 0
    race(jobs, RUNS, say=say)
    records = latest(load(RUNS))
    found = {size.name: _compare(size, present[size.name], records) for size in chosen}
    after = {name: _better(limits, found.get(name, ())) for name, limits in present.items()}
    write_evidence(chosen, present, after, found, records, ignored, EVIDENCE)
    if keep:
        settings.write(after, source=f"Written by python -m benchmarks tune at {commit()}; "
                       "the evidence: benchmarks/results/TUNE.md")  # fmt: skip
    say(f"written: {EVIDENCE.name}{' and ' + settings.DEFAULTS.name if keep else ''}")
    return 0


def _compare(size: SizeClass, present: Settings, records: Sequence[Record]) -> list[Comparison]:
    """Return every value tried against the present one, for one size class."""
    own = [r for r in records if _is_of(r, size) and r["limit"] == size.limit]
    base = {r["instance"]: r for r in own if not r["settings"]}
    return [
        compare(name, value, runs, base)
        for name, values in TRIED.items()
        for value in values
        if value != present.get(name)
        if (runs := [r for r in own if r["settings"] == {name: value} and _honoured(r, name)])
    ]


def _is_of(record: Record, size: SizeClass) -> bool:
    return record["family"] in size.families and record["people"] in size.sizes


def _honoured(record: Record, name: str) -> bool:
    return "error" in record or name in record["honoured"]


def _better(present: Settings, found: Sequence[Comparison]) -> dict[str, float]:
    """Return the limits with the best value taken where one is clearly better."""
    after = dict(present)
    ranked = sorted(found, key=lambda c: (c.wins - c.losses, -c.faster), reverse=True)
    taken: set[str] = set()
    for comparison in ranked:
        open_to_change = comparison.name in present and comparison.name not in NEVER_TAKEN
        if comparison.better and comparison.name not in taken and open_to_change:
            after[comparison.name] = comparison.value
            taken.add(comparison.name)
    return after


def write_evidence(
    chosen: Sequence[SizeClass],
    present: Mapping[str, Settings],
    after: Mapping[str, Settings],
    found: Mapping[str, Sequence[Comparison]],
    records: Sequence[Record],
    ignored: Sequence[str],
    path: Path,
) -> None:
    """Write what was tried, what came of it and what was chosen."""
    about = machine()
    parts = [
        "# How the solver's limits were chosen",
        f"Written by `python -m benchmarks tune` from `tune.jsonl`, on {about['cpu']}, "
        f"{about['cores']} cores. One limit is changed at a time; proposals are compared level by "
        "level in their order. A value is taken where it wins on at least two cohorts and a third "
        "more than it loses on, or loses on no more than it wins on and brings the mean gap over "
        "time down by 0.01.",
    ]
    if ignored:
        parts.append(f"Not swept, because the solver does not read them: {', '.join(ignored)}.")
    for size in chosen:
        own = [r for r in records if _is_of(r, size)]
        parts += [f"## {size.name}", _chosen(present[size.name], after[size.name])]
        if found[size.name]:
            parts.append(_tried(found[size.name], present[size.name], after[size.name]))
        parts.append(_more_time(size, own))
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n\n".join(parts) + "\n", encoding="utf-8")


def _chosen(present: Settings, after: Settings) -> str:
    changed = [f"`{k}` {present[k]:g} to {after[k]:g}" for k in present if present[k] != after[k]]
    return f"Changed: {', '.join(changed)}." if changed else "Nothing tried is clearly better."


def _tried(found: Sequence[Comparison], present: Settings, after: Settings) -> str:
    rows = [
        (c.name, f"{c.value:g}", f"{present[c.name]:g}" if c.name in present else "", c.wins,
         c.losses, c.ties, c.at, f"{c.faster:+.3f}",
         "taken" if after.get(c.name) == c.value else "")
        for c in found
    ]  # fmt: skip
    header = ("limit", "tried", "present", "wins", "losses", "ties", "decided at",
              "integral", "")  # fmt: skip
    return table(header, rows)


def _more_time(size: SizeClass, own: Sequence[Record]) -> str:
    """Say what as much time again buys."""
    plain = [r for r in own if not r["settings"] and "error" not in r]
    by = {(r["instance"], r["limit"]): r for r in plain}
    rows = []
    for instance in sorted({r["instance"] for r in plain}):
        one, two = by.get((instance, size.limit)), by.get((instance, 2 * size.limit))
        if one is None or two is None:
            continue
        change = figures.first_difference(two, one)
        rows.append(
            (instance, _short(one), _short(two),
             "nothing" if change is None else f"{change[0]} {change[2]:g} to {change[1]:g}")
        )  # fmt: skip
    title = f"What another {size.limit:g} s buys:"
    header = ("cohort", f"at {size.limit:g} s", f"at {2 * size.limit:g} s", "first change")
    return f"{title}\n\n{table(header, rows)}" if rows else f"{title} not run."


def _short(record: Record) -> str:
    excess = figures.mix_excess(record)
    above = "?" if excess is None else f"{excess:.2f}"
    values = figures.values(record)
    return (
        f"{record['seated']} seated, turn {values['turn']:g}, mix {values['mix']:g} "
        f"({above} per 100 above)"
    )
