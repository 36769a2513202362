"""Odds on the terminal, in a coordinator's words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from rich import box
from rich.table import Table
from rich.text import Text

from matcher.cohort.turn import drawn_number
from matcher.odds.price import Price
from matcher.odds.price_words import price_sentences
from matcher.odds.study import Study
from matcher.odds.summary import TierOdds, quality, tier_odds
from matcher.report.words import count_words, number_words, percent_words, tier_words
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


def replay_sentences(found: Study) -> list[str]:
    """Say what the figures rest on, and how far they can be trusted."""
    measured = quality(found)
    if not measured.replays:
        return ["The draw was not replayed: there was no time left. Give more with --time-limit."]
    said = [
        f"The draw was replayed {count_words(measured.replays, 'time')}, each time with other "
        "tickets and with as many seats in each tier. odds.csv gives everybody's chance with the "
        "range in which it lies with 95% confidence."
    ]
    if not found.ground.proven:
        said.append(
            "More seats than these may be possible: the seats of some tier are not proven. "
            "More time may raise a chance."
        )
    if measured.proven == measured.replays:
        said.append("Every replay is proven to follow its tickets as closely as is possible.")
    elif measured.measured:
        said.append(
            f"{measured.proven} of the replays are proven to follow their tickets as closely as "
            f"is possible. The others keep every rule too; measured on {measured.measured}, they "
            f"stay {100 * (measured.mean_gap or 0):.2f}% behind on average, "
            f"{100 * (measured.largest_gap or 0):.2f}% at most."
        )
    else:
        said.append(
            "The replays keep every rule, but how closely they follow their tickets was not "
            "measured: this cohort is too large for that, or the time too short."
        )
    return said


def lottery_sentences(found: Study) -> list[str]:
    """Say what the fairest lottery is and how to draw from it."""
    draws = found.draws
    if draws is None:
        return []
    unsettled = sum(row.unsettled for row in tier_odds(found))
    if len(draws.entries) == 1 and found.ground.proven and not unsettled:
        return [
            "There is nothing to draw: only one set of people fills as many seats in every tier. "
            "Who has a seat follows from times, rules and tiers alone."
        ]
    seed = found.ground.cohort.program.seed
    number = drawn_number(seed, draws.of)
    said = [
        f"draws.json lists {count_words(len(draws.entries), 'way')} to fill the seats under the "
        f"numbers 1 to {draws.of:,}. Drawing one number makes the smallest chance within each tier "
        "as large as can be; it gives each tier as many seats as the tickets do.",
        f"With seed {seed} number {number} is drawn: "
        f"SHA-256 of 'draw|{seed}' as a number, modulo {draws.of}, plus 1.",
    ]
    if unsettled:
        said.append(
            f"For {count_words(unsettled, 'person', 'people')} neither a seat nor a proof that "
            "there is none was found in the time; they are left out of the smallest chances."
        )
    return said


def no_lottery_sentences(found: Study) -> list[str]:
    """Say why no lottery stands beside the tickets."""
    if found.ground.cohort.program.priority.mode == "points":
        return [
            "The fairest lottery draws within tiers; this program gives points, so there is none: "
            "ways to fill the seats with the same sum of points differ in whose points come first, "
            "and there the order of turns decides, not a draw."
        ]
    return []
