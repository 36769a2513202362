"""`matcher edit` from files to files: the changes beside a proposal, and the version they give."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from matcher.audit.record import NAME as RECORD
from matcher.audit.record import edited, moment
from matcher.edit.session import Session
from matcher.endings import Refused
from matcher.files.edits_json import NAME, read_edits, write_edits
from matcher.files.json_file import read_json
from matcher.files.lock import take
from matcher.files.write import write_outputs
from matcher.runs.publishing import refuse_published

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matcher.cohort import Cohort, Proposal

EDITED = "edited"  # folder of the version as it is now, beside the proposal


@contextmanager
def alone(proposal: Path, wait: Callable[[], object]) -> Iterator[None]:
    """Let one process at a time change a proposal, from reading its changes to writing them.

    Parameters
    ----------
    proposal : Path
        Of its proposal.json, which stands for all of them; nothing happens where there is none.
    wait : callable
        Called where another process is at it.
    """
    if not proposal.is_file():
        yield
        return
    with proposal.open("rb") as file:
        if not take(file, wait=False):
            wait()
            take(file)
        yield


def open_session(cohort: Cohort, base: Proposal, path: Path, earlier: Proposal | None) -> Session:
    """Return the session beside a proposal, as it was left.

    Parameters
    ----------
    cohort : Cohort
    base : Proposal
    path : Path
        Of the base's proposal.json.
    earlier : Proposal or None

    Raises
    ------
    UnusableInput, Refused
        Where edits.json holds no changes, or changes to something else.
    """
    if base.earlier is not None and earlier is None:
        raise Refused("This proposal was made from an earlier one; name that with --from.")
    entries, cursor = read_edits(path.with_name(NAME), base)
    return Session(cohort, base, earlier, entries, cursor)


def keep(session: Session, path: Path) -> None:
    """Write the changes beside the proposal."""
    write_edits(path.with_name(NAME), session.base, session.entries, session.cursor)


def write_version(
    session: Session, path: Path, out: Path | None, warnings: Sequence[object]
) -> tuple[Path, list[Path]]:
    """Write the version as it is now with all its files, and return the folder and the files.

    Raises
    ------
    Refused
        Where the folder is the one of the proposal itself, which stays as it is, or groups in it
        are published.
    """
    folder = out or path.parent / EDITED
    if folder.resolve() == path.parent.resolve():
        raise Refused("--out must be another folder than the proposal's: that stays as it is.")
    refuse_published(folder / "proposal.json")
    proposal = session.proposal()
    record = record_of(session, proposal, path.with_name(RECORD))
    return folder, write_outputs(session.cohort, proposal, folder, warnings=warnings, record=record)


def record_of(session: Session, proposal: Proposal, path: Path) -> dict[str, Any] | None:
    """Return the audit record with every change that holds, None where the base has none."""
    if not path.exists():
        return None
    return with_changes(session, proposal, read_json(path, "record", RECORD, strict=True))


def with_changes(session: Session, proposal: Proposal, record: dict[str, Any]) -> dict[str, Any]:
    """Return a record with who made which change and why."""
    steps = session.steps[1:]
    for number, (entry, groups) in enumerate(zip(session.held, steps, strict=True), 1):
        after = proposal if number == len(steps) else replace(session.base, groups=groups)
        why = f"{entry.edit.text} {entry.why}".strip()
        record = edited(record, after, who=entry.who, why=why, at=entry.when)
    return record


def now() -> str:
    """Return the time as changes note it."""
    return moment()
