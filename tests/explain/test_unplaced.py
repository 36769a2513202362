"""Why somebody has no seat: each reason once, by hand."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date

from matcher.cohort import Cohort, Group, Participant, Pin, Provider, Reason
from matcher.explain.unplaced import unplaced_reasons
from tests.build import cohort, group, people, person, proposal, provider

TUESDAY = "tue 10:00-11:00 weeks 1,3"
LATE = {"rc_access": "regular"}


def reasons(
    rows: Iterable[Participant],
    *groups: Group,
    leaders: Iterable[Provider] = (),
    of: str = "P1",
    pins: Iterable[Pin] = (),
    **program: object,
) -> list[Reason]:
    """The reasons of one person of a cohort."""
    everyone = unplaced_reasons(cohort(rows, leaders, **program), groups, tuple(pins))
    return [reason for one in everyone if one.participant_id == of for reason in one.reasons]


def codes(*args: object, **other: object) -> list[str]:
    """Their codes, with the rule's for a rule."""
    found = reasons(*args, **other)
    return [re.split("[ :]", one.text)[1] if one.code == "rule" else one.code for one in found]


def test_everyone_without_a_seat_is_listed_in_the_cohorts_order() -> None:
    of = cohort(people(5, free=TUESDAY))
    listed = [one.participant_id for one in unplaced_reasons(of, [group("P2 P4 P3")])]
    assert listed == ["P1", "P5"]
    assert unplaced_reasons(of, [group("P1 P2 P3"), group("P4 P5", id="G2")]) == ()


def test_a_lapsed_membership_is_the_only_reason() -> None:
    (reason,) = reasons([person("P1", "", member_until=date(2026, 11, 30))])
    assert reason.code == "membership"
    assert "2026-11-30" in reason.text


def test_no_provider_leads_in_the_language() -> None:
    (reason,) = reasons([person("P1", languages=("es", "pt")), *people(3)[1:]])
    assert reason.code == "no-language"
    assert "Spanish or Portuguese" in reason.text
    only = person("P1", languages=("en", "es"), group_language="only es")
    assert codes([only, *people(3)[1:]]) == ["no-language"]
    unable = [provider(languages=("en",)), provider("V2", languages=("es",), max_groups=0)]
    assert codes([only, *people(3)[1:]], leaders=unable) == ["no-language"]


def test_no_providers_hours_count() -> None:
    rows = [person("P1", endorsement_target="IMHM"), *people(3)[1:]]
    leaders = [provider(endorsement="IFRS"), provider("V2", endorsement="IMHM", languages=("es",))]
    (reason,) = reasons(rows, leaders=leaders)
    assert (reason.code, "IMHM" in reason.text) == ("no-qualified-provider", True)


def test_hours_that_would_count_are_no_help_in_another_cadence() -> None:
    rows = [person("P1", endorsement_target="IMHM", cadence="monthly"), *people(3)[1:]]
    mentor = provider(endorsement="IMHM", cadence="twice-monthly")
    (reason,) = reasons(rows, leaders=[mentor, provider("V2", endorsement="IFRS")])
    assert reason.code == "no-qualified-provider"
    assert "1 provider who could lead monthly groups in P1's language" in reason.text
    (reason,) = reasons(rows, leaders=[mentor])
    assert reason.code == "no-provider-time"
    assert "leads monthly groups" in reason.text


def test_no_provider_is_available_then() -> None:
    (reason,) = reasons([person("P1", "fri 09:00-17:00")], leaders=[provider(free=TUESDAY)])
    assert reason.code == "no-provider-time"
    assert codes([person("P1", "tue 10:00-10:59")]) == ["no-provider-time"]


def test_the_cadence_may_be_what_leaves_no_time() -> None:
    monthly = person("P1", cadence="monthly")
    (reason,) = reasons([monthly], leaders=[provider(free=TUESDAY)])
    assert reason.code == "no-provider-time"
    assert "for a monthly group" in reason.text


