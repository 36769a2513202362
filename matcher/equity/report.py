"""The equity report: seats of every group of people, as far as they may be shown."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from matcher.cohort import Cohort
from matcher.equity.attributes import Attribute, attributes
from matcher.equity.nested import Counted, protect_beside
from matcher.equity.rates import Rate, best_of, rate, ratio
from matcher.equity.suppress import LEAST, SMALL, Span

Kind = Literal["seated", "waiting", "not_eligible"]
KINDS: tuple[Kind, ...] = ("seated", "waiting", "not_eligible")


@dataclass(frozen=True, slots=True)
class Row:
    """One value of an attribute.

    Attributes
    ----------
    value : str or None
        None: the values that are shown together, each with fewer than five of every kind.
    values : int
        How many values the row stands for.
    seated, waiting, not_eligible : Span
        People with a seat; eligible, without one; and those whom membership does not admit.
    of_eligible, of_applied : Rate or None
        Share of them with a seat; None where there is nobody.
    ratio : (float, float) or None
        Of the share of the eligible to the best-served value's, as a range; None where it is not
        known closely enough.
    best : bool
        Whether no other value's share is higher, as far as can be shown.
    as_few : int or None
        In how many replays of the draw the value got as many seats or fewer; None without
        replays, or where its seats are not shown.
    """

    value: str | None
    values: int
    seated: Span
    waiting: Span
    not_eligible: Span
    of_eligible: Rate | None
    of_applied: Rate | None
    ratio: tuple[float, float] | None = None
    best: bool = False
    as_few: int | None = None

    @property
    def eligible(self) -> Span:
        """People whom membership admits."""
        return self.seated + self.waiting

    @property
    def applied(self) -> Span:
        """Everybody on the waitlist."""
        return self.eligible + self.not_eligible


@dataclass(frozen=True, slots=True)
class Table:
    """The rows of one attribute, the values shown together last."""

    key: str
    monitoring: bool
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Equity:
    """Seats of the whole cohort and of every group in it."""

    applied: int
    eligible: int
    seated: int
    replays: int
    tables: tuple[Table, ...]


def equity_report(
    cohort: Cohort, seated: Collection[str], replays: Sequence[Collection[str]] = ()
) -> Equity:
    """Count who got seats, by every attribute.

    Parameters
    ----------
    cohort : Cohort
    seated : collection of str
        Ids of the participants with a seat.
    replays : sequence of collections of str
        Ids of the seated in each replay of the draw, where it was replayed.

    Returns
    -------
    Equity
        Nothing in it tells a count below five that the cohort's totals do not tell: see
        `matcher.equity.suppress`, `matcher.equity.nested` and `matcher.equity.joint`.
    """
    known = cohort.participant_by_id.keys()
    seats = frozenset(seated) & known
    start = cohort.program.start_date
    shut_out = frozenset(
        p.id for p in cohort.participants if p.id not in seats and not p.is_member_on(start)
    )
    kinds: dict[Kind, frozenset[str]] = {
        "seated": seats,
        "waiting": frozenset(known) - seats - shut_out,
        "not_eligible": shut_out,
    }
    from matcher.equity.joint import protect_together  # heavy: words need none of it

    found = attributes(cohort)
    # Where tables tell on each other the finer one gives way: it has more to give.
    ordered = sorted(found, key=lambda one: len(one.groups))
    published: dict[Kind, list[list[Counted]]] = {}
    for kind, people in kinds.items():
        before: list[list[Counted]] = []
        for attribute in ordered:
            before.append(protect_beside(list(attribute.groups.values()), people, before))
        published[kind] = protect_together(before)
    tables: dict[str, Table] = {}
    for place, attribute in enumerate(ordered):
        spans = {kind: [one.shown for one in published[kind][place]] for kind in KINDS}
        tables[attribute.key] = _table(attribute, spans, kinds, replays)
    listed = tuple(tables[attribute.key] for attribute in found)
    applied = len(cohort.participants)
    return Equity(applied, applied - len(shut_out), len(seats), len(replays), listed)


def _table(
    attribute: Attribute,
    spans: Mapping[Kind, Sequence[Span]],
    kinds: Mapping[Kind, frozenset[str]],
    replays: Sequence[Collection[str]],
) -> Table:
    value_of = {one: value for value, people in attribute.groups.items() for one in people}
    drawn = [Counter(value_of[one] for one in replay if one in value_of) for replay in replays]
    rows, together = [], []
    for place, (value, people) in enumerate(attribute.groups.items()):
        own = [spans[kind][place] for kind in KINDS]
        if not any(span.high > SMALL and not span.withheld for span in own):
            together.append(place)
            continue
        seated = len(people & kinds["seated"])
        few = sum(draw[value] <= seated for draw in drawn) if drawn and own[0].exact else None
        rows.append(_row(value, 1, own, as_few=few))
    best = best_of(row.of_eligible for row in rows)
    rows = [_compared(row, best) for row in rows]
    if together:
        sums = [_sum(spans[kind], together, len(kinds[kind])) for kind in KINDS]
        rows.append(_row(None, len(together), sums))
    return Table(attribute.key, attribute.monitoring, tuple(rows))


def _sum(spans: Sequence[Span], chosen: Sequence[int], total: int) -> Span:
    """Return what can be worked out of the sum of some counts, given the total of all."""
    if spans[chosen[0]].withheld:
        return Span(0, total, withheld=True)
    rest = [span for place, span in enumerate(spans) if place not in chosen]
    low = max(sum(spans[place].low for place in chosen), total - sum(span.high for span in rest))
    high = min(sum(spans[place].high for place in chosen), total - sum(span.low for span in rest))
    if 0 < low == high < LEAST:
        return Span(0, high)  # it is the total itself, which is known, but not as a count in a row
    return Span(low, high)


def _row(value: str | None, values: int, own: Sequence[Span], as_few: int | None = None) -> Row:
    seated, waiting, not_eligible = own
    return Row(
        value,
        values,
        seated,
        waiting,
        not_eligible,
        rate(seated, waiting),
        rate(seated, waiting + not_eligible),
        as_few=as_few,
    )


def _compared(row: Row, best: tuple[float, float] | None) -> Row:
    share = row.of_eligible
    top = share is not None and best is not None and share.comparable and share.low == best[0]
    return replace(row, ratio=ratio(share, best), best=top)
