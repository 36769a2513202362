"""What several stories do: a cohort with one fault, files that come down."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

COHORTS = Path(__file__).parent.parent / "cohorts"
WRONG = "every other Tuesday"


def faulty(folder: Path, name: str = "statewide-150") -> list[Path]:
    """Write a cohort's files with one cell that cannot be read; return them."""
    source = COHORTS / name
    lines = (source / "participants.csv").read_text("utf-8").splitlines()
    header = lines[0].split(",")
    cells = lines[1].split(",")
    cells[header.index("rc_access")] = WRONG
    folder.mkdir()
    (folder / "participants.csv").write_text("\n".join([lines[0], ",".join(cells), *lines[2:]]))
    for other in ("providers.csv", "program.toml"):
        (folder / other).write_bytes((source / other).read_bytes())
    return sorted(folder.iterdir())


def saved(page: Page, button: Locator, folder: Path) -> bytes:
    """Press what hands a file out; return what came."""
    with page.expect_download() as download:
        button.click()
    path = folder / download.value.suggested_filename
    download.value.save_as(path)
    return path.read_bytes()
