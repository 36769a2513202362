"""A letter as plain text, for an e-mail, and as a page, for print."""

from __future__ import annotations

import textwrap
from functools import lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING

from matcher.letters.letter import Letter

if TYPE_CHECKING:
    from jinja2 import Template

WIDTH = 76


def letter_text(letter: Letter) -> str:
    """Return a letter as plain text."""
    blocks = [letter.program, letter.greeting, _wrapped(letter.news)]
    for part in letter.parts:
        lines = "\n".join(map(_wrapped, part.lines))
        blocks.append(f"{part.heading}\n{'-' * len(part.heading)}\n{lines}")
    return "\n\n".join(blocks) + "\n"


def _wrapped(line: str) -> str:
    return textwrap.fill(line, WIDTH, break_long_words=False, break_on_hyphens=False)


def letter_html(letter: Letter) -> str:
    """Return a letter as a page that asks for nothing from elsewhere."""
    return _template().render(letter=letter)


@lru_cache(maxsize=1)
def _template() -> Template:
    from jinja2 import Environment, StrictUndefined

    environment = Environment(
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    text = files("matcher.letters").joinpath("letter.html").read_text(encoding="utf-8")
    return environment.from_string(text)
