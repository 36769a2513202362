"""People as arrays: who of them could sit with a provider, at a time, in a language."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import cached_property

import numpy as np

from matcher.cohort import Meeting, Participant, Provider
from matcher.openings.grid import BoolArray, Grid, IntArray
from matcher.rules import Plan, meeting_of, parted
from matcher.rules.cadence import accepts
from matcher.rules.language import sits_in


class Bench:
    """Some of a cohort's people, asked all at once what the rules' `seat` tests ask one by one.

    Attributes
    ----------
    people : tuple of Participant
    row : mapping of str to int
        Where an id stands in `people` and in every array here.
    parted : mapping of str to set of str
        For each id that a pair rule names, those it may not meet.
    """

    def __init__(self, people: Sequence[Participant], grid: Grid, plan: Plan) -> None:
        self.people = tuple(people)
        self.grid = grid
        self.plan = plan
        self.row = {person.id: index for index, person in enumerate(self.people)}
        self.parted = parted(plan.cohort)
        self._classes: dict[tuple[str, str, str, str], BoolArray] = {}
        self._counts: dict[tuple[str, str, str], IntArray] = {}
        self._wishes: dict[tuple[str, ...], BoolArray] = {}

    @cached_property
    def free(self) -> BoolArray:
        """Who is free when, shape (people, meetings)."""
        return self.grid.free(self.people)

    @cached_property
    def leading(self) -> list[tuple[int, list[Meeting]]]:
        """Those of them who lead groups, and when."""
        return [
            (self.row[provider], [m for m in map(meeting_of, groups) if m is not None])
            for provider, groups in self.plan.led.items()
            if provider in self.row
        ]

    def suits(self, provider: Provider, language: str, cadence: str) -> BoolArray:
        """Return whom language, cadence and qualification admit, shape (people,)."""
        kind = (provider.credential, provider.endorsement, language, cadence)
        if kind not in self._classes:
            able = self.qualified(provider) & self.speaks(language) & self.accepts(cadence)
            self._classes[kind] = able
        return self._classes[kind]

    def qualified(self, provider: Provider) -> BoolArray:
        """Return for whose Endorsement target hours with a provider count, shape (people,)."""
        counts = self.plan.cohort.program.qualification.counts
        kind = provider.credential, provider.endorsement
        return self._asked(("hours", *kind), lambda one: counts(one.endorsement_target, *kind))

    def speaks(self, language: str) -> BoolArray:
        """Return who could sit in a group in a language, shape (people,)."""
        return self._asked(("language", language), lambda one: sits_in(one, language))

    def accepts(self, cadence: str) -> BoolArray:
        """Return who would meet that often, shape (people,)."""
        return self._asked(("cadence", cadence), lambda one: accepts(one.cadence, cadence))

    def _asked(self, kind: tuple[str, ...], test: Callable[[Participant], bool]) -> BoolArray:
        """Ask everybody, once for each kind."""
        if kind not in self._wishes:
            self._wishes[kind] = np.array([test(one) for one in self.people], bool)
        return self._wishes[kind]

    def barred(self, provider: Provider) -> list[int]:
        """Return the rows of those who may not sit with a provider, themselves included."""
        ids = {provider.id} | self.parted.get(provider.id, set())
        ids |= self.plan.never.get(provider.id, frozenset())
        return [self.row[one] for one in ids if one in self.row]

    def counts(self, provider: Provider, language: str) -> IntArray:
        """Count per meeting how many could come to a provider's group, shape (meetings,)."""
        kind = (provider.credential, provider.endorsement, language)
        if kind not in self._counts:
            total = np.zeros(len(self.grid.meetings), np.intp)
            for cadence, columns in self.cadence_columns.items():
                suited = self.suits(provider, language, cadence)
                total[columns] = self.free[np.ix_(suited, columns)].sum(axis=0)
            self._counts[kind] = total
        counts = self._counts[kind]
        rows = self.barred(provider)
        if not rows:
            return counts
        fewer: IntArray = self.matrix(provider, language, rows).sum(axis=0)
        return counts - fewer

    def held(self, provider: Provider) -> BoolArray:
        """Return for which meetings a provider is free and not pinned elsewhere."""
        held = self._held[provider.id]
        times = self.plan.times.get(provider.id)
        if times is None:
            return held
        kept: BoolArray = held & [meeting.named in times for meeting in self.grid.meetings]
        return kept

    @cached_property
    def _held(self) -> dict[str, BoolArray]:
        providers = self.plan.cohort.providers
        held = self.grid.held_by(providers)
        return {provider.id: row for provider, row in zip(providers, held, strict=True)}

    def matrix(self, provider: Provider, language: str, rows: Iterable[int]) -> BoolArray:
        """Return for some rows which meetings of a provider suit them, as time and class go."""
        chosen = np.fromiter(rows, np.intp)
        found = np.zeros((len(chosen), len(self.grid.meetings)), bool)
        for cadence, columns in self.cadence_columns.items():
            suited = self.suits(provider, language, cadence)[chosen]
            found[:, columns] = self.free[np.ix_(chosen, columns)] & suited[:, None]
        return found

    @cached_property
    def cadence_columns(self) -> dict[str, IntArray]:
        """The columns of each cadence's meetings."""
        columns: dict[str, list[int]] = {}
        for index, meeting in enumerate(self.grid.meetings):
            columns.setdefault(meeting.cadence, []).append(index)
        return {cadence: np.array(found, np.intp) for cadence, found in columns.items()}

    def able(self, provider: Provider, meeting: Meeting, language: str) -> BoolArray:
        """Return who could sit in such a group, whoever else does, shape (people,).

        Exactly those to whom no rule's `seat` test and no pair with the provider objects,
        membership and pins apart.
        """
        able = self.suits(provider, language, meeting.cadence).copy()
        able &= self.free[:, self.grid.column[meeting]]
        able[self.barred(provider)] = False
        for row, busy in self.leading:
            if any(meeting.overlaps(other) for other in busy):
                able[row] = False
        return able
