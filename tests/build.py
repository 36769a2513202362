"""People, providers, groups and proposals for tests, briefly."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from matcher.cohort import (
    Cohort,
    Entry,
    Group,
    GroupLanguage,
    LevelValue,
    Mark,
    Participant,
    Program,
    Proposal,
    Provider,
    Reason,
    Unplaced,
)
from matcher.cohort.availability import MINUTES_OF, WEEKDAYS, WEEKS_OF, minute_of
from matcher.levels import level_values
from matcher.openings import envies, open_seats
from matcher.openings.seats import Waiting
from matcher.rules import Plan, broken_rules

NEW_YORK = "America/New_York"
OFFICE = "mon,tue,wed,thu,fri 09:00-17:00"
ENTRY = re.compile(
    r"(?P<days>[a-z,]+) (?P<start>[0-9:]+)-(?P<end>[0-9:]+)"
    r"(?: \((?P<mark>\w+)\))?(?: weeks (?P<weeks>[\d,]+))?"
)


def entries(text: str) -> tuple[Entry, ...]:
    """Read ``mon,wed 09:00-12:00 (preferred) weeks 1,3; tue 10:00-11:00``."""
    found = []
    for part in filter(None, (piece.strip() for piece in text.split(";"))):
        match = ENTRY.fullmatch(part)
        assert match, part
        weeks = tuple(int(week) for week in (match["weeks"] or "").split(",") if week)
        found += [
            Entry(
                WEEKDAYS.index(day),
                minute_of(match["start"]),
                minute_of(match["end"]),
                Mark(match["mark"] or "free"),
                weeks,
            )
            for day in match["days"].split(",")
        ]
    return tuple(found)


def person(id: str, free: str = OFFICE, **other: Any) -> Participant:
    """Somebody on the waitlist, free in office hours in New York."""
    language = other.pop("group_language", "any").partition(" ")
    defaults: dict[str, Any] = {
        "sector": "home-visiting",
        "rc_access": "none",
        "time_zone": NEW_YORK,
        "applied_on": datetime(2026, 11, 1),
    }
    wish = GroupLanguage(language[0], language[2])
    return Participant(id=id, availability=entries(free), group_language=wish, **(defaults | other))


def people(count: int, **other: Any) -> list[Participant]:
    """P1, P2 and so on, all alike."""
    return [person(f"P{number}", **other) for number in range(1, count + 1)]


def provider(id: str = "V1", free: str = OFFICE, **other: Any) -> Provider:
    """Somebody who leads one group in office hours in New York."""
    defaults: dict[str, Any] = {
        "credential": "endorsed",
        "endorsement": "IMHM",
        "max_groups": 1,
        "time_zone": NEW_YORK,
    }
    return Provider(id=id, availability=entries(free), **(defaults | other))


def cohort(
    participants: Iterable[Participant], providers: Iterable[Provider] = (), **program: Any
) -> Cohort:
    """A cohort; without providers, V1 leads."""
    small: dict[str, Any] = {"group_size": (2, 3), "holidays": "none"}
    return Cohort(
        Program(**(small | program)), tuple(participants), tuple(providers) or (provider(),)
    )


def group(members: str | Sequence[str], **other: Any) -> Group:
    """A group of V1's on Tuesdays 10:00-11:00, weeks 1 and 3."""
    defaults: dict[str, Any] = {
        "id": "G1",
        "provider_id": "V1",
        "cadence": "twice-monthly",
        "weekday": "tue",
        "start": "10:00",
        "time_zone": NEW_YORK,
        "language": "en",
    }
    given = defaults | other
    given.setdefault("minutes", MINUTES_OF.get(given["cadence"], 60))
    given.setdefault("weeks", WEEKS_OF.get(given["cadence"], ((1, 3),))[0])
    ids = members.split() if isinstance(members, str) else members
    return Group(members=tuple(ids), **given)


def proposal(
    of: Cohort, groups: Sequence[Group] = (), earlier: Proposal | None = None, **other: Any
) -> Proposal:
    """A proposal with true values and a true list of the unplaced."""
    seated = {member for one in groups for member in one.members}
    levels = level_values(of, groups, earlier)
    defaults: dict[str, Any] = {
        "status": "feasible" if groups else "empty",
        "seed": of.program.seed,
        "runtime_s": 0.5,
        "input_sha256": "",
        "policy_sha256": "",
        "levels": tuple(LevelValue(name, value, None) for name, value in levels),
        "groups": tuple(groups),
        "unplaced": tuple(
            Unplaced(
                one.id,
                (
                    Reason("outranked", "All seats are taken.")
                    if one.is_member_on(of.program.start_date)
                    else Reason("membership", "It has lapsed."),
                ),
            )
            for one in of.participants
            if one.id not in seated
        ),
    }
    return Proposal(**(defaults | other))


def codes(of: Cohort, *groups: Group, **plan: Any) -> list[str]:
    """The codes of all rules that groups break, each as often as it is broken."""
    return [broken.code for broken in broken_rules(Plan(of, groups, **plan))]


def settled(of: Cohort, groups: Sequence[Group] = (), rounds: int = 60) -> tuple[Group, ...]:
    """Fill open seats and give way to envy until neither is left (or it goes on too long)."""
    now = list(groups)
    for _ in range(rounds):
        waiting = Waiting(Plan(of, tuple(now)))
        if seat := next(open_seats(waiting), None):
            if seat.meeting is None:
                place = next(i for i, one in enumerate(now) if one.id == seat.group_ids[0])
                members = (*now[place].members, *seat.participant_ids)
                now[place] = replace(now[place], members=members)
            else:
                now.append(
                    Group.at(
                        seat.meeting,
                        id=f"G{len(now) + 1:02}",
                        provider_id=seat.provider_id,
                        time_zone=of.program.time_zone,
                        language=seat.language,
                        members=seat.participant_ids,
                    )
                )
        elif envy := next(envies(waiting), None):
            place = next(i for i, one in enumerate(now) if one.id == envy.group_id)
            rest = [one for one in now[place].members if one != envy.seated_id]
            now[place] = replace(now[place], members=(*rest, envy.participant_id))
        else:
            break
    return tuple(now)
