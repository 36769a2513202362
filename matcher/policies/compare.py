"""What policies do to seats and mix, side by side, from a real solve of each."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

from matcher.check import check
from matcher.cohort import Cohort, Program, Proposal
from matcher.cohort.places import floor_of
from matcher.cohort.policy import Where, meets
from matcher.cohort.vocabulary import RC_ACCESS
from matcher.endings import InternalFault
from matcher.equity.suppress import LEAST
from matcher.propose import Options, Progress, solve
from matcher.report.numbers import sectors_present
from matcher.report.words import access_words, level_words, number_words, sector_words
from matcher.solve.stop import Stop

_ALL: Where = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one policy leads to.

    Attributes
    ----------
    label : str
        The policy as it was named.
    cohort : Cohort
        Under that policy.
    proposal : Proposal
    """

    label: str
    cohort: Cohort
    proposal: Proposal


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the comparison: a text for each policy, in their order."""

    section: str
    name: str
    values: tuple[str, ...]


def outcome(
    cohort: Cohort,
    label: str,
    program: Program,
    options: Options,
    *,
    on_progress: Callable[[Progress], None] | None = None,
    stop: Stop | None = None,
) -> Outcome:
    """Form groups under a policy.

    Parameters
    ----------
    cohort : Cohort
    label : str
    program : Program
        The cohort's, with the policy as its priority.
    options : Options
    on_progress, stop
        As in `matcher.propose.solve`.

    Raises
    ------
    InternalFault
        Where the groups do not stand up to the checker.
    """
    under = replace(cohort, program=program)
    proposal = solve(under, options=options, on_progress=on_progress, stop=stop)
    if not check(under, proposal).clean:
        raise InternalFault(f"The groups found under '{label}' do not stand up to the checker.")
    return Outcome(label, under, proposal)


def comparison(outcomes: Sequence[Outcome]) -> list[Row]:
    """Return what the policies do, line by line, each with a text for every policy."""
    cohort = outcomes[0].cohort
    rows = [_seats(outcomes, "", "People with a seat")]
    for access in RC_ACCESS:
        name = f"{access_words([access]).capitalize()} at work"
        rows.append(_seats(outcomes, "By access", name, {"rc_access": (access,)}))
    for sector in sectors_present(cohort):
        name = sector_words(sector)
        rows.append(_seats(outcomes, "By sector", name, {"sector": (sector,)}))
    rows.append(_seats(outcomes, "Rural", "Rural", {"rural": ("yes",)}))
    rows.append(_seats(outcomes, "Rural", "Not rural", {"rural": ("no",)}))
    rows += _reserves(outcomes)
    rows += _costs(outcomes)
    proven = tuple(
        f"{sum(level.proven for level in one.proposal.levels)} of {len(one.proposal.levels)}"
        for one in outcomes
    )
    return [*rows, Row("Proof", "Levels proven best", proven)]


def _seats(outcomes: Sequence[Outcome], section: str, name: str, where: Where = _ALL) -> Row:
    """Count the seated among the eligible who meet a criterion."""
    counts = (_count(one, where) for one in outcomes)
    return Row(section, name, tuple(f"{seated} of {people}" for seated, people in counts))


def _count(one: Outcome, where: Where) -> tuple[int, int]:
    """Return how many of those who meet a criterion have a seat, and how many are eligible."""
    seats, start = one.proposal.seats(), one.cohort.program.start_date
    people = [p for p in one.cohort.participants if p.is_member_on(start) and meets(p, where)]
    return sum(person.id in seats for person in people), len(people)


def _reserves(outcomes: Sequence[Outcome]) -> list[Row]:
    """Return every reserve of any policy: how far it is filled, and whether that is enough."""
    named = dict.fromkeys(
        reserve.name for one in outcomes for reserve in one.cohort.program.priority.reserves
    )
    return [
        Row("Reserves", name.replace("-", " "), tuple(_filled(one, name) for one in outcomes))
        for name in named
    ]


def _filled(one: Outcome, name: str) -> str:
    reserve = next((r for r in one.cohort.program.priority.reserves if r.name == name), None)
    if reserve is None:
        return "–"
    floor, (seated, people) = floor_of(one.cohort, reserve), _count(one, reserve.where)
    if reserve.confidential and seated < LEAST:
        return f"under {LEAST}"
    if seated < floor and seated == people:
        return f"{seated} of {floor}, all there are"
    return f"{seated} of {floor}, {'met' if seated >= floor else 'short'}"


def _costs(outcomes: Sequence[Outcome]) -> list[Row]:
    program = outcomes[0].cohort.program
    rows = [Row("Groups", "Groups", tuple(str(len(one.proposal.groups)) for one in outcomes))]
    for level in ("mix", "preference"):
        found = [{row.name: row.value for row in one.proposal.levels}[level] for one in outcomes]
        values = tuple(number_words(value) for value in found)
        rows.append(Row("Groups", level_words(level, program), values))
    return rows
