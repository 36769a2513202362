"""The oracle's exhaustive search: the best level values over all proposals that keep the rules.

How it stays exhaustive and still quick, for up to a dozen people:

- A seat level or `turn` asks only who is seated, so a set of seated people (a bit set) that some
  proposal reaches settles them.
- Every cost is a sum over groups, and one term per provider that asks only whom the provider
  leads. So for the people one provider leads it is enough to keep the lexicographically least
  cost; where earlier costs must have exact values (`best_given`), the least for each of those.
- Meetings of a provider that are open to the same people at the same cost differ only in what
  they overlap: they are one kind, and a selection of kinds counts if some meetings of these kinds
  do not overlap.
- Someone who leads groups and wants a seat couples the two. For them the search is repeated for
  every different set of their own meetings that a seat of theirs could rule out.
"""

from __future__ import annotations

import operator
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, reduce
from itertools import combinations, combinations_with_replacement, product
from typing import Any

from tests.oracle_levels import level_names, member_cost, mix_cost, seat_values, sector_cost
from tests.oracle_model import Cohort, Meeting, Number, Provider, read_cohort
from tests.oracle_rules import (
    Group,
    groups_as_written,
    member_faults,
    organization_faults,
    pair_faults,
    wanted_pins,
)
from tests.oracle_time import meetings_of, overlaps, term_of

TOLERANCE = 1e-6

Cost = tuple[Number, ...]
Ledger = dict[int, dict[Cost, Cost]]
"""Per set of people: for each exact value of the fixed costs, the least of the costs after."""

Marks = tuple[tuple[int, int, bool], ...]
"""Per person: their bit, their part of `preference`, and whether they stay as they were earlier."""


@dataclass(frozen=True)
class Opening:
    """A meeting of one provider in one language, and what each person it suits would add."""

    meeting: Meeting
    language: str
    marks: Marks

    def without(self, people: int) -> Opening:
        marks = tuple(mark for mark in self.marks if not mark[0] & people)
        return Opening(self.meeting, self.language, marks)


Kind = frozenset[Marks]
"""What tells meetings of one provider apart, overlaps aside: the marks in each language."""


@dataclass(frozen=True)
class Target:
    """Which costs a ledger keeps: `fixed` leading ones exactly, then the least of `least` more."""

    fixed: tuple[float, ...] = ()
    least: int = 0


