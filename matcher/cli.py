"""The engine's commands. All that is printed is printed here; failures, by `matcher.endings`."""

from __future__ import annotations

import shlex
import time
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from matcher.commands import draw_texts, edit_texts, texts
from matcher.commands.diff import diff_command
from matcher.commands.draw import audit as audit_app
from matcher.commands.draw import draw as draw_app
from matcher.commands.edit import edit_command
from matcher.commands.policy import app as policy_app
from matcher.commands.repair import add_commands
from matcher.endings import DONE, FAULTY, STOPPED, Refused, plain_ending, run

if TYPE_CHECKING:
    from matcher.cohort import Proposal
    from matcher.files.read import Reading
    from matcher.odds.summary import TierOdds
    from matcher.runs.attend import Interrupts
    from matcher.runs.matching import Request

MOST_SECONDS = 7 * 24 * 3600
MOST_PEOPLE = 50_000  # as many as a file may hold


def _show_version(wanted: bool) -> None:
    if wanted:
        from matcher import __version__

        print(f"matcher {__version__}")
        raise typer.Exit


def _options(
    version: Annotated[
        bool,
        typer.Option("--version", help=texts.VERSION, callback=_show_version, is_eager=True),
    ] = False,
) -> None:
    """Take the options that stand before every command."""


def command_line() -> typer.Typer:
    """Return a command line that has no command yet."""
    return typer.Typer(
        name="matcher",
        help=texts.APP,
        callback=_options,
        add_completion=False,
        no_args_is_help=True,
        rich_markup_mode=None,  # plain help is there in a third of the time
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["--help", "-h"]},
    )


app = command_line()
app.add_typer(draw_app)
app.add_typer(audit_app)
app.add_typer(policy_app)
app.command("edit", help=edit_texts.EDIT, short_help=edit_texts.EDIT_SHORT)(edit_command)
app.command("diff", help=edit_texts.DIFF, short_help=edit_texts.DIFF_SHORT)(diff_command)

CohortPath = Annotated[Path, typer.Argument(metavar="COHORT", help=texts.COHORT)]
ProposalPath = Annotated[Path, typer.Argument(metavar="proposal.json", help=texts.PROPOSAL)]
Earlier = Annotated[
    Path | None, typer.Option("--from", metavar="proposal.json", help=texts.EARLIER)
]
TimeLimit = Annotated[
    float | None,
    typer.Option("--time-limit", metavar="S", help=texts.TIME_LIMIT, min=0.1, max=MOST_SECONDS),
]
Gap = Annotated[float | None, typer.Option(metavar="G", help=texts.GAP, min=0.0, max=1.0)]
Seed = Annotated[int | None, typer.Option(metavar="N", help=texts.SEED)]
Workers = Annotated[int | None, typer.Option(metavar="N", help=texts.WORKERS, min=0, max=1024)]
Deterministic = Annotated[bool, typer.Option("--deterministic", help=texts.DETERMINISTIC)]
Policy = Annotated[str | None, typer.Option("--policy", metavar="NAME|FILE", help=texts.POLICY)]
SamePolicy = Annotated[
    str | None, typer.Option("--policy", metavar="NAME|FILE", help=texts.POLICY_SAME)
]
LeaveOut = Annotated[bool, typer.Option("--leave-out-faulty", help=texts.LEAVE_OUT)]
WhatIfTime = Annotated[
    float,
    typer.Option("--time-limit", metavar="S", help=texts.WHAT_IF_TIME, min=0.1, max=MOST_SECONDS),
]
Json = Annotated[bool, typer.Option("--json", help=texts.JSON)]
Quiet = Annotated[bool, typer.Option("--quiet", help=texts.QUIET)]


def main(args: Sequence[str] | None = None) -> int:
    """Run one of the engine's commands and return its exit code.

    Parameters
    ----------
    args : sequence of str, optional
        In place of the process's own.
    """
    return run(app, args)


@app.command("match", help=texts.MATCH, short_help=texts.MATCH_SHORT)
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
    from matcher.runs.matching import Orders, Request

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


