"""What a change by hand does to every rule and every level, told at once.

The independent checker judges both versions; at 2,000 people that takes a tenth of a second, so
nothing is worked out in part.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from matcher.check import Verdict, check
from matcher.cohort import Cohort, Group, Overridden, Proposal
from matcher.openings import Envy, OpenSeat
from matcher.report.words import is_gain, level_words, number_words
from matcher.rules import Broken

NOTHING = "No rule is broken by it, and every level stays as it was."
MOST = 5  # findings of one kind that are told one by one


@dataclass(frozen=True, slots=True)
class LevelChange:
    """A level's value before and after."""

    name: str
    before: float
    after: float

    @property
    def better(self) -> bool | None:
        """Whether it got better; None where it is the same."""
        if self.before == self.after:
            return None
        return (self.after > self.before) is is_gain(self.name)


@dataclass(frozen=True, slots=True)
class Effect:
    """Two versions of a proposal as the checker sees them.

    Attributes
    ----------
    breaks : tuple of Broken
        What is broken after and was not before, whoever answers for it.
    mends : tuple of Broken
        The other way round.
    levels : tuple of LevelChange
    passed_over : tuple of Envy
        Who is passed over after and was not before.
    open_seats : tuple of OpenSeat
        Likewise the seats left open.
    after : Verdict
    """

    breaks: tuple[Broken, ...]
    mends: tuple[Broken, ...]
    levels: tuple[LevelChange, ...]
    passed_over: tuple[Envy, ...]
    open_seats: tuple[OpenSeat, ...]
    after: Verdict

    def lines(self, cohort: Cohort) -> Iterator[str]:
        """Yield the effect in a coordinator's words."""
        for one in self.breaks:
            yield f"Breaks rule {one.code}: {one.text}"
        for one in self.mends:
            yield f"No longer broken, {one.code}: {one.text}"
        for level in self.levels:
            if level.better is not None:
                change = f"{number_words(level.before)} → {number_words(level.after)}"
                how = "better" if level.better else "worse"
                yield f"{level_words(level.name, cohort.program)}: {change} ({how})"
        yield from _few("Passed over now", [one.text for one in self.passed_over])
        yield from _few("Open now", [one.text for one in self.open_seats])
        if not (self.breaks or any(level.better is not None for level in self.levels)):
            yield NOTHING


def _few(what: str, texts: Sequence[str]) -> Iterator[str]:
    for text in texts[:MOST]:
        yield f"{what}: {text}"
    if len(texts) > MOST:
        yield f"{what}: and {len(texts) - MOST} more."


def judged(
    cohort: Cohort,
    proposal: Proposal,
    groups: tuple[Group, ...],
    earlier: Proposal | None,
    overrides: tuple[Overridden, ...] = (),
) -> Verdict:
    """Judge a proposal with other groups, whatever else it publishes."""
    return check(cohort, replace(proposal, groups=groups, overrides=overrides), earlier)


def effect(before: Verdict, after: Verdict) -> Effect:
    """Compare two versions that the checker has judged."""
    was, now = _all(before), _all(after)
    values = dict(before.levels)
    return Effect(
        breaks=_new(was, now),
        mends=_new(now, was),
        levels=tuple(
            LevelChange(name, values.get(name, value), value) for name, value in after.levels
        ),
        passed_over=tuple(one for one in after.envy if one not in set(before.envy)),
        open_seats=tuple(one for one in after.open_seats if one not in set(before.open_seats)),
        after=after,
    )


def _all(verdict: Verdict) -> tuple[Broken, ...]:
    meant = (
        Broken(one.code, one.group_id, one.participant_ids, one.text) for one in verdict.overridden
    )
    return (*verdict.broken, *meant)


def _new(before: Iterable[Broken], after: Iterable[Broken]) -> tuple[Broken, ...]:
    known = set(before)
    return tuple(one for one in after if one not in known)
