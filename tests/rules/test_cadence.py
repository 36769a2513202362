"""Rule ``cadence``."""

from tests.build import codes, cohort, group, people, person, provider

MONTHLY = group("P1 P2", cadence="monthly")


def test_either_and_the_same_wish_are_kept() -> None:
    of = cohort([person("P1"), person("P2", cadence="monthly")], [provider(cadence="monthly")])
    assert codes(of, MONTHLY) == []


def test_a_member_or_a_provider_who_asked_for_the_other_is_broken() -> None:
    of = cohort([person("P1"), person("P2", cadence="twice-monthly")])
    assert codes(of, MONTHLY) == ["cadence"]
    assert codes(cohort(people(2), [provider(cadence="twice-monthly")]), MONTHLY) == ["cadence"]


def test_a_cadence_the_program_does_not_offer_is_broken() -> None:
    assert codes(cohort(people(2), cadences=("twice-monthly",)), MONTHLY) == ["cadence"]


def test_a_word_that_is_no_cadence_is_broken_and_nothing_else_fails() -> None:
    of = cohort([person("P1"), person("P2")])
    assert codes(of, group("P1 P2", cadence="weekly")) == ["cadence"]
