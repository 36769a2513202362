"""An independent restatement of the contract: what is wrong with a proposal, what is best.

It shares nothing with the product. `judge` lists everything wrong with a proposal, `levels`
recomputes its level values, `best` and `best_given` find by exhaustive search what a small
cohort's proposals can reach.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from tests.oracle_levels import level_values, more_is_better
from tests.oracle_model import Cohort, Meeting, Provider, read_cohort
from tests.oracle_pins import OraclePins, read_more_pins
from tests.oracle_reserves import reserve_values
from tests.oracle_rules import (
    Group,
    Problem,
    group_faults,
    groups_as_written,
    joint_faults,
    member_faults,
    organization_faults,
    pair_faults,
    pin_faults,
    provider_faults,
    read_groups,
    together_faults,
    wanted_pins,
)
from tests.oracle_search import best, best_given
from tests.oracle_time import meetings_of, overlaps, term_of

__all__ = ["Problem", "best", "best_given", "judge", "levels"]

RULES = (
    *("size", "one-seat", "capacity", "availability", "slot", "overlap", "weeks", "cadence"),
    *("language", "eligible", "qualified", "supervisor", "apart", "together"),
    *("same-organization", "provider-own", "locked"),
)
REASONS = (
    *("membership", "no-provider-time", "no-language", "no-qualified-provider"),
    *("not-enough-others", "outranked", "rule"),
)
STATUSES = ("optimal", "feasible", "empty")
TOLERANCE = 1e-6


@dataclass(frozen=True)
class Seating:
    """A proposal as read: its groups, who is in them, who is pinned."""

    cohort: Cohort
    groups: list[Group]
    pins: Mapping[str, Group]
    more: OraclePins

    @property
    def seated(self) -> set[str]:
        return {member for group in self.groups for member in group.members}

    def waiting(self) -> list[str]:
        """The eligible without a seat, earliest turn first."""
        places, seated = self.cohort.places, self.seated
        return [person for person in sorted(places, key=places.__getitem__) if person not in seated]

    def may_sit(self, person_id: str, group: Group) -> bool:
        """Whether a group's time, language and provider are open to someone without a seat."""
        cohort = self.cohort
        if self.more.bars(person_id, group.provider_id, group.meeting):
            return False
        if person_id in self.pins and self.pins[person_id].key != group.key:
            return False
        leads = (other for other in self.groups if other.provider_id == person_id)
        if any(overlaps(term_of(cohort.program), other.meeting, group.meeting) for other in leads):
            return False
        return not member_faults(cohort, group, cohort.participants[person_id])

    def keeps_rules(self, index: int, members: tuple[str, ...], changed: Sequence[str]) -> bool:
        """Whether a group may have these members instead, everything else as it is."""
        after = list(self.groups)
        after[index] = replace(after[index], members=members)
        if group_faults(self.cohort, after[index]):
            return False
        return not together_faults(self.cohort, after, changed)


def read_seating(
    cohort: Cohort, proposal: Mapping[str, Any], earlier: Mapping[str, Any] | None
) -> tuple[Seating, list[Problem]]:
    groups, problems = read_groups(cohort, proposal)
    pins, pin_problems = wanted_pins(cohort, proposal, earlier)
    known = {group.id: group for group in groups_as_written(earlier or proposal)}
    more = read_more_pins(proposal.get("pins") or [], known)
    return Seating(cohort, groups, pins, more), problems + pin_problems


def cohort_of(data: Mapping[str, Any], proposal: Mapping[str, Any]) -> Cohort:
    """The cohort with the seed the proposal prints, which `--seed` may have set."""
    seed = proposal.get("seed")
    return read_cohort(data, None if seed is None else int(seed))


def levels(
    cohort: dict[str, Any], proposal: dict[str, Any], earlier: dict[str, Any] | None = None
) -> list[tuple[str, float]]:
    """The levels in the contract's order with their values recomputed."""
    read = cohort_of(cohort, proposal)
    groups, _ = read_groups(read, proposal)
    return [(name, float(value)) for name, value in level_values(read, groups, earlier)]


