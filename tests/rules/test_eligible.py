"""Rule ``eligible``."""

from datetime import date

import pytest

from tests.build import codes, cohort, group, people, person, provider

PAIR = group("P1 P2")


@pytest.mark.parametrize("until", [None, date(2027, 1, 4), date(2027, 1, 5)])
def test_a_membership_that_runs_on_the_first_day_is_kept(until: date | None) -> None:
    assert codes(cohort([person("P1", member_until=until), person("P2")]), PAIR) == []


def test_a_membership_that_ended_the_day_before_is_broken() -> None:
    of = cohort([person("P1", member_until=date(2027, 1, 3)), person("P2")])
    assert codes(of, PAIR) == ["eligible"]


@pytest.mark.parametrize("credential", ["endorsed", "emerging", "vetted"])
def test_a_credential_counts_where_the_program_accepts_it(credential: str) -> None:
    leader = [provider(credential=credential)]
    assert codes(cohort(people(2), leader), PAIR) == []
    strict = cohort(people(2), leader, accept_vetted=False, accept_emerging=False)
    assert codes(strict, PAIR) == ([] if credential == "endorsed" else ["eligible"])


def test_a_credential_must_run_to_the_end_of_the_term() -> None:
    # 24 hours from 4 January 2027 end on 4 January 2028.
    for until, expected in [(date(2028, 1, 4), []), (date(2028, 1, 3), ["eligible"])]:
        assert codes(cohort(people(2), [provider(credential_until=until)]), PAIR) == expected


def test_a_provider_receives_supervision_of_their_own() -> None:
    assert codes(cohort(people(2), [provider(own_rsc_current=False)]), PAIR) == ["eligible"]


def test_ids_that_nobody_has_are_broken() -> None:
    assert codes(cohort(people(2)), group("P1 P9")) == ["eligible"]
    assert codes(cohort(people(2)), group("P1 P2", provider_id="V9")) == ["eligible"]
