"""The levels of the objective, over the exact model's places."""

from __future__ import annotations

from collections import defaultdict
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from matcher.solve.exact_rules import Places

if TYPE_CHECKING:
    from ortools.sat.python import cp_model


class WithLevels(Places):
    """Adds what a seating is worth; see `ExactModel`."""

    @cached_property
    def _levels(self) -> dict[str, cp_model.LinearExprT]:
        return {}  # filled as they are asked for

    @cached_property
    def _reserves(self) -> dict[str, cp_model.IntVar]:
        return {}

    def level(self, name: str) -> cp_model.LinearExprT:
        """Return the value of a level over the model's own groups, as an expression."""
        if name not in self._levels:
            self._levels[name] = self._level(name)
        return self._levels[name]

    def _level(self, name: str) -> cp_model.LinearExprT:
        instance = self.instance
        if name == "turn":
            return sum(int(instance.turn[p]) * seat for (p, _), seat in self.seat.items())
        if name == "points":
            return sum(int(instance.points[p]) * seat for (p, _), seat in self.seat.items())
        if name in instance.tiers:
            tier = instance.tiers.index(name)
            return sum(s for (p, _), s in self.seat.items() if instance.urgency[p] == tier)
        if name in instance.reserve_of:
            return self._reserved(name)
        if name == "groups":
            return sum(self.open.values())
        if name == "mix":
            return self._mix()
        if name == "preference":
            return self._preference()
        return self._moved()

    def _of_reserve(self, name: str) -> cp_model.LinearExprT:
        people = self.instance.reserve_of[name].people
        return sum(seat for (p, _), seat in self.seat.items() if people[p])

    def _reserved(self, name: str) -> cp_model.IntVar:
        """Seats of a reserve up to its floor, where a greater value is wanted or held."""
        value = self.model.new_int_var(0, self.instance.reserve_of[name].floor, name)
        self.model.add(value <= self._of_reserve(name))
        self._reserves[name] = value
        return value

    def _mix(self) -> cp_model.LinearExprT:
        """Pairs of n are the largest of the lines k*n - k*(k+1)/2.

        Scaled by whether the place is open, the lines give the convex hull (perspective
        reformulation; Guenluek and Linderoth 2010), without which the relaxation is worth nothing.
        """
        cost: list[cp_model.LinearExprT] = [0]
        for trait, weight in zip(self.instance.traits, self.instance.trait_weights, strict=True):
            for place, seats in self.seats_at.items():
                same: dict[int, list[cp_model.IntVar]] = defaultdict(list)
                for person, seat in seats.items():
                    same[int(trait[person])].append(seat)
                largest = int(self.instance.largest[self.instance.candidates[place[0]].provider])
                for value, alike in same.items():
                    most = min(len(alike), largest)
                    if value < 0 or most < 2:
                        continue
                    pairs = self.model.new_int_var(0, most * (most - 1) // 2, "")
                    for k in range(1, most):
                        self.model.add(
                            pairs >= k * sum(alike) - k * (k + 1) // 2 * self.open[place]
                        )
                    cost.append(weight * pairs)
        return sum(cost)

    def _preference(self) -> cp_model.LinearExprT:
        instance = self.instance
        cost: list[cp_model.LinearExprT] = [0]
        for (person, (c, _)), seat in self.seat.items():
            pool = instance.pools[instance.candidates[c].pool]
            dislike = int(pool.dislike[np.searchsorted(pool.people, person)])
            if dislike:
                cost.append(dislike * seat)
        known_outside = {
            instance.candidates[s.candidate].provider
            for s in self.beside
            if instance.knows[instance.candidates[s.candidate].provider, list(s.members)].any()
        }
        leads_outside = {instance.candidates[s.candidate].provider for s in self.beside}
        for provider, places in self._places_of().items():
            if provider in known_outside:
                continue
            known = [
                seat
                for place in places
                for person, seat in self.seats_at[place].items()
                if instance.knows[provider, person]
            ]
            stranger = self.model.new_bool_var("")
            if provider in leads_outside:
                self.model.add_bool_or([stranger, *known])
            else:
                for place in places:
                    self.model.add_bool_or([stranger, *known, ~self.open[place]])
            cost.append(stranger)
        return sum(cost)

    def _moved(self) -> cp_model.LinearExprT:
        instance = self.instance
        outside = {person for sitting in self.beside for person in sitting.members}
        cost: list[cp_model.LinearExprT] = [0]
        for person, number in instance.home.items():
            if person in outside or person not in self.people:
                continue
            group = (instance.earlier or ())[number]
            stays = []
            for place, seat in self.seats_of.get(person, []):
                if group.candidate < 0:
                    continue
                one, other = instance.candidates[place[0]], instance.candidates[group.candidate]
                week = self.week.get((place, group.weeks))
                same = one.meeting(group.weeks) == other.meeting(group.weeks)
                if week is None or not same or one.provider != other.provider:
                    continue
                stay = self.model.new_bool_var("")
                self.model.add_implication(stay, seat)
                self.model.add_implication(stay, week)
                stays.append(stay)
            cost.append(1 - sum(stays))
        return sum(cost)
