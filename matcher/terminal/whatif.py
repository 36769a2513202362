"""What `matcher explain` and `matcher recruit` print, after some trying out."""

from __future__ import annotations

import json as json_text
from collections.abc import Callable
from typing import TypeVar

from matcher.cohort import Cohort, Proposal
from matcher.odds.command import News
from matcher.runs.attend import Attended, Interrupts
from matcher.solve.stop import Stop
from matcher.terminal.person import person_lines
from matcher.terminal.screen import screen, tidy
from matcher.whatif.explanation import explanation
from matcher.whatif.recruit import recruit
from matcher.whatif.recruit_words import recruit_document, recruit_lines

T = TypeVar("T")
Work = Callable[[Stop, Callable[[str], object]], T]
OTHERS = "What another group would cost"
ONLY = " (for coordinators only: it may name others)"


def explained(
    cohort: Cohort,
    proposal: Proposal,
    person_id: str,
    interrupts: Interrupts,
    seconds: float,
    *,
    letter: bool,
    coordinator: bool,
    json: bool,
) -> None:
    """Print one person's place; only for a coordinator whom a rule keeps them from."""
    found = _watched(
        interrupts,
        lambda stop, tell: explanation(
            cohort, proposal, person_id, seconds=seconds, stop=stop, tell=tell
        ),
    )
    others = () if letter else found.named if coordinator else found.others
    told = list(person_lines(cohort, proposal, person_id, found.lines, letter=letter))
    if others:
        told += ["", OTHERS + ONLY * coordinator, *(f"  {tidy(line)}" for line in others)]
    if json:
        document = {"participant_id": person_id, **found.document, "text": "\n".join(told)}
        if letter:
            del document["moves"]
        print(json_text.dumps(document, ensure_ascii=False, indent=1, allow_nan=False))
        return
    console = screen()
    for line in told:
        console.print(line, markup=False, soft_wrap=True)


def recruited(
    cohort: Cohort, proposal: Proposal, interrupts: Interrupts, seconds: float, *, json: bool
) -> None:
    """Print whom to recruit."""
    found = _watched(
        interrupts,
        lambda stop, tell: recruit(cohort, proposal, seconds=seconds, stop=stop, tell=tell),
    )
    if json:
        document = recruit_document(found, cohort)
        print(json_text.dumps(document, ensure_ascii=False, indent=1, allow_nan=False))
        return
    console = screen()
    for line in recruit_lines(found, cohort):
        console.print(line, markup=False, soft_wrap=True)


def _watched(interrupts: Interrupts, work: Work[T]) -> T:
    """Do some work, showing on a terminal what is being tried; Ctrl-C ends the trying."""
    news = News()
    with screen(error=True).status(news.text) as status:
        return Attended(lambda: work(interrupts.stop, news.tell)).result(
            lambda: status.update(news.text)
        )
