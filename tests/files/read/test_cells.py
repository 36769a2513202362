"""One cell to one value."""

import pytest

from matcher.cohort import GroupLanguage
from matcher.cohort import vocabulary as words
from matcher.files.read import cells
from matcher.files.read.issues import CellError, shown
from matcher.files.read.participants import EDUCATION, RC_ACCESS, ROLE, TARGET
from matcher.files.read.providers import CREDENTIAL, ENDORSEMENT
from matcher.files.read.sectors import SECTOR_ALIASES

SECTOR = cells.Choice(words.SECTORS, SECTOR_ALIASES)


@pytest.mark.parametrize(
    ("choice", "text", "meant"),
    [
        (SECTOR, "Early Intervention / Part C", "early-intervention"),
        (SECTOR, "HOME VISITOR", "home-visiting"),
        (SECTOR, "early_care_and_education", "early-care-and-education"),
        (SECTOR, "Early Care & Education", "early-care-and-education"),
        (SECTOR, "Child welfare (foster care, adoption)", "child-welfare"),
        (SECTOR, "Other: library", "other"),
        (SECTOR, "Pre-K", "early-care-and-education"),
        (ROLE, "Direct Service Provider", "direct-service"),
        (RC_ACCESS, "None (I have no access)", "none"),
        (RC_ACCESS, "A little", "little"),
        (TARGET, "IMHM-C", "IMHM"),
        (TARGET, "infant mental health specialist", "IMHS"),
        (TARGET, "Not pursuing", "none"),
        (TARGET, "ecfrs", "ECRS"),
        (ENDORSEMENT, "Infant Mental Health Mentor - Clinical", "IMHM"),
        (ENDORSEMENT, "Infant Mental Health Mentor (Faculty)", "other"),
        (ENDORSEMENT, "Infant Mental Health Mentor", None),
        (ENDORSEMENT, "IMHM-F", "other"),
        (CREDENTIAL, "Emerging provider", "emerging"),
        (EDUCATION, "Bachelor’s degree", "BA"),
        (EDUCATION, "M.S.W.", "MA"),
    ],
)
def test_words_of_the_field(choice: cells.Choice, text: str, meant: str | None) -> None:
    assert choice.find(text) == meant


def test_no_spelling_stands_for_two_words() -> None:
    for names, aliases in (
        (words.SECTORS, words.SECTOR_ALIASES),
        (words.ROLES, words.ROLE_ALIASES),
        (words.RC_ACCESS, words.RC_ACCESS_ALIASES),
        (words.TARGETS, words.TARGET_ALIASES),
        (words.ENDORSEMENTS, words.PROVIDER_ENDORSEMENT_ALIASES),
        (words.CREDENTIALS, words.CREDENTIAL_ALIASES),
        (words.EDUCATION, words.EDUCATION_ALIASES),
        (words.CADENCE_WISHES, words.CADENCE_ALIASES),
        ((), words.LANGUAGE_NAMES),
        ((), words.TIME_ZONE_ALIASES),
    ):
        assert not names or set(aliases) <= set(names)
        spellings = {
            (words.normal(text), name) for name, texts in aliases.items() for text in texts
        }
        spellings |= {(words.normal(name), name) for name in names}
        assert len({text for text, _ in spellings}) == len(spellings)


@pytest.mark.parametrize("text", ["yes", "Y", "TRUE", "1", "x", "X", "✓"])
def test_yes(text: str) -> None:
    assert cells.flag(text) is True


@pytest.mark.parametrize("text", ["no", "N", "False", "0"])
def test_no(text: str) -> None:
    assert cells.flag(text) is False


def test_languages() -> None:
    assert cells.languages("English, Spanish and Kreyòl") == ("en", "es", "ht")
    assert cells.languages("en; PT-BR; en") == ("en", "pt-br")
    assert cells.languages(("en", "Portuguese")) == ("en", "pt")
    assert cells.languages("ASL/spa") == ("ase", "es")
    for text in ("klingon", "e", "en-"):
        with pytest.raises(CellError):
            cells.languages(text)


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("any", GroupLanguage()),
        ("No preference", GroupLanguage()),
        ("prefer es", GroupLanguage("prefer", "es")),
        ("Prefer Spanish", GroupLanguage("prefer", "es")),
        ("Spanish preferred", GroupLanguage("prefer", "es")),
        ("only pt-BR", GroupLanguage("only", "pt-br")),
        ("Only in Haitian Creole", GroupLanguage("only", "ht")),
        ("Spanish only", GroupLanguage("only", "es")),
    ],
)
def test_group_language(text: str, meant: GroupLanguage) -> None:
    assert cells.group_language(text) == meant


def test_time_zones() -> None:
    assert cells.time_zone("America/Phoenix") == ("America/Phoenix", "")
    assert cells.time_zone("america/new york") == ("America/New_York", "")
    assert cells.time_zone("Eastern (Boston)") == ("America/New_York", "")
    assert cells.time_zone("PST") == ("America/Los_Angeles", "")
    name, note = cells.time_zone("MST")
    assert name == "America/Denver"
    assert "America/Phoenix" in note


def test_ids_and_numbers() -> None:
    assert cells.id_of(" 007 ") == "007"
    assert cells.ids_of("P1, P2;P1\nP3") == ("P1", "P2", "P3")
    assert cells.ids_of(("P1", "P2")) == ("P1", "P2")
    assert cells.whole(0, 40)("3.0") == 3
    for text in ("3.5", "1e2", "", "٣ ", "9" * 5000):
        with pytest.raises(CellError):
            cells.whole(0, 40)(text)
    with pytest.raises(CellError, match="a list"):
        cells.scalar(("a", "b"))


def test_what_messages_show() -> None:
    assert shown("a\x1b[31m\nb") == "'a [31m b'"
    assert shown("ana@example.org") == "an e-mail address"
    assert shown("P1; ana@example.org") == "an e-mail address"
    assert len(shown("x" * 1000)) < 100
