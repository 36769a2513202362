"""What each letter says, in plain words, about the person it goes to and about nobody else."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from matcher.cohort import Cohort, Group, Participant, Pin, Proposal
from matcher.cohort.pins import whole_groups
from matcher.cohort.policy import meets
from matcher.cohort.sessions import Dates, all_sessions
from matcher.cohort.turn import points_of, ticket
from matcher.letters.chances import Chances
from matcher.letters.odds_words import odds_words
from matcher.letters.reasons import advice_words, reason_words
from matcher.report.people import NOT_ELIGIBLE, PersonRow, person_rows
from matcher.report.policy import lottery_words, turn_policy_words
from matcher.report.words import (
    access_words,
    count_words,
    day_words,
    language_words,
    list_words,
    meeting_words,
    number_words,
    tidy,
    zone_words,
)


@dataclass(frozen=True, slots=True)
class Part:
    """A heading and the paragraphs below it."""

    heading: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Letter:
    """One person's letter.

    Attributes
    ----------
    person : Participant
    program : str
        The program's name.
    greeting, news : str
        Whom it greets, and what came of it in a sentence.
    parts : tuple of Part
    """

    person: Participant
    program: str
    greeting: str
    news: str
    parts: tuple[Part, ...]


def letters(cohort: Cohort, proposal: Proposal, chances: Chances | None = None) -> Iterator[Letter]:
    """Yield a letter to everybody on the waitlist, in its order.

    Parameters
    ----------
    cohort : Cohort
    proposal : Proposal
        One that keeps the rules.
    chances : Chances, optional
        Of this cohort, where they were worked out.
    """
    writer = _Writer(cohort, proposal, chances)
    for person in cohort.participants:
        yield writer.letter(person)


class _Writer:
    """What all letters share."""

    def __init__(self, cohort: Cohort, proposal: Proposal, chances: Chances | None) -> None:
        self.cohort, self.proposal, self.chances = cohort, proposal, chances
        self.program = cohort.program
        self.dates: Dates = all_sessions(cohort, proposal.groups)
        self.rows = {row.person.id: row for row in person_rows(cohort, proposal, self.dates)}
        self.turns = sum(row.turn is not None for row in self.rows.values())
        kept = whole_groups(proposal.pins)
        self.pinned = {pin.participant_id for pin in proposal.pins if isinstance(pin, Pin)}
        self.pinned |= {
            who for group in proposal.groups if group.id in kept for who in group.members
        }

    def letter(self, person: Participant) -> Letter:
        row = self.rows[person.id]
        parts = [
            ("Where you stood", self._stood(row)),
            ("What decided it", self._decided(row)),
            ("Your chance before the draw", odds_words(person.id, self.proposal, self.chances)),
            ("What happens next", self._next(row)),
        ]
        if row.group is not None:
            parts.insert(0, ("Your group", self._group(row, row.group)))
        if row.group is not None:
            news = f"You have a seat, in group {row.group.id}."
        elif row.status == NOT_ELIGIBLE:
            news = "We could not consider you for a seat this time."
        else:
            news = "This time we have no seat for you."
        return Letter(
            person=person,
            program=tidy(self.program.name),
            greeting=f"Dear {tidy(person.name) or tidy(person.id)},",
            news=news,
            parts=tuple(Part(heading, tuple(lines)) for heading, lines in parts),
        )

    def _group(self, row: PersonRow, group: Group) -> Iterator[str]:
        dates = self.dates[group.id]
        own_zone = row.person.time_zone
        yield f"It meets on the {meeting_words(group)} ({zone_words(group.time_zone)})."
        if own_zone != group.time_zone:
            yield f"On your own clock: {row.local_time} ({zone_words(own_zone)})."
        if dates:
            first, last = day_words(dates[0].date), day_words(dates[-1].date)
            yield f"{count_words(len(dates), 'session')}, from {first} to {last}."
        others = count_words(len(group.members) - 1, "other person", "other people")
        yield f"You will reflect in {language_words(group.language)}, with {others}."

    def _stood(self, row: PersonRow) -> Iterator[str]:
        person, program = row.person, self.program
        everybody = count_words(len(self.cohort.participants), "person", "people")
        yield (
            f"{everybody} applied and {number_words(self.turns)} were eligible; there are seats "
            f"for {number_words(len(self.proposal.seats()))}."
        )
        waited = count_words(person.rounds_waited, "earlier round")
        before = f"waited through {waited}" if person.rounds_waited else "apply for the first time"
        yield (
            f"You have {access_words([person.rc_access])} to reflective consultation at work and "
            f"{before}."
        )
        if program.priority.mode == "points":
            points = count_words(points_of(program, person), "point")
            yield f"That and what else the policy counts made {points}."
        kept = [
            reserve.name.replace("-", " ")
            for reserve in program.priority.reserves
            if not reserve.confidential and meets(person, reserve.where)
        ]
        if kept:
            yield f"You count among those for whom the policy reserves seats: {list_words(kept)}."
        if row.turn is None:
            yield "You had no turn, because a turn is for those who are members."
            return
        yield f"Your turn was number {number_words(row.turn)} of {number_words(self.turns)}."
        seed = self.proposal.seed
        yield (
            f"Your ticket was {ticket(seed, person.id)}. It is the SHA-256 of “{seed}|{person.id}”:"
            " anybody can work it out again."
        )

    def _decided(self, row: PersonRow) -> Iterator[str]:
        if row.group is None:
            yield from reason_words(row.person, row.reasons, self.program)
        elif row.person.id in self.pinned:
            yield "You kept the seat that you had."
        else:
            yield (
                "Seats are given in the order of turns, as far as times, languages and rules "
                "allow. Yours came early enough for a seat at a time when you are free."
            )
        yield "The policy, the same for everybody:"
        yield from turn_policy_words(self.program, self.proposal.seed)
        yield from lottery_words(self.proposal)

    def _next(self, row: PersonRow) -> Iterator[str]:
        if row.group is None:
            yield from self._next_time(row)
        else:
            yield from self._before_it_begins(row, row.group)
        yield "Questions? Answer whoever sent you this letter."

    def _before_it_begins(self, row: PersonRow, group: Group) -> Iterator[str]:
        dates, until = self.dates[group.id], row.person.member_until
        yield (
            f"The calendar of group {group.id} lists every session, also those moved off a "
            "holiday, and who leads the group."
        )
        if row.outstanding:
            yield f"Please hand in before the first session: {row.outstanding}."
        if until is not None and dates and until < dates[-1].date:
            yield f"Please renew your membership: it ends on {day_words(until)}."
        yield (
            "If you cannot take this seat, say so as soon as you can. It then goes to somebody "
            "who is waiting."
        )

    def _next_time(self, row: PersonRow) -> Iterator[str]:
        if row.status != NOT_ELIGIBLE:
            waited = count_words(row.person.rounds_waited + 1, "round")
            yield (
                "If somebody gives up a seat that you could take, it goes by the same policy; "
                "you need do nothing for that."
            )
            yield f"If you apply again, say that you have waited through {waited}. {self._worth()}"
        yield from advice_words(row.reasons)

    def _worth(self) -> str:
        priority = self.program.priority
        if priority.mode == "tiers":
            return "Within a tier, those who waited longer come first."
        points = priority.points["round_waited"]
        if not points:
            return "Between equal points, those who waited longer come first."
        return f"Each round counts {number_words(points)} points."
