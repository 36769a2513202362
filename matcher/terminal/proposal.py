"""How a run ends on the terminal: groups, what was reached, who has no seat and why."""

from __future__ import annotations

import shlex
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich import box
from rich.table import Table
from rich.text import Text

from matcher.audit.reading import record_from_dict
from matcher.audit.words import draw_words
from matcher.cohort import Cohort, LevelValue, Participant, Proposal, Provider
from matcher.cohort.places import floor_of
from matcher.files.read import Issue
from matcher.report.policy import lottery_words, policy_words
from matcher.report.words import (
    CODE_WORDS,
    STATUS_WORDS,
    UNTOLD,
    count_words,
    headline,
    is_gain,
    language_words,
    level_words,
    list_words,
    meeting_words,
    number_words,
    sector_words,
    untold,
    zone_words,
)
from matcher.terminal.screen import indented, lines, near_path, program_word, tidy, title

if TYPE_CHECKING:
    from rich.console import RenderableType

SHOWN_GROUPS = 60
SHOWN_WARNINGS = 10
SHOWN_PEOPLE = 3


@dataclass(frozen=True)
class Ending:
    """All that a finished run has to tell.

    Attributes
    ----------
    cohort, proposal : Cohort, Proposal
    source : Path
        Where the cohort was read from.
    out : Path
        The folder written.
    files : sequence of Path
        In it.
    warnings, left_out : sequence of Issue
        What reading had to say; the faults of rows that were left out.
    stopped : bool
        Whether the user ended the run.
    demo : bool
        Whether this was the shipped demo.
    record : mapping or None
        The audit record.
    policy : str or None
        The policy that was named in place of the program's own.
    """

    cohort: Cohort
    proposal: Proposal
    source: Path
    out: Path
    files: Sequence[Path]
    warnings: Sequence[Issue] = ()
    left_out: Sequence[Issue] = ()
    stopped: bool = False
    demo: bool = False
    record: Mapping[str, Any] | None = None
    policy: str | None = None


def ending_page(ending: Ending) -> Iterator[RenderableType]:
    """Yield what is shown at the end of a run, from the most to the least asked for."""
    cohort, proposal = ending.cohort, ending.proposal
    if proposal.groups:
        yield title(tidy(cohort.program.name))
        yield indented(groups_table(cohort, proposal))
        rest = len(proposal.groups) - SHOWN_GROUPS
        if rest > 0:
            yield from lines([f"and {count_words(rest, 'more group')}, all in groups.csv"])
    yield Text(f"\n{headline(cohort, proposal)}", style="bold")
    yield Text(f"{STATUS_WORDS[proposal.status]}.", style="muted")
    if ending.stopped:
        yield Text("You stopped the run: these are the best groups found so far.", style="warn")
    yield title("What was reached, each line only where the lines above leave a choice")
    yield indented(levels_table(cohort, proposal))
    if proposal.unplaced:
        yield title(f"{count_words(len(proposal.unplaced), 'person', 'people')} without a seat")
        yield indented(reasons_table(cohort, proposal))
    yield title("How seats are given")
    yield from lines([*policy_words(cohort.program, proposal.seed), *lottery_words(proposal)])
    if ending.record is not None:
        yield title("How the draw can be checked")
        yield from lines(draw_words(record_from_dict(ending.record)))
    yield from _read_notes(ending)
    yield title(f"Written to {tidy(ending.out)}")
    yield from lines([_files_words(ending)])
    yield title("Next")
    yield from (Text(f"  {step}", no_wrap=True, overflow="ignore") for step in next_steps(ending))


def groups_table(cohort: Cohort, proposal: Proposal) -> Table:
    """Return the groups with everybody in them, by name where there is one."""
    names = Counter(person.name for person in cohort.participants)
    zone = zone_words(cohort.program.time_zone)
    table = Table(box=box.SIMPLE_HEAD, padding=(0, 1), show_lines=True, pad_edge=False)
    table.add_column("Group", style="bold", no_wrap=True)
    table.add_column("Provider")
    table.add_column(f"Time ({zone})")
    table.add_column("Language")
    table.add_column("Members", ratio=3)
    table.add_column("Sectors", ratio=2)
    for group in proposal.groups[:SHOWN_GROUPS]:
        people = [cohort.participant_by_id[member] for member in group.members]
        provider = cohort.provider_by_id[group.provider_id]
        table.add_row(
            Text(tidy(group.id)),
            Text(name_of(provider)),
            Text(meeting_words(group)),
            Text(language_words(group.language)),
            Text(", ".join(_name_among(person, names) for person in people)),
            Text(sector_counts(people)),
        )
    return table


def name_of(row: Participant | Provider) -> str:
    """Return somebody's name, or their id where there is none."""
    return tidy(row.name) or tidy(row.id)


def _name_among(person: Participant, names: Counter[str]) -> str:
    """Return somebody's name, with the id where two people have the same."""
    shared = person.name and names[person.name] > 1
    return f"{name_of(person)} ({tidy(person.id)})" if shared else name_of(person)


def sector_counts(people: Sequence[Participant]) -> str:
    """Return the sectors of a group, the commonest first: ``2 Home visiting, Head start``."""
    counts = Counter(person.sector for person in people)
    ordered = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
    return ", ".join(
        f"{count} {sector_words(sector)}" if count > 1 else sector_words(sector)
        for sector, count in ordered
    )


