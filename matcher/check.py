"""The independent checker: judges any proposal from the cohort itself, never from the solver."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import isclose, isfinite

from matcher.cohort import Cohort, Group, LevelValue, Overridden, Program, Proposal, Unplaced
from matcher.cohort.availability import MINUTES_OF
from matcher.cohort.turn import drawn_number
from matcher.levels import Level, levels_of, stability
from matcher.openings.seats import Envy, OpenSeat, Waiting, envies, open_seats
from matcher.rules import RULES, Broken, Plan, broken_rules, overridden

REASON_CODES = (
    "membership",
    "no-provider-time",
    "no-language",
    "no-qualified-provider",
    "not-enough-others",
    "outranked",
    "rule",
)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the checker found; empty everywhere when the proposal is clean.

    Attributes
    ----------
    broken : tuple of Broken
        Hard rules, in the contract's order, but for those broken on purpose.
    envy : tuple of Envy
        Unseated people who could take the seat of somebody with a later turn.
    open_seats : tuple of OpenSeat
        Unseated people with a seat, or a further group, open to them.
    unplaced_faults, value_faults : tuple of str
        What is wrong in the list of the unplaced, and in levels, bounds, status and what groups say
        of themselves.
    levels : tuple of (str, float)
        Every level's value, computed anew.
    overridden : tuple of Overridden
        Hard rules that somebody broke by hand and gave a reason for.
    """

    broken: tuple[Broken, ...]
    envy: tuple[Envy, ...]
    open_seats: tuple[OpenSeat, ...]
    unplaced_faults: tuple[str, ...]
    value_faults: tuple[str, ...]
    levels: tuple[tuple[str, float], ...]
    overridden: tuple[Overridden, ...] = ()

    @property
    def clean(self) -> bool:
        """Whether nothing at all was found that nobody answers for."""
        return not (
            self.broken or self.envy or self.open_seats or self.unplaced_faults or self.value_faults
        )

    def lines(self) -> list[str]:
        """Return one sentence per finding, each led by its code."""
        return [
            *(f"{fault.code}: {fault.text}" for fault in self.broken),
            *(f"envy: {envy.text}" for envy in self.envy),
            *(f"open-seat: {seat.text}" for seat in self.open_seats),
            *(f"unplaced: {text}" for text in self.unplaced_faults),
            *(f"value: {text}" for text in self.value_faults),
        ]

    def marks(self) -> list[str]:
        """Return one sentence per rule broken on purpose, with who answers for it and why."""
        return [f"override: {one.code}: {one.marked}" for one in self.overridden]


def check(cohort: Cohort, proposal: Proposal, earlier: Proposal | None = None) -> Verdict:
    """Judge a proposal against everything the contract asks of one.

    Parameters
    ----------
    cohort : Cohort
        As read; the tickets are drawn from ``proposal.seed``, not from the program's.
    proposal : Proposal
        May hold anything that has the form of a proposal.
    earlier : Proposal, optional
        The one it was made from. Without it, moves and what pinned groups looked like are not
        judged.

    Returns
    -------
    Verdict
    """
    plan = Plan.of(cohort, proposal, earlier)
    broken = broken_rules(plan)
    waiting = Waiting(plan, broken, proposal.repair.on if proposal.repair else None)
    meant, unanswered = overridden(broken, proposal.overrides)
    repair = bool(proposal.levels) and proposal.levels[0].name == stability.NAME
    levels = levels_of(
        plan.cohort.program, earlier=earlier is not None or proposal.earlier is not None,
        repair=repair,
    )  # fmt: skip
    values = [(level, level.value(plan)) for level in levels]
    return Verdict(
        broken=unanswered,
        envy=tuple(envies(waiting, repair=repair)),
        open_seats=tuple(open_seats(waiting)),
        unplaced_faults=tuple(_unplaced_faults(plan, proposal)),
        value_faults=(
            *_level_faults(values, proposal, earlier),
            *misstated(proposal.groups, plan.cohort.program),
            *_status_faults(proposal),
            *_draw_faults(plan.cohort, proposal),
            *_override_faults(meant, proposal),
        ),
        levels=tuple((level.name, value) for level, value in values),
        overridden=meant,
    )


def _unplaced_faults(plan: Plan, proposal: Proposal) -> Iterator[str]:
    """Hold the list of the unplaced against who has no seat."""
    listed = Counter(person.participant_id for person in proposal.unplaced)
    for person in plan.cohort.participants:
        if person.id not in plan.sits and not listed[person.id]:
            yield f"{person.id} has no seat and is not listed among the unplaced."
    for person_id, count in listed.items():
        if count > 1:
            yield f"{person_id} is listed {count} times among the unplaced."
        if person_id in plan.sits:
            yield f"{person_id} has a seat and is listed among the unplaced."
        elif person_id not in plan.cohort.participant_by_id:
            yield f"'{person_id}' is listed among the unplaced but is not on the waitlist."
    for unplaced in proposal.unplaced:
        yield from _reason_faults(unplaced, plan.cohort)


