"""The ways to repair a published proposal, side by side, each a whole checked proposal."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from matcher.check import check
from matcher.cohort import Cohort, Drawn, Group, LevelValue, Proposal, Repair
from matcher.cohort.fingerprint import input_sha256, policy_sha256
from matcher.cohort.hours import Calendar, Hours, closed_to_newcomers, hours_of, too_late
from matcher.cohort.pins import all_pins
from matcher.cohort.roles import without_monitoring
from matcher.compile import compile_instance
from matcher.explain.unplaced import unplaced_reasons
from matcher.instance import Instance
from matcher.levels import level_values, levels_of
from matcher.levels.stability import same_group
from matcher.propose import groups_of, status_of
from matcher.repair.changes import Changes, changed, left
from matcher.rules import as_drawn
from matcher.solve.goals import plain_bound
from matcher.solve.mend import Fewest, Mended, Mending, Way
from matcher.solve.result import Settings
from matcher.solve.seating import levels_of as solver_levels
from matcher.solve.stop import Clock, Stop

BACKFILL, MOVE, MERGE, PROVIDER, WAIT = "backfill", "move", "merge", "provider", "wait"
FEWEST = "fewest"
WAYS: Mapping[str, Way] = {
    BACKFILL: Way(moves=False, closes=False),
    MOVE: Way(moves=True, closes=False),
    MERGE: Way(moves=False, closes=None),
    PROVIDER: Way(moves=False, rehouses=True),
    FEWEST: Way(),
}
OPTIONS = (*WAYS, WAIT)
SECONDS = 30.0


@dataclass(frozen=True, slots=True)
class Moved:
    """Somebody whose seat a repair changes.

    Attributes
    ----------
    participant_id : str
    before, after : str or None
        Group ids in the earlier and in the repaired proposal.
    hours : Hours
    new_provider : bool
        Whether they go on with another provider.
    """

    participant_id: str
    before: str | None
    after: str | None
    hours: Hours
    new_provider: bool = False

    @property
    def agrees(self) -> bool:
        """Whether they have to agree: they are given a seat that they did not have."""
        return self.after is not None


@dataclass(frozen=True)
class Option:
    """One way to repair.

    Attributes
    ----------
    name : str
    proposal : Proposal
    people : tuple of Moved
        Who moves or comes in.
    providers : tuple of str
        Providers who are given a group that they did not lead; they have to agree.
    findings : tuple of str
        What the checker finds; an option with findings can be looked at, but not taken.
    """

    name: str
    proposal: Proposal
    people: tuple[Moved, ...]
    providers: tuple[str, ...]
    findings: tuple[str, ...]

    @property
    def clean(self) -> bool:
        """Whether the checker has found nothing."""
        return not self.findings

    @property
    def moved(self) -> int:
        """Members who do not keep the group they were told of."""
        return int(next(lv.value for lv in self.proposal.levels if lv.name == "stability"))

    @property
    def hours_lost(self) -> float:
        """Of the hours that members of the earlier groups were promised, those lost."""
        return sum(one.hours.of - one.hours.counting for one in self.people if one.before)


@dataclass(frozen=True)
class Repaired:
    """What can be done.

    Attributes
    ----------
    cohort : Cohort
        As it is now.
    options : tuple of Option
        The recommended one first; those that cannot be taken last.
    fewest : int
        Proven: whatever is done, at least so many members move.
    reached : bool
        Whether as few can do.
    most : int or None
        Moves that were allowed.
    unavailable : tuple of str
        Names of the ways that lead to no proposal here.
    """

    cohort: Cohort
    options: tuple[Option, ...]
    fewest: int
    reached: bool
    most: int | None
    unavailable: tuple[str, ...]

    @property
    def recommended(self) -> Option | None:
        """The best that can be taken: with the fewest moves, then level by level."""
        best = self.options[0] if self.options else None
        return best if best and self.allows(best) else None

    def allows(self, option: Option) -> bool:
        """Whether an option keeps every rule and the limit on moves."""
        return option.clean and (self.most is None or option.moved <= self.most)

    def option(self, name: str) -> Option | None:
        """Return an option by its name."""
        return next((one for one in self.options if one.name == name), None)


def repair(
    cohort: Cohort,
    earlier: Proposal,
    changes: Changes,
    *,
    most: int | None = None,
    settings: Settings | None = None,
    seconds: float = SECONDS,
    deterministic: bool = False,
    stop: Stop | None = None,
) -> Repaired:
    """Repair a proposal with the fewest changes.

    Parameters
    ----------
    cohort : Cohort
        Of the earlier proposal.
    earlier : Proposal
        As published.
    changes : Changes
        What has happened since.
    most : int, optional
        Members who may be moved.
    settings : Settings, optional
    seconds : float
        For all options together; each keeps to its share.
    deterministic : bool
        Count work instead of seconds.
    stop : Stop, optional

    Raises
    ------
    ImpossibleChanges
        Where what happened cannot have.
    """
    began = time.monotonic()
    now = changed(cohort, earlier, changes)
    work = _Work(cohort, now, earlier, changes, settings or Settings(workers=1), began)
    stop = stop or Stop()
    share = seconds / len(WAYS)

    def mending() -> Mending:
        return work.mending(Clock(share, stop, counted=deterministic))

    look = mending()
    fewest = look.fewest(Way())
    names = tuple(WAYS) if look.hurt or look.lost or look.asked else (BACKFILL,)
    made: dict[str, Option] = {}
    skipped: list[str] = []
    for name in names:
        if name in (MOVE, FEWEST) and _nothing_new(look, fewest, made):
            skipped.append(name)
            continue
        mended = mending().mend(WAYS[name], most)
        if mended is not None:
            made[name] = work.option(name, mended, fewest.bound)
    made[WAIT] = work.waiting(look, fewest.bound)
    return Repaired(
        cohort=now,
        options=tuple(_in_order(made, most)),
        fewest=fewest.bound + work.ineligible,
        reached=fewest.moves == fewest.bound,
        most=most,
        unavailable=tuple(
            name for name in names if name not in made and name not in (FEWEST, *skipped)
        ),
    )


def _nothing_new(look: Mending, fewest: Fewest, made: Mapping[str, Option]) -> bool:
    """Whether one of the options leaves nothing out that any other way could do as well."""
    return any(
        name in made and made[name].proposal.levels[0].proven and look.complete(WAYS[name], fewest)
        for name in (BACKFILL, MOVE)
    )


def _in_order(made: Mapping[str, Option], most: int | None) -> Iterator[Option]:
    """Yield different options, the best first; of equal ones the one with the plainest name."""
    plain = {WAIT: -1, FEWEST: len(OPTIONS)}

    def rank(option: Option) -> tuple[object, ...]:
        over = most is not None and option.moved > most
        sense = {True: -1, False: 1}
        levels = levels_of_sense(option)
        values = tuple(sense[more] * value for value, more in levels)
        return not option.clean, over, values, plain.get(option.name, OPTIONS.index(option.name))

    same: dict[object, list[Option]] = {}
    for option in made.values():
        groups = option.proposal.groups
        key = frozenset((same_group(g), g.language, frozenset(g.members)) for g in groups)
        same.setdefault(key, []).append(option)
    for option in sorted((_named(alike, plain) for alike in same.values()), key=rank):
        yield option


def _named(alike: Sequence[Option], plain: Mapping[str, int]) -> Option:
    """Return the one of equal options that proves the most, under the plainest name."""
    name = min((one.name for one in alike), key=lambda n: plain.get(n, OPTIONS.index(n)))
    best = max(alike, key=lambda one: sum(level.proven for level in one.proposal.levels))
    record = best.proposal.repair
    assert record is not None  # noqa: S101 - for mypy: every option has one
    proposal = replace(best.proposal, repair=replace(record, option=name))
    return replace(best, name=name, proposal=proposal)


def levels_of_sense(option: Option) -> list[tuple[float, bool]]:
    """Return each level's value and whether more of it is better."""
    costs = ("stability", "groups", "mix", "preference")
    return [(level.value, level.name not in costs) for level in option.proposal.levels]