class Search:
    """One cohort, its admitted people as bits, and everything worth asking more than once."""

    def __init__(self, data: Mapping[str, Any], earlier: Mapping[str, Any] | None) -> None:
        self.cohort: Cohort = read_cohort(data)
        self.earlier = earlier
        self.people = list(self.cohort.places)
        self.bit = {person: 1 << index for index, person in enumerate(self.people)}
        self.before = {m: g.key for g in groups_as_written(earlier) for m in g.members}
        self.pins, problems = wanted_pins(self.cohort, {}, earlier)
        self.pinned = sum(self.bit.get(person, 0) for person in self.pins)
        self.possible = not problems and all(person in self.bit for person in self.pins)
        self.names = level_names(self.cohort, earlier is not None)
        self.head = self.names.index("turn") + 1
        self._tables: dict[tuple[str, Kind, Target], Ledger] = {}

    # --- the parts of a proposal -----------------------------------------------------------------

    @cached_property
    def member_sets(self) -> list[int]:
        """Sets of people that keep every rule among members, together-groups whole."""
        program, found = self.cohort.program, []
        units = sorted({tuple(sorted(c)) for c in self.cohort.components.values()})
        whole = [unit for unit in units if all(person in self.bit for person in unit)]
        for count in range(1, program.largest + 1):
            for chosen in combinations(whole, count):
                members = tuple(person for unit in chosen for person in unit)
                sized = program.smallest <= len(members) <= program.largest
                if sized and self._compatible(members):
                    found.append(self.bits(members))
        return found

    def _compatible(self, members: tuple[str, ...]) -> bool:
        if any(pair_faults(self.cohort, one, other) for one, other in combinations(members, 2)):
            return False
        group = Group("", "", Meeting("monthly", 0, 0, (1,)), "", members)
        return not organization_faults(self.cohort, group)

    def bits(self, members: Iterable[str]) -> int:
        return sum(self.bit[member] for member in members)

    def members(self, bits: int) -> tuple[str, ...]:
        return tuple(person for person in self.people if self.bit[person] & bits)

    @cached_property
    def openings(self) -> dict[str, list[Opening]]:
        """Every provider's meetings and languages with the people they suit."""
        return {
            provider.id: [
                self._opening(provider, meeting, language)
                for meeting in meetings_of(self.cohort.program, provider)
                for language in provider.languages
            ]
            for provider in self.cohort.providers.values()
            if self.cohort.may_lead(provider) and provider.max_groups > 0
        }

    def _opening(self, provider: Provider, meeting: Meeting, language: str) -> Opening:
        group = Group("", provider.id, meeting, language, ())
        marks = []
        for name in self.people:
            person = self.cohort.participants[name]
            elsewhere = name in self.pins and self.pins[name].key != group.key
            if not elsewhere and not member_faults(self.cohort, group, person):
                stays = self.before.get(name) == group.key
                marks.append((self.bit[name], member_cost(self.cohort, group, person), stays))
        return Opening(meeting, language, tuple(marks))

    def cost(self, opening: Opening, members: int) -> Cost:
        """What a group adds to each level after `turn`."""
        marks = [mark for mark in opening.marks if mark[0] & members]
        groups: Cost = (1,) if self.cohort.program.fewest_groups else ()
        moved: Cost = (-sum(mark[2] for mark in marks),) if self.earlier is not None else ()
        return (*groups, self.mix(members), sum(mark[1] for mark in marks), *moved)

    def mix(self, members: int) -> Number:
        if members not in self._mix:
            self._mix[members] = mix_cost(self.cohort, self.members(members))
        return self._mix[members]

    @cached_property
    def _mix(self) -> dict[int, Number]:
        return {}

    @cached_property
    def base(self) -> Cost:
        """The costs of seating nobody: everyone seated earlier has moved."""
        known = [person for person in self.before if person in self.cohort.participants]
        moved = [len(known)] if self.earlier is not None else []
        return (*(0 for _ in self.names[self.head :][: -1 if moved else None]), *moved)

    # --- people who lead and want a seat ---------------------------------------------------------

    def scenarios(self) -> Iterator[dict[str, list[Opening]]]:
        """The openings for each way in which the seats of leaders may rule out their meetings.

        In a scenario a leader's own openings lack the meetings ruled out, and they may take a
        seat only where exactly these are.
        """
        leaders = [person for person in self.people if self.openings.get(person)]
        choices = [sorted(self._ruled_out(leader), key=sorted) for leader in leaders]
        for chosen in product(*choices):
            yield self._scenario(dict(zip(leaders, chosen, strict=True)))

    def _scenario(self, ruled_out: dict[str, frozenset[Meeting]]) -> dict[str, list[Opening]]:
        live: dict[str, list[Opening]] = {}
        for provider, openings in self.openings.items():
            mine = ruled_out.get(provider, frozenset())
            live[provider] = []
            for opening in openings:
                barred = sum(
                    self.bit[leader]
                    for leader, meetings in ruled_out.items()
                    if self._clash(leader, opening.meeting) != meetings
                )
                if opening.meeting not in mine:
                    live[provider].append(opening.without(barred))
        return live

    def _ruled_out(self, leader: str) -> set[frozenset[Meeting]]:
        seats = {
            opening.meeting
            for openings in self.openings.values()
            for opening in openings
            if any(mark[0] == self.bit[leader] for mark in opening.marks)
        }
        return {frozenset()} | {self._clash(leader, meeting) for meeting in seats}

    def _clash(self, leader: str, meeting: Meeting) -> frozenset[Meeting]:
        term = term_of(self.cohort.program)
        own = {opening.meeting for opening in self.openings[leader]}
        return frozenset(other for other in own if overlaps(term, meeting, other))

    # --- from groups to proposals ----------------------------------------------------------------

    def ledger(self, target: Target, within: Sequence[int] | None = None) -> Ledger:
        """For every set of people that some proposal seats, the costs it may have.

        `within` keeps to parts of the given sets, which is enough to seat exactly those.
        """
        total: Ledger = {}
        if not self.possible:
            return total
        led: dict[tuple[str, tuple[Opening, ...]], Ledger] = {}
        everyone = (1 << len(self.people)) - 1
        people = everyone if within is None else reduce(operator.or_, within, 0)
        for openings in self.scenarios():
            seated: Ledger = {0: {self._kept(self.base, target): self._least(self.base, target)}}
            for provider_id, live in openings.items():
                relevant = [self._relevant(opening, target, people) for opening in live]
                key = (provider_id, tuple(relevant))
                if key not in led:
                    provider = self.cohort.providers[provider_id]
                    led[key] = self._packages(provider, relevant, target, within)
                seated = join(seated, led[key], target, within, optional=True)
            for seats, costs in seated.items():
                if self.pinned & ~seats == 0:
                    absorb(total, seats, costs)
        return total

    def _packages(
        self,
        provider: Provider,
        openings: Sequence[Opening],
        target: Target,
        within: Sequence[int] | None,
    ) -> Ledger:
        """Everyone a provider may lead at once, in one group or several."""
        kinds = self._kinds(provider, openings)
        found: Ledger = {}
        nobody: Ledger = {0: {(0,) * len(target.fixed): (0,) * target.least}}
        built: dict[tuple[int, ...], Ledger] = {(): nobody}
        order = list(kinds)
        for count in range(1, min(provider.max_groups, len(self.people)) + 1):
            for chosen in combinations_with_replacement(range(len(order)), count):
                if chosen[:-1] not in built or not self._apart([kinds[order[i]] for i in chosen]):
                    continue
                last = self._table(provider, order[chosen[-1]], target)
                built[chosen] = join(built[chosen[:-1]], last, target, within)
                if not built[chosen]:
                    del built[chosen]
                    continue
                for people, costs in built[chosen].items():
                    absorb(found, people, costs)
        return {
            people: self._with_sectors(provider, people, costs, target)
            for people, costs in found.items()
        }

    def _relevant(self, opening: Opening, target: Target, people: int) -> Opening:
        """An opening without what cannot matter, so that more meetings are of one kind."""
        timed = self.names.index("preference") - self.head
        reach = len(target.fixed) + target.least
        marks = tuple(
            (bit, cost if reach > timed else 0, stays if reach > timed + 1 else False)
            for bit, cost, stays in opening.marks
            if bit & people
        )
        return Opening(opening.meeting, opening.language, marks)

    def _kinds(self, provider: Provider, openings: Sequence[Opening]) -> dict[Kind, list[Meeting]]:
        """The meetings of each kind that some group could use."""
        marks: dict[Meeting, set[Marks]] = {}
        for opening in openings:
            if len(opening.marks) >= self.cohort.program.smallest:
                marks.setdefault(opening.meeting, set()).add(opening.marks)
        kinds: dict[Kind, list[Meeting]] = {}
        for meeting, found in marks.items():
            kind = frozenset(found)
            if self._table(provider, kind, Target()):
                kinds.setdefault(kind, []).append(meeting)
        return kinds

    def _apart(self, kinds: Sequence[Sequence[Meeting]], chosen: tuple[Meeting, ...] = ()) -> bool:
        """Whether one meeting of each kind can be had without an overlap."""
        if not kinds:
            return True
        term = term_of(self.cohort.program)
        return any(
            self._apart(kinds[1:], (*chosen, meeting))
            for meeting in kinds[0]
            if not any(overlaps(term, meeting, other) for other in chosen)
        )

    def _table(self, provider: Provider, kind: Kind, target: Target) -> Ledger:
        """The groups a provider may lead at a meeting of a kind."""
        key = (provider.id, kind, target)
        if key not in self._tables:
            table: Ledger = {}
            for marks in kind:
                opening = Opening(Meeting("", 0, 0, ()), "", marks)
                open_to = sum(mark[0] for mark in marks)
                for members in self.member_sets:
                    if members & ~open_to or members.bit_count() > provider.max_group_size:
                        continue
                    cost = self.cost(opening, members)
                    costs = {self._kept(cost, target): self._least(cost, target)}
                    absorb(table, members, costs)
            self._tables[key] = table
        return self._tables[key]

    def _with_sectors(
        self, provider: Provider, people: int, costs: dict[Cost, Cost], target: Target
    ) -> dict[Cost, Cost]:
        members = (self.cohort.participants[person] for person in self.members(people))
        if not sector_cost(provider, {person.attributes["sector"] for person in members}):
            return costs
        index = self.names.index("preference") - self.head
        extra = tuple(int(position == index) for position in range(len(self.base)))
        kept, least = self._kept(extra, target), self._least(extra, target)
        return {add(fixed, kept): add(rest, least) for fixed, rest in costs.items()}

    @staticmethod
    def _kept(cost: Cost, target: Target) -> Cost:
        return cost[: len(target.fixed)]

    @staticmethod
    def _least(cost: Cost, target: Target) -> Cost:
        return cost[len(target.fixed) :][: target.least]


