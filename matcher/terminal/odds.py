"""Odds on the terminal, in a coordinator's words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from rich import box
from rich.table import Table
from rich.text import Text

from matcher.odds.price import Price
from matcher.odds.price_words import price_sentences
from matcher.odds.study import Study
from matcher.odds.summary import TierOdds, tier_odds
from matcher.odds.words import lottery_sentences, no_lottery_sentences, replay_sentences
from matcher.report.words import number_words, percent_words, tier_words
from matcher.terminal.screen import indented, lines, tidy, title

if TYPE_CHECKING:
    from rich.console import RenderableType


def odds_page(found: Study, prices: Sequence[Price], out: Path) -> Iterator[RenderableType]:
    """Yield what is shown once odds are worked out."""
    yield title("What chance people had before the draw")
    yield indented(tiers_table(tier_odds(found)))
    yield from lines(replay_sentences(found))
    if found.draws is not None:
        yield title("The fairest lottery beside it")
        yield from lines(lottery_sentences(found))
    elif found.lottery is None:
        yield from lines(no_lottery_sentences(found))
    if prices:
        yield title("The price of priority")
        yield from lines(price_sentences(prices))
    yield title(f"Written to {tidy(out)}")
    files = "odds.csv for a spreadsheet (a row a person), odds.json for programs"
    if found.draws is not None:
        files += ", draws.json with the fairest lottery's numbered list"
    yield from lines([f"{files}."])


def tiers_table(rows: Sequence[TierOdds]) -> Table:
    """Return the odds of every tier."""
    table = Table(box=box.SIMPLE_HEAD, padding=(0, 1), pad_edge=False)
    for name in (
        "Access at work", "People", "No draw can seat", "Seats", "Average", "Smallest", "Largest",
        "Smallest if drawn most evenly",
    ):  # fmt: skip
        table.add_column(name, justify="left" if name.startswith("Access") else "right")
    for row in rows:
        table.add_row(
            Text(tier_words(row.tier)),
            str(row.people),
            str(row.never),
            number_words(row.seats) if row.tier != "points" else "–",
            percent_words(row.ticket_mean),
            percent_words(row.ticket_least),
            percent_words(row.ticket_most),
            _even_words(row),
        )
    return table


def _even_words(row: TierOdds) -> str:
    if row.leximin_least is None:
        return "–"
    if row.leximin_bound is None or row.leximin_bound - row.leximin_least < 5e-4:
        return percent_words(row.leximin_least)
    return f"{percent_words(row.leximin_least)} (at most {percent_words(row.leximin_bound)})"