def refuse_odd(time_limit: float | None, gap: float | None, seed: int | None) -> None:
    """Refuse numbers that pass for numbers only."""
    if any(number is not None and number != number for number in (time_limit, gap)):
        raise Refused("'nan' is no number to go by; --time-limit and --gap need a real one.")
    if seed is not None and not -(2**63) <= seed < 2**63:
        raise Refused("--seed takes whole numbers of up to 18 digits.")


@app.command("check", help=texts.CHECK, short_help=texts.CHECK_SHORT)
@plain_ending
def check_command(
    cohort: CohortPath,
    proposal: ProposalPath,
    earlier: Earlier = None,
    policy: SamePolicy = None,
    leave_out_faulty: LeaveOut = False,
    quiet: Quiet = False,
) -> int:
    """Judge a proposal."""
    from matcher.check import check
    from matcher.files.proposal_json import read_proposal
    from matcher.terminal.screen import tidy
    from matcher.terminal.verdict import clean_words, policy_note

    judged_one = read_proposal(proposal)
    before = None if earlier is None else read_proposal(earlier)
    reading = _read_beside(
        cohort, judged_one, before, leave_out_faulty=leave_out_faulty, policy=policy
    )
    verdict = check(reading.cohort, judged_one, before)
    findings = verdict.lines()
    for finding in (*findings, *verdict.marks()):
        print(tidy(finding))
    if findings and (note := policy_note(reading.cohort, judged_one)):
        print(note)
    if not findings and not quiet:
        print(clean_words(reading.cohort, judged_one, before))
    return FAULTY if findings else DONE


def _read_beside(
    source: Path, *proposals: Proposal | None, leave_out_faulty: bool, policy: str | None
) -> Reading:
    """Read the cohort of a proposal; `group_id` may name its groups and those before it."""
    from matcher.files.read import read_cohort
    from matcher.runs.matching import under_policy

    groups = (group.id for one in proposals if one is not None for group in one.groups)
    reading = read_cohort(
        source, leave_out_faulty=leave_out_faulty, earlier_groups=frozenset(groups)
    )
    return under_policy(reading, policy)


@app.command("explain", help=texts.EXPLAIN, short_help=texts.EXPLAIN_SHORT)
@plain_ending
def explain_command(
    cohort: CohortPath,
    proposal: ProposalPath,
    person_id: Annotated[str, typer.Argument(metavar="ID", help=texts.ID)],
    policy: SamePolicy = None,
    leave_out_faulty: LeaveOut = False,
    time_limit: WhatIfTime = 10.0,
    letter: Annotated[bool, typer.Option("--letter", help=texts.LETTER)] = False,
    coordinator: Annotated[bool, typer.Option("--coordinator", help=texts.COORDINATOR)] = False,
    json: Json = False,
) -> int:
    """Explain one person's place."""
    from matcher.runs.attend import Interrupts

    interrupts = Interrupts.caught()
    from matcher.files.proposal_json import read_proposal
    from matcher.terminal.person import unknown_words
    from matcher.terminal.whatif import explained

    refuse_odd(time_limit, None, None)
    if letter and coordinator:
        raise Refused("Give either --letter or --coordinator.")
    shown = read_proposal(proposal)
    known = _read_beside(cohort, shown, leave_out_faulty=leave_out_faulty, policy=policy).cohort
    if person_id not in known.participant_by_id:
        raise Refused(unknown_words(known, person_id))
    explained(
        known, shown, person_id, interrupts, time_limit,
        letter=letter, coordinator=coordinator, json=json,
    )  # fmt: skip
    return STOPPED if interrupts.stop.asked else DONE


@app.command("recruit", help=texts.RECRUIT, short_help=texts.RECRUIT_SHORT)
@plain_ending
def recruit_command(
    cohort: CohortPath,
    proposal: ProposalPath,
    policy: SamePolicy = None,
    leave_out_faulty: LeaveOut = False,
    time_limit: WhatIfTime = 30.0,
    json: Json = False,
) -> int:
    """Say whom to recruit."""
    from matcher.runs.attend import Interrupts

    interrupts = Interrupts.caught()
    from matcher.files.proposal_json import read_proposal
    from matcher.terminal.whatif import recruited

    refuse_odd(time_limit, None, None)
    shown = read_proposal(proposal)
    known = _read_beside(cohort, shown, leave_out_faulty=leave_out_faulty, policy=policy).cohort
    recruited(known, shown, interrupts, time_limit, json=json)
    return STOPPED if interrupts.stop.asked else DONE