def add(one: Cost, other: Cost) -> Cost:
    return tuple(map(operator.add, one, other))


def absorb(ledger: Ledger, people: int, costs: dict[Cost, Cost]) -> None:
    """Add further ways of seating the same people."""
    known = ledger.setdefault(people, {})
    for fixed, least in costs.items():
        if fixed not in known or least < known[fixed]:
            known[fixed] = least


def join(
    one: Ledger,
    other: Ledger,
    target: Target,
    within: Sequence[int] | None,
    optional: bool = False,
) -> Ledger:
    """Every disjoint pair; with `optional` also the first ledger's sets by themselves."""
    joined: Ledger = {people: dict(costs) for people, costs in one.items()} if optional else {}
    for people, costs in one.items():
        for others, more in other.items():
            if people & others:
                continue
            both = people | others
            if within is not None and all(both & ~whole for whole in within):
                continue
            if not target.least:
                joined[both] = {(): ()}
                continue
            for fixed, least in costs.items():
                for other_fixed, other_least in more.items():
                    sums = add(fixed, other_fixed)
                    if not any(s > f + TOLERANCE for s, f in zip(sums, target.fixed, strict=True)):
                        absorb(joined, both, {sums: add(least, other_least)})
    return joined


def best(cohort: dict[str, Any], earlier: dict[str, Any] | None = None) -> list[tuple[str, float]]:
    """The lexicographically best level values; empty where no proposal keeps the rules (pins)."""
    search = Search(cohort, earlier)
    reached = {people: head_of(search, people) for people in search.ledger(Target())}
    if not reached:
        return []
    head = max(reached.values())
    seated = [people for people, values in reached.items() if values == head]
    costs = search.ledger(Target(least=len(search.base)), within=seated)
    least = min(costs[people][()] for people in seated)
    return [(n, float(v)) for n, v in zip(search.names, (*head, *least), strict=True)]