def test_the_only_provider_available_may_be_one_kept_apart() -> None:
    leaders = [provider(free=TUESDAY), provider("V2", "fri 09:00-12:00")]
    rows = [person("P1", TUESDAY, supervisor_id="V1"), *people(3, free=TUESDAY)[1:]]
    assert codes(rows, leaders=leaders) == ["no-provider-time", "supervisor"]
    assert codes(rows, leaders=leaders[:1]) == ["supervisor"]
    elsewhere = [person("P1", "fri 09:00-12:00", supervisor_id="V1"), *rows[1:]]
    (reason,) = reasons(elsewhere, leaders=leaders[:1])
    assert (reason.code, "may not take them" in reason.text) == ("no-provider-time", True)
    own = [person("V1", TUESDAY), *people(3, free=TUESDAY)]
    assert codes(own, leaders=leaders[:1], of="V1") == ["provider-own"]


def test_a_provider_may_lead_whenever_they_could_sit() -> None:
    leaders = [provider("V1", TUESDAY), provider("P1", TUESDAY)]
    rows = [person("P1", TUESDAY), *people(7, free=TUESDAY)[1:]]
    led = group("P2 P3", provider_id="P1")
    other = group("P4 P5", id="G2")
    assert codes(rows, led, other, leaders=leaders) == ["provider-own"]


def test_too_few_could_ever_meet_then() -> None:
    rows = [person("P1", "mon 09:00-12:00"), person("P2", "mon 11:00-12:00"), person("P3", TUESDAY)]
    (reason,) = reasons(rows, group_size=(3, 3))
    assert reason.code == "not-enough-others"
    assert "2 people could" in reason.text
    # Somebody who may not sit with that provider is no company; a seated person is.
    assert codes([*rows, person("P4", apart_from=("V1",))], group_size=(3, 3)) == [
        "not-enough-others"
    ]
    seated = [*rows, *(person(f"Q{n}", TUESDAY + "; mon 09:00-12:00") for n in (1, 2))]
    assert codes(seated, group("P3 Q1 Q2"), group_size=(3, 3)) == ["outranked"]


def test_seats_went_to_earlier_turns() -> None:
    rows = [person("P1", TUESDAY, **LATE), *people(4, free=TUESDAY)[1:]]
    (reason,) = reasons(rows, group("P2 P3 P4"))
    assert reason == Reason(
        "outranked",
        "P1 shares a free time with 1 provider. All seats of the group at their times went to "
        "people whose turn came earlier.",
    )


def test_the_provider_may_be_full_at_other_times() -> None:
    rows = [person("P1", "mon 10:00-11:00"), person("P2", "mon 10:00-11:00; " + TUESDAY),
            *people(4, free=TUESDAY)[2:]]  # fmt: skip
    (reason,) = reasons(rows, group("P2 P3 P4"))
    assert reason.code == "outranked"
    assert "1 of these leads as many groups as offered" in reason.text


def test_a_provider_may_have_room_but_the_company_sits_elsewhere() -> None:
    rows = [person("P1", "mon 10:00-11:00"), person("P2", "mon 10:00-11:00; " + TUESDAY),
            *people(4, free=TUESDAY)[2:]]  # fmt: skip
    (reason,) = reasons(rows, group("P2 P3 P4"), leaders=[provider(max_groups=2)])
    assert reason.code == "outranked"
    assert "1 has room for a further group" in reason.text
    assert "at most 1 could meet" in reason.text


def test_a_rule_between_members_may_be_all_that_keeps_somebody_out() -> None:
    late = [person(f"P{n}", TUESDAY, **LATE) for n in (2, 3, 4)]
    for barred in ({"apart_from": ("P2", "P3")}, {"apart_from": ("P2", "P3", "P4")}):
        assert codes([person("P1", TUESDAY, **barred), *late], group("P2 P3 P4")) == ["apart"]
    early = [person(f"P{n}", TUESDAY, organization="Acorn") for n in (2, 3)]
    report = person("P1", TUESDAY, supervisor_id="P2", **LATE)
    assert codes([report, *early], group("P2 P3")) == ["supervisor"]
    colleague = person("P1", TUESDAY, organization="Acorn", **LATE)
    assert codes([colleague, *early], group("P2 P3")) == ["same-organization"]