def judge(
    cohort: dict[str, Any], proposal: dict[str, Any], earlier: dict[str, Any] | None = None
) -> list[Problem]:
    """Everything wrong with a proposal; empty where nothing is."""
    read = cohort_of(cohort, proposal)
    seating, problems = read_seating(read, proposal, earlier)
    for group in seating.groups:
        problems += group_faults(read, group)
    problems += joint_faults(read, seating.groups)
    problems += pin_faults(seating.groups, seating.pins)
    problems += seating.more.faults(seating.groups)
    problems += envy(seating)
    problems += open_seats(seating)
    problems += further_groups(seating)
    problems += unplaced_faults(seating, proposal.get("unplaced"))
    values = [(name, float(value)) for name, value in level_values(read, seating.groups, earlier)]
    problems += level_faults(values, proposal.get("levels"))
    problems += status_faults(seating, proposal)
    return problems


# --- seats --------------------------------------------------------------------------------------


def envy(seating: Seating) -> list[Problem]:
    """An earlier turn without a seat that could take a later turn's, one for one."""
    places, found = seating.cohort.places, []
    for person in seating.waiting():
        for index, group in enumerate(seating.groups):
            later = [m for m in group.members if places.get(m, -1) > places[person]]
            later = [m for m in later if m not in seating.pins]
            if not later or not seating.may_sit(person, group):
                continue
            for member in later:
                if breaks_reserve(seating, person, member):
                    continue
                others = tuple(m for m in group.members if m != member)
                if seating.keeps_rules(index, (*others, person), (person, member)):
                    found.append(("envy", f"{person} could take {member}'s seat in {group.id}"))
    return found


def breaks_reserve(seating: Seating, person: str, member: str) -> bool:
    """Whether some reserve would be worth less with one seated instead of the other."""
    known, now = seating.cohort.participants, seating.seated
    reserves, most = seating.cohort.program.reserves, seating.cohort.most_seats
    before, after = (
        reserve_values(reserves, most, [known[one].answers for one in seated if one in known])
        for seated in (now, now - {member} | {person})
    )
    return any(new < old for new, old in zip(after, before, strict=True))


def open_seats(seating: Seating) -> list[Problem]:
    """A free seat in a group open to someone eligible without one."""
    return [
        ("open-seat", f"{person} could join {group.id}")
        for person in seating.waiting()
        for index, group in enumerate(seating.groups)
        if seating.may_sit(person, group)
        and seating.keeps_rules(index, (*group.members, person), (person,))
    ]


def further_groups(seating: Seating) -> list[Problem]:
    """Providers with room for a group that people without a seat could fill by themselves."""
    found = []
    for provider in seating.cohort.providers.values():
        for group in possible_groups(seating, provider):
            names = ", ".join(group.members)
            found.append(("open-seat", f"{provider.id} could lead {names} ({group.meeting})"))
            break
    return found


def possible_groups(seating: Seating, provider: Provider) -> Iterator[Group]:
    """Groups of people without a seat that a provider could lead besides what they lead."""
    cohort, waiting = seating.cohort, seating.waiting()
    term = term_of(cohort.program)
    led = [group for group in seating.groups if group.provider_id == provider.id]
    most = min(cohort.program.largest, provider.max_group_size)
    room = provider.max_groups - len(led)
    if room <= 0 or most < cohort.program.smallest or len(waiting) < cohort.program.smallest:
        return
    busy = led + [group for group in seating.groups if provider.id in group.members]
    tried: set[tuple[str, ...]] = set()
    for meeting in meetings_of(cohort.program, provider):
        if any(overlaps(term, meeting, group.meeting) for group in busy):
            continue
        if not seating.more.may_lead(provider.id, meeting):
            continue
        for language in provider.languages:
            group = Group("new", provider.id, meeting, language, ())
            people = tuple(person for person in waiting if seating.may_sit(person, group))
            if people in tried or provider_faults(cohort, group, provider):
                continue
            tried.add(people)
            members = compatible_members(cohort, people, cohort.program.smallest, most)
            if members:
                yield replace(group, members=members)


def compatible_members(
    cohort: Cohort, people: Sequence[str], least: int, most: int
) -> tuple[str, ...]:
    """Some of the people, together-groups whole, who may form a group; empty if none may."""
    components = {cohort.components[person] for person in people}
    units = sorted(tuple(sorted(whole)) for whole in components if whole <= set(people))

    def extend(members: tuple[str, ...], index: int) -> tuple[str, ...]:
        if len(members) >= least:
            return members
        for position in range(index, len(units)):
            wider = members + units[position]
            if len(wider) <= most and fit_together(cohort, wider):
                found = extend(wider, position + 1)
                if found:
                    return found
        return ()

    return extend((), 0)


