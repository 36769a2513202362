"""One person's place in a proposal, in words that may be passed on to them."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Sequence

from matcher.cohort import Cohort, Group, Participant, Proposal
from matcher.cohort.sessions import Session, sessions
from matcher.cohort.turn import ticket, turn_order
from matcher.endings import Refused
from matcher.report.people import local_time_words
from matcher.report.policy import lottery_words, turn_policy_words
from matcher.report.words import (
    access_words,
    count_words,
    day_words,
    language_words,
    list_words,
    meeting_words,
    zone_words,
)
from matcher.rules import as_drawn, meeting_of
from matcher.terminal.proposal import name_of
from matcher.whatif.words import letter_reasons

NEAR = 3


def person_lines(
    cohort: Cohort,
    proposal: Proposal,
    person_id: str,
    more: Sequence[str] = (),
    *,
    letter: bool = False,
) -> Iterator[str]:
    """Yield why somebody has the seat they have, or none; nothing about anybody else.

    Parameters
    ----------
    cohort : Cohort
    proposal : Proposal
    person_id : str
        Of somebody on the waitlist.
    more : sequence of str
        What would change it, or where else they could have sat.
    letter : bool
        Leave out, too, which rule of who may meet whom it was.

    Raises
    ------
    Refused
        Where the proposal, edited by hand, names times that are none.
    """
    person = cohort.participant_by_id[person_id]
    who = f"{name_of(person)} ({person.id})" if person.name else person.id
    group = next((one for one in proposal.groups if person_id in one.members), None)
    if group is not None:
        yield f"{who} has a seat in group {group.id}."
        yield ""
        yield from _seat_lines(cohort, proposal, group, person)
    else:
        yield f"{who} has no seat."
        yield ""
        unplaced = (one for one in proposal.unplaced if one.participant_id == person_id)
        given = [(reason.code, reason.text) for one in unplaced for reason in one.reasons]
        reasons = letter_reasons(given) if letter else [text for _, text in given]
        yield from reasons or ["The proposal gives no reason; `matcher check` judges it whole."]
    if more:
        yield ""
        yield from more
    yield ""
    yield turn_words(cohort, proposal, person)
    yield from turn_policy_words(cohort.program, proposal.seed)
    yield from lottery_words(proposal)


def _seat_lines(
    cohort: Cohort, proposal: Proposal, group: Group, person: Participant
) -> Iterator[str]:
    provider = cohort.provider_by_id.get(group.provider_id)
    dates = _dates(cohort, proposal, group)
    others = len(group.members) - 1
    yield f"Meets     {meeting_words(group)} ({zone_words(group.time_zone)})"
    if person.time_zone != group.time_zone:
        own = local_time_words(group, dates, person.time_zone)
        yield f"          on their own clock {own} ({zone_words(person.time_zone)})"
    if dates:
        first, last = day_words(dates[0].date), day_words(dates[-1].date)
        yield f"Sessions  {count_words(len(dates), 'session')}, from {first} to {last}"
    yield f"Led by    {name_of(provider) if provider else group.provider_id}"
    yield f"Language  {language_words(group.language)}"
    yield f"With      {count_words(others, 'other person', 'other people')}"


def _dates(cohort: Cohort, proposal: Proposal, group: Group) -> list[Session]:
    unread = Refused(
        "The proposal names a time or zone that cannot be read; matcher check says where."
    )
    if any(meeting_of(one) is None for one in proposal.groups):
        raise unread
    try:
        return sessions(group, cohort, proposal.groups)
    except (ValueError, KeyError) as error:  # a zone that is none
        raise unread from error


def turn_words(cohort: Cohort, proposal: Proposal, person: Participant) -> str:
    """Return somebody's place in the order in which seats are given."""
    order = turn_order(as_drawn(cohort, proposal))
    if person.id not in order:
        return "They have no turn: the membership ends before the groups start."
    place = order.index(person.id) + 1
    drawn = f"ticket {ticket(proposal.seed, person.id)[:8]}…"
    if proposal.drawn is not None:
        drawn = "drawn" if person.id in proposal.drawn.seated else "not drawn"
    waited = count_words(person.rounds_waited, "round")
    return (
        f"Turn {place} of {len(order)}: {access_words([person.rc_access])} to reflective "
        f"consultation at work, {waited} waited before, {drawn}"
    )


def unknown_words(cohort: Cohort, text: str) -> str:
    """Return what to say of an id that is not on the waitlist."""
    if text in cohort.provider_by_id:
        return f"'{text}' is a provider; explain tells about people on the waitlist."
    near = near_ids(cohort, text)
    hint = f" Did you mean {list_words(near, 'or')}?" if near else ""
    return f"'{text}' is nobody's id on the waitlist.{hint}"


def near_ids(cohort: Cohort, text: str) -> list[str]:
    """Return ids of the waitlist that somebody may have meant."""
    wanted = text.strip().casefold()
    named = [one.id for one in cohort.participants if one.name and one.name.casefold() == wanted]
    by_case = {one.id.casefold(): one.id for one in cohort.participants}
    unpadded = {_unpadded(key): one for key, one in reversed(by_case.items())}
    found = [*named, by_case.get(wanted), unpadded.get(_unpadded(wanted))]
    close = difflib.get_close_matches(wanted, by_case, n=NEAR, cutoff=0.5)
    found += [by_case[key] for key in close]
    return list(dict.fromkeys(one for one in found if one))[:NEAR]


def _unpadded(text: str) -> str:
    """Return an id without the zeros before its number: ``p7`` of ``p007``."""
    letters = text.rstrip("0123456789")
    return letters + text[len(letters) :].lstrip("0")
