"""One way to repair, and all that there are, the best first."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from matcher.cohort import (
    Cohort,
    Proposal,
)
from matcher.cohort.hours import Hours
from matcher.levels.stability import same_group
from matcher.solve.way import Way

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


def in_order(made: Mapping[str, Option], most: int | None) -> Iterator[Option]:
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
