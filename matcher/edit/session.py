"""A list of changes to one proposal, with a place in it: undo and redo only move the place."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property

from matcher.check import Verdict
from matcher.cohort import Cohort, Group, LevelValue, Overridden, Proposal
from matcher.cohort.proposal import Status
from matcher.edit.edits import Edit, ImpossibleEdit, Open, next_id
from matcher.edit.effect import Effect, effect, judged
from matcher.explain.unplaced import unplaced_reasons
from matcher.files.read.issues import looks_like_email
from matcher.levels import levels_of, stability
from matcher.rules import Broken, as_drawn, overridden

COORDINATOR = "coordinator"  # who made a change, where nobody says so
MOST_JUDGED = 20  # versions whose verdicts are remembered
Verdicts = dict[tuple[tuple[Group, ...], tuple[Overridden, ...]], Verdict]


class BrokenRule(Exception):  # noqa: N818 - a finding about what was asked for
    """A change breaks a rule and nobody gave a reason; `effect` tells which."""

    def __init__(self, effect: Effect) -> None:
        super().__init__("; ".join(one.text for one in effect.breaks))
        self.effect = effect


@dataclass(frozen=True, slots=True)
class Entry:
    """A change as it was made.

    Attributes
    ----------
    edit : Edit
    who : str
        An id or a role, never an e-mail address.
    why : str
        Blank where no reason was needed or given.
    when : str or None
        UTC.
    breaks : tuple of Overridden
        The rules it breaks on purpose.
    """

    edit: Edit
    who: str = COORDINATOR
    why: str = ""
    when: str | None = None
    breaks: tuple[Overridden, ...] = ()


@dataclass(frozen=True)
class Session:
    """A proposal with the changes made to it by hand; immutable, each step gives another.

    Attributes
    ----------
    cohort : Cohort
    base : Proposal
        As it was before any change; it never changes itself.
    earlier : Proposal or None
        The one that `base` was made from.
    entries : tuple of Entry
    cursor : int
        How many of them hold; those after it were taken back.
    judged : dict
        What the checker has said before, of any version: shared by all that come of one session,
        so that undo, redo and the comparison with the stored proposal need no new check.
    """

    cohort: Cohort
    base: Proposal
    earlier: Proposal | None = None
    entries: tuple[Entry, ...] = ()
    cursor: int = 0
    judged: Verdicts = field(default_factory=dict, compare=False, repr=False)

    @property
    def held(self) -> tuple[Entry, ...]:
        """The changes that hold."""
        return self.entries[: self.cursor]

    @cached_property
    def steps(self) -> tuple[tuple[Group, ...], ...]:
        """The groups before the first change and after each that holds.

        Raises
        ------
        ImpossibleEdit
            Where the changes do not fit the proposal, which then is not the one they were made to.
        """
        found = [self.base.groups]
        for entry in self.held:
            found.append(entry.edit.apply(found[-1], self.cohort))
        return tuple(found)

    @property
    def groups(self) -> tuple[Group, ...]:
        """The groups as they are now."""
        return self.steps[-1]

    @property
    def answered(self) -> tuple[Overridden, ...]:
        """Every broken rule that somebody answered for, the latest answer where there are more."""
        every = [*self.base.overrides, *(one for entry in self.held for one in entry.breaks)]
        return tuple({one.key: one for one in every}.values())

    @cached_property
    def verdict(self) -> Verdict:
        """What the checker says of the groups as they are now."""
        version = self.groups, self.answered
        found = self.judged.get(version)
        if found is None:
            while len(self.judged) >= MOST_JUDGED:
                self.judged.pop(next(iter(self.judged)), None)
            found = judged(self.cohort, self.base, self.groups, self.earlier, self.answered)
            self.judged[version] = found
        return found

    def make(
        self, edit: Edit, *, who: str = COORDINATOR, why: str = "", when: str | None = None
    ) -> tuple[Session, Effect]:
        """Make a change.

        What had been taken back is forgotten.

        Raises
        ------
        ImpossibleEdit
            It cannot be made at all.
        BrokenRule
            It breaks a rule, and there is no reason.
        """
        if looks_like_email(who) or not who.strip():
            raise ImpossibleEdit("Say who by an id or a role, such as coordinator.")
        if isinstance(edit, Open) and not edit.group_id:
            edit = replace(edit, group_id=next_id(self.groups))
        tried = replace(
            self, entries=(*self.held, Entry(edit, who, why, when)), cursor=self.cursor + 1
        )
        told = effect(self.verdict, tried.verdict)
        if not told.breaks:
            return tried, told
        if not why.strip():
            raise BrokenRule(told)
        breaks = tuple(_answered(one, who, why, when) for one in told.breaks)
        entry = Entry(edit, who, why, when, breaks)
        kept = replace(tried, entries=(*self.held, entry))
        # The groups are judged already; only who answers for what is new.
        meant, rest = overridden(told.after.broken, kept.answered)
        verdict = replace(told.after, broken=rest, overridden=(*told.after.overridden, *meant))
        kept.__dict__["verdict"] = verdict
        return kept, replace(told, after=verdict)

    def undo(self) -> tuple[Session, Effect]:
        """Take the latest change back."""
        if not self.cursor:
            raise ImpossibleEdit("There is no change to take back.")
        return self._at(self.cursor - 1)

    def redo(self) -> tuple[Session, Effect]:
        """Make the change again that was taken back last."""
        if self.cursor == len(self.entries):
            raise ImpossibleEdit("There is no change that was taken back.")
        return self._at(self.cursor + 1)

    def _at(self, cursor: int) -> tuple[Session, Effect]:
        there = replace(self, cursor=cursor)
        return there, effect(self.verdict, there.verdict)

    def effect(self) -> Effect:
        """Return what all changes together do to the proposal."""
        return replace(self, cursor=0).until(self)

    def until(self, later: Session) -> Effect:
        """Return what the changes from here to a later session do."""
        return effect(self.verdict, later.verdict)

    def proposal(self) -> Proposal:
        """Return the proposal as it is now, its values and reasons worked out anew."""
        if self.groups == self.base.groups:
            return self.base
        cohort = as_drawn(self.cohort, self.base)
        levels = _levels(self.base, self.verdict, cohort)
        repair = bool(levels) and levels[0].name == stability.NAME
        return replace(
            self.base,
            status=_status(self.groups, levels),
            levels=levels,
            groups=self.groups,
            unplaced=unplaced_reasons(
                cohort, self.groups, self.base.pins, self.earlier, repair=repair
            ),
            overrides=self.verdict.overridden,
        )


def _answered(one: Broken, who: str, why: str, when: str | None) -> Overridden:
    return Overridden(one.code, one.group_id, one.participant_ids, one.text, who, why, when)


def _levels(base: Proposal, verdict: Verdict, cohort: Cohort) -> tuple[LevelValue, ...]:
    """Return the levels with those bounds that still hold.

    A bound holds as long as every level before it has the value it had; and one that a rule
    broken on purpose has passed says nothing any more.
    """
    before = {level.name: level for level in base.levels}
    better = {level.name: level.is_better for level in levels_of(cohort.program, earlier=True)}
    found: list[LevelValue] = []
    same = True
    for name, value in verdict.levels:
        old = before.get(name)
        bound = old.bound if same and old is not None else None
        if bound is not None and better[name](value, bound):
            bound = None
        found.append(LevelValue(name, value, bound))
        same = same and old is not None and old.value == value
    return tuple(found)


def _status(groups: tuple[Group, ...], levels: tuple[LevelValue, ...]) -> Status:
    if not groups:
        return "empty"
    return "optimal" if all(level.proven for level in levels) else "feasible"
