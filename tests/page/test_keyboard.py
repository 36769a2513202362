"""The same story by keyboard alone: no mouse is touched after the files are chosen."""

from __future__ import annotations

import re
from contextlib import suppress
from pathlib import Path

from playwright.sync_api import FileChooser, Locator, Page, TimeoutError, expect

from tests.page.stories import faulty

MOST_TABS = 400


def reach(page: Page, wanted: Locator, key: str = "Tab") -> None:
    """Press Tab until something has the focus, as somebody without a mouse does."""
    wanted.wait_for()
    for _ in range(MOST_TABS):
        if wanted.evaluate("element => element === document.activeElement"):
            return
        page.keyboard.press(key)
    raise AssertionError(f"{wanted} cannot be reached with {key}")


def press(page: Page, wanted: Locator, key: str = "Enter") -> None:
    """Reach something and press it."""
    reach(page, wanted)
    page.keyboard.press(key)


def choose(page: Page, *keys: str) -> FileChooser:
    """Open the file chooser; a busy browser may miss a key."""
    for key in keys:
        with suppress(TimeoutError), page.expect_file_chooser(timeout=20_000) as chooser:
            page.keyboard.press(key)
        with suppress(TimeoutError):
            return chooser.value
    raise AssertionError("no file chooser")


def test_the_whole_story_without_a_mouse(tab: Page, tmp_path: Path) -> None:
    tab.goto("/")
    chosen = tab.get_by_label("Choose files")
    reach(tab, chosen)
    choose(tab, "Enter", "Space").set_files(faulty(tmp_path / "export"))
    expect(tab.locator("#found")).to_be_focused()
    reach(tab, tab.locator("tr.faults").get_by_role("combobox"))
    tab.keyboard.type("none")
    press(tab, tab.locator("tr.faults").get_by_role("button", name="Set"))
    expect(tab.get_by_text("150 people and 12 providers can be read.")).to_be_visible()
    press(tab, tab.get_by_role("button", name="Take this cohort in"))
    press(tab, tab.get_by_role("main").get_by_role("link", name="Form groups"))
    press(tab, tab.get_by_role("button", name="Form groups"))
    expect(tab.locator(".levels .strong").first).to_have_text(re.compile(r"\d+"))
    press(tab, tab.get_by_role("button", name="Stop and keep the best"))
    press(tab, tab.get_by_role("link", name="Open on the board"))

    # Move somebody by the menu, into a full group: a rule is broken, and it is taken back.
    person = tab.locator("[data-group] [data-person]").first
    name = person.locator(".who").inner_text()
    reach(tab, person)
    tab.keyboard.press("m")
    expect(tab.get_by_label("Group, provider, day or time")).to_be_focused()
    full = tab.get_by_role("dialog").locator("[data-to]").last
    press(tab, full)
    effect = tab.locator(".effect")
    expect(effect).to_contain_text("This breaks")
    expect(effect.locator("h2")).to_contain_text(name)
    moved = tab.locator(".faulty [data-person]", has_text=name)
    expect(moved.first).to_be_focused()
    tab.keyboard.press("Control+z")
    expect(tab.locator(".faulty")).to_have_count(0)

    # Keep a change that breaks a rule, with a reason; then undo and redo.
    reach(tab, tab.locator("[data-group] [data-person]").first, "Shift+Tab")
    tab.keyboard.press("u")
    expect(effect.locator("h2")).to_contain_text("gives up")
    if effect.get_by_text("This breaks").is_visible():
        reach(tab, effect.get_by_role("textbox"))
        tab.keyboard.type("They asked for it.")
        tab.keyboard.press("Enter")
    expect(tab.get_by_role("button", name="Keep as a new proposal")).to_be_enabled()
    tab.keyboard.press("Control+z")
    expect(effect.locator("h2")).to_contain_text("Taken back")
    tab.keyboard.press("Control+y")
    expect(effect.locator("h2")).to_contain_text("Again")
    tab.keyboard.press("Control+z")

    # Arrows go on from person to person; P pins, E explains, Escape closes.
    reach(tab, tab.locator("[data-group] [data-person]").first, "Shift+Tab")
    tab.keyboard.press("ArrowDown")
    expect(tab.locator("[data-group] [data-person]").nth(1)).to_be_focused()
    tab.keyboard.press("p")
    expect(tab.locator("[data-group] .pinned")).to_have_count(1)
    tab.keyboard.press("e")
    expect(tab.get_by_role("dialog").locator(".why")).to_contain_text(re.compile(r"\w{4,}"))
    tab.keyboard.press("Escape")
    expect(tab.get_by_role("dialog")).to_have_count(0)

    # Form the groups again around the pin, publish them, and take every file.
    press(tab, tab.get_by_role("button", name="Form again around the pins"))
    press(tab, tab.get_by_role("button", name="Stop and keep the best"))
    press(tab, tab.get_by_role("link", name="Open on the board").first)
    press(tab, tab.get_by_role("link", name="Publish"))
    press(tab, tab.get_by_role("button", name="Follow the draw again"))
    expect(tab.get_by_text("Everything fits")).to_be_visible()
    press(tab, tab.get_by_role("main").get_by_role("button", name="Publish", exact=True))
    press(tab, tab.get_by_role("dialog").get_by_role("button", name="Publish"))
    expect(tab.get_by_text("Published on")).to_be_visible()
    press(tab, tab.get_by_role("link", name="Take away"))
    files = tab.locator("[data-file]")
    expect(files.first).to_be_visible()
    for link in files.all():
        with tab.expect_download() as download:
            press(tab, link)
        assert download.value.path().read_bytes(), link.inner_text()
