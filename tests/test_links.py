"""Links of the pages people read: each leads to a file that is there, and to a heading of it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
DOCS = sorted((ROOT / "docs").glob("*.md"))
PAGES = [ROOT / name for name in ("README.md", "CHANGELOG.md", "benchmarks/README.md")] + DOCS
LINK = re.compile(r"\]\(([^)\s]+)\)")
HERE = "http://127.0.0.1:8000"

each_page = pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))


def prose(page: Path) -> str:
    """A page without its blocks of code."""
    text = page.read_text(encoding="utf-8")
    return re.sub(r"^```.*?^```", "", text, flags=re.MULTILINE | re.DOTALL)


def anchors(page: Path) -> list[str]:
    """The anchors of a page's headings, as GitHub makes them."""
    headings = re.findall(r"^#+ (.+)$", prose(page), re.MULTILINE)
    return [re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings]


def targets(page: Path) -> list[tuple[Path, str]]:
    """Where a page's links lead: a file, and an anchor in it or nothing."""
    links = [link.partition("#") for link in LINK.findall(prose(page))]
    return [((page.parent / file).resolve() if file else page, anchor) for file, _, anchor in links]


@each_page
def test_links_lead_somewhere(page: Path) -> None:
    for file, anchor in targets(page):
        assert file.is_relative_to(ROOT)
        assert file.is_file(), file
        assert not anchor or anchor in anchors(file), (file.name, anchor)


@each_page
def test_no_two_headings_share_an_anchor(page: Path) -> None:
    if page.name != "CHANGELOG.md":  # every version has the same headings
        assert len(anchors(page)) == len(set(anchors(page)))


def test_every_page_is_reached_from_the_readme() -> None:
    reached = {file for file, _ in targets(ROOT / "README.md")}
    assert set(PAGES) - reached == {ROOT / "README.md"}


def test_every_picture_is_shown() -> None:
    shown = {file for page in PAGES for file, _ in targets(page)}
    assert set((ROOT / "docs").glob("*.png")) <= shown


@each_page
def test_nothing_of_any_one_machine_is_named(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    assert set(re.findall(r"https?://[^\s\"')/]+", text)) <= {HERE}
    assert not re.search(r"(^|[\s\"'`(])(/home|/work|/tmp|/root|/Users|[A-Z]:\\)", text)
    assert "../" not in LINK.sub("", text)
