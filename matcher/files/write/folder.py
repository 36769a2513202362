"""A run's folder: every file people and programs get, each whole or not there at all."""

from __future__ import annotations

import gc
import os
import secrets
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from matcher.audit.reading import record_from_dict
from matcher.audit.record import NAME, record_bytes
from matcher.audit.words import draw_words
from matcher.cohort import Cohort, Proposal
from matcher.cohort.sessions import all_sessions
from matcher.equity import equity_report
from matcher.files.proposal_json import write_proposal
from matcher.files.write.calendar import PRODUCT, calendar_files
from matcher.files.write.equity import equity_json
from matcher.files.write.tables import groups_csv, unplaced_csv
from matcher.files.write.workbook import workbook_bytes
from matcher.report.page import report_html

if TYPE_CHECKING:
    from matcher.odds.summary import TierOdds

CALENDARS = "calendars"
AT_ONCE = 8  # files written side by side


def write_outputs(
    cohort: Cohort,
    proposal: Proposal,
    out: Path,
    *,
    warnings: Sequence[object] = (),
    odds: Sequence[TierOdds] = (),
    record: Mapping[str, Any] | None = None,
    replays: Sequence[Collection[str]] = (),
) -> list[Path]:
    """Write proposal.json, audit.json, workbook, tables, reports and calendars into a folder.

    proposal.json comes first: whatever fails later, the groups are kept. Each file takes the
    place of an earlier run's at once, so that nobody ever opens half of one; calendars of groups
    that no longer exist are removed (only those that this program wrote).

    Parameters
    ----------
    cohort : Cohort
    proposal : Proposal
    out : Path
        Made where it does not exist.
    warnings : sequence
        What reading the cohort had to say; each is shown as its ``str()``.
    odds : sequence of TierOdds
        For the report, where they were worked out.
    record : mapping, optional
        The audit record of the run; without it there is no audit.json.
    replays : sequence of collections of str
        Ids of the seated in each replay of the draw, for the equity report.

    Returns
    -------
    list of Path
        The files written, in order.

    Raises
    ------
    OSError
        Where a file cannot be written.
    """
    calendars = out / CALENDARS
    calendars.mkdir(parents=True, exist_ok=True)
    write_proposal(proposal, out / "proposal.json")
    with _uncollected():
        contents = _contents(cohort, proposal, warnings, odds, record, replays)
    # Most of the time of a thousand calendars is waiting for the disk, which settles many at once.
    with ThreadPoolExecutor(AT_ONCE) as pool:
        for _ in pool.map(write_whole, map(out.joinpath, contents), contents.values()):
            pass
    written = [out / name for name in contents]
    remove_stale(calendars, keep=written)
    return [out / "proposal.json", *written]


def _contents(
    cohort: Cohort,
    proposal: Proposal,
    warnings: Sequence[object],
    odds: Sequence[TierOdds],
    record: Mapping[str, Any] | None,
    replays: Sequence[Collection[str]],
) -> dict[str, bytes]:
    """Return every file but proposal.json by its path within the folder."""
    contents: dict[str, bytes] = {}
    draw: Sequence[str] = ()
    if record is not None:
        contents[NAME] = record_bytes(record)
        draw = draw_words(record_from_dict(record))
    equity = equity_report(cohort, proposal.seats(), replays)
    dates = all_sessions(cohort, proposal.groups)
    contents |= {
        "proposal.xlsx": workbook_bytes(cohort, proposal, warnings, equity, dates),
        # With a byte order mark, without which spreadsheets misread accents.
        "groups.csv": groups_csv(cohort, proposal, dates).encode("utf-8-sig"),
        "unplaced.csv": unplaced_csv(cohort, proposal, dates).encode("utf-8-sig"),
        "report.html": report_html(
            cohort, proposal, warnings, odds=odds, draw=draw, equity=equity, dates=dates
        ).encode(),
        "equity.json": equity_json(cohort, proposal, equity).encode(),
    }
    for name, calendar in calendar_files(cohort, proposal, dates).items():
        contents[f"{CALENDARS}/{name}"] = calendar
    return contents


@contextmanager
def _uncollected() -> Iterator[None]:
    """Let no search for dead circles interrupt: it looks at every cell of a workbook again."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


def write_whole(path: Path, content: bytes) -> None:
    """Write a file beside its place and move it there: a reader never sees half of it."""
    draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        with draft.open("xb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)


def remove_stale(folder: Path, keep: Iterable[Path]) -> None:
    """Remove the calendars that this program once wrote into a folder, but for those to keep."""
    for path in set(folder.glob("*.ics")).difference(keep):
        if PRODUCT.encode() in path.read_bytes()[:500]:
            path.unlink()
