"""By hand on the board, in the repair form and at the files: what the long stories leave out."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.api.bodies import cohort_body, participant
from tests.api.running import Service
from tests.page.stories import COHORTS, saved

PAUSE = 200  # milliseconds; Chromium stops what looks like ten downloads at one press
STARTS = {
    "xlsx": b"PK", "csv": b"\xef\xbb\xbf", "unplaced": b"\xef\xbb\xbf", "zip": b"PK",
    "ics": b"BEGIN:VCALENDAR", "letters": b"PK", "html": b"<!doctype html>", "audit": b"{",
    "json": b"{",
}  # fmt: skip


@pytest.fixture(scope="module")
def base(service: Service) -> str:
    """Where the views of a proposal are; four of ten people have no seat, as no place is left."""
    body = cohort_body(10)
    body["providers"][1]["max_groups"] = 2
    cohort = service.add(body)
    proposal = service.solved(cohort)["proposal_id"]
    return f"/cohorts/{cohort}/proposals/{proposal}"


def test_a_group_is_opened_and_closed_by_hand(tab: Page, base: str) -> None:
    tab.goto(f"{base}/board")
    groups = tab.locator("[data-group]")
    expect(groups.first).to_be_visible()
    before = groups.count()
    tab.get_by_role("button", name="Open a group").click()
    box = tab.get_by_role("dialog")
    box.get_by_role("button", name="Open the group").click()
    expect(box.get_by_role("alert")).to_contain_text("at least one person")
    box.get_by_role("checkbox").first.check()
    box.get_by_role("button", name="Open the group").click()
    expect(tab.locator(".effect")).to_contain_text("This breaks")
    expect(groups).to_have_count(before + 1)
    expect(tab.locator(".faulty [data-act=group]").last).to_be_focused()
    tab.locator(".effect").get_by_role("button", name="Take it back").click()
    expect(groups).to_have_count(before)
    expect(tab.locator(".effect h2")).to_be_focused()
    groups.first.get_by_role("button", name="Change").click()
    tab.get_by_role("dialog").get_by_role("button", name="Close the group").click()
    expect(groups).to_have_count(before - 1)
    expect(tab.locator("body")).not_to_be_focused()


def test_somebody_comes_late(tab: Page, base: str) -> None:
    tab.goto(f"{base}/repair")
    tab.get_by_role("button", name="Find the ways").click()
    expect(tab.get_by_text("Say first what has happened")).to_be_visible()

    tab.get_by_role("button", name="Add somebody").click()
    box = tab.get_by_role("dialog")
    box.get_by_label("Name", exact=True).fill("<b>Late</b> Person")
    box.get_by_label("Free times").fill("after 5")
    box.get_by_role("button", name="Add them").click()
    expect(box.get_by_role("alert")).to_contain_text("found 'after 5'")
    expect(box.get_by_label("Free times")).to_be_focused()
    box.get_by_label("Free times").fill("Tue 09:00-12:00")
    box.get_by_label("Languages").fill("English; Spanish")
    box.get_by_role("button", name="Add them").click()
    expect(tab.locator(".late")).to_contain_text("<b>Late</b> Person")
    tab.get_by_label("First day after the change").fill("2035-01-01")
    tab.get_by_role("button", name="Find the ways").click()
    expect(tab.locator(".notice.bad")).to_contain_text("2035-01-01")
    tab.get_by_label("First day after the change").fill("")
    tab.get_by_role("button", name="Find the ways").click()
    expect(tab.get_by_role("heading", name="Ways to put it right")).to_be_visible()
    assert "Late" not in tab.url


def test_changes_by_hand_are_not_published_unseen(tab: Page, service: Service) -> None:
    cohort = service.add(cohort_body(8))
    proposal = service.solved(cohort)["proposal_id"]
    place = f"/cohorts/{cohort}/proposals/{proposal}"
    tab.goto(f"{place}/board")
    tab.locator("[data-group] [data-person]").first.press("u")
    expect(tab.locator(".effect h2")).to_contain_text("gives up")
    for view in ("report", "take-away", "repair", "publish"):
        tab.goto(f"{place}/{view}")
        expect(tab.get_by_text("One change made by hand")).to_be_visible()
    tab.get_by_role("button", name="Make them part of a new proposal").click()
    tab.wait_for_url(lambda url: proposal not in url)
    expect(tab.get_by_role("button", name="Publish")).to_be_visible()
    expect(tab.get_by_text("One change made by hand")).to_have_count(0)
    tab.get_by_role("button", name="Publish").click()
    tab.get_by_role("dialog").get_by_role("button", name="Publish").click()
    expect(tab.get_by_text("Published on")).to_be_visible()
    tab.goto(f"{place}/publish")
    expect(tab.get_by_text("published already")).to_be_visible()
    expect(tab.get_by_role("link", name="to the newest")).to_be_visible()
    expect(tab.get_by_role("button", name="Publish")).to_have_count(0)


def test_a_matched_column_is_remembered(tab: Page, tmp_path: Path) -> None:
    export = tmp_path / "export"
    export.mkdir()
    for name in ("participants.csv", "providers.csv"):
        text = (COHORTS / "massachusetts-38" / name).read_text("utf-8")
        (export / name).write_text(text.replace("rc_access", "Who holds you?", 1), "utf-8")
    tab.goto("/")
    tab.get_by_label("Choose files").set_input_files(sorted(export.iterdir()))
    expect(tab.get_by_text("Still missing: access to reflective consultation")).to_be_visible()
    tab.get_by_label("“Who holds you?” is read as").select_option("rc_access")
    expect(tab.get_by_text("38 people and 6 providers can be read.")).to_be_visible()
    tab.get_by_role("button", name="Take this cohort in").click()
    expect(tab.get_by_role("heading", name="Seats against demand")).to_be_visible()
    tab.goto("/")
    tab.get_by_label("Choose files").set_input_files(sorted(export.iterdir()))
    expect(tab.get_by_text("One column was matched as it was last time.")).to_be_visible()
    expect(tab.get_by_text("38 people and 6 providers can be read.")).to_be_visible()


def test_a_policy_is_looked_at_before_it_is_kept(tab: Page, service: Service) -> None:
    cohort = service.add(cohort_body(6))
    tab.goto(f"/cohorts/{cohort}/policy")
    tab.get_by_text("Write a policy of your own").click()
    text = tab.get_by_label("The policy as a file")
    text.fill("hours = 3")
    tab.get_by_role("button", name="Keep this policy").click()
    expect(tab.locator(".notice.bad")).to_contain_text("Line 1: hours")
    tiers = '[["none", "little", "some", "regular"]]'
    text.fill(f'[priority]\nname = "Everybody alike"\ntiers = {tiers}')
    tab.get_by_role("button", name="See what it says").click()
    expect(tab.locator(".notice.good")).to_contain_text("Everybody alike")
    expect(tab.get_by_role("checkbox", name="Everybody alike")).to_have_count(0)


def test_every_file_is_what_it_says(tab: Page, base: str, tmp_path: Path) -> None:
    tab.goto(f"{base}/take-away")
    links = tab.locator("main a[download]")
    expect(links.first).to_be_visible()
    calendars = 0
    for link in links.all():
        content = saved(tab, link, tmp_path)
        tab.wait_for_timeout(PAUSE)
        kind = link.get_attribute("data-file")
        calendars += kind is None
        start = STARTS[kind or "ics"]
        assert content[: len(start)].lower() == start.lower(), (kind, content[:40])
    assert calendars == tab.locator("tbody tr").count() > 0


def test_hostile_names_stay_text(tab: Page, service: Service) -> None:
    body = cohort_body(4)
    names = ("<img src=x onerror=alert(1)>", "מיכל " * 30, "X" * 200, "'\";{person}")
    body["participants"] = [
        participant(at, name=name, organization="ABCDEFGHIJ" * 4)
        for at, name in enumerate(names, 1)
    ]
    cohort = service.add(body)
    proposal = service.solved(cohort)["proposal_id"]
    tab.set_viewport_size({"width": 390, "height": 844})
    tab.goto(f"/cohorts/{cohort}/proposals/{proposal}/board")
    for name in names:
        person = tab.locator("[data-person]").filter(has_text=name.strip()).first
        expect(person).to_be_attached()
        person.dispatch_event("click")
        expect(tab.get_by_role("dialog")).to_contain_text(re.compile(re.escape(name.strip())))
        assert tab.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
        tab.keyboard.press("Escape")
    assert tab.locator("main img").count() == 0
