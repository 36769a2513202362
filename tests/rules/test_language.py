"""Rule ``language``."""

from tests.build import codes, cohort, group, people, person, provider

SPANISH = group("P1 P2", language="es")
BOTH = ("en", "es")


def test_a_language_of_all_is_kept() -> None:
    of = cohort(people(2, languages=BOTH), [provider(languages=BOTH)])
    assert codes(of, SPANISH) == []


def test_a_provider_or_a_member_without_it_is_broken() -> None:
    assert codes(cohort(people(2, languages=BOTH)), SPANISH) == ["language"]
    of = cohort([person("P1", languages=BOTH), person("P2")], [provider(languages=BOTH)])
    assert codes(of, SPANISH) == ["language"]


def test_only_is_kept_and_prefer_is_no_hard_rule() -> None:
    def of(wish: str):
        wishes = [person("P1", languages=BOTH, group_language=wish), person("P2", languages=BOTH)]
        return cohort(wishes, [provider(languages=BOTH)])

    assert codes(of("only es"), SPANISH) == []
    assert codes(of("only en"), SPANISH) == ["language"]
    assert codes(of("prefer en"), SPANISH) == []


def test_only_a_language_somebody_does_not_speak_admits_no_group() -> None:
    of = cohort([person("P1", group_language="only es"), person("P2", languages=BOTH)],
                [provider(languages=BOTH)])  # fmt: skip
    assert codes(of, SPANISH) == ["language"]
    assert codes(of, group("P1 P2")) == ["language"]
