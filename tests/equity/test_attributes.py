"""By what people are counted, and in which order."""

from __future__ import annotations

from matcher.cohort.program import Priority
from matcher.equity.attributes import attributes
from tests.build import cohort, person


def found(*people: object, **program: object) -> dict[str, list[str]]:
    of = cohort(people, **program)  # type: ignore[arg-type]
    return {one.key: list(one.groups) for one in attributes(of)}


def test_everybody_is_in_every_attribute_once() -> None:
    of = cohort(
        [person("P1", region="Essex", rural=True), person("P2", languages=("en", "es")),
         person("P3", organization="A", rounds_waited=7, rc_access="some", sector="pediatrics")]
    )  # fmt: skip
    for attribute in attributes(of):
        ids = [one for people in attribute.groups.values() for one in people]
        assert sorted(ids) == ["P1", "P2", "P3"], attribute.key


def test_orders_are_those_of_the_program_or_of_the_alphabet() -> None:
    assert found(
        person("P1", rc_access="regular", sector="pediatrics", region="Norfolk", rounds_waited=5),
        person("P2", rc_access="none", sector="home-visiting", region="", rural=True),
        person("P3", rc_access="none", region="Essex", languages=("es", "en")),
        person("P4", rc_access="none", region="Essex", languages=("pt",), rounds_waited=1),
    ) == {
        "tier": ["none", "regular"],
        "sector": ["home-visiting", "pediatrics"],
        "region": ["Essex", "Norfolk", ""],
        "rural": ["no", "yes"],
        "languages": ["en", "pt", "en; es"],
        "rounds_waited": ["0", "1", "3+"],
    }


def test_tiers_are_the_programs() -> None:
    priority = Priority(tiers=(("regular", "some"), ("none", "little")))
    people = [person("P1", rc_access="none"), person("P2", rc_access="some")]
    assert found(*people, priority=priority)["tier"] == ["regular+some", "none+little"]


def test_spellings_that_differ_in_case_and_spaces_are_one() -> None:
    people = [
        person(f"P{number}", monitor={"background": text})
        for number, text in enumerate(["Black", "black ", "BLACK", "Black", "a  b", "A b"])
    ]
    assert found(*people)["monitor_background"] == ["A b", "Black"]


def test_what_all_share_is_no_attribute() -> None:
    assert found(person("P1"), person("P2")) == {}


def test_monitoring_comes_last_and_an_answer_left_out_is_blank() -> None:
    of = cohort([person("P1", monitor={"b": "x"}), person("P2", monitor={"a": "y"}, rural=True)])
    last = attributes(of)
    assert [(one.key, one.monitoring) for one in last] == [
        ("rural", False), ("monitor_a", True), ("monitor_b", True),
    ]  # fmt: skip
    assert last[1].groups == {"y": {"P2"}, "": {"P1"}}
