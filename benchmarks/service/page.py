"""How fast the coordinator's page is in a real browser: the board's loading, and moves by hand."""

from __future__ import annotations

import re
import shutil
import statistics
import time
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

from playwright.sync_api import Page, sync_playwright

from benchmarks.instances import NAMED
from benchmarks.service.server import PATIENCE, Server, until_ended

if TYPE_CHECKING:
    import httpx

CHROMIUM = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def pace(cohort: str, limit: float, moves: int, folder: Path) -> dict[str, object]:
    """Load the board of a solved cohort and move people; return the figures.

    Parameters
    ----------
    cohort : str
        Name of a shared cohort.
    limit : float
        Seconds of the solve before; the page's figures do not hang on it.
    moves : int

    Raises
    ------
    SystemExit
        No Chromium, or no proposal.
    """
    found = next((path for name in CHROMIUM if (path := shutil.which(name))), None)
    if found is None:
        raise SystemExit("no Chromium on this machine")
    with Server(folder) as server, server.client() as client:
        place = _proposal(client, cohort, limit)
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(
                executable_path=found, args=["--no-sandbox", "--disable-dev-shm-usage"]
            )
            tab = browser.new_page(base_url=server.url, viewport={"width": 1440, "height": 900})
            tab.set_default_timeout(PATIENCE * 1000)
            loads = [_load(tab, place) for _ in range(5)]
            made, undone = zip(*(_move(tab) for _ in range(moves)), strict=True)
            browser.close()
    return {
        "board loaded, first time s": round(loads[0], 2),
        "board loaded, median of the others s": round(statistics.median(loads[1:]), 2),
        "a move judged, median s": round(statistics.median(made), 3),
        "a move judged, longest s": round(max(made), 3),
        "an undo judged, median s": round(statistics.median(undone), 3),
    }


def _proposal(client: httpx.Client, cohort: str, limit: float) -> str:
    """Take a cohort in and solve it; return the path of its board."""
    where = NAMED[cohort]
    files = {}
    if where.suffix == ".zip":
        with zipfile.ZipFile(where) as archive:
            files = {name: archive.read(name) for name in archive.namelist()}
    else:
        files = {path.name: path.read_bytes() for path in where.iterdir()}
    parts = {Path(name).stem: (Path(name).name, content) for name, content in files.items()}
    cohort_id = client.post("/v1/cohorts", files=parts).raise_for_status().json()["id"]
    wanted = {"time_limit": limit}
    run = client.post(f"/v1/cohorts/{cohort_id}/runs", json=wanted).raise_for_status().json()
    proposal = until_ended(client, run["id"])["proposal_id"]
    if not proposal:
        raise SystemExit("the solve left no proposal")
    return f"/cohorts/{cohort_id}/proposals/{proposal}/board"


def _load(tab: Page, place: str) -> float:
    """Open the board; return the seconds until people can be seen and moved."""
    began = time.monotonic()
    tab.goto(place)
    tab.locator("[data-group] [data-person]").first.wait_for()
    return time.monotonic() - began


def _move(tab: Page) -> tuple[float, float]:
    """Take somebody's seat by keyboard and take that back; return the seconds of either."""
    tab.wait_for_load_state("networkidle")
    tab.locator("[data-group] [data-person]").first.focus()
    seconds = []
    # What was taken back is said in the words of the move itself, so the beginning has to tell.
    for keys, said in (("u", r"^(?!Taken back).*gives up"), ("Control+z", "^Taken back")):
        began = time.monotonic()
        tab.keyboard.press(keys)
        tab.locator(".effect h2").filter(has_text=re.compile(said)).wait_for()
        seconds.append(time.monotonic() - began)
    return seconds[0], seconds[1]
