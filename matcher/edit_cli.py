"""`matcher edit` and `matcher diff`: a proposal changed by hand, and two side by side."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from matcher import edit_texts as texts
from matcher import help_texts
from matcher.endings import DONE, FAULTY, Refused, plain_ending

if TYPE_CHECKING:
    from matcher.edit.edits import Edit
    from matcher.edit.effect import Effect
    from matcher.edit.session import Session

edit = typer.Typer(
    name="edit",
    help=texts.EDIT,
    short_help=texts.EDIT_SHORT,
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["--help", "-h"]},
)
Person = Annotated[str, typer.Argument(metavar="PERSON", help=texts.PERSON)]
Other = Annotated[str, typer.Argument(metavar="OTHER", help=texts.PERSON)]
GroupId = Annotated[str, typer.Argument(metavar="GROUP", help=texts.GROUP)]
ProviderId = Annotated[str, typer.Argument(metavar="PROVIDER", help=texts.PROVIDER)]
Weekday = Annotated[str, typer.Argument(metavar="WEEKDAY", help=texts.WEEKDAY)]
Start = Annotated[str, typer.Argument(metavar="START", help=texts.START)]
Cadence = Annotated[str | None, typer.Option(metavar="CADENCE", help=texts.CADENCE)]
Weeks = Annotated[str | None, typer.Option(metavar="1,3", help=texts.WEEKS)]
Language = Annotated[str | None, typer.Option(metavar="XX", help=texts.LANGUAGE)]
Because = Annotated[str, typer.Option(metavar="REASON", help=texts.BECAUSE)]
By = Annotated[str, typer.Option(metavar="WHO", help=texts.BY)]


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


@edit.callback()
def place(
    context: typer.Context,
    cohort: Annotated[Path, typer.Argument(metavar="COHORT", help=help_texts.COHORT)],
    proposal: Annotated[Path, typer.Argument(metavar="proposal.json", help=texts.BASE)],
    earlier: Annotated[
        Path | None, typer.Option("--from", metavar="proposal.json", help=texts.EARLIER)
    ] = None,
    out: Annotated[Path | None, typer.Option("--out", metavar="DIR", help=texts.OUT)] = None,
    policy: Annotated[
        str | None, typer.Option("--policy", metavar="NAME|FILE", help=help_texts.POLICY_SAME)
    ] = None,
    leave_out_faulty: Annotated[
        bool, typer.Option("--leave-out-faulty", help=help_texts.LEAVE_OUT)
    ] = False,
    quiet: Annotated[bool, typer.Option("--quiet", help=help_texts.QUIET)] = False,
) -> None:
    """Take what stands before the change."""
    context.obj = Place(cohort, proposal, earlier, out, policy, leave_out_faulty, quiet)


@edit.command("move", help=texts.MOVE)
@plain_ending
def move(
    context: typer.Context,
    person: Person,
    group: GroupId,
    because: Because = "",
    by: By = "coordinator",
) -> int:
    """Move somebody."""
    from matcher.edit.edits import Move

    return _make(context, Move(person, group), because, by)


@edit.command("swap", help=texts.SWAP)
@plain_ending
def swap(
    context: typer.Context,
    person: Person,
    other: Other,
    because: Because = "",
    by: By = "coordinator",
) -> int:
    """Swap two people."""
    from matcher.edit.edits import Swap

    return _make(context, Swap(person, other), because, by)


@edit.command("unseat", help=texts.UNSEAT)
@plain_ending
def unseat(
    context: typer.Context, person: Person, because: Because = "", by: By = "coordinator"
) -> int:
    """Take somebody's seat back."""
    from matcher.edit.edits import Unseat

    return _make(context, Unseat(person), because, by)


@edit.command("seat", help=texts.SEAT)
@plain_ending
def seat(
    context: typer.Context,
    person: Person,
    group: GroupId,
    because: Because = "",
    by: By = "coordinator",
) -> int:
    """Seat somebody."""
    from matcher.edit.edits import Seat

    return _make(context, Seat(person, group), because, by)


@edit.command("close", help=texts.CLOSE)
@plain_ending
def close(
    context: typer.Context, group: GroupId, because: Because = "", by: By = "coordinator"
) -> int:
    """Close a group."""
    from matcher.edit.edits import Close

    return _make(context, Close(group), because, by)


