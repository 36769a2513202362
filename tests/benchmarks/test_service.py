"""The torture's own tools, and a small helping of it: see `python -m benchmarks.service`."""

from __future__ import annotations

import random
from pathlib import Path

from benchmarks.service.bodies import body
from benchmarks.service.fuzz import broken, broken_workbook, feed, uploads
from matcher.demo import demo_path
from matcher.files.read import read_cohort_data


def test_cohorts_that_are_sent_can_be_read() -> None:
    first, second = body(12, 1), body(12, 2)
    assert first == body(12, 1)
    assert first != second
    assert len(read_cohort_data(first).cohort.participants) == 12


def test_uploads_are_broken_in_a_repeatable_way() -> None:
    content = b"id,sector\nP1,home-visiting\n"
    made = [broken(random.Random(seed), content) for seed in range(50)]
    assert made == [broken(random.Random(seed), content) for seed in range(50)]
    assert sum(one != content for one in made) > 40
    workbook = demo_path("massachusetts-38").read_bytes()
    assert broken_workbook(random.Random(3), workbook) != workbook
    next_one = uploads(random.Random(1))
    kinds = {tuple(sorted(next_one())) for _ in range(40)}
    assert kinds == {("file",), ("participants", "program", "providers")}


def test_a_few_broken_uploads_do_no_harm(tmp_path: Path) -> None:
    figures = feed(30, tmp_path, seed=7)
    assert figures["uploads"] == 30
    assert set(figures["answers by status"]) <= {201, 422}  # type: ignore[call-overload]
