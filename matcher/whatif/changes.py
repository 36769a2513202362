"""A small change of a cohort that may seat somebody: what it is, and the cohort it makes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import reduce
from types import MappingProxyType
from typing import Any, Literal

from matcher.cohort import Cohort, Entry, GroupLanguage, Participant, Program, Provider
from matcher.cohort.places import largest_group, may_lead
from matcher.files.replay import entry_words

Kind = Literal[
    "entry", "cadence", "wish", "group", "seat", "size", "hour", "renewed", "provider"
]  # fmt: skip
# What each asks of whom, the least first: of the person themselves, of one provider, of all.
WEIGHT: Mapping[Kind, int] = MappingProxyType(
    {
        "entry": 1, "cadence": 1, "wish": 1, "group": 2, "seat": 2, "hour": 2, "renewed": 3,
        "size": 3, "provider": 4,
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Change:
    """One change.

    Attributes
    ----------
    kind : str
        ``entry``: `who`, on the waitlist, is free at one more time. ``cadence``: they would meet
        in any cadence. ``wish``: in any of their languages. ``group``: provider `who` takes one
        more group. ``seat``: one more member in each of theirs. ``size``: one more in every group.
        ``hour``: they are free at one more time. ``renewed``: they may lead (credential, own
        supervision). ``provider``: somebody new leads a group.
    who : str
        Id of a participant or provider; blank for ``size``.
    entry : Entry, optional
        The time added, on the clock of `who`.
    provider : Provider, optional
        The new one.
    """

    kind: Kind
    who: str = ""
    entry: Entry | None = None
    provider: Provider | None = None

    def to_dict(self) -> dict[str, Any]:
        """Return the change as JSON holds it."""
        found: dict[str, Any] = {"kind": self.kind, "id": self.who or None}
        found["availability"] = None if self.entry is None else entry_words(self.entry)
        if self.provider is not None:
            found["provider"] = {
                "id": self.provider.id,
                "credential": self.provider.credential,
                "endorsement": self.provider.endorsement,
                "languages": list(self.provider.languages),
                "cadence": self.provider.cadence,
                "max_groups": self.provider.max_groups,
                "time_zone": self.provider.time_zone,
                "availability": [entry_words(entry) for entry in self.provider.availability],
            }
        return found


def changed(cohort: Cohort, changes: Iterable[Change]) -> Cohort:
    """Return the cohort with all of some changes made."""
    return reduce(_changed, changes, cohort)


def _changed(cohort: Cohort, change: Change) -> Cohort:
    if change.kind == "size":
        return replace(cohort, program=larger(cohort.program))
    if change.kind == "provider" and change.provider is not None:
        return _joined(cohort, change.provider)
    if change.kind == "seat":
        return _one_more_seat(cohort, change.who)
    if change.kind in ("group", "hour", "renewed"):
        providers = tuple(
            _provider(one, change) if one.id == change.who else one for one in cohort.providers
        )
        return replace(cohort, providers=providers)
    people = tuple(
        _person(one, change) if one.id == change.who else one for one in cohort.participants
    )
    return replace(cohort, participants=people)


def _joined(cohort: Cohort, new: Provider) -> Cohort:
    """Add a provider; one who has just been added gets the further times and groups."""
    known = cohort.provider_by_id.get(new.id)
    if known is None:
        return replace(cohort, providers=(*cohort.providers, new))
    both = replace(
        known,
        availability=(*known.availability, *new.availability),
        max_groups=known.max_groups + new.max_groups,
    )
    providers = tuple(both if one.id == new.id else one for one in cohort.providers)
    return replace(cohort, providers=providers)


def _person(person: Participant, change: Change) -> Participant:
    if change.kind == "cadence":
        return replace(person, cadence="either")
    if change.kind == "wish":
        return replace(person, group_language=GroupLanguage())
    return replace(person, availability=_with(person.availability, change.entry))


def _provider(provider: Provider, change: Change) -> Provider:
    if change.kind == "group":
        return replace(provider, max_groups=provider.max_groups + 1)
    if change.kind == "renewed":
        return replace(provider, credential_until=None, own_rsc_current=True)
    return replace(provider, availability=_with(provider.availability, change.entry))


def _with(entries: tuple[Entry, ...], entry: Entry | None) -> tuple[Entry, ...]:
    return entries if entry is None else (*entries, entry)


def larger(program: Program) -> Program:
    """Return the program with one more member in a group."""
    low, high = program.group_size
    return replace(program, group_size=(low, high + 1))


def _one_more_seat(cohort: Cohort, who: str) -> Cohort:
    """Give one provider's groups one more seat; where that passes the program's, only theirs."""
    program = cohort.program
    most = {one.id: largest_group(program, one) for one in cohort.providers}
    most[who] += 1
    beyond = most[who] > program.group_size[1]
    providers = tuple(
        replace(one, max_group_size=most[one.id]) if beyond or one.id == who else one
        for one in cohort.providers
    )
    return replace(cohort, program=larger(program) if beyond else program, providers=providers)


def renewable(program: Program, provider: Provider) -> bool:
    """Whether a provider who may not lead could, with credential and supervision renewed."""
    renewed = replace(provider, credential_until=None, own_rsc_current=True)
    return not may_lead(program, provider) and may_lead(program, renewed)
