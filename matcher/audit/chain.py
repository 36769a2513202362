"""Lists that only grow: each entry holds the hash of the one before, so that a gap shows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from matcher.cohort.fingerprint import data_sha256

Entry = Mapping[str, Any]
BEGINNING = "0" * 64  # what stands for the entry before the first
LINKS = frozenset({"number", "previous", "sha256"})


def chained(entries: Sequence[Entry]) -> list[dict[str, Any]]:
    """Return the same entries in the same order, numbered from 1 and linked anew.

    An entry's `sha256` is the hash of all else in it, `previous` (the hash of the entry before)
    included.
    """
    linked: list[dict[str, Any]] = []
    for number, entry in enumerate(entries, 1):
        previous = linked[-1]["sha256"] if linked else BEGINNING
        whole = {"number": number, **content(entry), "previous": previous}
        linked.append({**whole, "sha256": data_sha256(whole)})
    return linked


def content(entry: Entry) -> dict[str, Any]:
    """Return an entry without its links: what it says, wherever it stands."""
    return {key: value for key, value in entry.items() if key not in LINKS}


def chain_faults(entries: Sequence[Entry], what: str) -> Iterator[str]:
    """Say where a chain is broken.

    Parameters
    ----------
    entries : sequence of mapping
    what : str
        What one entry is called: ``run``.
    """
    previous = BEGINNING
    for number, entry in enumerate(entries, 1):
        if entry["number"] != number:
            yield f"the {what} in place {number} has the number {entry['number']}."
        if entry["previous"] != previous:
            text = "does not follow on the one before it: one was taken out or put in."
            yield f"{what} {number} {text}"
        own = {key: value for key, value in entry.items() if key != "sha256"}
        if entry["sha256"] != data_sha256(own):
            yield f"{what} {number} was changed after it was written down."
        previous = entry["sha256"]
