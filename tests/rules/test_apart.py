"""Rule ``apart``."""

from tests.build import codes, cohort, group, people, person, provider


def test_it_works_whichever_of_two_members_asked() -> None:
    for asked in ("P1", "P2"):
        other = "P2" if asked == "P1" else "P1"
        rows = [person(asked, apart_from=(other,)), person(other), person("P3")]
        of = cohort(rows)
        assert codes(of, group("P1 P2")) == ["apart"]
        assert codes(of, group("P1 P3")) == []


def test_it_works_between_member_and_provider_whichever_asked() -> None:
    of = cohort([person("P1", apart_from=("V1",)), person("P2")])
    assert codes(of, group("P1 P2")) == ["apart"]
    asked = cohort(people(2), [provider(apart_from=("P2",)), provider("V2")])
    assert codes(asked, group("P1 P2")) == ["apart"]
    assert codes(asked, group("P1 P2", provider_id="V2")) == []


def test_it_does_not_chain_and_unknown_ids_are_nobody() -> None:
    rows = [person("P1", apart_from=("P2", "X")), person("P2", apart_from=("P3",)), person("P3")]
    assert codes(cohort(rows), group("P1 P3")) == []
