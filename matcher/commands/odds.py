"""`matcher odds`: what chance everybody has before the draw."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from matcher.commands import texts
from matcher.commands.options import (
    MOST_SECONDS,
    CohortPath,
    LeaveOut,
    Policy,
    Quiet,
    refuse_odd,
)
from matcher.endings import DONE, STOPPED, Refused, plain_ending


@plain_ending
def odds_command(
    cohort: CohortPath,
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help=texts.ODDS_OUT)] = Path("odds"),
    time_limit: Annotated[
        float,
        typer.Option("--time-limit", metavar="S", help=texts.ODDS_TIME, min=1, max=MOST_SECONDS),
    ] = 60.0,
    replays: Annotated[
        int, typer.Option("--replays", metavar="N", help=texts.REPLAYS, min=1, max=100_000)
    ] = 200,
    seed: Annotated[int, typer.Option(metavar="N", help=texts.ODDS_SEED)] = 1,
    price: Annotated[bool, typer.Option("--price", help=texts.PRICE)] = False,
    ticket_only: Annotated[bool, typer.Option("--ticket-only", help=texts.TICKET_ONLY)] = False,
    policy: Policy = None,
    deterministic: Annotated[
        bool, typer.Option("--deterministic", help=texts.ODDS_DETERMINISTIC)
    ] = False,
    leave_out_faulty: LeaveOut = False,
    quiet: Quiet = False,
) -> int:
    """Work out odds."""
    from matcher.runs.attend import Interrupts

    interrupts = Interrupts.caught()
    refuse_odd(time_limit, None, seed)
    if price and deterministic:
        raise Refused("--price goes by the clock; leave it out, or --deterministic.")
    from matcher.odds.command import News, Wish, odds
    from matcher.terminal.odds import odds_page
    from matcher.terminal.screen import screen

    news = News()
    wish = Wish(
        cohort, out, time_limit, replays, seed, not ticket_only, price, leave_out_faulty, policy,
        deterministic,
    )  # fmt: skip
    with screen(error=True, quiet=quiet).status(news.text) as status:
        found = odds(wish, interrupts, news, lambda: status.update(news.text))
    if not quiet:
        console = screen()
        for part in odds_page(found.study, found.prices, out):
            console.print(part)
    return STOPPED if interrupts.stop.asked else DONE
