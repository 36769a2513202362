"""`matcher edit`: a proposal changed by hand, one change a call."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from matcher.commands import edit_texts as texts
from matcher.commands.options import CohortPath, LeaveOut, Quiet, SamePolicy, read_beside
from matcher.endings import DONE, FAULTY, Refused, plain_ending

if TYPE_CHECKING:
    from matcher.edit.edits import Edit
    from matcher.edit.effect import Effect
    from matcher.edit.session import Session

# What stands after each action; the last of `open` may come several times.
WORDS: Mapping[str, tuple[str, ...]] = {
    "move": ("PERSON", "GROUP"),
    "swap": ("PERSON", "PERSON"),
    "unseat": ("PERSON",),
    "seat": ("PERSON", "GROUP"),
    "close": ("GROUP",),
    "open": ("PROVIDER", "WEEKDAY", "START", "PERSON…"),
    "time": ("GROUP", "WEEKDAY", "START"),
    "provider": ("GROUP", "PROVIDER"),
    "undo": (),
    "redo": (),
    "show": (),
}


@dataclass(frozen=True, slots=True)
class Place:
    """The proposal that is changed, and where the version goes."""

    cohort: Path
    proposal: Path
    earlier: Path | None
    out: Path | None
    policy: str | None
    leave_out_faulty: bool
    quiet: bool


@dataclass(frozen=True, slots=True)
class Details:
    """What options say of a group that opens or changes."""

    cadence: str | None
    weeks: tuple[int, ...] | None
    language: str | None
    group: str


@plain_ending
def edit_command(
    cohort: CohortPath,
    proposal: Annotated[Path, typer.Argument(metavar="proposal.json", help=texts.BASE)],
    action: Annotated[str, typer.Argument(metavar="ACTION", help=texts.ACTION)],
    words: Annotated[list[str] | None, typer.Argument(metavar="…", help=texts.REST)] = None,
    because: Annotated[str, typer.Option(metavar="REASON", help=texts.BECAUSE)] = "",
    by: Annotated[str, typer.Option(metavar="WHO", help=texts.BY)] = "coordinator",
    out: Annotated[Path | None, typer.Option("--out", metavar="DIR", help=texts.OUT)] = None,
    cadence: Annotated[str | None, typer.Option(metavar="CADENCE", help=texts.CADENCE)] = None,
    weeks: Annotated[str | None, typer.Option(metavar="1,3", help=texts.WEEKS)] = None,
    language: Annotated[str | None, typer.Option(metavar="XX", help=texts.LANGUAGE)] = None,
    group: Annotated[str, typer.Option(metavar="ID", help=texts.NEW_GROUP)] = "",
    earlier: Annotated[
        Path | None, typer.Option("--from", metavar="proposal.json", help=texts.EARLIER)
    ] = None,
    policy: SamePolicy = None,
    leave_out_faulty: LeaveOut = False,
    quiet: Quiet = False,
) -> int:
    """Change a proposal by hand."""
    place = Place(cohort, proposal, earlier, out, policy, leave_out_faulty, quiet)
    given = words or []
    refuse_odd(action, given)
    if action == "show":
        return show(place)
    if action == "undo":
        return change(place, lambda session: session.undo())
    if action == "redo":
        return change(place, lambda session: session.redo())
    from matcher.runs.editing import now

    made = edit_of(action, given, Details(cadence, weeks_of(weeks), language, group))
    _print(made.text, quiet=quiet)
    return change(place, lambda session: session.make(made, who=by, why=because, when=now()))


def refuse_odd(action: str, given: Sequence[str]) -> None:
    """Refuse an action that there is not, or that has too little or too much after it."""
    if action not in WORDS:
        raise Refused(f"There is no action '{action}'; accepted: {', '.join(WORDS)}.")
    wanted = WORDS[action]
    many = bool(wanted) and wanted[-1].endswith("…")
    if len(given) < len(wanted) or (len(given) > len(wanted) and not many):
        named = " ".join(wanted) or "nothing"
        raise Refused(f"'{action}' takes {named}; found {' '.join(given) or 'nothing'}.")


def edit_of(action: str, words: Sequence[str], details: Details) -> Edit:
    """Return the change that somebody typed."""
    from matcher.cohort.availability import WEEKS_OF
    from matcher.edit import edits

    match action:
        case "move":
            return edits.Move(words[0], words[1])
        case "swap":
            return edits.Swap(words[0], words[1])
        case "unseat":
            return edits.Unseat(words[0])
        case "seat":
            return edits.Seat(words[0], words[1])
        case "close":
            return edits.Close(words[0])
        case "time":
            when = day_of(words[1]), clock_of(words[2])
            return edits.Retime(words[0], *when, details.cadence, details.weeks)
        case "provider":
            return edits.Reassign(words[0], words[1], details.language)
    cadence = details.cadence or "twice-monthly"
    weeks = details.weeks or WEEKS_OF.get(cadence, ((),))[0]
    when = day_of(words[1]), clock_of(words[2])
    return edits.Open(
        details.group, words[0], *when, cadence, weeks, details.language or "en", tuple(words[3:])
    )


def show(place: Place) -> int:
    """Show the changes and what they do together."""
    session, _ = _session(place)
    if not session.entries:
        print(texts.UNCHANGED)
        return DONE
    for number, entry in enumerate(session.entries, 1):
        gone = "" if number <= session.cursor else texts.TAKEN_BACK
        why = f" ({entry.who}: {entry.why})" if entry.why else ""
        _print(f"{number}. {entry.edit.text}{why}{gone}")
    print(texts.TOGETHER)
    _tell(session, session.effect())
    return DONE


def change(place: Place, step: Callable[[Session], tuple[Session, Effect]]) -> int:
    """Take a step, tell what it does, and write the version it gives."""
    from matcher.runs.editing import alone

    with alone(place.proposal, lambda: _print(texts.WAITING, quiet=place.quiet)):
        return _changed(place, step)


def _changed(place: Place, step: Callable[[Session], tuple[Session, Effect]]) -> int:
    from matcher.edit.edits import ImpossibleEdit
    from matcher.edit.session import BrokenRule
    from matcher.runs.editing import keep, write_version
    from matcher.runs.publishing import refuse_published

    refuse_published(place.proposal)
    session, warnings = _session(place)
    try:
        changed, told = step(session)
    except ImpossibleEdit as error:
        raise Refused(str(error)) from error
    except BrokenRule as broken:
        _tell(session, broken.effect)
        print(texts.NOT_KEPT)
        return FAULTY
    if not place.quiet:
        _tell(changed, told)
    folder, _ = write_version(changed, place.proposal, place.out, warnings)
    keep(changed, place.proposal)
    if not place.quiet:
        print(texts.WRITTEN.format(folder=folder))
    return DONE


def _session(place: Place) -> tuple[Session, tuple[object, ...]]:
    from matcher.files.proposal_json import read_proposal
    from matcher.runs.editing import open_session

    base = read_proposal(place.proposal)
    earlier = None if place.earlier is None else read_proposal(place.earlier)
    reading = read_beside(
        place.cohort, base, earlier, leave_out_faulty=place.leave_out_faulty, policy=place.policy
    )
    return open_session(reading.cohort, base, place.proposal, earlier), reading.warnings


def _tell(session: Session, told: Effect) -> None:
    for line in told.lines(session.cohort):
        _print(line, indent="  ")


def _print(text: str, *, quiet: bool = False, indent: str = "") -> None:
    from matcher.terminal.screen import tidy

    if not quiet:
        print(f"{indent}{tidy(text)}")


def day_of(text: str) -> str:
    """Return a weekday as groups have it: ``tue`` of ``Tuesday``."""
    return text.lower()[:3]


def clock_of(text: str) -> str:
    """Return a time as groups have it: ``09:30`` of ``9:30``."""
    return text.zfill(5)


def weeks_of(text: str | None) -> tuple[int, ...] | None:
    """Return the weeks of ``1,3``."""
    if text is None:
        return None
    parts = [part.strip() for part in text.split(",")]
    if not all(part.isdecimal() and len(part) < 3 for part in parts):
        raise Refused(f"'{text}' names no weeks of the month; accepted: such as 1,3.")
    return tuple(int(part) for part in parts)