@app.command("letters", help=texts.LETTERS, short_help=texts.LETTERS_SHORT)
@plain_ending
def letters_command(
    cohort: CohortPath,
    proposal: ProposalPath,
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help=texts.LETTERS_OUT)] = Path(
        "letters"
    ),
    odds: Annotated[
        Path | None, typer.Option("--odds", metavar="odds.json", help=texts.LETTERS_ODDS)
    ] = None,
    policy: SamePolicy = None,
    leave_out_faulty: LeaveOut = False,
    quiet: Quiet = False,
) -> int:
    """Write letters."""
    from matcher.files.proposal_json import read_proposal
    from matcher.letters.command import write_all

    shown = read_proposal(proposal)
    known = _read_beside(cohort, shown, leave_out_faulty=leave_out_faulty, policy=policy).cohort
    people, told = write_all(known, shown, out, odds, beside=proposal.parent)
    if not quiet:
        from matcher.report.words import count_words

        counted = count_words(people, "person", "people")
        print(texts.LETTERS_WRITTEN.format(out=out, people=counted))
        if not told:
            print(texts.LETTERS_NO_ODDS)
    return DONE


@app.command("odds", help=texts.ODDS, short_help=texts.ODDS_SHORT)
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


@app.command("generate", help=texts.GENERATE, short_help=texts.GENERATE_SHORT)
@plain_ending
def generate_command(
    participants: Annotated[
        int,
        typer.Option(metavar="N", help=texts.PARTICIPANTS, min=1, max=MOST_PEOPLE),
    ],
    providers: Annotated[
        int, typer.Option(metavar="M", help=texts.PROVIDERS, min=0, max=MOST_PEOPLE)
    ],
    seed: Annotated[int, typer.Option(metavar="S", help=texts.GENERATE_SEED, min=0)],
    out: Annotated[Path, typer.Option(metavar="DIR", help=texts.GENERATE_OUT)],
    family: Annotated[str, typer.Option(metavar="NAME", help=texts.FAMILY)] = "state",
    quiet: Quiet = False,
) -> int:
    """Make up a cohort."""
    from matcher.generate import FAMILIES, generate, write_cohort_folder
    from matcher.runs.matching import refuse_unwritable

    if family not in FAMILIES:
        raise Refused(f"There is no family '{family}'; accepted: {', '.join(FAMILIES)}.")
    refuse_unwritable(out)
    write_cohort_folder(generate(participants, providers, seed, family), out)
    if not quiet:
        from matcher.terminal.screen import program_word

        match = f"{program_word()} match"
        cohort, groups = shlex.quote(str(out)), shlex.quote(f"{out}-groups")
        counts = {"participants": participants, "providers": providers}
        print(texts.GENERATED.format(out=out, match=match, cohort=cohort, groups=groups, **counts))
    return DONE


@app.command("batch", help=texts.BATCH, short_help=texts.BATCH_SHORT)
@plain_ending
def batch_command(
    cohorts: Annotated[list[Path], typer.Argument(metavar="COHORT", help=texts.COHORTS)],
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help=texts.BATCH_OUT)],
    jobs: Annotated[int, typer.Option(metavar="N", help=texts.JOBS, min=1, max=256)] = 1,
    time_limit: TimeLimit = None,
    gap: Gap = None,
    seed: Seed = None,
    workers: Workers = None,
    deterministic: Deterministic = False,
    leave_out_faulty: LeaveOut = False,
    quiet: Quiet = False,
) -> int:
    """Form groups for many cohorts."""
    from matcher.runs.attend import Interrupts

    interrupts = Interrupts.caught()
    from matcher.runs.batch import Batch
    from matcher.runs.matching import Orders, refuse_unwritable
    from matcher.terminal.batch import attend_batch

    refuse_odd(time_limit, gap, seed)
    refuse_unwritable(out)
    orders = Orders(time_limit, gap, seed, workers, deterministic, leave_out_faulty)
    return attend_batch(Batch(out, orders, jobs), cohorts, interrupts, quiet=quiet)


add_commands(app)
