"""Rule ``same-organization``."""

from matcher.rules import Plan, broken_rules
from tests.build import codes, cohort, group, people, person, provider

THREE = people(3, organization="Acorn")


def test_as_many_colleagues_as_allowed_are_kept() -> None:
    of = cohort([*THREE[:2], person("P3", organization="Birch")])
    assert codes(of, group("P1 P2 P3")) == []


def test_one_too_many_is_broken_and_named() -> None:
    (broken,) = broken_rules(Plan(cohort(THREE), (group("P1 P2 P3"),)))
    assert (broken.code, broken.participant_ids) == ("same-organization", ("P1", "P2", "P3"))
    assert codes(cohort(THREE, same_organization_max=1), group("P1 P2")) == ["same-organization"]


def test_nought_is_no_limit() -> None:
    assert codes(cohort(THREE, same_organization_max=0), group("P1 P2 P3")) == []


def test_a_blank_organization_is_nobodys_and_the_providers_does_not_count() -> None:
    assert codes(cohort(people(3)), group("P1 P2 P3")) == []
    of = cohort([*THREE[:2], person("P3")], [provider(organization="Acorn")])
    assert codes(of, group("P1 P2 P3")) == []