@edit.command("open", help=texts.OPEN)
@plain_ending
def open_group(
    context: typer.Context,
    provider: ProviderId,
    weekday: Weekday,
    start: Start,
    people: Annotated[list[str], typer.Argument(metavar="PERSON…", help=texts.PERSON)],
    cadence: Cadence = None,
    weeks: Weeks = None,
    language: Language = None,
    group: Annotated[str, typer.Option(metavar="ID", help=texts.NEW_GROUP)] = "",
    because: Because = "",
    by: By = "coordinator",
) -> int:
    """Open a group."""
    from matcher.cohort.availability import WEEKS_OF
    from matcher.edit.edits import Open

    cadence = cadence or "twice-monthly"
    on = _weeks(weeks) or WEEKS_OF.get(cadence, ((),))[0]
    opened = Open(
        group, provider, _day(weekday), _clock(start), cadence, on, language or "en", tuple(people)
    )
    return _make(context, opened, because, by)


@edit.command("time", help=texts.TIME)
@plain_ending
def retime(
    context: typer.Context,
    group: GroupId,
    weekday: Weekday,
    start: Start,
    cadence: Cadence = None,
    weeks: Weeks = None,
    because: Because = "",
    by: By = "coordinator",
) -> int:
    """Change a group's time."""
    from matcher.edit.edits import Retime

    changed = Retime(group, _day(weekday), _clock(start), cadence, _weeks(weeks))
    return _make(context, changed, because, by)


@edit.command("provider", help=texts.LEADER)
@plain_ending
def reassign(
    context: typer.Context,
    group: GroupId,
    provider: ProviderId,
    language: Language = None,
    because: Because = "",
    by: By = "coordinator",
) -> int:
    """Change a group's provider."""
    from matcher.edit.edits import Reassign

    return _make(context, Reassign(group, provider, language), because, by)


@edit.command("undo", help=texts.UNDO)
@plain_ending
def undo(context: typer.Context) -> int:
    """Take the latest change back."""
    return _change(context, lambda session: session.undo())


@edit.command("redo", help=texts.REDO)
@plain_ending
def redo(context: typer.Context) -> int:
    """Make a change again."""
    return _change(context, lambda session: session.redo())


@edit.command("show", help=texts.SHOW)
@plain_ending
def show(context: typer.Context) -> int:
    """Show the changes and what they do together."""
    session, _ = _session(context.obj)
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


def _make(context: typer.Context, change: Edit, because: str, by: str) -> int:
    from matcher.editing import now

    _print(change.text, quiet=context.obj.quiet)
    return _change(context, lambda session: session.make(change, who=by, why=because, when=now()))


def _change(context: typer.Context, step: Callable[[Session], tuple[Session, Effect]]) -> int:
    from matcher.edit.edits import ImpossibleEdit
    from matcher.edit.session import BrokenRule
    from matcher.editing import keep, write_version

    place: Place = context.obj
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
    from matcher.editing import open_session
    from matcher.files.proposal_json import read_proposal
    from matcher.files.read import read_cohort
    from matcher.matching import under_policy

    base = read_proposal(place.proposal)
    earlier = None if place.earlier is None else read_proposal(place.earlier)
    ids = [group.id for one in (base, earlier) if one is not None for group in one.groups]
    reading = read_cohort(
        place.cohort, leave_out_faulty=place.leave_out_faulty, earlier_groups=frozenset(ids)
    )
    cohort = under_policy(reading, place.policy).cohort
    return open_session(cohort, base, place.proposal, earlier), reading.warnings


def _tell(session: Session, told: Effect) -> None:
    for line in told.lines(session.cohort):
        _print(f"  {line}")


def _print(text: str, *, quiet: bool = False) -> None:
    from matcher.terminal.screen import tidy

    if not quiet:
        print(f"{text[: len(text) - len(text.lstrip())]}{tidy(text)}")


def _day(text: str) -> str:
    return text.lower()[:3]


def _clock(text: str) -> str:
    return text if len(text) > 4 else text.zfill(5)


def _weeks(text: str | None) -> tuple[int, ...] | None:
    if text is None:
        return None
    parts = [part.strip() for part in text.split(",")]
    if not all(part.isdigit() for part in parts):
        raise Refused(f"'{text}' names no weeks of the month; accepted: such as 1,3.")
    return tuple(int(part) for part in parts)
