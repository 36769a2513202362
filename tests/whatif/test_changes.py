"""Small changes of a cohort: what each makes of it, and nothing else."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from matcher.cohort import Entry, Provider
from matcher.cohort.places import largest_group, may_lead
from matcher.whatif.changes import Change, changed, renewable
from tests.build import cohort, people, person, provider

TUESDAY = Entry(1, 600, 660)


def test_one_more_time() -> None:
    of = cohort(people(3), [provider()])
    after = changed(of, [Change("entry", "P2", TUESDAY), Change("hour", "V1", TUESDAY)])
    assert after.participant_by_id["P2"].availability[-1] == TUESDAY
    assert after.provider_by_id["V1"].availability[-1] == TUESDAY
    assert after.participant_by_id["P1"] == of.participant_by_id["P1"]


def test_cadence_and_wish() -> None:
    of = cohort([person("P1", cadence="monthly", languages=("en", "es"), group_language="only es")])
    after = changed(of, [Change("cadence", "P1"), Change("wish", "P1")]).participants[0]
    assert after.cadence == "either"
    assert after.group_language.wish == "any"


def test_one_more_group() -> None:
    of = cohort(people(3), [provider(), provider("V2", max_groups=0)])
    after = changed(of, [Change("group", "V1"), Change("group", "V2")])
    assert [one.max_groups for one in after.providers] == [2, 1]


@pytest.mark.parametrize(("own", "sizes"), [(None, (4, 3)), (3, (4, 3)), (2, (3, 3)), (9, (4, 3))])
def test_one_more_seat_is_that_provider_s_alone(own: int | None, sizes: tuple[int, int]) -> None:
    of = cohort(people(3), [provider(max_group_size=own), provider("V2")])
    after = changed(of, [Change("seat", "V1")])
    assert tuple(largest_group(after.program, one) for one in after.providers) == sizes


def test_one_more_seat_in_every_group() -> None:
    of = cohort(people(3), [provider(max_group_size=2), provider("V2")])
    after = changed(of, [Change("size")])
    assert [largest_group(after.program, one) for one in after.providers] == [2, 4]


def test_somebody_new_and_the_same_again() -> None:
    new = provider("NEW1", "tue 10:00-11:00")
    again = replace(new, availability=(Entry(3, 600, 660),), max_groups=2)
    of = changed(cohort(people(3)), [Change("provider", "NEW1", None, new)])
    assert of.providers[-1] == new
    of = changed(of, [Change("provider", "NEW1", None, again)])
    assert len(of.providers) == 2
    assert of.providers[-1].max_groups == 3
    assert len(of.providers[-1].availability) == 2


@pytest.mark.parametrize(
    ("lapsed", "possible"),
    [
        (provider(own_rsc_current=False), True),
        (provider(credential_until=date(2026, 1, 1)), True),
        (provider(own_rsc_current=False, max_groups=0), False),
        (provider(), False),
    ],
)
def test_who_could_lead_again(lapsed: Provider, possible: bool) -> None:
    of = cohort(people(3), [lapsed])
    assert renewable(of.program, lapsed) is possible
    if possible:
        assert may_lead(of.program, changed(of, [Change("renewed", "V1")]).providers[0])


def test_as_json_holds_it() -> None:
    found = Change("entry", "P2", TUESDAY).to_dict()
    assert found == {"kind": "entry", "id": "P2", "availability": "Tue 10:00-11:00"}
    assert Change("size").to_dict()["id"] is None
    shown = Change("provider", "NEW1", None, provider("NEW1", "tue 10:00-11:00")).to_dict()
    assert shown["provider"]["availability"] == ["Tue 10:00-11:00"]
