"""The exact model of groups to be mended: who stays, which go on, who goes on together."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from matcher.instance import EarlierGroup, Instance
from matcher.solve.exact import Answer, ExactModel
from matcher.solve.seating import Seating, level_value, same_place

if TYPE_CHECKING:
    from ortools.sat.python import cp_model

    from matcher.solve.mend import Mending

FAR = 10**6
LEAST_SECONDS = 1.0  # for one level


class MendModel(ExactModel):
    """The exact model of the groups to be mended, told who stays at home."""

    def __init__(
        self, instance: Instance, only: Mapping[int, frozenset[int]], beside: Seating
    ) -> None:
        seated = {p for s in beside for p in s.members}
        people = frozenset(range(len(instance.people))) - seated
        super().__init__(instance, only, people, beside=beside, only=only)
        self.home: dict[int, list[cp_model.IntVar]] = defaultdict(list)
        for person, number in instance.home.items():
            group = (instance.earlier or ())[number]
            if group.candidate < 0 or person in seated:
                continue
            for place, seat in self.seats_of.get(person, []):
                week = self.week.get((place, group.weeks))
                if week is not None and same_place(
                    instance, place[0], group.weeks, group.candidate, group.weeks
                ):
                    stay = self.model.new_bool_var("")
                    self.model.add_implication(stay, seat)
                    self.model.add_implication(stay, week)
                    self.home[person].append(stay)
        self.company: list[cp_model.IntVar] = []
        self._takes: list[frozenset[int]] = []

    def _level(self, name: str) -> cp_model.LinearExprT:
        if name == "company":
            return sum(self.company)
        if name == "stability":
            seated = {p for s in self.beside for p in s.members}
            rest = [p for p in self.instance.home if p not in seated]
            return len(rest) - sum(stay for p in rest for stay in self.home[p])
        return super()._level(name)

    def value(self, name: str, seating: Seating) -> float:
        """Return what a level of the model is worth with its own groups seated so."""
        if name == "company":
            return self._company_of(seating)
        if name == "stability":
            return level_value(self.instance, (*self.beside, *seating), name)
        return level_value(self.instance, seating, name)

    def fewest(self, mending: Mending) -> tuple[int | None, int]:
        """Return the fewest moves and their proven bound; None where there is no such repair."""
        answer = self.seek("stability", mending)
        if answer.seating is None:
            return None, FAR if answer.impossible else mending.must_move
        moves = int(self.value("stability", answer.seating))
        bound = moves if answer.optimal else round(-(answer.bound or 0.0))
        return moves, max(bound, mending.must_move)

    def seek(self, name: str, mending: Mending) -> Answer:
        """Solve for one level, with at most half of the time that is left."""
        clock = mending.clock
        senses = {level.name: level.sense for level in mending.levels} | {"company": 1}
        answer = self.solve(
            ((name, senses[name]),),
            seconds=max(LEAST_SECONDS, 0.5 * clock.left),
            workers=mending.workers,
            seed=mending.seed,
            deterministic=0.5 * clock.left if clock.counted else None,
            stop=clock.stop,
        )
        clock.spend(answer.work)
        return answer

    def hold_home(self, person: int) -> bool:
        """Demand that somebody keeps their group; False where they cannot."""
        if not self.home[person]:
            return False
        self.model.add(sum(self.home[person]) == 1)
        return True

    def hold_seat(self, person: int, group: EarlierGroup, homes: Iterable[int]) -> bool:
        """Demand that somebody sits in an earlier group; False where they cannot."""
        taken = []
        for place, seat in self.seats_of.get(person, []):
            week = self.week.get((place, group.weeks))
            if place[0] in homes and week is not None:
                sits = self.model.new_bool_var("")
                self.model.add_implication(sits, seat)
                self.model.add_implication(sits, week)
                taken.append(sits)
        self.model.add_bool_or(taken)
        return bool(taken)

    def keep_to(self, candidate: int, weeks: Collection[tuple[int, ...]]) -> None:
        """Demand that a candidate is held on some weeks only."""
        for (place, on), week in self.week.items():
            if place[0] == candidate and on not in weeks:
                self.model.add(week == 0)

    def _weeks_of(self, mending: Mending, k: int, homes: Iterable[int]) -> list[cp_model.IntVar]:
        weeks = mending.group(k).weeks
        return [
            week
            for place in self.open
            if place[0] in homes and (week := self.week.get((place, weeks))) is not None
        ]

    def stand(self, mending: Mending, k: int, homes: Iterable[int]) -> None:
        """Demand that an earlier group goes on."""
        self.model.add(sum(self._weeks_of(mending, k, homes)) == 1)

    def merge(
        self, mending: Mending, hurt: Iterable[int], homes: Mapping[int, Iterable[int]]
    ) -> bool:
        """Demand that one of the groups is given up and all its members sit; False if none is."""
        groups = [self._weeks_of(mending, k, homes[k]) for k in hurt]
        if not groups:
            return False
        self.model.add(sum(sum(weeks) for weeks in groups) <= len(groups) - 1)
        for person in (p for k in hurt for p in mending.stays[k]):
            self.model.add_exactly_one(seat for _, seat in self.seats_of.get(person, []))
        return True

    def rehouse(self, mending: Mending, groups: Sequence[int]) -> bool:
        """Demand that most members of each of these groups go on together elsewhere."""
        for k in groups:
            old = mending.group(k)
            members = [p for p in old.members if p in self.people]
            most = len(members) // 2 + 1
            takers = []
            for place in self.open:
                here = [p for p in members if (p, place) in self.seat]
                if len(here) < most:
                    continue
                if old.candidate >= 0 and same_place(
                    self.instance, place[0], old.weeks, old.candidate, old.weeks
                ):
                    continue
                takes = self.model.new_bool_var("")
                together = self.model.new_int_var(0, len(here), "")
                seats = sum(self.seat[p, place] for p in here)
                self.model.add(together <= seats)
                self.model.add(together <= len(here) * takes)
                self.model.add(seats >= most).only_enforce_if(takes)
                takers.append(takes)
                self.company.append(together)
            if not members or not takers:
                return False
            self.model.add(sum(takers) == 1)
            self._takes.append(frozenset(members))
        return bool(groups)

    def _company_of(self, seating: Seating) -> float:
        return sum(
            max((len(members & set(s.members)) for s in seating), default=0)
            for members in self._takes
        )
