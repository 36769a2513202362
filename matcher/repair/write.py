"""A repaired seating written out as a whole proposal, judged by the checker."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

from matcher.check import check
from matcher.cohort import (
    AnyPin,
    Cohort,
    Drawn,
    Group,
    LevelValue,
    Proposal,
    Repair,
)
from matcher.cohort.fingerprint import input_sha256, policy_sha256
from matcher.cohort.hours import Calendar, closed_to_newcomers, hours_of, too_late
from matcher.cohort.pins import all_pins, whole_groups, with_pins
from matcher.cohort.roles import without_monitoring
from matcher.compile import compile_instance
from matcher.explain.unplaced import unplaced_reasons
from matcher.instance import Instance
from matcher.levels import level_values, levels_of
from matcher.levels.stability import same_group
from matcher.propose import status_of
from matcher.repair.changes import Changes, left
from matcher.repair.option import WAIT, Moved, Option
from matcher.repair.pinned import seats_of
from matcher.rules import as_drawn
from matcher.solve.goals import plain_bound
from matcher.solve.mend import Mending
from matcher.solve.result import Settings
from matcher.solve.seating import levels_of as solver_levels
from matcher.solve.stop import Clock
from matcher.solve.way import Mended
from matcher.translate import groups_of


class Writing:
    """What every option of one repair is made from."""

    def __init__(
        self,
        before: Cohort,
        cohort: Cohort,
        earlier: Proposal,
        changes: Changes,
        pins: Sequence[AnyPin],
        settings: Settings,
        began: float,
    ) -> None:
        self.cohort, self.earlier, self.changes = cohort, earlier, changes
        self.pins = all_pins(cohort, pins)
        self.settings, self.began = settings, began
        self.on: date = changes.since(cohort.program, earlier)
        self.seen = as_drawn(cohort, earlier)  # the tickets stay those of the proposal
        self.fingerprint = input_sha256(cohort)
        stays = with_pins(without_monitoring(self.seen), seats_of(earlier, pins))
        self.instance: Instance = compile_instance(stays, earlier, pins)
        known = set(self.instance.people)
        self.ineligible = sum(
            member in cohort.participant_by_id and member not in known
            for group in earlier.groups
            for member in group.members
        )
        self.seats = {member: group for group in earlier.groups for member in group.members}
        self.calendar = Calendar(before, earlier.groups, self.on)
        self.once = set(earlier.repair.changed_provider if earlier.repair else ())
        self.had_before = dict(earlier.repair.hours_had if earlier.repair else ())
        self.left = left(before, cohort)

    def mending(self, clock: Clock) -> Mending:
        """Return what is left of the groups, to be mended within a time."""
        shut = whole_groups(self.pins) | closed_to_newcomers(
            self.cohort, self.earlier.groups, self.on
        )
        meetings = {c.meeting(w) for c in self.instance.candidates for w in c.variants[:1]}
        late = bool(self.cohort.program.backfill_hours) and any(
            too_late(self.cohort, meeting, self.on) for meeting in meetings
        )
        return Mending(
            self.instance,
            clock,
            seed=self.settings.seed,
            workers=self.settings.workers,
            closed=frozenset(k for k, g in enumerate(self.earlier.groups) if g.id in shut),
            opens=not late,
        )

    def waiting(self, mending: Mending, bound: int) -> Option:
        """Return what is left if nothing is done: too small a group is shown, and found wrong."""
        seating = mending.waiting()
        return self.option(WAIT, Mended(seating, mending.must_move), bound)

    def option(self, name: str, mended: Mended, bound: int) -> Option:
        """Write a seating out as a proposal, judged."""
        groups = groups_of(self.cohort, self.instance, mended.seating, self.earlier)
        people = tuple(self._people(groups))
        changed_provider = self.once | {
            one.participant_id
            for one in people
            if one.new_provider and self._begun(self.seats[one.participant_id])
        }
        record = Repair(
            option=name,
            on=self.on,
            withdrawn=self.changes.withdrawn,
            declined=self.changes.declined,
            lost=self.changes.lost,
            added=tuple(one.id for one in self.changes.added),
            changed_provider=tuple(sorted(changed_provider & self.cohort.participant_by_id.keys())),
            hours_had=self._hours_had(people),
        )
        levels = self._levels(groups, mended, bound)
        proposal = Proposal(
            status=status_of(groups, levels),
            seed=self.earlier.seed,
            runtime_s=round(time.monotonic() - self.began, 3),
            input_sha256=self.fingerprint,
            policy_sha256=policy_sha256(self.seen.program),
            levels=levels,
            groups=groups,
            unplaced=unplaced_reasons(
                self.seen, groups, self.pins, self.earlier, repair=True, on=self.on
            ),
            earlier=self.earlier.input_sha256,
            pins=self.pins,
            drawn=self._drawn(),
            repair=record,
        )
        verdict = check(self.cohort, proposal, self.earlier)
        new = self._new_leaders(groups)
        return Option(name, proposal, people, new, tuple(verdict.lines()))

    def _drawn(self) -> Drawn | None:
        drawn = self.earlier.drawn
        if drawn is None:
            return None
        return replace(drawn, seated=tuple(one for one in drawn.seated if one not in self.left))

    def _levels(
        self, groups: Sequence[Group], mended: Mended, bound: int
    ) -> tuple[LevelValue, ...]:
        bounds: dict[str, float | None] = {
            level.name: plain_bound(self.instance, level, mended.seating)
            for level in solver_levels(self.instance, repair=True)
        }
        bounds |= mended.bounds
        bounds["stability"] = bound + self.ineligible
        more = {lv.name: lv.more_is_better for lv in levels_of(self.cohort.program, repair=True)}
        return tuple(
            LevelValue(name, value, _not_passed(value, bounds[name], more[name]))
            for name, value in level_values(self.seen, groups, self.earlier, repair=True)
        )

    def _people(self, groups: Sequence[Group]) -> Iterator[Moved]:
        calendar = Calendar(self.cohort, groups, self.on)
        now = {member: group for group in groups for member in group.members}
        hours = self.cohort.program.hours
        for person in self.cohort.participants:
            old, new = self.seats.get(person.id), now.get(person.id)
            if old is None and new is None:
                continue
            if old is not None and new is not None and same_group(old) == same_group(new):
                continue
            other = bool(old and new and old.provider_id != new.provider_id)
            count = (person.id in self.once) + (other and old is not None and self._begun(old))
            after = (calendar, new) if new else None
            found = hours_of(self._had(person.id), after, count, hours)
            yield Moved(person.id, old.id if old else None, new.id if new else None, found, other)

    def _had(self, person_id: str) -> float:
        """Return the hours somebody had until the repair, whichever groups they were in."""
        group, known = self.seats.get(person_id), self.had_before.get(person_id)
        since = date.min if known is None or self.earlier.repair is None else self.earlier.repair.on
        if group is None or self.on <= self.cohort.program.start_date:
            return known or 0.0
        return (known or 0.0) + self.calendar.held(group, since)

    def _hours_had(self, people: Sequence[Moved]) -> tuple[tuple[str, float], ...]:
        """Return what the next repair could not tell from the calendars of the groups."""
        if self.on <= self.cohort.program.start_date:
            return ()
        changed = {one.participant_id for one in people} | self.had_before.keys()
        here = changed & self.cohort.participant_by_id.keys()
        return tuple((id, self._had(id)) for id in sorted(here))

    def _begun(self, group: Group) -> bool:
        """Whether a group has met before the repair: only then is another provider a change."""
        return self.on > self.cohort.program.start_date and self.calendar.held(group) > 0

    def _new_leaders(self, groups: Sequence[Group]) -> tuple[str, ...]:
        before = {same_group(group) for group in self.earlier.groups}
        return tuple(
            sorted({group.provider_id for group in groups if same_group(group) not in before})
        )


def _not_passed(value: float, bound: float | None, more: bool) -> float | None:
    """Return a bound that the value itself, up to the last digits, does not pass."""
    if bound is None:
        return None
    passed = value > bound - 1e-6 if more else value < bound + 1e-6
    return value if passed else bound
