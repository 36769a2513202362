"""What README and docs show, done: commands, settings, columns, library lines and curl lines."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import load_workbook

from api.settings import Settings
from matcher.audit.seed import seed_of
from matcher.cohort import Program
from matcher.cohort.turn import drawn_number, ticket
from matcher.demo import demo_path
from matcher.equity import Span, equity_report
from matcher.equity.rates import rate
from matcher.files.read import read_cohort
from matcher.files.read.columns import PARTICIPANT_COLUMNS, PROVIDER_COLUMNS
from matcher.files.write import equity_document
from matcher.files.write.tables import GROUP_COLUMNS, UNPLACED_COLUMNS
from matcher.odds.draws import NUMBERS
from matcher.odds.write import COLUMNS as ODDS_COLUMNS
from matcher.rules import RULES
from tests import build
from tests.api.running import running, settings_in
from tests.command import SMALL, matcher, surroundings

ROOT = Path(__file__).parent.parent
PAGES = "\n".join(
    page.read_text(encoding="utf-8")
    for page in (ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md")))
)
ADDRESS = "http://127.0.0.1:8000"


def blocks(language: str) -> list[str]:
    """The code blocks of one language, on all pages."""
    return re.findall(rf"^```{language}\n(.*?)^```", PAGES, re.MULTILINE | re.DOTALL)


def block_with(language: str, text: str) -> str:
    """The one code block that holds a text."""
    (found,) = (block for block in blocks(language) if text in block)
    return found


def test_every_column_rule_and_setting_is_named() -> None:
    named = set(re.findall(r"`([\w-]+)`", PAGES))
    columns = {
        *PARTICIPANT_COLUMNS,
        *PROVIDER_COLUMNS,
        *GROUP_COLUMNS,
        *UNPLACED_COLUMNS,
        *ODDS_COLUMNS,
    }
    assert columns <= named
    assert set(RULES) <= named
    assert {f"MATCHER_{name.upper()}" for name in Settings.model_fields} <= named


def test_the_default_settings_are_the_default_ones(tmp_path: Path) -> None:
    text = block_with("toml", "slot_minutes")
    settings = tomllib.loads(text)
    assert {"priority", "mix", "levels", "solver"} <= set(settings)
    assert read_with_program(tmp_path, text) == Program()


def test_own_headers_sectors_and_qualification(tmp_path: Path) -> None:
    program = read_with_program(tmp_path, block_with("toml", "[columns]"))
    assert program.columns["Sector last year"] == "ignore"
    assert "child-health" in program.sectors
    assert "library" in program.sectors
    assert program.qualification.counts("IFRS", "emerging", "other")
    assert not program.qualification.counts("IMHS", "emerging", "IMHS")


def test_the_policy_shown(tmp_path: Path) -> None:
    text = block_with("toml", "[priority.reserve.family-child-care]")
    policy = read_with_program(tmp_path, text).priority
    assert [one.name for one in policy.reserves] == ["supervisors-ready", "family-child-care"]
    override = block_with("toml", "[priority.overrides.monitor_age]")
    (recorded,) = read_with_program(tmp_path, override).priority.overrides
    assert recorded.attribute == "monitor_age"


def read_with_program(folder: Path, text: str) -> Program:
    """The settings of the small cohort with these in place of its own; none of them doubtful."""
    for name in ("participants.csv", "providers.csv"):
        shutil.copy(SMALL / name, folder)
    (folder / "program.toml").write_text(text, encoding="utf-8")
    reading = read_cohort(folder)
    # That so few people meet a reserve is about the cohort, not about the page.
    doubtful = [issue for issue in reading.warnings if issue.code != "short-reserve"]
    assert not [issue for issue in doubtful if issue.file == "program.toml"]
    return reading.cohort.program


def test_every_command_and_option_is_there() -> None:
    line = r"^\.venv/bin/matcher ((?:draw |audit )?\w+)(.*)$"
    shown = re.findall(line, "\n".join(blocks("sh")), re.MULTILINE)
    assert {name for name, _ in shown} == {
        "match", "check", "edit", "diff", "explain", "recruit", "letters", "odds", "generate",
        "batch", "serve", "worker", "policy", "repair", "publish", "fit",
        "draw commit", "draw seed", "audit verify", "keys", "backup", "restore",
    }  # fmt: skip
    for name in {name for name, _ in shown}:
        below = ["create"] if name == "keys" else []
        shows = matcher(*name.split(), *below, "--help")
        assert shows.returncode == 0
        page = shows.stdout
        for _, words in (pair for pair in shown if pair[0] == name):
            assert all(option in page for option in re.findall(r"--[\w-]+", words)), words


def test_the_figures_shown_are_those_of_the_demo() -> None:
    cohort = read_cohort(demo_path()).cohort
    shown = block_with("text", "Proven best: no other")
    assert f"of {len(cohort.participants)} people" in shown
    # The known optimum, level by level.
    reached = re.findall(r"^  \D+?\s+(\d+) .*proven best$", shown, re.MULTILINE)
    assert reached[:6] == ["9", "12", "6", "3", "531", "10"]


def test_a_ticket_worked_out_again() -> None:
    line = block_with("sh", "1|P00002").strip()
    worked_out = sh(line, ROOT)
    assert worked_out.strip() == ticket(1, "P00002")


def test_a_drawn_number_worked_out_again() -> None:
    assert int(sh(block_with("sh", "draw|417"), ROOT)) == drawn_number(417, NUMBERS)


def test_the_seed_shown_is_the_one_drawn() -> None:
    lines = block_with("sh", "draw seed")
    (text,) = re.findall(r"draw seed (.+)", lines)
    assert re.findall(r"--seed (\d+)", lines) == [str(seed_of(text))]
    assert f"draw ticket {seed_of(text)} " in PAGES


def test_the_library_lines(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(ROOT)
    exec(block_with("python", "read_cohort"), {})  # noqa: S102 - our own page
    assert capsys.readouterr().out.startswith("G01 ")


def test_equity_json_is_as_shown() -> None:
    shown = json.loads(block_with("json", "fewest_shown"))
    of = read_cohort(SMALL).cohort
    seats = [person.id for person in of.participants][::2]
    made = equity_document(of, build.proposal(of), equity_report(of, seats))
    assert shown.keys() < made.keys()
    assert shown["tables"][0].keys() == made["tables"][0].keys()
    row = shown["tables"][0]["rows"][0]
    assert row.keys() == made["tables"][0]["rows"][0].keys()
    seated, waiting, lapsed = (
        Span(**row[name]) for name in ("seated", "without_seat", "not_eligible")
    )
    for name, misses in (
        ("share_of_eligible", waiting), ("share_of_applied", waiting + lapsed)
    ):  # fmt: skip
        found = rate(seated, misses)
        assert found is not None
        assert row[name]["low"] == pytest.approx(found.low, abs=1e-4)
        assert row[name]["interval"]["low"] == pytest.approx(found.interval[0], abs=1e-4)
        assert row[name]["interval"]["high"] == pytest.approx(found.interval[1], abs=1e-4)


@pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not installed")
def test_the_curl_lines_as_copied(tmp_path: Path) -> None:
    lines = block_with("sh", "curl")
    assert lines.count(ADDRESS) == 5
    with running(settings_in(tmp_path / "data")) as service:
        sh(lines.replace(ADDRESS, str(service.base_url).rstrip("/")), tmp_path)
    run = json.loads((tmp_path / "run.json").read_bytes())
    assert run["status"] == "done"
    proposal = json.loads((tmp_path / "proposal.json").read_bytes())
    assert proposal["groups"]
    assert [level["value"] for level in proposal["levels"]][:4] == [9, 12, 6, 3]
    book = load_workbook(BytesIO((tmp_path / "proposal.xlsx").read_bytes()))
    assert book.sheetnames == ["Summary", "Groups", "People", "Unplaced", "Sessions", "Equity"]
    book.close()


def sh(lines: str, folder: Path) -> str:
    """Run lines of a shell in a folder; return what they print."""
    own = str(Path(sys.executable).parent)  # has a python3, whatever the machine calls its own
    path = os.pathsep.join((own, os.environ["PATH"]))
    return subprocess.run(
        ["sh", "-eu", "-c", lines],
        cwd=folder,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        timeout=120,
        env=surroundings(PATH=path, NO_PROXY="127.0.0.1", no_proxy="127.0.0.1"),
        check=True,
    ).stdout
