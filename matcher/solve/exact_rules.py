"""The exact model's variables and rules, in CP-SAT.

A place is one group a candidate could hold; a candidate has as many places as its provider could
lead there in different weeks of the month.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence

import numpy as np
from ortools.sat.python import cp_model

from matcher.cohort.availability import Meeting
from matcher.instance import Instance
from matcher.solve.seating import Seating

Place = tuple[int, int]  # candidate and copy


class Places:
    """Who may sit where, and every rule of it; see `ExactModel`."""

    def __init__(
        self,
        instance: Instance,
        candidates: Iterable[int] | None = None,
        people: Collection[int] | None = None,
        beside: Seating = (),
        only: Mapping[int, frozenset[int]] | None = None,
        copies: Mapping[int, int] | None = None,
    ) -> None:
        # What is held for the reserves by seats outside the model is no longer asked of it.
        self.instance = instance = instance.beside(p for s in beside for p in s.members)
        self.model = cp_model.CpModel()
        self.people = frozenset(people if people is not None else range(len(instance.people)))
        self.beside = beside
        self.only = only or {}
        self.copies = copies or {}
        self.led: dict[int, list[Meeting]] = defaultdict(list)
        for sitting in beside:
            stays = instance.candidates[sitting.candidate]
            self.led[stays.provider].append(stays.meeting(sitting.weeks))
        chosen = range(len(instance.candidates)) if candidates is None else sorted(set(candidates))
        self.open: dict[Place, cp_model.IntVar] = {}
        self.week: dict[tuple[Place, tuple[int, ...]], cp_model.IntVar] = {}
        self.seat: dict[tuple[int, Place], cp_model.IntVar] = {}
        for c in chosen:
            self._places(c)
        self.seats_of: dict[int, list[tuple[Place, cp_model.IntVar]]] = defaultdict(list)
        self.seats_at: dict[Place, dict[int, cp_model.IntVar]] = defaultdict(dict)
        for (person, place), seat in self.seat.items():
            self.seats_of[person].append((place, seat))
            self.seats_at[place][person] = seat
        self._one_seat()
        self._size()
        self._capacity()
        self._clock()
        self._conflicts()
        self._employers()
        self._together()
        self._provider_own()
        self._pinned()

    # --- variables -----------------------------------------------------------------------------

    def _places(self, c: int) -> None:
        """Add a candidate's places, their weeks and seats."""
        candidate = self.instance.candidates[c]
        led = self.led[candidate.provider]
        room = int(self.instance.capacity[candidate.provider]) - len(led)
        variants = [
            weeks
            for weeks in candidate.variants
            if not any(candidate.meeting(weeks).overlaps(other) for other in led)
        ]
        may = self.people if c not in self.only else self.people & self.only[c]
        members = [p for p in self.instance.members[c].tolist() if p in may]
        if len(members) < self.instance.smallest:
            return
        for copy in range(min(room, len(variants), self.copies.get(c, room))):
            place = (c, copy)
            opened = self.model.new_bool_var(f"open {c} {copy}")
            self.open[place] = opened
            for weeks in variants:
                self.week[place, weeks] = self.model.new_bool_var(f"weeks {c} {copy} {weeks}")
            self.model.add(sum(self.week[place, weeks] for weeks in variants) == opened)
            for person in members:
                self.seat[person, place] = self.model.new_bool_var(f"seat {person} {c} {copy}")
            if copy:
                self.model.add_implication(opened, self.open[c, copy - 1])

    # --- rules ---------------------------------------------------------------------------------

    def _one_seat(self) -> None:
        """Seat nobody twice."""
        for seats in self.seats_of.values():
            self.model.add_at_most_one(seat for _, seat in seats)

    def _size(self) -> None:
        """Keep every open group between its smallest and largest size."""
        for place, opened in self.open.items():
            seats = self.seats_at[place]
            largest = int(self.instance.largest[self.instance.candidates[place[0]].provider])
            total = sum(seats.values())
            self.model.add(total >= self.instance.smallest * opened)
            self.model.add(total <= largest * opened)
            for seat in seats.values():
                self.model.add_implication(seat, opened)

    def _places_of(self) -> Mapping[int, list[Place]]:
        places: dict[int, list[Place]] = defaultdict(list)
        for place in self.open:
            places[self.instance.candidates[place[0]].provider].append(place)
        return places

    def _capacity(self) -> None:
        """Open no more groups than a provider may lead."""
        for provider, places in self._places_of().items():
            room = int(self.instance.capacity[provider]) - len(self.led[provider])
            if len(places) > room:
                self.model.add(sum(self.open[place] for place in places) <= room)

    def _lanes(self, provider_places: Sequence[Place]) -> list[tuple[Meeting, cp_model.IntVar]]:
        return [
            (self.instance.candidates[place[0]].meeting(weeks), week)
            for place in provider_places
            for weeks in self.instance.candidates[place[0]].variants
            if (week := self.week.get((place, weeks))) is not None
        ]

    def _clock(self) -> None:
        """Let no provider lead two groups at a time."""
        for provider, places in self._places_of().items():
            if int(self.instance.capacity[provider]) - len(self.led[provider]) < 2:
                continue
            lanes = self._lanes(places)
            for index, (meeting, week) in enumerate(lanes):
                for other, other_week in lanes[index + 1 :]:
                    if meeting.overlaps(other):
                        self.model.add_at_most_one(week, other_week)

    def _conflicts(self) -> None:
        """Keep supervisors from reports, and people who asked for it, apart."""
        for seats in self.seats_at.values():
            for person, seat in seats.items():
                for foe in self.instance.foes[person]:
                    if foe > person and foe in seats:
                        self.model.add_at_most_one(seat, seats[foe])

    def _employers(self) -> None:
        """Seat at most so many of one organization in a group."""
        most = self.instance.employer_max
        if not most:
            return
        for place, seats in self.seats_at.items():
            staff: dict[int, list[cp_model.IntVar]] = defaultdict(list)
            for person, seat in seats.items():
                staff[int(self.instance.employer[person])].append(seat)
            for employer, colleagues in staff.items():
                if employer >= 0 and len(colleagues) > most:
                    self.model.add(sum(colleagues) <= most * self.open[place])

    def _together(self) -> None:
        """Seat a together-group in one group or not at all."""
        for unit in self.instance.units:
            for seats in self.seats_at.values():
                inside = [seats[person] for person in unit if person in seats]
                if len(inside) < len(unit):
                    for seat in inside:
                        self.model.add(seat == 0)
                else:
                    for seat in inside[1:]:
                        self.model.add(seat == inside[0])

    def _provider_own(self) -> None:
        """Seat no provider in a group that meets while they lead one."""
        places_of = self._places_of()
        for person in np.flatnonzero(self.instance.leads_as >= 0).tolist():
            provider = int(self.instance.leads_as[person])
            own = self._lanes(places_of.get(provider, []))
            for place, seat in self.seats_of.get(person, []):
                for meeting, week in self._lanes([place]):
                    if any(meeting.overlaps(led) for led in self.led[provider]):
                        self.model.add_at_most_one(seat, week)
                    for led, leads in own:
                        if meeting.overlaps(led):
                            self.model.add_bool_or([~seat, ~week, ~leads])
        # Providers who sit in a group outside the model may not lead while it meets.
        for sitting in self.beside:
            for person in sitting.members:
                provider = int(self.instance.leads_as[person])
                sits = self.instance.candidates[sitting.candidate].meeting(sitting.weeks)
                for meeting, week in self._lanes(places_of.get(provider, [])):
                    if meeting.overlaps(sits):
                        self.model.add(week == 0)

    def _pinned(self) -> None:
        """Keep pinned people in their group, and that group at its time."""
        for person, number in self.instance.pinned.items():
            group = (self.instance.earlier or ())[number]
            if person not in self.people or group.candidate < 0:
                continue
            place = (group.candidate, 0)
            if (person, place) not in self.seat:
                self.model.add_bool_or([])
                continue
            self.model.add(self.seat[person, place] == 1)
            self.model.add(self.week[place, group.weeks] == 1)
