"""The difference between two proposals in a coordinator's words."""

from __future__ import annotations

from collections.abc import Iterator

from matcher.cohort import Cohort, Group, Program
from matcher.diff.compare import Difference, GroupChange, PersonChange
from matcher.report.words import (
    count_words,
    is_gain,
    language_words,
    level_words,
    number_words,
    short_meeting_words,
    weeks_words,
)
from matcher.rules import meeting_of


def difference_lines(found: Difference, cohort: Cohort | None = None) -> Iterator[str]:
    """Yield what differs, levels first, then groups, then people by id.

    Parameters
    ----------
    found : Difference
    cohort : Cohort, optional
        For the names of what the program mixes.
    """
    if found.same:
        yield "The groups are the same in both."
    else:
        yield summary(found)
    for level in found.levels:
        if level.before != level.after:
            yield _level(level.name, level.before, level.after, cohort)
    for change in found.groups:
        if text := group_words(change):
            yield text
    for person in found.people:
        yield person_words(person)


def summary(found: Difference) -> str:
    """Return the difference in one sentence."""
    people = [
        f"{count_words(found.count(kind), 'person', 'people')} {words}"
        for kind, words in (
            ("moved", "moved"), ("seated", "newly seated"), ("unseated", "without a seat now")
        )
        if found.count(kind)
    ]  # fmt: skip
    groups = [
        f"{count_words(found.count(kind), 'group')} {kind}"
        for kind in ("opened", "closed", "changed")
        if found.count(kind)
    ]
    return f"{', '.join([*people, *groups])}."


def _level(name: str, before: float | None, after: float | None, cohort: Cohort | None) -> str:
    what = level_words(name, cohort.program if cohort else Program())
    if before is None or after is None:
        return f"{what}: {_number(before)} → {_number(after)}"
    how = "better" if (after > before) is is_gain(name) else "worse"
    return f"{what}: {_number(before)} → {_number(after)} ({how})"


def _number(value: float | None) -> str:
    return "–" if value is None else number_words(value)


def group_words(change: GroupChange) -> str:
    """Return what became of a group; blank where nothing but members changed."""
    old, new = change.before, change.after
    if old is None and new is not None:
        return f"{new.id} opens: {new.provider_id}, {when_words(new)}, {_members(new)}."
    if old is not None and new is None:
        return f"{old.id} closes ({old.provider_id}, {when_words(old)}, {_members(old)})."
    if old is None or new is None or not change.fields:
        return ""
    parts = []
    if "provider_id" in change.fields:
        parts.append(f"provider {old.provider_id} → {new.provider_id}")
    if set(change.fields) & {"cadence", "weekday", "start", "weeks"}:
        parts.append(f"time {when_words(old)} → {when_words(new)}")
    if "language" in change.fields:
        parts.append(f"language {language_words(old.language)} → {language_words(new.language)}")
    renamed = "" if old.id == new.id else f" (now {new.id})"
    return f"{old.id}{renamed}: {'; '.join(parts)}."


def person_words(person: PersonChange) -> str:
    """Return where somebody sits now."""
    who, old, new = person.participant_id, person.before, person.after
    if old is None and new is not None:
        return f"{who} takes a seat in {_place(new)}."
    if new is None and old is not None:
        return f"{who} has no seat any more; it was in {_place(old)}."
    assert old is not None and new is not None  # noqa: S101, PT018 - for mypy
    return f"{who} moves from {_place(old)} to {_place(new)}."


def _place(group: Group) -> str:
    return f"{group.id} ({when_words(group)}, {group.provider_id})"


def when_words(group: Group) -> str:
    """Return when a group meets: ``Tue 12:30 pm, 1st and 3rd``."""
    if meeting_of(group) is None:  # a file may hold anything
        return f"{group.weekday} {group.start}"
    return f"{short_meeting_words(group)}, {weeks_words(group.weeks)}"


def _members(group: Group) -> str:
    return count_words(len(group.members), "member")
