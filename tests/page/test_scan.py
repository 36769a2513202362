"""Every view stands up to an accessibility scan, on a wide screen and on a phone."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from api.security import keys
from api.store import Store
from tests.api.bodies import cohort_body
from tests.api.running import Service, running, settings_in
from tests.page.conftest import NARROW, WIDE, opened
from tests.page.stories import faulty

SMALL = 12
# What the scanner leaves out unless asked: targets of 24 points (WCAG 2.2, 2.5.8).
OPTIONS = {"rules": {"target-size": {"enabled": True}}}
SMALLEST = {"width": 320, "height": 640}  # what a page must reflow to (WCAG 2.2, 1.4.10)


@pytest.fixture(scope="module")
def ids(service: Service) -> dict[str, str]:
    """A small cohort and its proposal."""
    cohort = service.add(cohort_body(SMALL))
    return {"cohort": cohort, "proposal": str(service.solved(cohort)["proposal_id"])}


def scan(page: Page) -> None:
    """Nothing may be wrong, and nothing may stand out of the screen to the side.

    Looked at from the top: further down cards pass under the bar of tools, half of them covered.
    """
    page.evaluate("scrollTo(0, 0)")
    found = Axe().run(page, options=OPTIONS).response["violations"]
    assert [(one["id"], one["nodes"][0]["html"][:200]) for one in found] == []
    size = page.viewport_size
    for one in (size, SMALLEST):
        assert one is not None
        page.set_viewport_size(one)  # type: ignore[arg-type]
        wider = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        assert wider <= 0, f"the page is {wider} pixels wider than a screen of {one['width']}"
    page.set_viewport_size(size)  # type: ignore[arg-type]


def test_bring_in(page: Page, tmp_path: Path) -> None:
    page.goto("/")
    page.get_by_role("button", name="150 people").wait_for()
    scan(page)
    page.get_by_label("Choose files").set_input_files(faulty(tmp_path / "export"))
    page.locator("tr.faults").wait_for()
    page.evaluate("for (const one of document.querySelectorAll('details')) one.open = true")
    scan(page)


@pytest.mark.parametrize("view", ["pool", "policy", "solve"])
def test_cohort(page: Page, ids: dict[str, str], view: str) -> None:
    page.goto(f"/cohorts/{ids['cohort']}/{view}")
    page.locator(".panel").first.wait_for()
    page.wait_for_load_state("networkidle")
    scan(page)


@pytest.mark.parametrize("view", ["report", "take-away", "publish", "repair", "compare"])
def test_proposal(page: Page, ids: dict[str, str], view: str) -> None:
    page.goto(f"/cohorts/{ids['cohort']}/proposals/{ids['proposal']}/{view}")
    page.wait_for_load_state("networkidle")
    expect(page.locator(".waiting")).to_have_count(0)
    scan(page)
    if view == "repair":
        page.get_by_role("button", name="Add somebody").click()
        page.get_by_label("Free times").fill("after 5")
        page.get_by_role("button", name="Add them").click()
        page.get_by_role("alert").wait_for()
        scan(page)
    if view == "publish":
        page.get_by_role("button", name="Follow the draw again").click()
        page.get_by_text("Everything fits").wait_for()
        page.evaluate("for (const one of document.querySelectorAll('details')) one.open = true")
        scan(page)


def test_sign_in(browser: Browser, tmp_path: Path) -> None:
    store = Store(settings_in(tmp_path).url())
    store.migrate()
    token = keys.create(store, "page", ["write"], timedelta(days=1))[1]
    store.close()
    with running(settings_in(tmp_path)) as own:
        for size in (WIDE, NARROW):
            with opened(browser, own, size, tmp_path) as page:
                page.goto("/sign-in")
                key = page.get_by_label("Key", exact=True)
                expect(key).to_be_focused()
                scan(page)
                key.fill(token)
                page.keyboard.press("Enter")
                expect(page.get_by_role("button", name="Sign out")).to_be_visible()
                assert token not in page.url


def test_board(page: Page, ids: dict[str, str], service: Service) -> None:
    service.delete(f"/v1/proposals/{ids['proposal']}/edits")
    page.goto(f"/cohorts/{ids['cohort']}/proposals/{ids['proposal']}/board")
    person = page.locator("[data-group] [data-person]").first
    person.focus()
    page.keyboard.press("u")
    page.locator(".effect h2").filter(has_text="gives up").wait_for()
    scan(page)
    for layout in ("provider", "week", "person"):
        page.get_by_label("Show").select_option(layout)
        scan(page)
    page.get_by_label("Show").select_option("group")
    page.locator("[data-group] [data-person]").first.click()
    page.get_by_role("button", name="Why here?").click()
    page.locator(".why").get_by_text("turn").first.wait_for()
    scan(page)
    page.keyboard.press("Escape")
    page.locator("[data-act=group]").first.click()
    scan(page)
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Open a group").click()
    scan(page)
    page.keyboard.press("Escape")
    page.get_by_label("Find", exact=True).fill("early")
    page.locator(".sought").first.wait_for()
    scan(page)


def test_board_of_what_was_published(page: Page, service: Service) -> None:
    cohort = service.add(cohort_body(SMALL))
    proposal = service.solved(cohort)["proposal_id"]
    assert service.post(f"/v1/proposals/{proposal}/publish").status_code == 200
    page.goto(f"/cohorts/{cohort}/proposals/{proposal}/board")
    page.get_by_text("What changes now is a repair").wait_for()
    scan(page)
    page.get_by_role("button", name="About group").first.click()
    scan(page)
