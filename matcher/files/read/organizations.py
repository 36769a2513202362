"""Names of organizations that may be one: spellings, abbreviations, slips of the pen."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from matcher.cohort.vocabulary import normal

# Words that two spellings of one name may differ in.
_SMALL = frozenset(
    {"the", "of", "and", "for", "in", "at", "a", "inc", "incorporated", "llc", "corp",
     "corporation", "co", "company", "ltd", "org"}
)  # fmt: skip
_SHORT = {
    "dept": "department", "ctr": "center", "centre": "center", "svcs": "services",
    "svc": "services", "service": "services", "assoc": "association", "hosp": "hospital",
    "univ": "university", "st": "saint", "mt": "mount", "cty": "county", "natl": "national",
    "comm": "community", "fam": "family",
}  # fmt: skip
_LONG_WORD = 5  # letters from which one slip of the pen is looked for
_MOST_NAMES = 5_000


def spellings(names: Sequence[str]) -> Iterator[tuple[str, str, str]]:
    """Yield pairs of names that may be one organization, and why, each name at most once.

    Parameters
    ----------
    names : sequence of str
        Distinct names; of a pair the later comes first.
    """
    seen: set[str] = set()
    for find, why in (
        (_plain, "differ only in spelling"),
        (_initials, "look like a name and its abbreviation"),
        (_slips, "differ by one letter or two"),
    ):
        known: dict[str, str] = {}
        for name in names[:_MOST_NAMES]:
            for form in find(name):
                other = known.setdefault(form, name)
                if other != name and name not in seen and _close(name, other, why):
                    seen.add(name)
                    yield name, other, why


def _words(name: str) -> list[str]:
    words = [_SHORT.get(word, word) for word in normal(re.sub(r"\(.*?\)", " ", name)).split()]
    return [word for word in words if word not in _SMALL] or words


def _plain(name: str) -> set[str]:
    return {"".join(_words(name))}


def _initials(name: str) -> set[str]:
    """Return a name's abbreviations: the name itself if it is one, else its initials."""
    bare = re.sub(r"[.\s]", "", name)
    if re.fullmatch(r"[A-Z]{2,8}", bare):
        return {bare}
    every = normal(re.sub(r"\(.*?\)", " ", name)).split()
    weighty = [word for word in every if word not in _SMALL]
    found = {
        "".join(word[0] for word in words).upper() for words in (every, weighty) if len(words) > 1
    }
    found |= {match.upper() for match in re.findall(r"\(([A-Za-z]{2,8})\)", name)}
    return {form for form in found if 2 <= len(form) <= 8}


def _slips(name: str) -> set[str]:
    """Return the name with one letter left out of one long word, in every way."""
    words = _words(name)
    forms = set()
    for at, word in enumerate(words):
        if len(word) >= _LONG_WORD and word.isalpha():
            before, after = " ".join(words[:at]), " ".join(words[at + 1 :])
            for drop in range(len(word)):
                forms.add(f"{before}|{word[:drop]}{word[drop + 1 :]}|{after}")
            forms.add(f"{before}|{word}|{after}")
    return forms


def _close(name: str, other: str, why: str) -> bool:
    """Whether a shared form means something: two full names with equal initials do not."""
    if "abbreviation" not in why:
        return True
    short = [re.fullmatch(r"[A-Z]{2,8}", re.sub(r"[.\s]", "", text)) for text in (name, other)]
    inside = [re.search(r"\([A-Za-z]{2,8}\)", text) for text in (name, other)]
    return any(short) or any(inside)
