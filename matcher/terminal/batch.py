"""What a batch shows: a bar while it works, a table at its end."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from rich import box
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn
from rich.table import Table
from rich.text import Text

from matcher.batch_ledger import Result
from matcher.report.words import count_words
from matcher.terminal.screen import Screen, tidy

STYLES = {"done": "good", "finished before": "muted"}


def batch_bar(screen: Screen, total: int) -> Progress:
    """Return a bar of the cohorts done; shown on a terminal only."""
    bar = Progress(
        SpinnerColumn(),
        BarColumn(bar_width=24),
        MofNCompleteColumn(),
        TextColumn("{task.description}"),
        console=screen,
        transient=True,
        auto_refresh=False,
        disable=screen.quiet or not screen.is_terminal,
    )
    bar.add_task("", total=total)
    return bar


def result_words(result: Result) -> str:
    """Return one cohort's result in a line."""
    words = f"{tidy(result.folder)}: {result.outcome}"
    if result.people is not None:
        groups = count_words(result.groups or 0, "group")
        words += f", {result.seated} of {result.people} people seated in {groups}"
    # What a failed run had to say stands on stderr.
    return words if result.complaints or not result.note else f"{words} ({tidy(result.note)})"


def results_table(results: Sequence[Result]) -> Table:
    """Return all results, in the order in which the cohorts were given."""
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    table.add_column("Cohort", overflow="fold")
    for name in ("People", "Seated", "Groups"):
        table.add_column(name, justify="right")
    table.add_column("Status", no_wrap=True)
    table.add_column("Seconds", justify="right")
    table.add_column("Note", ratio=1)
    for result in results:
        counts = (result.people, result.seated, result.groups)
        table.add_row(
            Text(tidy(result.folder)),
            *("–" if count is None else f"{count:,}" for count in counts),
            Text(result.outcome, style=STYLES.get(result.outcome, "warn")),
            f"{result.seconds:.1f}" if result.seconds else "–",
            Text(tidy(result.note)),
        )
    return table


def running_words(names: Sequence[str]) -> str:
    """Return which cohorts are being matched now."""
    return ", ".join(tidy(Path(name).name) for name in names)
