"""How the program names itself and its files in commands to copy."""

from __future__ import annotations

import shlex
from pathlib import Path

import pytest

from matcher.terminal.screen import near_path, program_word


@pytest.fixture
def script(tmp_path: Path) -> Path:
    """An installed script, in a folder whose name a shell would split."""
    made = tmp_path / "my tools" / "matcher"
    made.parent.mkdir()
    made.write_text("#!/bin/sh\n", encoding="utf-8")
    made.chmod(0o755)
    return made


def test_a_script_on_the_path_goes_by_its_name(
    script: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(script.parent))
    monkeypatch.setattr("sys.argv", [str(script), "match"])
    assert program_word() == "matcher"


def test_a_script_off_the_path_goes_by_the_path_it_was_called_by(
    script: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", "")
    monkeypatch.setattr("sys.argv", [str(script), "match"])
    assert shlex.split(program_word()) == [str(script)]


def test_any_other_way_of_starting_goes_by_the_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.argv", ["-c"])
    assert program_word() == "matcher"


def test_a_path_below_the_folder_we_are_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert near_path(tmp_path / "a" / "b.xlsx") == Path("a/b.xlsx")
    assert near_path(tmp_path.parent) == tmp_path.parent
