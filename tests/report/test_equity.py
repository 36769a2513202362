"""The report's section on whom the program serves."""

from __future__ import annotations

from matcher.equity import equity_report
from matcher.report.page import report_html
from tests.build import person, proposal
from tests.equity.test_report import waitlist
from tests.report.test_page import Page


def page(replays: int = 0) -> tuple[str, Page]:
    of, seats = waitlist(("Essex", 12, 28, 10), ("Norfolk", 30, 10, 5), ("<b>Suffolk", 2, 9, 8))
    text = report_html(of, proposal(of), equity=equity_report(of, seats, [seats] * replays))
    return text, Page(text)


def test_a_row_a_region_with_its_share() -> None:
    _, shown = page()
    assert shown.table("Region") == {
        "<b>Suffolk": ["", "under 5", "9–13", "0–31%", "0–58%", "–", "0–19%"],
        "Essex": ["", "10–14", "38–42", "26–33%", "15–48%", "0.35–0.44", "21–27%"],
        "Norfolk": ["", "30", "40", "75%", "60–86%", "best served", "67%"],
    }
    assert "this does not say why" in shown.text
    assert "Counts below five are not shown" in shown.text


def test_replays_are_a_column_where_there_are_any() -> None:
    assert "Replays" not in page()[1].text
    shown = page(200)[1]
    assert shown.table("Region")["Norfolk"][-1] == "200 of 200"
    assert "in how many of 200 replays of the draw" in shown.text


def test_figures_are_for_the_eye_and_numbers_stand_beside_them() -> None:
    text, shown = page()
    assert shown.open == []
    assert "<b>Suffolk" not in text
    # Every bar is a drawing that is not read out; its row holds the numbers.
    assert all(a.get("aria-hidden") == "true" for t, a in shown.tags if a.get("class") == "bar")


def test_an_attribute_of_small_counts_only_is_named_and_no_more() -> None:
    of, seats = waitlist(("", 30, 30, 0))
    people = [
        person(p.id, monitor={"first_language": f"tongue {n}"})
        for n, p in enumerate(of.participants)
    ]
    of = type(of)(of.program, tuple(people), of.providers)
    text = Page(report_html(of, proposal(of), equity=equity_report(of, seats))).text
    assert "Too few people of each kind to show anything: First language." in text
    assert "tongue" not in text
