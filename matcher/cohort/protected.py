"""Attributes that are for monitoring only, in the spellings that forms use.

Race, ethnicity, sex, gender, religion, national origin, disability and age may be reported on in
aggregate. They decide nothing unless somebody has put on record who decided so, why and when.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from matcher.cohort.policy import MONITOR
from matcher.cohort.vocabulary import normal

# Words that name the attribute by themselves, and phrases; compared without accents.
PROTECTED: Mapping[str, tuple[str, ...]] = {
    "race": (
        "race", "races", "racial", "bipoc", "people of color", "person of color", "skin color",
        "raza",
    ),
    "ethnicity": (
        "ethnicity", "ethnicities", "ethnic", "ethnically", "hispanic", "latino", "latina",
        "latinx", "latine", "tribe", "tribal", "indigenous", "ethnie", "etnia", "etnicidad",
    ),
    "sex": (
        "sex", "sexes", "sexual orientation", "sexuality", "lgbt", "lgbtq", "lgbtqia", "sexo",
    ),
    "gender": (
        "gender", "genders", "pronoun", "pronouns", "transgender", "nonbinary", "non binary",
        "male", "female", "woman", "women", "genero",
    ),
    "religion": (
        "religion", "religions", "religious", "faith", "creed", "denomination",
    ),
    "national origin": (
        "national origin", "country of origin", "nationality", "nationalities", "citizenship",
        "citizen", "immigration", "immigrant", "birthplace", "ancestry", "country of birth",
        "birth country", "place of birth", "foreign born", "nacionalidad",
    ),
    "disability": (
        "disability", "disabilities", "disabled", "disabling", "handicap", "handicapped",
        "impairment", "impairments", "discapacidad",
    ),
    "age": (
        "age", "ages", "aged", "birthdate", "birthday", "birth date", "birth year",
        "year of birth", "date of birth", "dob", "edad", "fecha de nacimiento",
    ),
}  # fmt: skip
# Long enough to be looked for inside a word that was written without a space.
_INSIDE = (
    "ethnicity", "ethnic", "hispanic", "gender", "religion", "religious", "nationality",
    "nationalorigin", "countryofbirth", "disability", "disabled", "dateofbirth", "birthdate",
    "yearofbirth", "racial",
)  # fmt: skip
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_WORDS = {
    f" {normal(words)} ": attribute
    for attribute, spellings in PROTECTED.items()
    for words in spellings
}


def protected(name: str) -> str | None:
    """Return which protected attribute a column or header is about, or None.

    Parameters
    ----------
    name : str
        A column, a ``monitor_…`` name, or a form's own question.
    """
    spaced = f" {normal(_CAMEL.sub(' ', name))} "
    for words, attribute in _WORDS.items():
        if words in spaced:
            return attribute
    joined = spaced.replace(" ", "")
    for words in _INSIDE:
        if words in joined:
            return next(
                attribute
                for attribute, spellings in PROTECTED.items()
                if words in {normal(one).replace(" ", "") for one in spellings}
            )
    return None


def monitoring_only(name: str) -> str | None:
    """Return why an attribute is for monitoring only, or None where it is not."""
    if about := protected(name):
        return about
    return "an answer collected for monitoring" if name.startswith(MONITOR) else None
