"""The whole story with the mouse: from a form export with a fault to files for groups."""

from __future__ import annotations

import re
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.page.stories import faulty, saved


def test_from_a_form_export_to_groups(tab: Page, tmp_path: Path) -> None:
    # Bring in: a fault is shown beside its cell, can be handed back marked, and is mended here.
    tab.goto("/")
    tab.get_by_label("Choose files").set_input_files(faulty(tmp_path / "export"))
    expect(tab.get_by_text("One thing has to be mended")).to_be_visible()
    row = tab.locator("tr.faults")
    expect(row).to_contain_text("every other Tuesday")
    expect(row).to_contain_text("accepted: none, little, some, regular")
    expect(row).to_contain_text("rc_access")
    marked = saved(tab, tab.get_by_role("button", name="marked-up workbook"), tmp_path)
    assert marked.startswith(b"PK")
    expect(tab.get_by_role("button", name="Take this cohort in")).to_be_disabled()
    row.get_by_role("combobox").select_option("none")
    row.get_by_role("button", name="Set").click()
    expect(tab.get_by_text("150 people and 12 providers can be read.")).to_be_visible()
    tab.get_by_role("button", name="Take this cohort in").click()

    # The pool, then a run that is stopped.
    expect(tab.get_by_role("heading", name="Seats against demand")).to_be_visible()
    expect(tab.get_by_role("heading", name="can never be placed")).to_be_visible()
    tab.get_by_role("main").get_by_role("link", name="Form groups").click()
    tab.get_by_label("Seconds to take at most").fill("120")
    tab.get_by_role("button", name="Form groups").click()
    expect(tab.locator(".levels .strong").first).to_have_text(re.compile(r"\d+"))
    expect(tab.get_by_role("img", name="From second").first).to_be_visible()
    tab.get_by_role("button", name="Stop and keep the best").click()
    tab.get_by_role("link", name="Open on the board").click()

    # The board: a move that breaks a rule is shown and taken back; one to the bench is kept.
    groups = tab.locator("[data-group]")
    expect(groups.first).to_be_visible()
    effect = tab.locator(".effect")
    broken = _drag_until_broken(tab)
    expect(effect).to_contain_text("This breaks")
    expect(broken).to_have_class(re.compile("faulty"))
    effect.get_by_role("button", name="Take it back").click()
    expect(effect).to_contain_text("Taken back")
    expect(tab.locator(".faulty")).to_have_count(0)
    seats = tab.locator(".bench [data-person]").count()
    tab.locator("[data-group] [data-person]").first.drag_to(tab.locator(".bench summary"))
    expect(tab.locator(".bench [data-person]")).to_have_count(seats + 1)
    _settled(tab)
    tab.get_by_role("button", name="Undo").click()
    expect(tab.locator(".bench [data-person]")).to_have_count(seats)

    # Explain, and pin.
    person = tab.locator("[data-group] [data-person]").first
    person.click()
    tab.get_by_role("button", name="Why here?").click()
    expect(tab.get_by_role("dialog").locator(".why")).to_contain_text(re.compile(r"\w{4,}"))
    tab.get_by_role("button", name="Pin to this group").click()
    expect(tab.locator("[data-group] .pinned").first).to_be_visible()
    name = tab.locator("[data-group] .pinned .who").first.inner_text()
    tab.get_by_role("button", name="Form again around the pins").click()
    tab.get_by_role("button", name="Stop and keep the best").click()
    tab.get_by_role("link", name="Open on the board").first.click()
    expect(tab.locator("[data-group]").first).to_contain_text(name)

    # What to recruit, and the comparison with the proposal before.
    tab.get_by_role("button", name="What would seat more?").click()
    expect(tab.get_by_role("dialog").locator("table").first).to_be_visible()
    tab.keyboard.press("Escape")
    tab.get_by_role("link", name="Compare").click()
    expect(tab.locator(".panel").first).to_be_visible()

    # Publish: the draw is followed again, and the groups are frozen.
    tab.get_by_role("link", name="Publish").click()
    tab.get_by_role("button", name="Follow the draw again").click()
    expect(tab.get_by_text("Everything fits")).to_be_visible()
    tab.get_by_role("button", name="Publish").click()
    tab.get_by_role("dialog").get_by_role("button", name="Publish").click()
    expect(tab.get_by_text("Published on")).to_be_visible()
    tab.get_by_role("link", name="The board").click()
    expect(tab.get_by_text("What changes now is a repair")).to_be_visible()
    expect(tab.get_by_role("button", name="Form again around the pins")).to_have_count(0)
    expect(tab.locator("[draggable]")).to_have_count(0)
    tab.locator("[data-group] [data-person]").first.press("u")
    tab.locator("[data-group] [data-person]").first.click()
    box = tab.get_by_role("dialog")
    expect(box.get_by_role("button", name="Why here?")).to_be_visible()
    expect(box.get_by_role("button", name="Give the seat up")).to_have_count(0)
    tab.keyboard.press("Escape")

    # The report, and every file.
    tab.get_by_role("link", name="Report").click()
    report = tab.frame_locator("iframe")
    expect(report.get_by_role("heading", name="Whom the program serves")).to_be_visible()
    tab.get_by_role("link", name="Take away").click()
    files = tab.locator("[data-file]")
    expect(files.first).to_be_visible()
    for link in files.all():
        assert saved(tab, link, tmp_path), link.inner_text()


def _settled(tab: Page) -> None:
    """Wait until what was changed last has been judged."""
    expect(tab.get_by_role("button", name="Keep as a new proposal")).to_be_enabled()


def _drag_until_broken(tab: Page):  # type: ignore[no-untyped-def]
    """Drag people of the first group into the second until a rule is broken; return its card."""
    target = tab.locator("[data-group]").nth(1)
    for _ in range(3):
        tab.locator("[data-group]").first.locator("[data-person]").first.drag_to(
            target.locator("header")
        )
        tab.locator(".effect h2").filter(has_text="moves to").wait_for()
        if tab.get_by_text("This breaks").first.is_visible():
            break
    return target
