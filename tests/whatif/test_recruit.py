"""Whom to recruit: what is promised is what a whole match of the changed cohort seats."""

from __future__ import annotations

import pytest

from matcher.check import check
from matcher.files.read import read_cohort
from matcher.propose import Options, solve
from matcher.whatif.recruit import recruit
from matcher.whatif.recruit_words import recruit_document, recruit_lines
from matcher.whatif.standing import NotStanding
from tests.build import cohort, group, people, person, proposal, provider, settled
from tests.command import SMALL

TUESDAY = "tue 10:00-11:00"


def test_somebody_new_at_the_hour_that_suits_the_most() -> None:
    rows = [*people(3, free=TUESDAY), *(person(f"Q{n}", "thu 15:00-16:00") for n in range(6))]
    of = cohort(rows, [provider(free=TUESDAY)], cadences=("twice-monthly",))
    before = proposal(of, [group("P1 P2 P3")])
    found = recruit(of, before)
    first = found.offers[0]
    assert (first.more, first.by_access["none"], first.moved) == (6, 6, 0)
    (change,) = first.outcome.changes
    assert change.provider is not None
    assert (change.provider.max_groups, change.provider.availability[0].weekday) == (2, 3)
    whole = solve(first.outcome.cohort, options=Options(time_limit=5, workers=1))
    assert check(first.outcome.cohort, whole).clean
    assert len(whole.seats()) >= len(before.seats()) + first.more
    text = "\n".join(recruit_lines(found, of))
    assert "One more provider on Thursdays, 3:00–4:00 pm" in text
    assert "6 more have a seat, 6 without access" in text


def test_a_language_nobody_leads_in() -> None:
    rows = [
        *people(3, free=TUESDAY),
        *(person(f"Q{n}", TUESDAY, languages=("pt",)) for n in (1, 2)),
    ]
    of = cohort(rows, [provider(free=TUESDAY)])
    found = recruit(of, proposal(of, [group("P1 P2 P3")]))
    (change,) = found.offers[0].outcome.changes
    assert change.provider is not None
    assert change.provider.languages == ("pt",)
    assert "in Portuguese" in recruit_document(found, of)["text"]


def test_the_least_credential_that_serves() -> None:
    aims = ["none", "IMHS"]
    rows = [*people(3, free=TUESDAY)]
    rows += [person(f"Q{n}", "thu 15:00-16:00", endorsement_target=aims[n % 2]) for n in range(4)]
    of = cohort(rows, [provider(free=TUESDAY)], cadences=("twice-monthly",))
    found = recruit(of, proposal(of, [group("P1 P2 P3")]))
    (change,) = found.offers[0].outcome.changes
    assert change.provider is not None
    assert (change.provider.credential, change.provider.endorsement) == ("endorsed", "IMHS")
    assert found.offers[0].more == 4


def test_one_who_leads_already_has_room_at_another_hour() -> None:
    rows = [*people(3, free=TUESDAY), *(person(f"Q{n}", "thu 15:00-16:00") for n in (1, 2, 3))]
    of = cohort(rows, [provider(free=TUESDAY, max_groups=2)], cadences=("twice-monthly",))
    found = recruit(of, proposal(of, [group("P1 P2 P3")]))
    kinds = {offer.outcome.changes[0].kind for offer in found.offers}
    assert {"hour", "provider"} <= kinds
    assert found.offers[0].outcome.changes[0].kind == "hour"  # asks less of fewer


def test_one_whose_credential_has_lapsed() -> None:
    rows = [*people(3, free=TUESDAY), *(person(f"Q{n}", "thu 15:00-16:00") for n in (1, 2, 3))]
    lapsed = provider("V2", "thu 15:00-16:00", own_rsc_current=False)
    of = cohort(rows, [provider(free=TUESDAY), lapsed])
    found = recruit(of, proposal(of, [group("P1 P2 P3")]))
    assert "renewed" in {offer.outcome.changes[0].kind for offer in found.offers}


def test_two_at_once() -> None:
    rows = [*people(3, free=TUESDAY), *(person(f"Q{n}", "thu 15:00-16:00") for n in (1, 2, 3))]
    rows += [person(f"R{n}", "fri 15:00-16:00") for n in (1, 2, 3)]
    of = cohort(rows, [provider(free=TUESDAY)], cadences=("twice-monthly",))
    found = recruit(of, proposal(of, [group("P1 P2 P3")]))
    assert found.offers[0].more == 3
    assert found.bundles[0].more == 6


def test_what_is_promised_first_is_what_a_match_then_seats() -> None:
    """Somebody new on Thursday seats the three of Thursday, but a match would rather seat A1."""
    both = "tue 10:00-11:00; thu 15:00-16:00"
    rows = [
        person("A1", "wed 10:00-11:00"),
        person("A2", both),
        *(person(f"B{n}", both, rc_access="little") for n in (1, 2)),
        person("B3", "wed 10:00-11:00", rc_access="little"),
        *(person(f"E{n}", "thu 15:00-16:00", rc_access="regular") for n in (1, 2, 3)),
    ]
    of = cohort(
        rows, [provider(free="tue,wed 10:00-11:00")], group_size=(2, 3), cadences=("twice-monthly",)
    )
    before = proposal(of, [group("A2 B1 B2")])
    found = recruit(of, before, seconds=60)
    first = found.offers[0]
    assert first.confirmed
    assert "Forming all groups anew" in list(recruit_lines(found, of))[2]
    whole = solve(first.outcome.cohort, options=Options(time_limit=10, workers=1))
    seats = {lv.name: lv.value for lv in whole.levels if lv.name.startswith("seats.")}
    assert seats.items() <= dict(first.outcome.levels).items()
    assert len(whole.seats()) == len(before.seats()) + first.more


def test_other_groups_altogether() -> None:
    rows = [person(f"P{n}", "tue,wed 10:00-11:00") for n in (1, 2)]
    of = cohort(
        [*rows, person("P3", "wed 10:00-11:00", rc_access="little")],
        [provider(free="tue,wed 10:00-11:00")],
        group_size=(2, 2),
    )
    found = recruit(of, proposal(of, [group("P1 P2")]), seconds=60)
    (change,) = found.offers[0].outcome.changes
    assert change.kind in ("seat", "size")
    assert found.offers[0].more == 1
    assert {one.weekday for one in found.offers[0].outcome.groups} == {"wed"}


def test_everybody_has_a_seat_or_nothing_helps() -> None:
    of = cohort(people(3, free=TUESDAY))
    assert recruit(of, proposal(of, [group("P1 P2 P3")])).waiting == 0
    alone = cohort(
        [*people(2, free=TUESDAY), person("P3", "fri 07:00-08:00")], [provider(free=TUESDAY)]
    )
    found = recruit(alone, proposal(alone, [group("P1 P2")]))
    assert found.offers == ()
    assert len(list(recruit_lines(found, alone))) == 2
    with pytest.raises(NotStanding):
        recruit(alone, proposal(alone, [group("P1 P2", start="06:00")]))


def test_the_first_entry_really_added_to_a_shared_cohort() -> None:
    of = read_cohort(SMALL).cohort
    before = proposal(of, settled(of, rounds=300))
    found = recruit(of, before, seconds=60)
    assert found.offers
    first = found.offers[0]
    whole = solve(
        first.outcome.cohort, options=Options(time_limit=8, workers=1), start=first.outcome.groups
    )
    assert check(first.outcome.cohort, whole).clean
    assert len(whole.seats()) >= len(before.seats()) + first.more
