"""The report's pictures, the same bytes for the same records."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import matplotlib as mpl
import numpy as np
from matplotlib.figure import Figure

from benchmarks import figures
from benchmarks.figures import Record

if TYPE_CHECKING:
    from matplotlib.axes import Axes

STYLE = {"svg.hashsalt": "benchmarks", "svg.fonttype": "none", "font.size": 9}
COLOURS = {"matcher": "#1b6ca8", "textbook": "#c05a1c", "greedy": "#6b6b6b"}
PROFILED = ("matcher", "textbook", "greedy")
FLOOR = 0.005  # integrals below this count as equal: the noise of a busy machine


def profile(records: Sequence[Record], path: Path) -> int:
    """Draw the performance profile (Dolan and More 2002) of primal integrals.

    Only instances on which all of `PROFILED` ran with the same limit count. Returns how many.
    """
    ratios: dict[str, list[float]] = defaultdict(list)
    for group in _same_race(records).values():
        if not all(solver in group for solver in PROFILED):
            continue
        reference = figures.best(group.values())
        if reference is None:
            continue
        integrals = {
            solver: max(FLOOR, figures.primal_integral(group[solver], reference))
            for solver in PROFILED
        }
        for solver, integral in integrals.items():
            ratios[solver].append(integral / min(integrals.values()))
    count = len(ratios.get("matcher", ()))
    if not count:
        return 0
    with mpl.rc_context(STYLE):
        figure, axes = _paper(5.2, 3.2)
        for solver in PROFILED:
            x = np.sort(np.array(ratios[solver]))
            y = np.arange(1, len(x) + 1) / len(x)
            axes.step([1, *x, 100], [0, *y, y[-1]], where="post", label=solver,
                      color=COLOURS[solver])  # fmt: skip
        axes.set(xscale="log", xlim=(1, 100), ylim=(0, 1.02), ylabel="share of instances",
                 xlabel="primal integral, as a multiple of the best")  # fmt: skip
        axes.legend(frameon=False)
        _save(figure, path)
    return count


def scaling(records: Sequence[Record], path: Path) -> int:
    """Draw seconds to a fixed quality against the size of the cohort. Returns the runs shown."""
    if not records:
        return 0
    measures = {
        "first proposal": lambda r: r["first_s"],
        "seats within 0.5% of the bound": figures.time_to_seats,
        "... and mix within 3 per 100": figures.time_to_mix,
    }
    with mpl.rc_context(STYLE):
        figure, axes = _paper(5.2, 3.4)
        for (label, measure), marker in zip(measures.items(), "os^", strict=True):
            points = [(r["people"], s) for r in records if (s := measure(r)) is not None]
            sizes = sorted({n for n, _ in points})
            middle = [float(np.median([s for n, s in points if n == size])) for size in sizes]
            axes.plot(sizes, middle, marker=marker, label=label, markersize=4)
        largest = max(r["people"] for r in records)
        guide = np.array([300.0, max(largest, 600)])
        axes.plot(guide, (guide / 300) ** 1.3, ":", color="#999999", label="growth n^1.3")
        axes.set(xscale="log", yscale="log", xlabel="participants", ylabel="seconds")
        shown = sorted({r["people"] for r in records})
        axes.set_xticks(shown, [f"{size:,}" for size in shown], rotation=45)
        axes.set_xticks([], minor=True)
        axes.legend(frameon=False, fontsize=8)
        _save(figure, path)
    return len(records)


def over_time(records: Sequence[Record], path: Path) -> int:
    """Draw the gap to the best known proposal over time, a panel a cohort. Returns panels."""
    panels = {
        key: group
        for key, group in _same_race([r for r in records if r["family"] == "named"]).items()
        if "matcher" in group and len(group) > 1
    }
    if not panels:
        return 0
    with mpl.rc_context(STYLE):
        figure = Figure(figsize=(3.1 * min(3, len(panels)), 2.5 * -(-len(panels) // 3)),
                        layout="constrained")  # fmt: skip
        axes = figure.subplots(-(-len(panels) // 3), min(3, len(panels)), squeeze=False).ravel()
        for place in axes[len(panels) :]:
            place.set_visible(False)
        for place, ((name, limit), group) in zip(axes, sorted(panels.items()), strict=False):
            everybody = [r for r in records if r["instance"] == name]
            reference = figures.best(everybody)
            if reference is None:
                continue
            for solver in PROFILED:
                if solver in group:
                    steps = [*figures.trace(group[solver], reference)]
                    steps.append((limit, steps[-1][1]))
                    x, y = np.array(steps).T
                    place.step(np.maximum(x, 0.03), y, where="post", label=solver,
                               color=COLOURS[solver])  # fmt: skip
            place.set_yscale("symlog", linthresh=0.01)
            place.set(
                title=f"{name}, {limit:g} s", xscale="log", xlim=(0.03, limit), ylim=(0, 1.05)
            )
        axes[0].set(xlabel="seconds", ylabel="gap")
        axes[0].legend(frameon=False, fontsize=7)
        _save(figure, path)
    return len(panels)


def _same_race(records: Sequence[Record]) -> dict[tuple[str, float], dict[str, Record]]:
    """Return runs by instance and limit, then by solver."""
    found: dict[tuple[str, float], dict[str, Record]] = defaultdict(dict)
    for record in records:
        if "error" not in record:
            found[record["instance"], record["limit"]][record["solver"]] = record
    return found


def _paper(width: float, height: float) -> tuple[Figure, Axes]:
    figure = Figure(figsize=(width, height), layout="constrained")
    return figure, figure.subplots()


def _save(figure: Figure, path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(path, format="svg", metadata={"Date": None})
