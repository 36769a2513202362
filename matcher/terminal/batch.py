"""What a batch shows: a bar while it works, a table at its end."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Protocol

from rich import box
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn
from rich.table import Table
from rich.text import Text

from matcher.report.words import count_words
from matcher.runs.attend import Interrupts
from matcher.runs.batch import exit_code
from matcher.runs.batch_ledger import Result
from matcher.terminal.screen import Screen, screen, tidy

STOPPING = "Stopping: every cohort under way keeps its best groups so far."
STYLES = {"done": "good", "finished before": "muted"}


class Named(Protocol):
    """A cohort under way."""

    @property
    def folder(self) -> str:
        """Its folder's name."""


class Runs(Protocol):
    """A batch, wherever its cohorts are matched."""

    @property
    def running(self) -> Sequence[Named]:
        """The cohorts under way."""

    def run(
        self,
        cohorts: Sequence[Path],
        interrupts: Interrupts,
        on_result: Callable[[Result], object],
        tick: Callable[[], object],
    ) -> list[Result]:
        """Match every cohort once and return the results in the order given."""


def attend_batch(
    batch: Runs, cohorts: Sequence[Path], interrupts: Interrupts, *, quiet: bool
) -> int:
    """Run a batch, showing how far it is and what came of it; return the exit code."""
    console, errors = screen(quiet=quiet), screen(error=True)
    bar = batch_bar(screen(error=True, quiet=quiet), len(cohorts))
    said: list[str] = []

    def tell(result: Result) -> None:
        for complaint in result.complaints:
            errors.print(f"{result.folder}: {complaint}", markup=False, soft_wrap=True)
        if bar.disable:
            console.print(result_words(result), markup=False, soft_wrap=True)
        bar.advance(bar.task_ids[0])

    def tick() -> None:
        if interrupts.count and not said:
            said.append(STOPPING)
            errors.print(said[0], style="warn")
        names = [one.folder for one in batch.running]
        bar.update(bar.task_ids[0], description=running_words(names))
        bar.refresh()

    with bar:
        results = batch.run(cohorts, interrupts, tell, tick)
    console.print(results_table(results))
    return exit_code(results, stopped=interrupts.stop.asked)


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