class _Work:
    """What every option of one repair is made from."""

    def __init__(
        self,
        before: Cohort,
        cohort: Cohort,
        earlier: Proposal,
        changes: Changes,
        settings: Settings,
        began: float,
    ) -> None:
        self.cohort, self.earlier, self.changes = cohort, earlier, changes
        self.settings, self.began = settings, began
        self.on: date = changes.since(cohort.program)
        self.seen = as_drawn(cohort, earlier)  # the tickets stay those of the proposal
        self.fingerprint = input_sha256(cohort)
        self.instance: Instance = compile_instance(without_monitoring(self.seen), earlier)
        known = set(self.instance.people)
        self.ineligible = sum(
            member in cohort.participant_by_id and member not in known
            for group in earlier.groups
            for member in group.members
        )
        self.seats = {member: group for group in earlier.groups for member in group.members}
        self.calendar = Calendar(before, earlier.groups, self.on)
        self.once = set(earlier.repair.changed_provider if earlier.repair else ())
        self.left = left(before, cohort)

    def mending(self, clock: Clock) -> Mending:
        """Return what is left of the groups, to be mended within a time."""
        shut = closed_to_newcomers(self.cohort, self.earlier.groups, self.on)
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
                self.seen, groups, all_pins(self.cohort, ()), self.earlier, repair=True, on=self.on
            ),
            earlier=self.earlier.input_sha256,
            pins=all_pins(self.cohort, ()),
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
            found = hours_of(
                (self.calendar, old) if old else None, (calendar, new) if new else None, count,
                hours,
            )  # fmt: skip
            yield Moved(person.id, old.id if old else None, new.id if new else None, found, other)

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