def test_it_may_leave_too_few_for_a_further_group() -> None:
    acorn = people(3, free=TUESDAY, organization="Acorn")
    assert codes(acorn, group_size=(3, 3)) == ["same-organization"]
    apart = [person("P1", TUESDAY, apart_from=("P2",)), person("P2", TUESDAY)]
    assert codes(apart) == ["apart"]


def test_pinned_seats_are_no_ones_to_take() -> None:
    late = [person(f"P{n}", TUESDAY, **LATE) for n in (2, 3, 4)]
    pins = [Pin(f"P{n}", "G1") for n in (2, 3, 4)]
    assert codes([person("P1", TUESDAY), *late], group("P2 P3 P4"), pins=pins) == ["locked"]
    assert codes([person("P1", group_id="G9")]) == ["locked"]


def test_seats_kept_in_a_repair_are_no_ones_to_take() -> None:
    of = cohort([person("P1", TUESDAY), *(person(f"P{n}", TUESDAY, **LATE) for n in (2, 3, 4))])
    seats = [group("P2 P3 P4")]
    (one,) = unplaced_reasons(of, seats, earlier=proposal(of, seats), repair=True)
    assert one.reasons[0].text.startswith("rule locked: ")


def test_people_who_sit_together_share_what_keeps_one_of_them_out() -> None:
    free, never = people(4, free=TUESDAY)[1:], "fri 09:00-10:00"
    pair = person("P1", TUESDAY, together_with=("X",))
    lapsed = person("X", TUESDAY, member_until=date(2026, 1, 1))
    assert codes([pair, lapsed, *free]) == ["together"]
    busy = person("X", never)
    assert codes([pair, busy, *free], leaders=[provider()]) == ["together"]
    kept = person("X", TUESDAY, apart_from=("P1",))
    assert codes([pair, kept, *free]) == ["together"]
    three = [person("P1", TUESDAY, together_with=("X", "Y")), person("X", TUESDAY)]
    assert codes([*three, person("Y", TUESDAY), *free], group_size=(2, 2)) == ["together"]


def test_people_who_sit_together_cannot_take_a_single_seat() -> None:
    rows = [person("P1", TUESDAY, together_with=("X",)), person("X", TUESDAY),
            *(person(f"L{n}", TUESDAY, **LATE) for n in (1, 2, 3))]  # fmt: skip
    assert codes(rows, group("L1 L2 L3")) == ["together"]
    assert codes(rows, group("L1 L2")) == ["together"]


def test_somebody_may_have_several_reasons() -> None:
    leaders = [provider("V1"), provider("V2")]
    late = [person(f"L{n}", TUESDAY, **LATE) for n in (1, 2, 3)]
    first = [person(f"Q{n}", TUESDAY, rounds_waited=9) for n in (1, 2, 3)]
    rows = [person("P1", TUESDAY, apart_from=("L1", "L2")), *late, *first]
    groups = (group("L1 L2 L3"), group("Q1 Q2 Q3", id="G2", provider_id="V2"))
    assert codes(rows, *groups, leaders=leaders) == ["outranked", "apart"]


def test_a_seat_still_open_is_said_to_be() -> None:
    (reason,) = reasons(people(3, free=TUESDAY), group("P2 P3"))
    assert "open to them even now" in reason.text


def test_nobody_else_is_named() -> None:
    rows = [person("P1", TUESDAY, apart_from=("Q2",), together_with=("Q3",), name="Ann Archer")]
    rows += [person(f"Q{n}", TUESDAY, **LATE, name="Bo", email="bo@x.org") for n in range(1, 6)]
    for groups in ((), (group("Q1 Q2"),), (group("Q1 Q4 Q5"),)):
        for reason in reasons(rows, *groups):
            assert not re.search(r"Q\d|V1|Ann|Bo|@", reason.text)


def test_no_providers_and_no_people() -> None:
    empty = Cohort(cohort(people(1)).program, tuple(people(2)), ())
    assert [one.reasons[0].code for one in unplaced_reasons(empty, ())] == ["no-provider-time"] * 2
    away = [provider(max_groups=0), provider("V2", own_rsc_current=False)]
    assert codes(people(3), leaders=away) == ["no-provider-time"]
    nobody = Cohort(cohort(people(1)).program, (), (provider(),))
    assert unplaced_reasons(nobody, ()) == ()
