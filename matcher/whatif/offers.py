"""What a coordinator could recruit: every offer, those first that many without a seat could use."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from matcher.cohort import Cohort, Meeting, Provider
from matcher.cohort.places import may_lead
from matcher.instance import Bools
from matcher.rules.language import sits_in
from matcher.solve.assign import Opening
from matcher.solve.seating import free_weeks, meeting_of
from matcher.whatif.chains import Chains
from matcher.whatif.changes import Change, renewable
from matcher.whatif.prospects import entry_for
from matcher.whatif.standing import ALL_WEEK, Standing

# From what most providers have to what few have; each is named only where it serves more people.
KINDS = (
    ("vetted", "other"), ("endorsed", "other"), ("endorsed", "IFRS"), ("endorsed", "IMHS"),
    ("endorsed", "IMHM"),
)  # fmt: skip
GROUPS = 2  # that one new provider would lead at one hour, in alternate weeks


@dataclass(frozen=True)
class Try:
    """An offer to try: what changes, what opens, and how many seats it may be good for."""

    changes: tuple[Change, ...]
    further: tuple[Opening, ...]
    promise: float


def newcomers(cohort: Cohort, waiting: Sequence[str]) -> list[Provider]:
    """Return providers of each kind and language that could serve people without a seat."""
    people = [cohort.participant_by_id[id] for id in waiting]
    languages = sorted({language for person in people for language in person.languages})
    spoken = [one for one in languages if sum(sits_in(p, one) for p in cohort.participants) > 1]
    taken = {*cohort.participant_by_id, *cohort.provider_by_id}
    ids = (id for id in (f"NEW{number}" for number in range(1, 10_000)) if id not in taken)
    found: list[Provider] = []
    served: set[tuple[str, frozenset[str]]] = set()
    for language in spoken:
        here = [person for person in people if sits_in(person, language)]
        for credential, endorsement in KINDS:
            counts = cohort.program.qualification.counts
            whom = frozenset(
                p.id for p in here if counts(p.endorsement_target, credential, endorsement)
            )
            provider = Provider(
                id="", availability=ALL_WEEK, credential=credential, endorsement=endorsement,
                max_groups=GROUPS, time_zone=cohort.program.time_zone, languages=(language,),
            )  # fmt: skip
            if whom and may_lead(cohort.program, provider) and (language, whom) not in served:
                served.add((language, whom))
                found.append(replace(provider, id=next(ids)))
    return found


def with_room(cohort: Cohort, led: dict[str, int]) -> frozenset[str]:
    """Return ids of providers who could lead more groups than they do, had they other times."""
    return frozenset(
        one.id
        for one in cohort.providers
        if may_lead(cohort.program, one) and led.get(one.id, 0) < one.max_groups
    )


class Offers:
    """Every offer over a standing compiled with newcomers and providers' other times."""

    def __init__(self, standing: Standing, new: Sequence[Provider], freed: frozenset[str]) -> None:
        self.standing = standing
        self.loose = standing.loose
        self.new = {provider.id: provider for provider in new}
        self.freed = freed
        self.chains = Chains.of(standing)
        self.queue = np.array(standing.waiting, np.int64)
        self.waiting = np.zeros(len(self.loose.people), bool)
        self.waiting[self.queue] = True

    def all(self) -> list[Try]:
        """Return every offer, the most promising first."""
        found = [*self._groups(), *self._rooms()]
        return sorted(found, key=lambda one: (-one.promise, len(one.changes), one.further))

    def _groups(self) -> Iterator[Try]:
        """Yield one further group for every set of people that a time could serve."""
        program = self.standing.cohort.program
        for v, id in enumerate(self.loose.providers):
            known = self.standing.cohort.provider_by_id.get(id)
            served: set[tuple[bytes, str]] = set()
            tries: list[Try] = []
            for c in self.loose.of_provider[v]:
                candidate = self.loose.candidates[c]
                could = self._could(c)
                key = (could.tobytes(), candidate.cadence)
                weeks = list(free_weeks(self.loose, c, self._busy.get(v, ())))
                if not could.any() or key in served or not weeks:
                    continue
                served.add(key)
                meeting = candidate.meeting(weeks[0])
                if known is None:
                    tries += self._by_newcomer(self.new[id], c, meeting, weeks, could)
                elif renewable(program, known):
                    tries.append(
                        Try((Change("renewed", id),), ((c, weeks[0]),), self._good(c, could))
                    )
                elif id in self.freed:
                    entry = entry_for(self.standing, meeting, known.time_zone)
                    change = Change("hour", id, entry)
                    if entry is not None:
                        tries.append(Try((change,), ((c, weeks[0]),), self._good(c, could)))
                elif may_lead(program, replace(known, max_groups=known.max_groups + 1)):
                    tries.append(
                        Try((Change("group", id),), ((c, weeks[0]),), self._good(c, could))
                    )
            yield from sorted(tries, key=lambda one: -one.promise)[
                : len(tries) if known is None else 2
            ]

    def _by_newcomer(
        self,
        provider: Provider,
        c: int,
        meeting: Meeting,
        weeks: list[tuple[int, ...]],
        could: Bools,
    ) -> Iterator[Try]:
        """Yield one group and two groups of somebody new at one hour."""
        entry = entry_for(self.standing, meeting, provider.time_zone)
        if entry is None:
            return
        for count in range(1, min(GROUPS, len(weeks)) + 1):
            who = replace(provider, availability=(entry,), max_groups=count)
            further = tuple((c, weeks[number]) for number in range(count))
            yield Try(
                (Change("provider", who.id, None, who),), further, self._good(c, could, count)
            )

    def _rooms(self) -> Iterator[Try]:
        """Yield one more member in each group of a provider, and in every group."""
        led: dict[int, list[int]] = {}
        for group, (candidate, _) in enumerate(self.standing.openings):
            led.setdefault(self.loose.candidates[candidate].provider, []).append(group)
        for v, groups in led.items():
            good = min(len(groups), int(self.chains.into(groups, self.queue).sum()))
            yield Try((Change("seat", self.loose.providers[v]),), (), good)
        if led:
            every = list(range(len(self.standing.openings)))
            good = min(len(every), int(self.chains.into(every, self.queue).sum()))
            yield Try((Change("size"),), (), good)

    def _could(self, c: int) -> Bools:
        """Return who of those waiting could come to a candidate themselves."""
        members = self.loose.members[c]
        here = np.zeros(len(self.loose.people), bool)
        here[members] = True
        found: Bools = here[self.queue]
        return found

    def _good(self, c: int, could: Bools, count: int = 1) -> float:
        """Guess how many seats so many groups are good for: what others free counts half."""
        largest = self.loose.largest[self.loose.candidates[c].provider] - 1
        room = count * int(largest)
        direct = min(room, int(could.sum()))
        chained = int(self.chains.into_further(self.loose, (c, ()), self.queue).sum())
        return 0.5 * direct + 0.5 * min(room, max(chained, direct))

    @cached_property
    def _busy(self) -> dict[int, list[Meeting]]:
        """When each provider leads, or sits in somebody else's group."""
        found: dict[int, list[Meeting]] = {}
        for sitting in self.standing.seating:
            meeting = meeting_of(self.loose, sitting)
            own = self.loose.candidates[sitting.candidate].provider
            for v in {own, *self.loose.leads_as[list(sitting.members)].tolist()}:
                found.setdefault(v, []).append(meeting)
        return found
