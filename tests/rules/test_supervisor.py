"""Rule ``supervisor``."""

from matcher.rules import Plan, broken_rules, may_share
from tests.build import codes, cohort, group, people, person, provider


def test_a_supervisor_and_a_report_share_no_group() -> None:
    of = cohort([person("P1", supervisor_id="P2"), *people(4)[1:]], [provider(), provider("V2")])
    (broken,) = broken_rules(Plan(of, (group("P1 P2"),)))
    assert (broken.code, broken.participant_ids) == ("supervisor", ("P1", "P2"))
    assert codes(of, group("P1 P3"), group("P2 P4", id="G2", provider_id="V2")) == []
    assert not may_share("P2", "P1", of)


def test_two_reports_of_one_supervisor_may_meet() -> None:
    of = cohort(people(3, supervisor_id="P9"))
    assert codes(of, group("P1 P2 P3")) == []


def test_a_provider_who_supervises_or_reports_does_not_lead_them() -> None:
    of = cohort([person("P1", supervisor_id="V1"), person("P2")])
    (broken,) = broken_rules(Plan(of, (group("P1 P2"),)))
    assert (broken.code, broken.participant_ids) == ("supervisor", ("P1",))
    # V1 also waits for a seat and names P2 as the supervisor.
    both = cohort([person("V1", supervisor_id="P2"), *people(2)])
    assert codes(both, group("P1 P2")) == ["supervisor"]


def test_unknown_and_own_ids_are_nobody() -> None:
    of = cohort([person("P1", supervisor_id="P1"), person("P2", supervisor_id="X")])
    assert codes(of, group("P1 P2")) == []
