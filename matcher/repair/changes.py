"""What happened since a proposal was published, and the cohort as it is now."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date

from matcher.cohort import Cohort, Entry, Group, Participant, Program, Proposal, Span
from matcher.cohort.availability import local_spans
from matcher.cohort.sessions import all_sessions
from matcher.rules import meeting_of


@dataclass(frozen=True)
class Changes:
    """What happened.

    Attributes
    ----------
    withdrawn : tuple of str
        Participants who leave the waitlist.
    declined : tuple of str
        Participants who do not take the seat they were given and stay on the waitlist: from then
        on they are not free at that time.
    lost : tuple of str
        Providers who lead no more groups.
    added : tuple of Participant
        Late arrivals.
    on : date, optional
        From when on; None: the first day of the term, or of the repair before this one.
    """

    withdrawn: tuple[str, ...] = ()
    declined: tuple[str, ...] = ()
    lost: tuple[str, ...] = ()
    added: tuple[Participant, ...] = ()
    on: date | None = None

    def since(self, program: Program, earlier: Proposal) -> date:
        """Return the day from which on the repaired groups meet."""
        known = [self.on, earlier.repair.on if earlier.repair else None, program.start_date]
        return max(day for day in known if day)


class ImpossibleChanges(Exception):  # noqa: N818 - a finding about the demands, not a failure
    """What is said to have happened cannot have; one sentence each.

    Attributes
    ----------
    faults : tuple of (str, str)
        Which list it stands in, and the sentence.
    """

    def __init__(self, faults: Iterable[tuple[str, str]]) -> None:
        self.faults = tuple(faults)
        super().__init__(" ".join(text for _, text in self.faults))


def changed(cohort: Cohort, earlier: Proposal, changes: Changes) -> Cohort:
    """Return the cohort as it is after what happened.

    Parameters
    ----------
    cohort : Cohort
        Of the earlier proposal.
    earlier : Proposal
    changes : Changes

    Raises
    ------
    ImpossibleChanges
        Where an id is unknown, stands in two lists, or declines a seat it does not have, or where
        the day lies before an earlier repair or after the last session; or where a group has no
        time that can be read.
    """
    if any(meeting_of(group) is None for group in earlier.groups):
        text = "The proposal names a time that cannot be read; matcher check says where."
        raise ImpossibleChanges([("proposal", text)])
    if faults := tuple(_faults(cohort, earlier, changes)):
        raise ImpossibleChanges(faults)
    groups = {member: group for group in earlier.groups for member in group.members}
    gone = set(changes.withdrawn)
    lost = set(changes.lost)
    people = []
    for person in (*cohort.participants, *changes.added):
        now = person
        if person.id in changes.declined:
            now = _without_time(now, groups[person.id], cohort.program)
            if not now.availability:  # there is no other time at which they could meet anybody
                gone.add(person.id)
        group = groups.get(person.id)
        if person.id in changes.declined or (group is not None and group.provider_id in lost):
            now = replace(now, group_id="")
        people.append(now)
    providers = tuple(
        replace(one, max_groups=0) if one.id in lost else one for one in cohort.providers
    )
    kept = tuple(_without_company(one, gone) for one in people if one.id not in gone)
    return replace(cohort, participants=kept, providers=providers)


def left(before: Cohort, after: Cohort) -> tuple[str, ...]:
    """Return who is no longer on the waitlist."""
    return tuple(one.id for one in before.participants if one.id not in after.participant_by_id)


def _faults(cohort: Cohort, earlier: Proposal, changes: Changes) -> Iterator[tuple[str, str]]:
    seats = earlier.seats()
    for name, ids in (("withdraw", changes.withdrawn), ("decline", changes.declined)):
        for id in ids:
            if id not in cohort.participant_by_id:
                yield name, f"'{id}' is not on the waitlist."
            elif name == "decline" and id not in seats:
                yield name, f"{id} has no seat to decline."
    for id in sorted(set(changes.withdrawn) & set(changes.declined)):
        yield "decline", f"{id} cannot both withdraw and decline."
    for id in changes.lost:
        if id not in cohort.provider_by_id:
            yield "provider_lost", f"'{id}' is not on the roster."
    seen = set(cohort.participant_by_id)
    for person in changes.added:
        if person.id in seen:
            yield "add", f"{person.id} is on the waitlist already."
        seen.add(person.id)
    for person in changes.added:
        for other in person.together_with:
            if other not in seen or other in changes.withdrawn:
                yield "add", f"{person.id} is to sit together with '{other}', who is not there."
    if changes.on is not None:
        for text in _odd_day(cohort, earlier, changes.on):
            yield "on", text


def _odd_day(cohort: Cohort, earlier: Proposal, on: date) -> Iterator[str]:
    """Yield why groups cannot be repaired from a day on."""
    before = earlier.repair.on if earlier.repair else None
    if before is not None and on < before:
        yield f"These groups hold from {before} on; what happens on {on} comes before that."
    days = [one.date for group in all_sessions(cohort, earlier.groups).values() for one in group]
    if days and on > max(days):
        yield f"The last session was on {max(days)}; on {on} there is nothing left to repair."


def _without_company(person: Participant, gone: Collection[str]) -> Participant:
    """Let nobody wait for somebody who has left."""
    if not set(person.together_with) & set(gone):
        return person
    return replace(
        person, together_with=tuple(one for one in person.together_with if one not in gone)
    )


def _without_time(person: Participant, group: Group, program: Program) -> Participant:
    """Take a group's time out of somebody's availability, for the weeks it meets in."""
    spans = local_spans(
        group.meeting, program.start_date, program.hours, program.time_zone, person.time_zone
    )
    entries = person.availability
    for span in spans:
        entries = tuple(piece for entry in entries for piece in _cut(entry, span))
    return replace(person, availability=entries)


def _cut(entry: Entry, span: Span) -> Iterator[Entry]:
    weeks = entry.weeks or (1, 2, 3, 4, 5)
    if (
        entry.weekday != span.weekday
        or span.week not in weeks
        or span.end <= entry.start
        or span.start >= entry.end
    ):
        yield entry
        return
    if entry.start < span.start:
        yield replace(entry, end=span.start)
    if span.end < entry.end:
        yield replace(entry, start=span.end)
    if rest := tuple(week for week in weeks if week != span.week):
        start, end = max(entry.start, span.start), min(entry.end, span.end)
        yield replace(entry, start=start, end=end, weeks=rest)
