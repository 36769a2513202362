"""Uploads looked at before anything is kept, and the matches of columns made before."""

from __future__ import annotations

from collections.abc import Mapping

from api.reading.readers import Readers
from api.schemas.readings import ColumnMatches, ReadingOut
from api.store import Store
from matcher.files.read import UnusableInput
from matcher.files.read.amendments import AMENDMENTS, amendments_of

RECENT = 20  # cohorts whose matches are remembered


def looked_at(readers: Readers, files: Mapping[str, bytes]) -> ReadingOut:
    """Return what files hold, and every fault; nothing is kept.

    Raises
    ------
    UnusableInputError
        Reading them takes too long or too much memory.
    """
    found = readers.read(files, "look").look
    assert found is not None  # noqa: S101 - for mypy: it was wanted
    return found


def marked(readers: Readers, files: Mapping[str, bytes]) -> bytes:
    """Return a workbook of the tables with every fault beside its cell.

    Raises
    ------
    UnusableInputError
        As `looked_at`.
    """
    return readers.read(files, "marked").marked


def column_matches(store: Store) -> ColumnMatches:
    """Return what headers stood for in the latest cohorts, as coordinators matched them."""
    with store.read() as repository:
        kept = [
            repository.cohorts.file(row.id, AMENDMENTS)
            for row in repository.cohorts.page(RECENT, None)
        ]
    columns: dict[str, str] = {}
    for content in kept:
        if content is None:
            continue
        try:
            found = amendments_of(content).columns
        except UnusableInput:  # kept by another version
            continue
        columns = {**found, **columns}  # the newest first, and the newest holds
    return ColumnMatches(columns=columns)
