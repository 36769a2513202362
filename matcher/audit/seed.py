"""The seed of a draw, from dice or a public drawing."""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import sha256

DIGITS = 12  # hex digits of the hash: the number is whole in every program that reads it


def drawn_text(words: Iterable[str]) -> str:
    """Return what was drawn as one text: words with one space between them."""
    return " ".join(" ".join(words).split())


def seed_of(text: str) -> int:
    """Return the seed that a drawn text gives: the first 12 hex digits of its SHA-256.

    Whoever knows the text gets the same number, and no two texts are known to give one.
    """
    return int(sha256(text.encode()).hexdigest()[:DIGITS], 16)
