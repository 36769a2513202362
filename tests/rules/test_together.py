"""Rule ``together``."""

from matcher.rules import Plan, broken_rules
from tests.build import codes, cohort, group, people, person, provider

TWO = [provider("V1"), provider("V2")]
PAIR = [person("P1", together_with=("P2",)), *people(5)[1:]]


def test_all_in_one_group_or_in_none_is_kept() -> None:
    of = cohort(PAIR, TWO)
    assert codes(of, group("P1 P2")) == []
    assert codes(of, group("P3 P4")) == []
    assert codes(of) == []


def test_in_two_groups_is_broken() -> None:
    of = cohort(PAIR, TWO)
    groups = (group("P1 P3"), group("P2 P4", id="G2", provider_id="V2"))
    (broken,) = broken_rules(Plan(of, groups))
    assert (broken.code, broken.participant_ids) == ("together", ("P1", "P2"))
    assert broken.text == "P1 and P2 in G1 and G2: they asked to be together."


def test_one_of_them_without_a_seat_is_broken_whichever_asked() -> None:
    of = cohort(PAIR, TWO)
    assert codes(of, group("P1 P3")) == ["together"]
    assert codes(of, group("P2 P3")) == ["together"]


def test_it_chains() -> None:
    rows = [person("P1", together_with=("P2",)), person("P2"), person("P3", together_with=("P2",))]
    of = cohort(rows)
    assert codes(of, group("P1 P2 P3")) == []
    assert codes(of, group("P1 P3")) == ["together"]


def test_one_who_cannot_be_placed_keeps_all_out() -> None:
    of = cohort([person("P1", together_with=("gone",)), *people(3)[1:]])
    assert codes(of, group("P1 P2")) == ["together"]
    assert codes(of, group("P2 P3")) == []
