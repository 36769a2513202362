"""equity.json and the sheet."""

from __future__ import annotations

import json
from io import BytesIO
from typing import Any

import openpyxl
import pytest

from matcher.cohort import Cohort, Proposal
from matcher.equity import equity_report
from matcher.files.write import equity_json, workbook_bytes
from tests.build import proposal
from tests.equity.test_report import waitlist
from tests.files.write.example import example_cohort, example_proposal


def made() -> tuple[Cohort, Proposal, list[str]]:
    of, seats = waitlist(("Essex", 12, 28, 10), ("Norfolk", 30, 10, 5), ("Suffolk", 2, 9, 8))
    return of, proposal(of), seats


@pytest.fixture(scope="module")
def document() -> dict[str, Any]:
    of, plan, seats = made()
    text = equity_json(of, plan, equity_report(of, seats, [seats, seats[:30]]))
    loaded: dict[str, Any] = json.loads(text)
    return loaded


def test_the_whole_cohort(document: dict[str, Any]) -> None:
    assert document["schema"] == "1"
    assert (document["applied"], document["eligible"], document["seated"]) == (114, 91, 44)
    assert (document["replays"], document["fewest_shown"], document["confidence"]) == (2, 5, 0.95)
    assert document["summary"][0].startswith("114 people applied and 91 were eligible")


def test_a_row(document: dict[str, Any]) -> None:
    (table,) = document["tables"]
    assert (table["attribute"], table["title"], table["monitoring"]) == ("region", "Region", False)
    assert table["rows"][1] == {
        "value": "Norfolk",
        "label": "Norfolk",
        "values": 1,
        "applied": {"low": 45, "high": 45},
        "eligible": {"low": 40, "high": 40},
        "seated": {"low": 30, "high": 30},
        "without_seat": {"low": 10, "high": 10},
        "not_eligible": {"low": 5, "high": 5},
        "share_of_eligible": {
            "low": 0.75, "high": 0.75, "interval": {"low": 0.5981, "high": 0.8581}
        },
        "share_of_applied": {
            "low": 0.6667, "high": 0.6667, "interval": {"low": 0.5207, "high": 0.7864}
        },
        "ratio_to_best": {"low": 1.0, "high": 1.0},
        "best_served": True,
        "replays_as_few": 2,
    }  # fmt: skip


def test_a_small_count_is_a_range(document: dict[str, Any]) -> None:
    suffolk = document["tables"][0]["rows"][2]
    assert suffolk["seated"] == {"low": 0, "high": 4}
    assert suffolk["replays_as_few"] is None


def test_the_sheet_shows_the_same() -> None:
    of, plan, seats = made()
    content = workbook_bytes(of, plan, (), equity_report(of, seats))
    book = openpyxl.load_workbook(BytesIO(content))
    sheet = book["Equity"]
    assert [[cell.value for cell in row] for row in sheet.iter_rows(min_row=2)][1:] == [
        ["Region", "Norfolk", 30, 10, 5, 40, 45, "75%", "60–86%", "67%", "best served", "–"],
        ["Region", "Suffolk", "under 5", 9, 8, "9–13", "17–21", "0–31%", "0–58%", "0–19%", "–",
         "–"],
    ]  # fmt: skip
    assert sheet.oddFooter.left.text == "Counts below five are not shown"


def test_no_monitoring_answer_of_a_few_is_anywhere() -> None:
    of = example_cohort()
    plan = example_proposal(of)
    equity = equity_report(of, plan.seats())
    assert "secret-" not in equity_json(of, plan, equity)
    book = openpyxl.load_workbook(BytesIO(workbook_bytes(of, plan)))
    cells = {str(c) for sheet in book for row in sheet.iter_rows(values_only=True) for c in row}
    assert not any("secret-" in cell for cell in cells)
