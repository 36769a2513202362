"""Whoever goes by keyboard sees where they are, all the way through a view, on either screen."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.api.bodies import cohort_body
from tests.api.running import Service
from tests.page.stories import faulty

if TYPE_CHECKING:
    from playwright.sync_api import Page

MOST_TABS = 150
# What has the focus: a name to tell it by, and what of it is wrong.
LOOK = """() => {
  const focused = document.activeElement;
  if (focused === document.body) return null;
  const box = focused.getBoundingClientRect();
  const inside = (x, high) => Math.min(Math.max(x, 1), high - 1);
  const points = [[0.5, 0.5], [0.02, 0.5], [0.98, 0.5], [0.5, 0.1], [0.5, 0.9]];
  const seen = points.some(([x, y]) => focused.contains(document.elementFromPoint(
    inside(box.left + x * box.width, innerWidth), inside(box.top + y * box.height, innerHeight))));
  const style = getComputedStyle(focused);
  const marked = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
  return [focused.outerHTML.slice(0, 120), seen ? "" : "hidden", marked ? "" : "unmarked"];
}"""


STARTS = {
    "Tab": "document.querySelector('.skip').focus()",
    "Shift+Tab": "[...document.querySelectorAll('main :is(a, button:enabled, input, select, "
    "summary, textarea)')].at(-1).focus()",
}


@pytest.fixture(scope="module")
def place(service: Service) -> str:
    """A small cohort and its proposal."""
    cohort = service.add(cohort_body(12))
    return f"/cohorts/{cohort}/proposals/{service.solved(cohort)['proposal_id']}"


def bring_in(page: Page, place: str, folder: Path) -> None:
    page.goto("/")
    page.get_by_label("Choose files").set_input_files(faulty(folder / "export"))
    page.locator("tr.faults").wait_for()
    page.evaluate("for (const one of document.querySelectorAll('details')) one.open = true")


def board(page: Page, place: str, folder: Path) -> None:
    page.goto(f"{place}/board")
    page.locator("[data-group] [data-person]").first.press("u")
    page.locator(".effect h2").filter(has_text="gives up").wait_for()
    page.evaluate("for (const one of document.querySelectorAll('details')) one.open = true")


def policy(page: Page, place: str, folder: Path) -> None:
    page.goto(f"{place.split('/proposals')[0]}/policy")
    page.locator("#commit").wait_for()
    page.evaluate("for (const one of document.querySelectorAll('details')) one.open = true")


@pytest.mark.parametrize("view", [bring_in, board, policy])
@pytest.mark.parametrize("key", STARTS)
def test_the_focus_is_seen_wherever_it_is(
    page: Page, place: str, tmp_path: Path, view: Callable[[Page, str, Path], None], key: str
) -> None:
    view(page, place, tmp_path)
    page.evaluate(STARTS[key])
    told = set()
    for _ in range(MOST_TABS):
        page.keyboard.press(key)
        found = page.evaluate(LOOK)
        if found is None:
            break
        told.add(tuple(found))
    assert len(told) > 10
    assert [one for one in told if one[1] or one[2]] == []
