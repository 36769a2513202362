"""The few shapes a hard rule comes in.

A rule says what it says of the provider alone (`lead`), of one person in one group (`seat`), of
two people who may not meet (`pairs`), of one group's members as a whole (`crew`), or of the whole
proposal (`whole`). Most need one or two of these. The first three are also what tells, without
building another proposal, whether somebody could take a seat.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import combinations

from matcher.cohort import Cohort, Group, Participant, Provider
from matcher.rules.plan import Plan


@dataclass(frozen=True, slots=True)
class Broken:
    """One broken rule.

    Attributes
    ----------
    code : str
        The rule's code in the contract.
    group_id : str
        Blank where it is not one group's fault.
    participant_ids : tuple of str
        Whom it concerns; may be empty.
    text : str
        A coordinator's words, with ids only.
    """

    code: str
    group_id: str
    participant_ids: tuple[str, ...]
    text: str


Lead = Callable[[Provider, Group, Plan], "str | None"]
Seat = Callable[[Participant, Group, Plan], "str | None"]
Pairs = Callable[[Cohort], "frozenset[frozenset[str]]"]
Crew = Callable[[Group, Plan], Iterable[Broken]]
Whole = Callable[[Plan], Iterable[Broken]]


@dataclass(frozen=True, slots=True)
class Rule:
    """A hard rule: its code, its words and its tests, those that it needs.

    Attributes
    ----------
    lead, seat : callable, optional
        Words for why the provider may not lead the group, or the person may not sit in it,
        whoever else sits there; None where they may.
    pairs : callable, optional
        Pairs of ids that may not meet in one group, as members or as member and provider.
    crew, whole : callable, optional
        What is broken in one group taken together, or across all of them.
    """

    code: str
    words: str
    lead: Lead | None = None
    seat: Seat | None = None
    pairs: Pairs | None = None
    crew: Crew | None = None
    whole: Whole | None = None

    def broken(self, plan: Plan) -> Iterator[Broken]:
        """Return everything in the plan that breaks this rule."""
        for group in plan.groups:
            yield from self.broken_in(group, plan)
        if self.whole:
            yield from self.whole(plan)

    def broken_in(self, group: Group, plan: Plan) -> Iterator[Broken]:
        """Return what breaks this rule inside one group."""
        if self.crew:
            yield from self.crew(group, plan)
        provider = plan.provider(group)
        if self.lead and provider and (text := self.lead(provider, group, plan)):
            yield Broken(self.code, group.id, (), text)
        if self.seat:
            for person in plan.members(group):
                if text := self.seat(person, group, plan):
                    yield Broken(self.code, group.id, (person.id,), text)
        if self.pairs:
            yield from self._pairs_in(group, self.pairs(plan.cohort))

    def _pairs_in(self, group: Group, pairs: frozenset[frozenset[str]]) -> Iterator[Broken]:
        members = tuple(dict.fromkeys(group.members))
        for one, other in combinations((*members, group.provider_id), 2):
            if frozenset((one, other)) in pairs:
                concerned = (one,) if other == group.provider_id else (one, other)
                text = f"{one} and {other} meet in {group.id}. {self.words}"
                yield Broken(self.code, group.id, concerned, text)
