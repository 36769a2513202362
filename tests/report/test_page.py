"""report.html, read back with html.parser."""

from __future__ import annotations

import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest

from matcher.cohort import Program
from matcher.cohort.program import Priority
from matcher.report.page import report_html
from tests.build import cohort, proposal
from tests.files.write.example import empty_proposal, example_cohort, example_proposal

VOID = {"meta", "link", "br", "rect", "circle", "path", "line"}


class Page(HTMLParser):
    """Collects what the tests ask for, and checks that tags close in order."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self.tables: list[list[list[str]]] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)
        if tag == "table":
            self.tables.append([])
        if tag == "tr":
            self.tables[-1].append([])
        if tag in ("td", "th"):
            self.tables[-1][-1].append("")

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID:
            assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if "style" in self.open:
            return
        self.words.append(data)
        if {"td", "th"} & set(self.open):
            self.tables[-1][-1][-1] = f"{self.tables[-1][-1][-1]} {data.strip()}".strip()

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.words).split())

    def table(self, corner: str) -> dict[str, list[str]]:
        found = next(table for table in self.tables if table[0][0] == corner)
        return {row[0]: row[1:] for row in found[1:]}


@pytest.fixture(scope="module")
def html() -> str:
    of = example_cohort()
    return report_html(of, example_proposal(of), ["one", "two"])


@pytest.fixture(scope="module")
def page(html: str) -> Page:
    return Page(html)


def test_every_tag_is_closed(page: Page) -> None:
    assert page.open == []
    assert page.tags[0][0] == "html"
    assert page.tags[0][1]["lang"] == "en"


def test_nothing_is_asked_of_the_network(page: Page, html: str) -> None:
    assert not [
        (tag, name, value)
        for tag, attributes in page.tags
        for name, value in attributes.items()
        if name in ("src", "href", "action", "data", "srcset", "poster", "xlink:href")
        and value != "data:,"
    ]
    assert not re.search(r"https?:|//[a-z]|url\(|@import", html)
    assert "script" not in {tag for tag, _ in page.tags}
    policy = next(a["content"] for t, a in page.tags if a.get("http-equiv"))
    assert policy == "default-src 'none'; style-src 'unsafe-inline'; img-src data:"


def test_no_person_can_be_told_from_it(html: str) -> None:
    for secret in ("Person Number", "@example.org", "HYPERLINK", "Núñez", "calc", "Søn", "secret-",
                   "background:secret", "kept apart", "Nobody leads on Fridays"):  # fmt: skip
        assert secret not in html, secret
    assert not re.search(r"\bP\d\d\b", html)


def test_the_headline_and_the_tiles(page: Page) -> None:
    assert (
        "12 of 16 people on the waitlist have a seat, in 3 groups led by 2 providers." in page.text
    )
    assert "People seated 12 of 16 Groups 3 Providers leading 2 of 2 Sessions 60" in page.text
    assert "Levels proven best 4 of 7" in page.text
    assert "R&D, “Reflect”; 2027" in page.text


def test_seats_by_access_level(page: Page) -> None:
    assert page.table("At work") == {
        "No access": ["", "3", "2", "1", "6"],
        "Little access": ["", "3", "0", "0", "3"],
        "Some access": ["", "3", "0", "0", "3"],
        "Regular access": ["", "3", "1", "0", "4"],
    }


def test_what_was_proven(page: Page) -> None:
    levels = page.table("Level")
    assert levels["People with no access seated"] == ["", "3", "3", "✓ Proven best"]
    assert levels["People with little access seated"] == [
        "", "3", "4", "○ Not proven; at most 1 more possible",
    ]  # fmt: skip
    assert levels["People with some access seated"] == [
        "", "3", "–", "○ Not proven; no bound is known",
    ]  # fmt: skip
    assert levels["Earlier turns seated first"] == ["", "1,234", "1,234", "✓ Proven best"]


def test_the_mix_of_every_group(page: Page) -> None:
    groups = page.table("Group")
    # Home visiting is the commonest sector: P05 and P12 of it share G02.
    assert groups["G02"] == ["Mon 12:30 pm", "2", "1", "", "", "1", "1"]
    assert groups["G01"][-1] == "–"
    assert page.table("Pairs") == {"No pair": ["", "2"], "1 pair": ["", "1"]}
    assert groups["Seated"][-1] == "1"


def test_the_week_as_a_table_beside_its_figure(page: Page) -> None:
    week = page.table("From")
    # P14, P15 and P16 are free in office hours only, and P12 starts at six in Arizona.
    assert week["7:00 am"][0] == "12 / 1 / 0"
    assert week["9:00 am"][0] == "16 / 3 / 0"
    assert week["12:30 pm"][0] == "16 / 3 / 2"
    assert week["11:00 am"][3] == "16 / 3 / 1"


def test_reasons_are_counted_not_told(page: Page) -> None:
    assert page.table("Reason") == {
        "Membership has lapsed": ["", "1"],
        "No provider free when they are": ["", "1"],
        "Too few others could meet when they can": ["", "1"],
        "Seats at their times went to earlier turns": ["", "1"],
        "A rule keeps them out of the open seats": ["", "1"],
    }


def test_sessions_and_what_they_moved_off(page: Page) -> None:
    assert "60 sessions from Mon, Jan 4, 2027 to Mon, Jan 10, 2028." in page.text
    assert "1 off Martin Luther King Jr. Day" in page.text


def test_warnings_are_counted_for_the_workbook(page: Page) -> None:
    assert "2 warnings came up while reading the files" in page.text


def test_it_can_be_read_aloud(page: Page) -> None:
    headings = [tag for tag, _ in page.tags if re.fullmatch(r"h\d", tag)]
    assert headings[0] == "h1"
    assert set(headings[1:]) == {"h2"}
    assert sum(tag == "caption" for tag, _ in page.tags) == len(page.tables)
    ids = [attributes["id"] for _, attributes in page.tags if "id" in attributes]
    assert len(ids) == len(set(ids))
    for tag, attributes in page.tags:
        if label := attributes.get("aria-labelledby"):
            assert label in ids
        if tag == "svg":
            assert attributes.get("role") == "img" or attributes.get("aria-hidden") == "true"
        if tag == "th":
            assert attributes.get("scope") in ("col", "row")


def luminance(color: str) -> float:
    parts = [int(color[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize(
    ("text", "ground"),
    [
        ("#1f2933", "#ffffff"), ("#52606b", "#ffffff"), ("#52606b", "#eef5f5"),
        ("#0f5e63", "#ffffff"), ("#0f5e63", "#eef5f5"), ("#96480a", "#ffffff"),
        ("#1f2933", "#dceaea"), ("#1f2933", "#79b0b3"), ("#ffffff", "#0f5e63"),
    ],
)  # fmt: skip
def test_text_stands_out(html: str, text: str, ground: str) -> None:
    assert text in html
    assert ground in html
    light, dark = sorted((luminance(text), luminance(ground)), reverse=True)
    assert (light + 0.05) / (dark + 0.05) >= 4.5  # WCAG 2, level AA


def test_the_same_proposal_gives_the_same_page(html: str) -> None:
    of = example_cohort()
    assert report_html(of, example_proposal(of), ["one", "two"]) == html


def test_a_name_of_the_program_is_text() -> None:
    of = example_cohort()
    named = replace(of, program=replace(of.program, name="<img src=x onerror=alert(1)>"))
    text = report_html(named, example_proposal(named))
    assert "<img" not in text
    assert "&lt;img src=x" in text


def test_an_empty_proposal() -> None:
    of = example_cohort()
    page = Page(report_html(of, empty_proposal(of)))
    assert page.open == []
    assert "No group is possible" in page.text
    assert not [table for table in page.tables if table[0][0] == "Group"]


def test_nobody_at_all() -> None:
    of = cohort([])
    page = Page(report_html(of, proposal(of, levels=())))
    assert "0 of 0" in page.text


def test_points_instead_of_tiers() -> None:
    of = example_cohort()
    program: Program = replace(
        of.program, priority=Priority(mode="points", within="applied_on"), fewest_groups=True
    )
    text = Page(report_html(replace(of, program=program), example_proposal(of))).text
    assert (
        "Seats go by points: no access 8, little access 5, some access 2, regular access 0, "
        "rural 2, each round waited 2, ready to implement 1." in text
    )
    assert "then whoever applied earlier, then a ticket (number drawn: 7)." in text
    assert "fewer groups are better" in text
