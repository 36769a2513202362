"""`matcher generate`: files that can be read, of families that its help names."""

from __future__ import annotations

from pathlib import Path

from matcher.commands import texts
from matcher.files.read import read_cohort
from matcher.generate import FAMILIES
from tests.command import matcher


def test_the_families_in_the_help_are_those_there_are() -> None:
    listed = [line.split()[0] for line in texts.GENERATE.splitlines() if line[:2] == "  "]
    assert listed[:-1] == list(FAMILIES)


def test_generate_makes_a_cohort_that_can_be_read(tmp_path: Path) -> None:
    out = tmp_path / "invented"
    words = ["--participants", "12", "--providers", "2", "--seed", "5", "--family", "zones"]
    ended = matcher("generate", *words, "--out", out)
    assert ended.returncode == 0
    assert f"matcher match {out}" in ended.stdout
    assert len(read_cohort(out).cohort.participants) == 12
