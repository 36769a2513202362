"""The equity report as equity.json and as a sheet of the workbook."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from matcher.cohort import Cohort, Proposal
from matcher.equity import LEAST, Equity, Row, Span, Table
from matcher.equity.rates import CONFIDENCE, Rate
from matcher.files.write.sheet import Column, Toned
from matcher.report import equity_words as words

SCHEMA = "1"
DIGITS = 4  # of shares


def equity_document(cohort: Cohort, proposal: Proposal, equity: Equity) -> dict[str, Any]:
    """Return what equity.json holds.

    A count is ``{"low": 12, "high": 12}``; where the two differ it is one that may not be shown,
    and lies between them. Shares go from 0 to 1, ``interval`` is their Wilson interval. A row
    whose ``value`` is null stands for ``values`` answers with fewer than five people each, whose
    words are not repeated. Monitoring answers are in it in this protected form only.
    """
    return {
        "schema": SCHEMA,
        "seed": proposal.seed,
        "input_sha256": proposal.input_sha256,
        "policy_sha256": proposal.policy_sha256,
        "applied": equity.applied,
        "eligible": equity.eligible,
        "seated": equity.seated,
        "replays": equity.replays,
        "fewest_shown": LEAST,
        "confidence": CONFIDENCE,
        "summary": words.equity_sentences(cohort, proposal, equity),
        "notes": list(words.NOTES),
        "tables": [_table(table) for table in equity.tables],
    }


def equity_json(cohort: Cohort, proposal: Proposal, equity: Equity) -> str:
    """Return equity.json."""
    document = equity_document(cohort, proposal, equity)
    return json.dumps(document, indent=2, ensure_ascii=False, allow_nan=False) + "\n"


def _table(table: Table) -> dict[str, Any]:
    return {
        "attribute": table.key,
        "title": words.title_words(table.key),
        "monitoring": table.monitoring,
        "sentence": words.table_sentence(table),
        "rows": [_row(table.key, row) for row in table.rows],
    }


def _row(key: str, row: Row) -> dict[str, Any]:
    return {
        "value": row.value,
        "label": words.value_words(key, row),
        "values": row.values,
        "applied": _span(row.applied),
        "eligible": _span(row.eligible),
        "seated": _span(row.seated),
        "without_seat": _span(row.waiting),
        "not_eligible": _span(row.not_eligible),
        "share_of_eligible": _share(row.of_eligible),
        "share_of_applied": _share(row.of_applied),
        "ratio_to_best": _ends(row.ratio) if row.ratio else None,
        "best_served": row.best,
        "replays_as_few": row.as_few,
    }


def _span(span: Span) -> dict[str, int]:
    return {"low": span.low, "high": span.high}


def _ends(ends: tuple[float, float]) -> dict[str, float]:
    return {"low": round(ends[0], DIGITS), "high": round(ends[1], DIGITS)}


def _share(rate: Rate | None) -> dict[str, Any] | None:
    if rate is None:
        return None
    return {**_ends((rate.low, rate.high)), "interval": _ends(rate.interval)}


EQUITY_COLUMNS = [
    Column("Counted by"),
    Column("Value", "lines", 44),
    Column("Seated", "number"),
    Column("No seat", "number"),
    Column("Not eligible", "number"),
    Column("Eligible", "number"),
    Column("Applied", "number"),
    Column("Share of the eligible", "number"),
    Column("Likely range", "number"),
    Column("Share of all who applied", "number"),
    Column("To the best served", "number"),
    Column("Replays with as few", "number"),
]


def equity_rows(equity: Equity) -> Iterator[list[object]]:
    """Yield a row per value of every attribute, as the equity report shows it."""
    for table in equity.tables:
        for row in table.rows:
            share = row.of_eligible
            said = words.rate_words(share)
            counts = (row.seated, row.waiting, row.not_eligible, row.eligible, row.applied)
            yield [
                Toned(words.title_words(table.key), "quiet"),
                words.value_words(table.key, row),
                *(count.low if count.exact else words.span_words(count) for count in counts),
                Toned(said, "strong"),
                words.share_words(*share.interval) if share and said != words.UNKNOWN else said,
                words.rate_words(row.of_applied),
                words.ratio_words(row),
                words.replay_words(row, equity.replays),
            ]
