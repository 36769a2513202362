"""Rule ``capacity``."""

from tests.build import codes, cohort, group, people, provider

GROUPS = (group("P1 P2"), group("P3 P4", id="G2", weekday="wed"))


def test_as_many_groups_as_offered_are_kept() -> None:
    assert codes(cohort(people(4), [provider(max_groups=2)]), *GROUPS) == []


def test_one_group_too_many_is_broken() -> None:
    assert codes(cohort(people(4), [provider(max_groups=1)]), *GROUPS) == ["capacity"]


def test_a_provider_who_offers_none_leads_none() -> None:
    assert codes(cohort(people(2), [provider(max_groups=0)]), group("P1 P2")) == ["capacity"]
