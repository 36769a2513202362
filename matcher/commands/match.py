"""`matcher match`: groups from a cohort's files."""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from matcher.commands import draw_texts, texts
from matcher.commands.options import (
    MOST_SECONDS,
    Deterministic,
    Earlier,
    Gap,
    LeaveOut,
    Policy,
    Quiet,
    Seed,
    TimeLimit,
    Workers,
    refuse_odd,
)
from matcher.endings import DONE, STOPPED, Refused, plain_ending

if TYPE_CHECKING:
    from matcher.odds.summary import TierOdds
    from matcher.runs.attend import Interrupts
    from matcher.runs.request import Request


@plain_ending
def match_command(
    context: typer.Context,
    cohort: Annotated[Path | None, typer.Argument(metavar="COHORT", help=texts.COHORT)] = None,
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help=texts.OUT)] = Path("out"),
    time_limit: TimeLimit = None,
    gap: Gap = None,
    seed: Seed = None,
    workers: Workers = None,
    earlier: Earlier = None,
    policy: Policy = None,
    deterministic: Deterministic = False,
    leave_out_faulty: LeaveOut = False,
    demo: Annotated[bool, typer.Option("--demo", help=texts.DEMO)] = False,
    odds: Annotated[
        float | None,
        typer.Option("--odds", metavar="S", help=texts.ODDS_AFTER, min=1, max=MOST_SECONDS),
    ] = None,
    draws: Annotated[
        Path | None, typer.Option("--draws", metavar="draws.json", help=texts.DRAWS)
    ] = None,
    commitment: Annotated[
        Path | None,
        typer.Option("--commitment", metavar="FILE", help=draw_texts.MATCH_COMMITMENT),
    ] = None,
    pins: Annotated[list[str] | None, typer.Option("--pin", metavar="PIN", help=texts.PIN)] = None,
    pin_file: Annotated[
        Path | None, typer.Option("--pins", metavar="FILE", help=texts.PIN_FILE)
    ] = None,
    quiet: Quiet = False,
) -> int:
    """Form groups and write them."""
    from matcher.runs.attend import Interrupts

    interrupts = Interrupts.caught()
    from matcher.runs.request import Orders, Request

    orders = Orders(time_limit, gap, seed, workers, deterministic, leave_out_faulty)
    refuse_odd(time_limit, gap, seed)
    if (cohort is None) is not demo:
        raise Refused("Give either a COHORT, or --demo to match the demo cohort.")
    if odds is not None and earlier is not None:
        raise Refused("--odds looks at a draw in which nobody is seated yet; leave --from out.")
    if draws is not None and earlier is not None:
        raise Refused("--draws draws every seat anew; leave --from out.")
    if commitment is not None and seed is None:
        raise Refused("--commitment needs --seed: the number drawn after it was published.")
    if cohort is None:
        from matcher.demo import demo_path

        cohort = demo_path()
    started = context.obj or time.monotonic()
    request = Request(
        cohort, out, orders, started, earlier, demo, commitment, policy, draws,
        tuple(pins or ()), pin_file,
    )  # fmt: skip
    return _match(request, interrupts, odds=odds, quiet=quiet)


def _match(request: Request, interrupts: Interrupts, *, odds: float | None, quiet: bool) -> int:
    """Read, propose, judge, write and show."""
    from matcher.runs import matching

    reading, earlier = matching.read(request)
    cohort = reading.cohort
    draw = matching.draw(request, cohort)
    from matcher.terminal.progress import Watch
    from matcher.terminal.screen import screen

    watch = Watch(
        screen(error=True, quiet=quiet), cohort.program, request.limit(cohort), request.started
    )

    def tick() -> None:
        if interrupts.count:
            watch.say(texts.STOPPING if interrupts.count == 1 else texts.STILL_STOPPING)
        watch.tick()

    with watch:
        proposal = matching.propose(request, cohort, earlier, interrupts, watch.hear, tick)
        stopped = interrupts.stop.asked
        matching.judge(request, cohort, proposal, earlier)
        tiers: Sequence[TierOdds] = ()
        replays: Sequence[frozenset[str]] = ()
        if odds is not None and not stopped:
            from matcher.odds.command import odds_beside

            watch.say(texts.ODDS_UNDER_WAY.format(seconds=odds))
            tiers, replays = odds_beside(
                cohort, request.out, odds, interrupts, tick,
                deterministic=request.orders.deterministic,
            )  # fmt: skip
        notes = (*(f"left out: {fault}" for fault in reading.left_out), *reading.warnings)
        from matcher.files.write import write_outputs

        record = matching.record(request, cohort, proposal, draw)
        files = write_outputs(
            cohort, proposal, request.out, warnings=notes, odds=tiers, replays=replays,
            record=record,
        )  # fmt: skip
        matching.keep_runs(request, record)
    if not quiet:
        from matcher.terminal.proposal import Ending, ending_page

        ending = Ending(
            cohort, proposal, request.source, request.out, files,
            reading.warnings, reading.left_out, stopped, request.demo, record,
            request.policy,
        )  # fmt: skip
        console = screen()
        for part in ending_page(ending):
            whole = bool(getattr(part, "no_wrap", None))  # commands are there to be copied whole
            console.print(part, crop=False, soft_wrap=whole)
    return STOPPED if stopped else DONE