def levels_table(cohort: Cohort, proposal: Proposal) -> Table:
    """Return every level with its value and what is proven of it."""
    table = Table(box=None, padding=(0, 2, 0, 0), show_header=False)
    table.add_column()
    table.add_column(justify="right", style="bold")
    table.add_column(style="muted")
    table.add_column()
    for level in proposal.levels:
        of = f"of {eligible}" if (eligible := _eligible(cohort, level.name)) is not None else ""
        table.add_row(
            Text(level_words(level.name, cohort.program)),
            Text("–" if untold(level, cohort.program) else number_words(level.value)),
            Text(of),
            Text(
                UNTOLD if untold(level, cohort.program) else bound_words(level),
                style="good" if level.proven else "warn",
            ),
        )
    return table


def _eligible(cohort: Cohort, level: str) -> int | None:
    """Return how many could be seated at a level of seats or a reserve, None at any other."""
    if level.startswith("reserve."):
        reserves = cohort.program.priority.reserves
        return next((floor_of(cohort, one) for one in reserves if one.level == level), None)
    tier = level.removeprefix("seats.").split("+")
    if not level.startswith("seats."):
        return None
    start = cohort.program.start_date
    return sum(one.rc_access in tier and one.is_member_on(start) for one in cohort.participants)


def bound_words(level: LevelValue) -> str:
    """Return how good a level's value is: ``proven best``, or what no proposal can reach."""
    if level.proven:
        return "proven best"
    gain = is_gain(level.name)
    if level.bound is None or (level.bound <= 0 and not gain):
        return "perhaps not the best possible"
    return f"not proven: at {'most' if gain else 'least'} {number_words(level.bound)}"


def reasons_table(cohort: Cohort, proposal: Proposal) -> Table:
    """Return who has no seat by their first reason, with counts and examples."""
    by_code: dict[str, list[str]] = defaultdict(list)
    for unplaced in proposal.unplaced:
        code = unplaced.reasons[0].code if unplaced.reasons else ""
        by_code[code].append(unplaced.participant_id)
    table = Table(box=None, padding=(0, 2, 0, 0), show_header=False)
    table.add_column(justify="right", style="bold")
    table.add_column()
    table.add_column(style="muted", ratio=1)
    for code, ids in sorted(by_code.items(), key=lambda pair: -len(pair[1])):
        table.add_row(
            Text(str(len(ids))), Text(CODE_WORDS.get(code, code)), Text(_examples(cohort, ids))
        )
    return table


def _examples(cohort: Cohort, ids: Sequence[str]) -> str:
    shown = [
        f"{name_of(person)} ({tidy(one)})" if (person := cohort.participant_by_id[one]).name
        else tidy(one)
        for one in ids[:SHOWN_PEOPLE]
    ]  # fmt: skip
    return list_words(shown) if len(ids) <= SHOWN_PEOPLE else f"{', '.join(shown)}, …"


def _read_notes(ending: Ending) -> Iterator[RenderableType]:
    if ending.left_out:
        yield title(f"{count_words(len(ending.left_out), 'fault')} in rows that were left out")
        yield from lines(warning_lines(ending.left_out), "warn")
    if ending.warnings:
        yield title(f"{count_words(len(ending.warnings), 'thing')} to look at in the files")
        yield from lines(warning_lines(ending.warnings))


def warning_lines(warnings: Sequence[Issue]) -> list[str]:
    """Return a few warnings word for word: where there are many, the first of each kind."""
    if len(warnings) <= SHOWN_WARNINGS:
        return [str(warning) for warning in warnings]
    counts = Counter(warning.code for warning in warnings)
    firsts = {warning.code: warning for warning in reversed(warnings)}
    shown = [
        f"{warning} (and {counts[warning.code] - 1} more like it)"
        if counts[warning.code] > 1
        else str(warning)
        for warning in warnings
        if firsts[warning.code] is warning
    ]
    return [*shown[:SHOWN_WARNINGS], f"all {len(warnings)} are in proposal.xlsx"]


def _files_words(ending: Ending) -> str:
    here = [path.name for path in ending.files if path.parent == ending.out]
    calendars = len(ending.files) - len(here)
    if calendars:
        here.append(f"{count_words(calendars, 'calendar')} in calendars/")
    return list_words(here)


def next_steps(ending: Ending) -> list[str]:
    """Return what to try next, as commands to copy."""
    matcher = program_word()
    source = near_path(ending.source) if ending.demo else ending.source
    cohort = shlex.quote(str(source))
    proposal = shlex.quote(str(ending.out / "proposal.json"))
    asked = next((one.participant_id for one in ending.proposal.unplaced), None)
    asked = asked or next(iter(ending.proposal.seats()), None)
    named = f" --policy {shlex.quote(ending.policy)}" if ending.policy else ""
    steps = [f"open {tidy(ending.out / 'report.html')} or {tidy(ending.out / 'proposal.xlsx')}"]
    if asked:
        steps.append(f"{matcher} explain {cohort} {proposal} {shlex.quote(asked)}{named}")
    steps.append(f"{matcher} check {cohort} {proposal}{named}")
    if ending.record is not None:
        audit = shlex.quote(str(ending.out / "audit.json"))
        steps.append(f"{matcher} audit verify {audit} --cohort {cohort}{named}")
    if ending.demo:
        steps.append(
            f"make your own workbook with the sheets and columns of {tidy(source)}, then: "
            f"{matcher} match YOURS.xlsx"
        )
    return steps
