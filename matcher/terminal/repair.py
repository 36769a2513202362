"""Ways to repair side by side, and the best groups for one more, as the terminal shows them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from rich import box
from rich.table import Table

from matcher.cohort import Cohort
from matcher.repair.option import (
    BACKFILL,
    FEWEST,
    MERGE,
    MOVE,
    PROVIDER,
    WAIT,
    Moved,
    Option,
    Repaired,
)
from matcher.report.words import count_words, level_words, list_words, number_words
from matcher.terminal.screen import indented, lines, tidy, title

if TYPE_CHECKING:
    from rich.console import RenderableType

WORDS = {
    BACKFILL: "fill free seats from the waitlist, in turn order",
    MOVE: "let people from fuller groups move over, and fill up from the waitlist",
    MERGE: "give a small group up; its members join others",
    PROVIDER: "give the group another provider or another time",
    WAIT: "change nothing for now",
    FEWEST: "a mixture of these",
}
SHOWN_PEOPLE = 12
SHOWN_FINDINGS = 3


def repair_page(found: Repaired) -> Iterator[RenderableType]:
    """Yield the options side by side, then each with who moves and who must agree."""
    yield title("Ways to repair")
    yield indented(options_table(found))
    least = count_words(found.fewest, "member")
    text = f"Whatever is done, at least {least} of the published groups must move"
    yield from lines([f"{text}{', and no more need to' if found.reached else ''}."])
    if found.unavailable:
        named = list_words([f"{name} ({WORDS[name]})" for name in found.unavailable])
        yield from lines([f"Leads nowhere here: {named}."])
    for option in found.options:
        yield title(f"{option.name}: {WORDS[option.name]}")
        yield from lines(option_lines(option, found))


def options_table(found: Repaired) -> Table:
    """Return a column for each option."""
    table = Table(box=box.SIMPLE_HEAD, padding=(0, 1), pad_edge=False)
    table.add_column("")
    for option in found.options:
        mark = " *" if option is found.recommended else ""
        table.add_column(f"{option.name}{mark}", justify="right")
    rows = {
        "Members who move": [str(option.moved) for option in found.options],
        "People newly given a seat": [str(_new(option)) for option in found.options],
        "Who must agree": [str(_agree(option)) for option in found.options],
        "Promised hours lost": [number_words(option.hours_lost) for option in found.options],
        "People with a seat": [str(len(option.proposal.seats())) for option in found.options],
    }
    for level in found.options[0].proposal.levels[1:]:
        rows[level_words(level.name, found.cohort.program)] = [
            next(number_words(lv.value) for lv in option.proposal.levels if lv.name == level.name)
            for option in found.options
        ]
    rows["Keeps every rule"] = ["yes" if option.clean else "no" for option in found.options]
    for name, cells in rows.items():
        table.add_row(name, *cells)
    if found.recommended:
        table.caption = "* recommended: fewest moves first, then as the program ranks"
        table.caption_justify = "left"
    return table


def _new(option: Option) -> int:
    return sum(one.before is None for one in option.people)


def _agree(option: Option) -> int:
    return sum(one.agrees for one in option.people) + len(option.providers)


def option_lines(option: Option, found: Repaired) -> Iterator[str]:
    """Yield who moves, who must agree, and what is wrong with an option."""
    if not option.people and not option.findings:
        yield "Nobody moves."
    for one in option.people[:SHOWN_PEOPLE]:
        yield moved_words(one, found.cohort)
    if len(option.people) > SHOWN_PEOPLE:
        yield f"and {len(option.people) - SHOWN_PEOPLE} more, all in repair.json"
    if option.providers:
        verb = "has" if len(option.providers) == 1 else "have"
        yield f"{list_words(option.providers)} {verb} to agree to a group they did not lead before."
    if found.most is not None and option.moved > found.most:
        yield f"It moves more than the {found.most} that --max-moves allows."
    for finding in option.findings[:SHOWN_FINDINGS]:
        yield f"Cannot be taken: {tidy(finding)}"
    if len(option.findings) > SHOWN_FINDINGS:
        yield f"and {len(option.findings) - SHOWN_FINDINGS} more such findings"


def moved_words(one: Moved, cohort: Cohort) -> str:
    """Return what happens to somebody, and the hours that are at stake."""
    who = one.participant_id
    name = cohort.participant_by_id[who].name
    if name:
        who = f"{name} ({who})"
    hours = f"{number_words(one.hours.counting)} of {one.hours.of} hours"
    if one.before is None:
        return f"{who} is offered a seat in {one.after}: {hours}."
    if one.after is None:
        return f"{who} loses the seat in {one.before}: {hours} so far."
    other = ", with another provider" if one.new_provider else ""
    return f"{who} is asked to go from {one.before} to {one.after}{other}: {hours}."
