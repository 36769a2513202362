"""Before the draw, with the mouse: write a policy, compare, see the odds, commit, draw, verify."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.api.bodies import cohort_body
from tests.api.running import Service
from tests.api.test_studies import MINE
from tests.page.test_scan import scan


def test_from_a_policy_to_a_draw(tab: Page, service: Service) -> None:
    cohort = service.add(cohort_body(9))
    tab.goto(f"/cohorts/{cohort}/policy")
    tab.get_by_text("Write a policy of your own").click()
    text = tab.get_by_label("The policy as a file")
    text.fill(MINE)
    tab.get_by_role("button", name="Keep this policy").click()
    expect(tab.get_by_role("checkbox", name="Rural first")).to_be_visible()

    tab.get_by_role("checkbox", name="Rural first").check()
    tab.get_by_label("Seconds to take at most").first.fill("3")
    tab.get_by_role("button", name="Compare").click()
    expect(tab.get_by_role("row", name="People with a seat")).to_contain_text("6 of 9")

    tab.get_by_label("Who comes first").first.select_option(label="Rural first (kept, number 1)")
    tab.get_by_label("Seconds to take at most").last.fill("3")
    tab.get_by_role("button", name="Work out the odds").click()
    expect(tab.get_by_text("Everybody’s chance (9)")).to_be_visible()

    tab.locator("#chosen-policy").select_option(label="Rural first (kept, number 1)")
    tab.locator("#chosen-way").select_option(index=1)
    tab.get_by_role("button", name="Commit to list and policy").click()
    expect(tab.get_by_text("the list of draws and the policy")).to_be_visible()
    tab.set_viewport_size({"width": 390, "height": 844})
    scan(tab)  # with all that was found, and the long hash, on a phone
    tab.set_viewport_size({"width": 1440, "height": 900})
    tab.get_by_label("The number that was drawn").fill("417")
    tab.get_by_role("button", name="Form groups with this number").click()
    expect(tab.get_by_role("heading", name="Tickets of number 417")).to_be_visible()
    tab.get_by_role("link", name="Open on the board").first.click()
    tab.get_by_role("link", name="Publish").click()
    tab.get_by_role("button", name="Follow the draw again").click()
    expect(tab.get_by_text("Everything fits")).to_be_visible()
