"""Tables read against each other: a group that lies within a group of another table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from matcher.equity.suppress import LEAST, SMALL, Span, enough, protect, withhold


@dataclass(frozen=True, slots=True)
class Counted:
    """One value's people, how many of them are of a kind, and what is shown of that."""

    people: frozenset[str]
    count: int
    shown: Span


@dataclass(frozen=True, slots=True)
class Told:
    """What two tables give away: of `whole`, less whatever is shown within it."""

    whole: Counted
    within: tuple[Counted, ...]


def protect_beside(
    groups: Sequence[frozenset[str]],
    kind: frozenset[str],
    published: Sequence[Sequence[Counted]],
) -> list[Counted]:
    """Protect one kind of count, also beside other tables of the same people.

    All of an agency may be from one region: then the region's count less the agency's counts the
    region's other people. Where that tells more than a table may tell by itself, the agency's
    count gives way, or the whole table's where that is not enough.

    Parameters
    ----------
    groups : sequence of frozenset of str
        Everybody's ids, parted by value.
    kind : frozenset of str
        Ids of those who are counted.
    published : sequence of tables
        Those that stay as they are.
    """
    counts = [len(people & kind) for people in groups]
    # By first id, so that the same people give way under whatever name.
    order = sorted(range(len(groups)), key=lambda place: min(groups[place]))
    close: set[int] = set()
    while True:
        table = _counted(groups, counts, protect(counts, order, close))
        gives = {
            place
            for earlier in published
            for told in _told(table, earlier)
            for place in _giving(told, table)
        }
        if not gives:
            return table
        if None in gives or gives <= close:
            return _counted(groups, counts, withhold(counts))
        close |= {place for place in gives if place is not None}


def _counted(
    groups: Sequence[frozenset[str]], counts: Sequence[int], spans: Sequence[Span]
) -> list[Counted]:
    return [Counted(*row) for row in zip(groups, counts, spans, strict=True)]


def _told(table: Sequence[Counted], earlier: Sequence[Counted]) -> list[Told]:
    """Return the groups of either table that tell too much beside those within them."""
    total = sum(one.count for one in table)
    found = []
    for outer, inner in ((earlier, table), (table, earlier)):
        for whole in outer:
            if whole.shown.exact and total:
                within = tuple(one for one in inner if one.people <= whole.people)
                across = [
                    one
                    for one in inner
                    if one.people & whole.people and not one.people <= whole.people
                ]
                if within and _tells(whole, within, across, total):
                    found.append(Told(whole, within))
    return found


def _tells(
    whole: Counted, within: Sequence[Counted], across: Sequence[Counted], total: int
) -> bool:
    hidden = [one.shown for one in within if not one.shown.exact]
    if not hidden and not across:
        return False
    left = whole.count - sum(one.count for one in within if one.shown.exact)
    small = sum(span.high < LEAST for span in hidden)
    wide = sum(not span.withheld for span in hidden) - small
    if small + wide < len(hidden):
        return False  # a table withheld whole: nothing is known of its counts but their sum
    if any(one.shown.high >= LEAST for one in across):
        return left < (LEAST * wide + SMALL if wide else LEAST)
    return not enough(small + len(across), wide, left, total)


def _giving(told: Told, table: Sequence[Counted]) -> list[int | None]:
    """Return the place in the table of the count that gives way; None where all have to."""
    candidates = [one for one in (told.whole, *told.within) if one in table and one.shown.exact]
    if not candidates:
        return [None]
    return [table.index(min(candidates, key=lambda one: min(one.people)))]