def fit_together(cohort: Cohort, members: tuple[str, ...]) -> bool:
    pairs = ((a, b) for index, a in enumerate(members) for b in members[:index])
    if any(pair_faults(cohort, one, other) for one, other in pairs):
        return False
    group = Group("new", "", Meeting("monthly", 0, 0, (1,)), "", members)
    return not organization_faults(cohort, group)


# --- what the proposal says about itself --------------------------------------------------------


def unplaced_faults(seating: Seating, rows: Any) -> list[Problem]:
    """Exactly those without a seat are listed, once, each with at least one known reason."""
    if not isinstance(rows, list) or not all(isinstance(row, Mapping) for row in rows):
        return [("unplaced-list", "there is no list of the unplaced")]
    listed = Counter(str(row.get("participant_id")) for row in rows)
    seated, known = seating.seated, seating.cohort.participants
    found = [("unplaced-list", f"{p} is listed {n} times") for p, n in listed.items() if n > 1]
    found += [("unplaced-list", f"{p} is unknown") for p in listed if p not in known]
    found += [("unplaced-list", f"{p} has a seat") for p in listed if p in seated]
    missing = [p for p in known if p not in seated and p not in listed]
    found += [("unplaced-list", f"{p} is missing") for p in missing]
    for row in rows:
        person = known.get(str(row.get("participant_id")))
        admitted = None if person is None else seating.cohort.admits(person)
        found += [
            ("unplaced-list", f"{row.get('participant_id')}: {text}")
            for text in reason_faults(row, admitted=admitted)
        ]
    return found


def reason_faults(row: Mapping[str, Any], *, admitted: bool | None) -> list[str]:
    reasons = row.get("reasons")
    if not isinstance(reasons, list) or not reasons:
        return ["no reason"]
    lapsed = any(isinstance(one, Mapping) and one.get("code") == "membership" for one in reasons)
    found = ["membership given or left out wrongly"] if lapsed is admitted else []
    for reason in reasons:
        code = reason.get("code") if isinstance(reason, Mapping) else reason
        if code not in REASONS:
            found.append(f"unknown reason {code!r}")
        elif code == "rule" and not any(rule in str(reason) for rule in RULES):
            found.append("reason `rule` without the rule's code")
    return found


def level_faults(values: list[tuple[str, float]], rows: Any) -> list[Problem]:
    """Names, order and values as recomputed; no value better than its own bound."""
    if not isinstance(rows, list) or not all(isinstance(row, Mapping) for row in rows):
        return [("format", "there is no list of levels")]
    names, published = [name for name, _ in values], [row.get("name") for row in rows]
    if names != published:
        return [("value", f"levels {published} instead of {names}")]
    found = []
    for (name, value), row in zip(values, rows, strict=True):
        stated, bound = row.get("value"), row.get("bound")
        if not is_number(stated) or abs(stated - value) > TOLERANCE:
            found.append(("value", f"{name}: {stated!r} published, {value} recomputed"))
        if bound is None:
            continue
        if not is_number(bound):
            found.append(("bound", f"{name}: {bound!r} is no bound"))
        elif is_number(stated) and gap(name, stated, bound) < -TOLERANCE:
            found.append(("bound", f"{name}: {stated} is better than the bound {bound}"))
    return found


def gap(level: str, value: float, bound: float) -> float:
    """How far a value falls short of its bound; negative where it is better."""
    return bound - value if more_is_better(level) else value - bound


def is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def status_faults(seating: Seating, proposal: Mapping[str, Any]) -> list[Problem]:
    found: list[Problem] = []
    if proposal.get("schema") != "1":
        found.append(("format", f"schema {proposal.get('schema')!r}"))
    status = proposal.get("status")
    if status not in STATUSES:
        found.append(("status", f"unknown status {status!r}"))
    if status == "empty" and seating.groups:
        found.append(("status", "empty, and yet there are groups"))
    rows = proposal.get("levels")
    if status == "optimal" and isinstance(rows, list):
        for row in rows:
            value, bound = row.get("value"), row.get("bound")
            if not (is_number(value) and is_number(bound) and abs(value - bound) <= TOLERANCE):
                found.append(("status", f"optimal, but {row.get('name')}: {value} against {bound}"))
    return found
