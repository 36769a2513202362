"""Every word of the page comes from the catalogue, and nothing in it is idle."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING

from api.page import texts
from matcher.rules import RULES

if TYPE_CHECKING:
    import pytest

PAGE = Path(texts.__file__).parent
ASKED = re.compile(r"""\bt\(\s*["']([\w.-]+)["']""")
BUILT = re.compile(r"""[`"']([a-z-]+(?:\.[a-z-]+)*)\.(?:\$\{|["'])""")
TERNARY = re.compile(r"""\bt\([^()`"']*\?\s*["']([\w.-]+)["']\s*:\s*["']([\w.-]+)["']""")
NAMED = re.compile(r"""\bword\(["']([\w-]+)["']""")
FORMS = ("", ".one", ".other")


def scripts() -> dict[str, str]:
    static = PAGE / "static"
    paths = sorted(static.rglob("*.js"))
    found = {str(path.relative_to(static)): path.read_text("utf-8") for path in paths}
    assert len(found) > 10
    return found


def test_every_text_asked_for_is_there() -> None:
    words = texts.catalogue("en")
    for name, script in scripts().items():
        asked = [*ASKED.findall(script), *(key for both in TERNARY.findall(script) for key in both)]
        for key in asked:
            assert any(key + form in words for form in FORMS), f"{name} asks for {key}"


def test_every_rule_and_step_has_words() -> None:
    words = texts.catalogue("en")
    for code in RULES:
        assert f"rule.{code}" in words
    for view in ("bring-in", "sign-in", "pool", "solve", "board", "report", "take-away"):
        assert f"title.{view}" in words
        assert f"lede.{view}" in words


def test_no_text_is_idle() -> None:
    frame = (PAGE / "templates" / "frame.html").read_text("utf-8")
    whole = "\n".join(scripts().values()) + frame
    built = {*BUILT.findall(whole), *NAMED.findall(whole), "title", "lede"}
    idle = []
    for key in texts.catalogue("en"):
        plain = re.sub(r"\.(one|other)$", "", key)
        literal = f'"{plain}"' in whole
        if not (literal or any(key.startswith(f"{stem}.") for stem in built)):
            idle.append(key)
    assert idle == []


def test_a_language_without_a_catalogue_is_english() -> None:
    assert texts.chosen("xx, fr;q=0.8") == "en"
    assert texts.chosen("") == "en"
    assert texts.chosen("en-US,en;q=0.9") == "en"


def test_a_further_catalogue_is_chosen_and_filled_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    english = (PAGE / "texts" / "en.json").read_text("utf-8")
    (tmp_path / "en.json").write_text(english, "utf-8")
    (tmp_path / "es.json").write_text(json.dumps({"close": "Cerrar"}), "utf-8")
    monkeypatch.setattr(texts, "_folder", lambda: tmp_path)
    for kept in (texts.languages, texts.catalogue):
        kept.cache_clear()
    try:
        assert texts.chosen("es-MX,en;q=0.5") == "es"
        assert texts.catalogue("es")["close"] == "Cerrar"
        assert texts.catalogue("es")["people"] == "People"
    finally:
        for kept in (texts.languages, texts.catalogue):
            kept.cache_clear()


def test_scripts_write_no_html_and_leave_nothing_to_other_places() -> None:
    for name, script in scripts().items():
        for forbidden in (
            "innerHTML",
            "outerHTML",
            "insertAdjacentHTML",
            "document.write",
            "eval(",
        ):
            assert forbidden not in script, name
        for address in re.findall(r"https?://[^\s\"'`]+", script):
            assert address == "http://www.w3.org/2000/svg", name
