"""The best groups for one person now, as the terminal shows them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from rich import box
from rich.table import Table

from matcher.cohort import Cohort
from matcher.repair.fit import Choice, Fit
from matcher.report.words import count_words, meeting_words, number_words
from matcher.terminal.proposal import name_of
from matcher.terminal.screen import indented, lines, tidy, title

if TYPE_CHECKING:
    from rich.console import RenderableType

SHUT = 5  # groups shown that a rule keeps shut


def fit_page(cohort: Cohort, found: Fit) -> Iterator[RenderableType]:
    """Yield the groups with a seat for somebody, and those nearest to having one."""
    who = tidy(found.person.id)
    yield title(f"Groups for {tidy(found.person.name) or who}")
    if found.not_eligible:
        yield from lines([found.not_eligible])
    if found.turn is not None and found.now is None:
        ahead = count_words(found.ahead, "person", "people")
        yield from lines(
            [
                f"Turn {found.turn} of {found.turns}; {ahead} without a seat would come earlier, "
                "where the same seat suits them."
            ]
        )
    if found.now is not None:
        yield from lines([f"{who} sits in {found.now}; each line is a move out of it."])
    opened = [one for one in found.choices if one.open]
    if opened:
        yield indented(_table(cohort, opened))
        yield from lines(
            ["All rules hold in each. Fewer alike and fewer wishes not met is better."]
        )
    else:
        yield from lines(["No group has a seat in which every rule would hold."])
    shut = [one for one in found.choices if not one.open][:SHUT]
    if shut:
        yield title("Nearest to it")
        yield from lines(f"{one.group.id}, {meeting_words(one.group)}: {_why(one)}" for one in shut)


def _table(cohort: Cohort, choices: list[Choice]) -> Table:
    table = Table(box=box.SIMPLE_HEAD, padding=(0, 1), pad_edge=False)
    table.add_column("Group", style="bold")
    table.add_column("Provider")
    table.add_column("Time")
    table.add_column("Members", justify="right")
    table.add_column("Alike", justify="right")
    table.add_column("Wishes not met", justify="right")
    for one in choices:
        table.add_row(
            tidy(one.group.id),
            name_of(cohort.provider_by_id[one.group.provider_id]),
            meeting_words(one.group),
            str(len(one.group.members)),
            _signed(one.levels["mix"]),
            _signed(one.levels["preference"]),
        )
    return table


def _signed(value: float) -> str:
    return f"+{number_words(value)}" if value > 0 else number_words(value)


def _why(choice: Choice) -> str:
    full = f"it is full, with {len(choice.group.members)} members"
    return "; ".join(full if code == "size" else text for code, text in choice.broken)
