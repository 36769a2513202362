"""Seats that providers offer against the people who may have one, by what both sides named."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from matcher.cohort import Cohort, Participant, Provider
from matcher.cohort.places import largest_group, may_lead
from matcher.cohort.vocabulary import RC_ACCESS
from matcher.rules.language import sits_in


@dataclass(frozen=True, slots=True)
class DemandRow:
    """One value of an attribute.

    Attributes
    ----------
    value : str
        Blank where nothing was given.
    applied, eligible : int
        People with it; of these, whose membership runs.
    seats : int or None
        The most that providers of the same value offer; None where providers have no such thing.
    providers : int or None
        How many those are.
    """

    value: str
    applied: int
    eligible: int
    seats: int | None = None
    providers: int | None = None


@dataclass(frozen=True, slots=True)
class DemandTable:
    """One attribute, ``access``, ``sector``, ``region`` or ``language``; and its rows."""

    attribute: str
    rows: tuple[DemandRow, ...]


def offered(cohort: Cohort, providers: Iterable[Provider]) -> int:
    """Return the most seats that those of some providers offer who may lead."""
    program = cohort.program
    return sum(
        provider.max_groups * largest_group(program, provider)
        for provider in providers
        if may_lead(program, provider)
    )


def demand_tables(cohort: Cohort) -> tuple[DemandTable, ...]:
    """Return seats against demand by access, sector, region and language.

    Notes
    -----
    A provider who leads in two languages offers their seats in both, and somebody who speaks two
    asks in both: rows of languages and sectors add up to more than there is.
    """
    leaders = [one for one in cohort.providers if may_lead(cohort.program, one)]
    tiers = [level for tier in cohort.program.priority.tiers for level in tier]
    access = [*tiers, *(level for level in RC_ACCESS if level not in tiers)]
    sectors = _by_count(person.sector for person in cohort.participants)
    regions = _by_count(person.region for person in cohort.participants)
    languages = _by_count(
        [
            *(language for one in cohort.participants for language in one.languages),
            *(language for one in leaders for language in one.languages),
        ]
    )
    return (
        DemandTable("access", tuple(_row(cohort, v, _access(v)) for v in access)),
        DemandTable(
            "sector",
            tuple(_row(cohort, v, _sector(v), [p for p in leaders if v in p.sectors])
                  for v in sectors),
        ),
        DemandTable(
            "region",
            tuple(_row(cohort, v, _region(v), [p for p in leaders if v and p.region == v])
                  for v in regions),
        ),
        DemandTable(
            "language",
            tuple(_row(cohort, v, _language(v), [p for p in leaders if v in p.languages])
                  for v in languages),
        ),
    )  # fmt: skip


Asks = Callable[[Participant], bool]


def _access(value: str) -> Asks:
    return lambda person: person.rc_access == value


def _sector(value: str) -> Asks:
    return lambda person: person.sector == value


def _region(value: str) -> Asks:
    return lambda person: person.region == value


def _language(value: str) -> Asks:
    return lambda person: sits_in(person, value)


def _row(
    cohort: Cohort, value: str, asks: Asks, leaders: Sequence[Provider] | None = None
) -> DemandRow:
    people = [person for person in cohort.participants if asks(person)]
    eligible = sum(person.is_member_on(cohort.program.start_date) for person in people)
    if leaders is None:
        return DemandRow(value, len(people), eligible)
    return DemandRow(value, len(people), eligible, offered(cohort, leaders), len(leaders))


def _by_count(values: Iterable[str]) -> list[str]:
    """Return each value once, the commonest first, blank last."""
    counts: dict[str, int] = {}
    for value in values:
        counts[value] = counts.get(value, 0) + 1
    return sorted(counts, key=lambda value: (not value, -counts[value], value))
