"""Rule ``one-seat``."""

from matcher.rules import Plan, broken_rules
from tests.build import codes, cohort, group, people, provider

TWO = [provider("V1"), provider("V2")]


def test_two_groups_of_different_people_are_kept() -> None:
    of = cohort(people(4), TWO)
    assert codes(of, group("P1 P2"), group("P3 P4", id="G2", provider_id="V2")) == []


def test_somebody_in_two_groups_is_broken_and_named() -> None:
    of = cohort(people(3), TWO)
    groups = (group("P1 P2"), group("P2 P3", id="G2", provider_id="V2"))
    (broken,) = broken_rules(Plan(of, groups))
    assert (broken.code, broken.participant_ids) == ("one-seat", ("P2",))
    assert broken.text == "P2 sits in G1 and G2."


def test_somebody_listed_twice_in_one_group_is_broken() -> None:
    assert codes(cohort(people(2)), group("P1 P2 P2")) == ["one-seat"]
