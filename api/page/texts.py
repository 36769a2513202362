"""The page's words: one catalogue per language, English by default."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import files
from importlib.resources.abc import Traversable

DEFAULT = "en"


@lru_cache
def languages() -> tuple[str, ...]:
    """Return the languages there is a catalogue of, the default first."""
    found = sorted(entry.name.removesuffix(".json") for entry in _folder().iterdir()
                   if entry.name.endswith(".json"))  # fmt: skip
    return (DEFAULT, *(name for name in found if name != DEFAULT))


def chosen(accept_language: str) -> str:
    """Return the first language of an Accept-Language header that there is, else the default."""
    for part in accept_language.split(","):
        wanted = part.partition(";")[0].strip().casefold()
        for name in (wanted, wanted.partition("-")[0]):
            if name in languages():
                return name
    return DEFAULT


@lru_cache
def catalogue(language: str) -> Mapping[str, str]:
    """Return the words of a language by key; what it lacks is English."""
    words: dict[str, str] = json.loads((_folder() / f"{DEFAULT}.json").read_text("utf-8"))
    if language != DEFAULT:
        words |= json.loads((_folder() / f"{language}.json").read_text("utf-8"))
    return words


def _folder() -> Traversable:
    return files("api.page") / "texts"
