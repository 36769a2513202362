"""Why somebody has no seat: reason codes worked out from the cohort, never guessed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

import numpy as np

from matcher.cohort import AnyPin, Cohort, Group, Participant, Proposal, Reason, Unplaced
from matcher.cohort.vocabulary import LANGUAGE_NAMES
from matcher.explain.obstacles import Found, Obstacles
from matcher.explain.reach import Reach, common
from matcher.openings.bench import Bench
from matcher.openings.fill import Unit
from matcher.openings.grid import BoolArray
from matcher.openings.seats import Waiting
from matcher.rules import RULES, Plan
from matcher.rules.eligible import not_a_member
from matcher.rules.size import bounds
from matcher.rules.words import listed, some

RULE_WORDS = {
    "supervisor": "their own supervisor or report",
    "apart": "somebody they may not share a group with",
    "same-organization": "as many members of their organization as may meet",
}


def unplaced_reasons(
    cohort: Cohort,
    groups: Sequence[Group],
    pins: Sequence[AnyPin] = (),
    earlier: Proposal | None = None,
    *,
    repair: bool = False,
    on: date | None = None,
) -> tuple[Unplaced, ...]:
    """Return everyone without a seat, in the cohort's order, each with at least one reason.

    Parameters
    ----------
    cohort : Cohort
        Tickets are drawn from ``cohort.program.seed``; for a run with another seed pass
        ``with_seed(cohort, seed)``.
    groups : sequence of Group
    pins : sequence of AnyPin
        What the groups had to keep.
    earlier : Proposal, optional
        The proposal these groups were made from.
    repair : bool
        Whether that one was published, so that seats kept from it are nobody's to take.
    on : date, optional
        From when on a repair holds.
    """
    reasons = Reasons(Plan(cohort, tuple(groups), tuple(pins), earlier), repair=repair, on=on)
    return tuple(
        Unplaced(person.id, reasons.of(person))
        for person in cohort.participants
        if person.id not in reasons.plan.sits
    )


class Reasons:
    """The reasons of everyone without a seat, computed for all of them at once."""

    def __init__(self, plan: Plan, *, repair: bool = False, on: date | None = None) -> None:
        self.plan = plan
        self.program = plan.cohort.program
        self.waiting = Waiting(plan, on=on)
        bench = self.waiting.bench
        self.reach = Reach(bench, self.waiting.grid)
        reach = self.reach
        self.fits = reach.speaks & reach.paced & reach.counts
        self.shared = common(reach.times_left, reach.held)
        self.obstacles = Obstacles(self.waiting, repair=repair)
        everybody = [plan.cohort.participant_by_id[one] for one in self.waiting.order]
        self.company = reach.company(Bench(everybody, self.waiting.grid, plan))
        self.enough = reach.held & (self.company >= reach.low)
        self.meets_enough = common(reach.times_left, self.enough)
        self.left = reach.company(bench) * reach.opening
        self.can_open = reach.opening.any(axis=1)

    def of(self, person: Participant) -> tuple[Reason, ...]:
        """Return why somebody without a seat has none."""
        kept = self.plan.pinned.get(person.id)
        if kept and person.is_member_on(self.program.start_date):
            return (_rule("locked", f"{person.id} is pinned to {listed(sorted(kept))} only."),)
        if reasons := self.never(person):
            return reasons
        return tuple(self._groups(person, self.waiting.bench.row[person.id]))

    def never(self, person: Participant) -> tuple[Reason, ...]:
        """Return why no proposal could seat somebody; nothing where one might."""
        if text := not_a_member(person, self.program):
            return (Reason("membership", text),)
        row = self.waiting.bench.row[person.id]
        for step in (self._provider, self._hours, self._time, self._together, self._company):
            if reasons := tuple(step(person, row)):
                return reasons
        return ()

    def _provider(self, person: Participant, row: int) -> Iterator[Reason]:
        speaks = self.reach.speaks[row]
        if not self.reach.offers:
            text = "There is no provider who may lead a group."
            yield Reason("no-provider-time", text)
        elif not speaks.any():
            wish = person.group_language
            spoken = [wish.language] if wish.wish == "only" else person.languages
            names = [LANGUAGE_NAMES.get(code, (code,))[0] for code in spoken]
            tongue = " or ".join(names) or "a language they gave"
            text = f"No provider who may lead a group leads in {tongue}, as {person.id} needs."
            yield Reason("no-language", text)

    def _hours(self, person: Participant, row: int) -> Iterator[Reason]:
        speaks = self.reach.speaks[row]
        groups = "" if person.cadence == "either" else f"{person.cadence} groups "
        paced = speaks & self.reach.paced[row]
        if not paced.any():
            text = f"Nobody who could lead in {person.id}'s language leads {groups}as asked for."
            yield Reason("no-provider-time", text)
        elif not self.fits[row].any():
            count = self._providers(paced)
            text = (
                f"Hours with the {some(count, 'provider')} who could lead {groups}in {person.id}'s "
                f"language do not count for {person.endorsement_target}."
            )
            yield Reason("no-qualified-provider", text)

    def _time(self, person: Participant, row: int) -> Iterator[Reason]:
        fits, barred = self.fits[row], self.reach.barred[row]
        if (fits & ~barred & self.shared[row]).any():
            return
        times = self.reach.times[row]
        at_all = self._suits(times, self.reach.held)
        if (fits & ~barred & at_all).any():
            text = f"{person.id} leads a group at every time at which a provider could take them."
            yield _rule("provider-own", text)
            return
        kept = fits & barred & at_all
        may_take = self._providers(fits & ~barred)
        if may_take or not kept.any():
            when = "" if person.cadence == "either" else f" for a {person.cadence} group"
            who = {
                0: f"The providers whose language and hours suit {person.id} may not take them and",
                1: f"The one provider who may take {person.id}",
            }.get(may_take, f"The {may_take} providers who may take {person.id}")
            verb = "is" if may_take == 1 else "are"
            text = f"{who} {verb} not available when {person.id} is{when}."
            yield Reason("no-provider-time", text)
        for code in sorted({self._bar(person, int(column)) for column in np.flatnonzero(kept)}):
            text = f"A provider is available when {person.id} is, but may not take them."
            yield _rule(code, f"{text} {RULES[code].words}")

    def _bar(self, person: Participant, column: int) -> str:
        provider = self.reach.offers[column].provider
        pair = frozenset((person.id, provider.id))
        if len(pair) == 1:
            return "provider-own"
        pairs = self.obstacles.pairs.items()
        return next((code for code, parted in pairs if pair in parted), "locked")

    def _together(self, person: Participant, row: int) -> Iterator[Reason]:
        together = self.plan.cohort.together.get(person.id)
        if together is None:
            return
        count = len(together)
        whole = f"{person.id} sits together with {some(count - 1, 'other person', 'others')}"
        unit = self.obstacles.unit(person)
        most = max((bounds(o.provider, self.program)[1] for o in self.reach.offers), default=0)
        if unit is None:
            yield _rule("together", f"{whole}, not all of whom can be given a seat.")
        elif count > most:
            yield _rule("together", f"{whole}; no group holds more than {most} people.")
        elif not self.waiting.manners.admits(unit):
            yield _rule("together", f"{whole}, and another rule keeps some of them apart.")
        elif not self._common(unit).any():
            text = f"{whole}; no provider who may take all of them is available when all can meet."
            yield _rule("together", text)

    def _common(self, unit: Unit) -> BoolArray:
        """Return which offers suit all of a unit at a common time, shape (offers,)."""
        rows = [self.waiting.bench.row[one] for one in unit.ids]
        open_to: BoolArray = np.all(self.fits[rows] & ~self.reach.barred[rows], axis=0)
        return open_to & self._suits(self._times(unit), self.reach.held)

    def _times(self, unit: Unit) -> BoolArray:
        rows = [self.waiting.bench.row[one] for one in unit.ids]
        times: BoolArray = np.all(self.reach.times_left[rows], axis=0)
        return times

    def _suits(self, times: BoolArray, held: BoolArray) -> BoolArray:
        found: BoolArray = np.any(held & times, axis=1)
        return found

    def _company(self, person: Participant, row: int) -> Iterator[Reason]:
        """Count company at every time that suits; for a unit at those that suit all of it."""
        unit = self.obstacles.unit(person)
        fits = self.fits[row] & ~self.reach.barred[row]
        times, enough = self.reach.times_left[row], self.meets_enough[row]
        if unit is not None and unit.size > 1:
            fits, times = self._common(unit), self._times(unit)
            enough = self._suits(times, self.enough)
        if (fits & enough).any():
            return
        best = int(self.company[np.ix_(fits, times)].max(initial=0))
        low = self.reach.low
        text = (
            f"At no time that {person.id} shares with a provider could {low} people meet; "
            f"at the best one {some(best, 'person', 'people')} could, {person.id} included."
        )
        yield Reason("not-enough-others", text)

    def _groups(self, person: Participant, row: int) -> Iterator[Reason]:
        found = self.obstacles.found[row]
        fits = self.fits[row] & ~self.reach.barred[row] & self.shared[row]
        shares = f"{person.id} shares a free time with {some(self._providers(fits), 'provider')}."
        if found.open:
            text = f"{shares} A seat in {some(found.open, 'group')} is open to them even now."
            yield Reason("outranked", text)
            return
        if found.earlier:
            which = "the group" if found.earlier == 1 else f"the {found.earlier} groups"
            text = f"All seats of {which} at their times went to people whose turn came earlier."
            yield Reason("outranked", f"{shares} {text}")
        if found.closed:
            text = (
                f"{some(found.closed, 'group')} at their times took no newcomers any more: fewer "
                f"than {self.program.backfill_hours:g} hours were left."
            )
            yield Reason("outranked", text if found.earlier else f"{shares} {text}")
        if found.reserved:
            text = (
                f"Seats in {some(found.reserved, 'group')} at their times are held by people "
                "whose turn came later but for whom this program reserves seats."
            )
            yield Reason("outranked", text if found.earlier else f"{shares} {text}")
        yield from _rule_reasons(person, found)
        if not (found.earlier or found.rules or found.reserved or found.closed):
            yield from self._nobody_left(person, row, shares, fits)

    def _nobody_left(
        self, person: Participant, row: int, shares: str, fits: BoolArray
    ) -> Iterator[Reason]:
        """Explain somebody at whose times no group meets, though one could have."""
        times, low = self.reach.times_left[row], self.reach.low
        room: dict[str, int] = {}
        codes: set[str] = set()
        for index in np.flatnonzero(fits & self.can_open):
            offer, left = self.reach.offers[index], self.left[index] * times
            best = int(left.max(initial=0))
            room[offer.provider.id] = max(best, room.get(offer.provider.id, 0))
            for column in np.flatnonzero(left >= low):
                meeting = self.waiting.grid.meetings[column]
                codes |= self.obstacles.why_no_further(offer.provider, meeting, offer.language)
        for code in sorted(codes):
            text = f"Enough people without a seat could meet when {person.id} can, but not together"
            yield _rule(code, f"{text}: {RULES[code].words}")
        if codes:
            return
        full = self._providers(fits) - len(room)
        parts = [f"{shares} No group that could take {person.id} meets when {person.id} can."]
        if full:
            verb = "leads" if full == 1 else "lead"
            parts.append(f"{full} of these {verb} as many groups as offered, at other times.")
        if room:
            most = max(room.values())
            have = "has" if len(room) == 1 else "have"
            parts.append(
                f"{len(room)} {have} room for a further group, but of the people without a seat "
                f"at most {most} could meet then; a group needs {low}."
            )
        yield Reason("outranked", " ".join(parts))

    def _providers(self, offers: BoolArray) -> int:
        return len({self.reach.offers[index].provider.id for index in np.flatnonzero(offers)})


def _rule_reasons(person: Participant, found: Found) -> Iterator[Reason]:
    for code, count in sorted(found.rules.items()):
        where = some(count, "group")
        if code in RULE_WORDS:
            text = (
                f"A seat in {where} would be open to {person.id}, but for {RULE_WORDS[code]} there."
            )
        elif code == "locked":
            text = f"Seats of people with a later turn in {where} are pinned, or kept in a repair."
        else:
            text = (
                f"A seat in {where} would be open to {person.id}, but it cannot be given without "
                "parting people who sit together."
            )
        yield _rule(code, text)


def _rule(code: str, text: str) -> Reason:
    return Reason("rule", f"rule {code}: {text}")