def best_given(
    cohort: dict[str, Any],
    prefix: Sequence[tuple[str, Number | float]],
    level: str,
    earlier: dict[str, Any] | None = None,
) -> float | None:
    """The best of a level where the levels before it have exactly these values, if any can."""
    search = Search(cohort, earlier)
    index = search.names.index(level)
    if [name for name, _ in prefix] != search.names[:index]:
        raise ValueError(f"{level} comes after {search.names[:index]}")
    wanted = [float(value) for _, value in prefix]
    heads = {people: head_of(search, people) for people in search.ledger(Target())}
    seated = [p for p, values in heads.items() if alike(values, wanted[: search.head])]
    if index < search.head:
        return max((float(heads[people][index]) for people in seated), default=None)
    fixed = tuple(wanted[search.head :])
    costs = search.ledger(Target(fixed, least=1), within=seated) if seated else {}
    found = [
        least[0]
        for people in seated
        for exact, least in costs.get(people, {}).items()
        if alike(exact, fixed)
    ]
    return min((float(value) for value in found), default=None)


def head_of(search: Search, people: int) -> Cost:
    return tuple(seat_values(search.cohort, search.members(people)))


def alike(values: Sequence[Number], wanted: Sequence[float]) -> bool:
    """The same values, as far as the shorter of the two goes."""
    return all(abs(v - w) <= TOLERANCE for v, w in zip(values, wanted, strict=False))
