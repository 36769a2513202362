"""The best groups for one person now: whoever else waits, and what each choice would change."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from matcher.cohort import Cohort, Group, Participant, Proposal
from matcher.cohort.turn import turn_order
from matcher.levels import Level, levels_of, mix, preference, turn
from matcher.levels.groups import NAME as GROUPS
from matcher.rules import RULES, Plan, meeting_of, taking
from matcher.rules.eligible import not_a_member

Changes = dict[str, float]
MOST = 12  # groups told about


@dataclass(frozen=True)
class Choice:
    """A group that somebody could sit in, or nearly could.

    Attributes
    ----------
    group : Group
    levels : mapping of str to float
        What a seat there would change at each level of the proposal.
    broken : tuple of (str, str)
        Code and words of each rule that a seat there would break; empty where it is open.
    """

    group: Group
    levels: Mapping[str, float]
    broken: tuple[tuple[str, str], ...]

    @property
    def open(self) -> bool:
        """Whether every rule would hold."""
        return not self.broken

    @property
    def holds(self) -> tuple[str, ...]:
        """Return the codes of the rules that would hold."""
        codes = {code for code, _ in self.broken}
        return tuple(code for code in RULES if code not in codes)


@dataclass(frozen=True)
class Fit:
    """What there is for one person.

    Attributes
    ----------
    person : Participant
    now : str or None
        The group they sit in; then each choice is a move out of it.
    turn, turns : int or None, int
        Their place in the order of turns; None where they are not eligible.
    ahead : int
        People without a seat whose turn comes earlier.
    choices : tuple of Choice
        The best first, open ones before those that a rule keeps shut.
    not_eligible : str
        Why they may have no seat at all; blank where they may.
    """

    person: Participant
    now: str | None
    turn: int | None
    turns: int
    ahead: int
    choices: tuple[Choice, ...]
    not_eligible: str = ""


def fit(cohort: Cohort, proposal: Proposal, person_id: str, most: int = MOST) -> Fit:
    """Find the best groups for one person, as the groups are now.

    Only the person is held against each group, so it takes a fraction of a second at thousands.

    Parameters
    ----------
    cohort : Cohort
        With the person on its waitlist.
    proposal : Proposal
    person_id : str
    most : int
        Groups to return.
    """
    person = cohort.participant_by_id[person_id]
    now = next((group for group in proposal.groups if person_id in group.members), None)
    groups = tuple(
        replace(g, members=tuple(one for one in g.members if one != person_id)) if g is now else g
        for g in proposal.groups
    )
    plan = Plan.of(cohort, replace(proposal, groups=groups))
    order = turn_order(plan.cohort)
    leaves = _leaving(plan, now, groups) if now is not None else ()
    same = _seat_changes(plan, order, person, moves=now is not None) if groups else {}
    choices = [
        Choice(group, _changes(plan, person, group, now, same), (*leaves, *broken))
        for group in groups
        if now is None or group.id != now.id
        if (broken := _broken(plan, person, group)) is not None
    ]
    more = {lv.name: lv.more_is_better for lv in levels_of(cohort.program)}
    choices.sort(
        key=lambda one: (
            len(one.broken),
            tuple(-v if more[name] else v for name, v in one.levels.items()),
            one.group.id,
        )
    )
    place = order.index(person_id) if person_id in order else None
    ahead = sum(one not in plan.sits for one in order[:place]) if place is not None else 0
    return Fit(
        person, None if now is None else now.id, None if place is None else place + 1, len(order),
        ahead, tuple(choices[:most]), not_a_member(person, cohort.program) or "",
    )  # fmt: skip


def _broken(plan: Plan, person: Participant, group: Group) -> tuple[tuple[str, str], ...] | None:
    """Return what a seat would break, each rule once; None for a group without a time."""
    if meeting_of(group) is None or plan.provider(group) is None:
        return None
    return tuple({one.code: one.text for one in taking(person, group, plan)}.items())


def _leaving(plan: Plan, now: Group, groups: tuple[Group, ...]) -> tuple[tuple[str, str], ...]:
    """Return what breaks in the group that somebody would leave."""
    rest = next(group for group in groups if group.id == now.id)
    return tuple({f.code: f.text for r in RULES.values() for f in r.broken_in(rest, plan)}.items())


def _seat_changes(plan: Plan, order: list[str], person: Participant, *, moves: bool) -> Changes:
    """Return what a seat changes at the levels for which every group is the same."""
    changes: Changes = {}
    members = tuple(plan.sits)
    for level in levels_of(plan.cohort.program):
        if moves or level.name in (GROUPS, mix.NAME, preference.NAME):
            changes[level.name] = 0.0
        elif level.name == turn.NAME:
            place = order.index(person.id) if person.id in order else len(order)
            changes[level.name] = float(len(order) - place)
        else:  # a reserve that is full already takes no more of it
            whole = replace(plan.groups[0], members=(*members, person.id))
            seated = replace(plan, groups=(whole,))
            changes[level.name] = level.value(seated) - level.value(plan)
    return changes


def _changes(
    plan: Plan, person: Participant, group: Group, now: Group | None, same: Changes
) -> Changes:
    """Return what a seat would change at each level, beside what is the `same` in every group.

    Only what one provider's groups decide is worked out anew.
    """
    after = replace(group, members=(*group.members, person.id))
    changes = dict(same)
    for level in (mix.LEVEL, preference.LEVEL):
        changes[level.name] = _difference(level, plan, group, after)
        if now is not None:
            if now.provider_id == group.provider_id:
                changes[level.name] = _within(level, plan, (group, after), (_rest(plan, now), now))
            else:
                changes[level.name] -= _difference(level, plan, _rest(plan, now), now)
    return changes


def _within(
    level: Level, plan: Plan, joined: tuple[Group, Group], left: tuple[Group, Group]
) -> float:
    """Return what a move between two groups of one provider adds to a level."""
    led = plan.led.get(joined[0].provider_id, ())
    others = tuple(group for group in led if group.id not in (joined[0].id, left[0].id))
    after = level.value(replace(plan, groups=(*others, joined[1], left[0])))
    return after - level.value(replace(plan, groups=(*others, joined[0], left[1])))


def _rest(plan: Plan, now: Group) -> Group:
    return next(group for group in plan.groups if group.id == now.id)


def _difference(level: Level, plan: Plan, before: Group, after: Group) -> float:
    """Return what one group's change adds to a level, beside its provider's other groups."""
    led = plan.led.get(before.provider_id, ())
    others = tuple(group for group in led if group.id != before.id)
    changed = level.value(replace(plan, groups=(*others, after)))
    return changed - level.value(replace(plan, groups=(*others, before)))