def _reason_faults(unplaced: Unplaced, cohort: Cohort) -> Iterator[str]:
    """Judge the reasons given for one person: known ones, and membership where it lapsed."""
    if not unplaced.reasons:
        yield f"{unplaced.participant_id} is listed without a reason."
        return
    for reason in unplaced.reasons:
        if reason.code not in REASON_CODES:
            yield f"{unplaced.participant_id} has the unknown reason '{reason.code}'."
        elif reason.code == "rule" and not any(code in reason.text for code in RULES):
            yield f"{unplaced.participant_id}'s reason 'rule' does not say which rule."
    person = cohort.participant_by_id.get(unplaced.participant_id)
    if person is None:
        return
    told = any(reason.code == "membership" for reason in unplaced.reasons)
    current = person.is_member_on(cohort.program.start_date)
    if told and current:
        yield f"{person.id}'s membership is said to have lapsed and has not."
    elif not told and not current:
        yield f"{person.id}'s membership has lapsed, and the reasons do not say so."


def _level_faults(
    values: list[tuple[Level, float]], proposal: Proposal, earlier: Proposal | None
) -> Iterator[str]:
    """Hold the published levels against those computed anew."""
    asked = [level.name for level, _ in values]
    given = [level.name for level in proposal.levels]
    if asked != given:
        yield f"levels are {', '.join(given) or 'missing'}; they should be {', '.join(asked)}."
    published = {level.name: level for level in proposal.levels}
    for level, value in values:
        shown = published.get(level.name)
        if shown is None:
            continue
        known = level.name != stability.NAME or earlier is not None
        if known and not same(shown.value, value):
            yield f"{level.name} is published as {shown.value:g}; the groups give {value:g}."
        if shown.bound is None:
            continue
        if not isfinite(shown.bound):
            yield f"{level.name} has the bound {shown.bound}, which is no number."
        elif level.is_better(shown.value, shown.bound) and not same(shown.value, shown.bound):
            yield (
                f"{level.name} is {shown.value:g}, better than its own bound {shown.bound:g}: "
                "that bound does not hold."
            )


def misstated(groups: Sequence[Group], program: Program) -> Iterator[str]:
    """Hold what groups say of their length and zone against their cadence and the program.

    Neither says anything new, so no rule asks for them; but calendars are made of both.
    """
    for group in groups:
        minutes = MINUTES_OF.get(group.cadence, group.minutes)
        if group.minutes != minutes:
            yield f"{group.id} lasts {group.minutes} minutes; {group.cadence} means {minutes}."
        if group.time_zone != program.time_zone:
            yield f"{group.id} is given in {group.time_zone}; the program's is {program.time_zone}."


def _draw_faults(cohort: Cohort, proposal: Proposal) -> Iterator[str]:
    """Hold a draw from a list against the seed; the list itself is published beside it."""
    drawn = proposal.drawn
    if drawn is None:
        return
    number = drawn_number(proposal.seed, drawn.of)
    if drawn.number != number:
        given = f"line {drawn.number} is published as chosen"
        yield f"{given}; the number drawn, {proposal.seed}, gives {number}."
    for person in drawn.seated:
        if person not in cohort.participant_by_id:
            yield f"'{person}' is published as drawn but is not on the waitlist."


def _override_faults(meant: tuple[Overridden, ...], proposal: Proposal) -> Iterator[str]:
    """Hold the rules said to be broken on purpose against those that are broken."""
    borne_out = {one.key for one in meant}
    for one in proposal.overrides:
        if one.key not in borne_out:
            yield f"an override of {one.code} is listed, but nothing of the kind is broken."
        if not one.who.strip() or not one.why.strip():
            yield f"the override of {one.code} does not say who answers for it and why."


def _status_faults(proposal: Proposal) -> Iterator[str]:
    """Hold the status against groups and bounds."""
    if (proposal.status == "empty") != (not proposal.groups):
        count = len(proposal.groups) or "no"
        yield f"status is '{proposal.status}' but there are {count} groups."
    if proposal.status == "optimal":
        for level in proposal.levels:
            if not proven(level):
                bound = "no bound" if level.bound is None else f"the bound {level.bound:g}"
                yield f"status is 'optimal' but {level.name} is {level.value:g} with {bound}."


def same(one: float, other: float) -> bool:
    """Whether two values are equal but for the last digits of a sum of fractions."""
    return isclose(one, other, rel_tol=1e-9, abs_tol=1e-6)


def proven(level: LevelValue) -> bool:
    """Whether a level's value meets its bound."""
    return level.bound is not None and same(level.value, level.bound)
