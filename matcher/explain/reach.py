"""What each person without a seat could reach: providers, common times, enough company."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from matcher.cohort import Provider
from matcher.openings.bench import Bench
from matcher.openings.grid import BoolArray, Grid, IntArray
from matcher.openings.seats import busy_times, may_open
from matcher.rules.cadence import accepts
from matcher.rules.eligible import may_not_lead
from matcher.rules.size import bounds


@dataclass(frozen=True, slots=True)
class Offer:
    """A provider who may lead a group, in one of their languages."""

    provider: Provider
    language: str


class Reach:
    """Who could come to which offer, and when; pair rules between members apart.

    Attributes
    ----------
    offers : tuple of Offer
        Of providers who may lead, with room for the smallest group.
    bench : Bench
        Those asked about.
    """

    def __init__(self, bench: Bench, grid: Grid) -> None:
        plan = self.plan = bench.plan
        program = plan.cohort.program
        self.grid = grid
        self.bench = bench
        self.low = program.group_size[0]
        self.offers = tuple(
            Offer(provider, language)
            for provider in plan.cohort.providers
            if provider.max_groups > 0
            and may_not_lead(provider, program) is None
            and bounds(provider, program)[1] >= self.low
            and any(accepts(provider.cadence, cadence) for cadence in program.cadences)
            for language in provider.languages
        )

    @cached_property
    def speaks(self) -> BoolArray:
        """Whose language and wish an offer meets, shape (people, offers)."""
        return self._by_offer([self.bench.speaks(offer.language) for offer in self.offers])

    @cached_property
    def paced(self) -> BoolArray:
        """Whose wish for a cadence an offer's provider and the program meet, as `speaks`."""
        columns = {}
        for wish in {offer.provider.cadence for offer in self.offers}:
            led = [one for one in self.plan.cohort.program.cadences if accepts(wish, one)]
            columns[wish] = np.array(
                [any(accepts(one.cadence, way) for way in led) for one in self.bench.people], bool
            )
        return self._by_offer([columns[offer.provider.cadence] for offer in self.offers])

    @cached_property
    def counts(self) -> BoolArray:
        """For whose Endorsement target an offer's hours count, shape (people, offers)."""
        return self._by_offer([self.bench.qualified(offer.provider) for offer in self.offers])

    @cached_property
    def barred(self) -> BoolArray:
        """Who may not sit with an offer's provider (apart, supervisor, themselves)."""
        found = np.zeros((len(self.bench.people), len(self.offers)), bool)
        for column, offer in enumerate(self.offers):
            found[self.bench.barred(offer.provider), column] = True
        return found

    @cached_property
    def times(self) -> BoolArray:
        """Which meetings suit whom, their cadence kept, shape (people, meetings)."""
        times = self.bench.free.copy()
        for cadence, columns in self.bench.cadence_columns.items():
            times[np.ix_(~self.bench.accepts(cadence), columns)] = False
        return times

    @cached_property
    def times_left(self) -> BoolArray:
        """The same, less the meetings while which somebody leads a group of their own."""
        times = self.times
        if self.bench.leading:
            times = times.copy()
        for row, busy in self.bench.leading:
            for column, meeting in enumerate(self.grid.meetings):
                if times[row, column] and any(meeting.overlaps(other) for other in busy):
                    times[row, column] = False
        return times

    @cached_property
    def held(self) -> BoolArray:
        """When each offer's provider could lead, shape (offers, meetings)."""
        rows: Mapping[str, BoolArray] = {
            offer.provider.id: self.bench.held(offer.provider) for offer in self.offers
        }
        shape = (len(self.offers), len(self.grid.meetings))
        return np.array([rows[offer.provider.id] for offer in self.offers], bool).reshape(shape)

    @cached_property
    def opening(self) -> BoolArray:
        """When each offer's provider has room and time for a further group, as `held`."""
        opening = self.held.copy()
        for row, offer in enumerate(self.offers):
            if not may_open(offer.provider, self.plan):
                opening[row] = False
                continue
            for other in busy_times(offer.provider, self.plan):
                for column in np.flatnonzero(opening[row]):
                    if self.grid.meetings[column].overlaps(other):
                        opening[row, column] = False
        return opening

    def company(self, who: Bench) -> IntArray:
        """Count who of `who` could come to each offer's meetings, shape (offers, meetings)."""
        found = np.zeros(self.held.shape, np.intp)
        for row, offer in enumerate(self.offers):
            found[row] = who.counts(offer.provider, offer.language) * self.held[row]
        return found

    def _by_offer(self, columns: list[BoolArray]) -> BoolArray:
        if not columns:
            return np.zeros((len(self.bench.people), 0), bool)
        return np.stack(columns, axis=1)


def common(times: BoolArray, held: BoolArray) -> BoolArray:
    """Return whom some meeting suits at which offer.

    Parameters
    ----------
    times : array of bool, shape (people, meetings)
    held : array of bool, shape (offers, meetings)

    Returns
    -------
    array of bool, shape (people, offers)
    """
    # Counts up to a few thousand are exact in single precision, and far faster than in integers.
    found: BoolArray = times.astype(np.float32) @ held.astype(np.float32).T > 0.5
    return found
