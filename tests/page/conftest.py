"""A real browser on a real service. Without Chromium these tests say so and are left out."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, Request, expect, sync_playwright

from tests.api.running import Service, running, settings_in

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
PATIENCE = 90_000  # milliseconds; other work may share the cores
WIDE, NARROW = {"width": 1440, "height": 900}, {"width": 390, "height": 844}


@pytest.fixture(scope="session")
def chromium() -> str:
    """Where Chromium is."""
    found = next((path for name in NAMES if (path := shutil.which(name))), None)
    if found is None:
        assert os.environ.get("MATCHER_BROWSER") != "required", "Chromium is required, not found"
        pytest.skip("no Chromium on this machine: browser tests are left out")
    return found


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Browser]:
    """A headless browser."""
    with sync_playwright() as playwright:
        # A container's root has no sandbox of Chromium's; the pages are this service's own.
        arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
        opened = playwright.chromium.launch(executable_path=chromium, args=arguments)
        yield opened
        opened.close()


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """A service that solves for real."""
    with running(settings_in(tmp_path_factory.mktemp("page"))) as shared:
        yield shared


class Faults(list[str]):
    """What a tab must not do: log an error, or ask another address."""

    def hear(self, message: ConsoleMessage) -> None:
        """Note an error of the console; what is wrong in an input is asked for, not refused."""
        if message.type == "error":
            self.append(f"console: {message.text}")

    def watch(self, request: Request, host: str) -> None:
        """Note a request that leaves the machine."""
        parts = urlsplit(request.url)
        if parts.scheme not in ("blob", "data") and parts.netloc != host:
            self.append(f"outside: {request.url}")


@contextmanager
def opened(
    browser: Browser, service: Service, size: dict[str, int], folder: Path
) -> Iterator[Page]:
    """Open a tab that must neither log an error nor ask another address."""
    expect.set_options(timeout=PATIENCE)
    context = browser.new_context(
        base_url=str(service.base_url),
        viewport=size,
        accept_downloads=True,  # type: ignore[arg-type]
    )
    context.set_default_timeout(PATIENCE)
    page = context.new_page()
    faults = Faults()
    host = service.base_url.netloc.decode()
    page.on("console", faults.hear)
    page.on("pageerror", lambda error: faults.append(f"page: {error}"))
    page.on("request", lambda request: faults.watch(request, host))
    try:
        yield page
        assert faults == []
    except BaseException:
        page.screenshot(path=str(folder / "failed.png"))
        raise
    finally:
        context.close()


@pytest.fixture
def tab(browser: Browser, service: Service, tmp_path: Path) -> Iterator[Page]:
    """A tab on a wide screen."""
    with opened(browser, service, WIDE, tmp_path) as page:
        yield page


@pytest.fixture(params=[WIDE, NARROW], ids=["wide", "narrow"])
def page(
    request: pytest.FixtureRequest, browser: Browser, service: Service, tmp_path: Path
) -> Iterator[Page]:
    """A tab of either size."""
    with opened(browser, service, request.param, tmp_path) as tab:
        yield tab
