"""The report's section on whom the program serves: sentences first, then a table an attribute."""

from __future__ import annotations

from typing import Any

from matcher.cohort import Cohort, Proposal
from matcher.equity import Equity, Row, Table
from matcher.report import equity_words as words
from matcher.report import figures

OPEN_UP_TO = 12  # rows; a longer table starts folded


def equity_section(cohort: Cohort, proposal: Proposal, equity: Equity) -> dict[str, Any]:
    """Return what the page shows of an equity report."""
    whole = equity.seated / equity.eligible if equity.eligible else 0.0
    tables = [_table(table, equity, whole) for table in equity.tables if _tells(table)]
    return {
        "sentences": words.equity_sentences(cohort, proposal, equity),
        "notes": words.NOTES,
        "whole": words.percent(whole),
        "replays": equity.replays,
        "tables": tables,
        "untold": [words.title_words(t.key) for t in equity.tables if not _tells(t)],
    }


def _tells(table: Table) -> bool:
    """Whether a table has anything to show besides small counts."""
    return any(row.value is not None for row in table.rows)


def _table(table: Table, equity: Equity, whole: float) -> dict[str, Any]:
    return {
        "title": words.title_words(table.key),
        "sentence": words.table_sentence(table),
        "monitoring": table.monitoring,
        "open": len(table.rows) <= OPEN_UP_TO,
        "rows": [_row(table.key, row, equity, whole) for row in table.rows],
    }


def _row(key: str, row: Row, equity: Equity, whole: float) -> dict[str, Any]:
    share = row.of_eligible
    known = words.rate_words(share) != words.UNKNOWN
    return {
        "name": words.value_words(key, row),
        "seated": words.span_words(row.seated),
        "eligible": words.span_words(row.eligible),
        "share": words.rate_words(share),
        "likely": words.share_words(*share.interval) if share and known else words.UNKNOWN,
        "ratio": words.ratio_words(row),
        "of_applied": words.rate_words(row.of_applied),
        "replays": words.replay_words(row, equity.replays),
        "bar": figures.safe(
            figures.share_bar(share.low, share.high, share.interval, whole)
            if share and known
            else ""
        ),
    }
