"""odds.json, odds.csv and draws.json: the odds, and the fairest lottery as a list to draw from."""

from __future__ import annotations

import csv
import json
from hashlib import sha256
from io import StringIO
from pathlib import Path
from typing import Any

from matcher.cohort.fingerprint import input_sha256, policy_sha256
from matcher.files.write.folder import write_whole
from matcher.files.write.tables import plain_cell
from matcher.odds.draws import Draws
from matcher.odds.ground import Ground
from matcher.odds.list_file import DrawsList, Listed, cohort_hashes, draws_bytes
from matcher.odds.price import Price
from matcher.odds.study import Chance, Study
from matcher.odds.summary import quality, tier_odds
from matcher.odds.wilson import CONFIDENCE
from matcher.translate import groups_of

SCHEMA = "1"
COLUMNS = (
    "participant_id", "tier", "replays", "seated", "chance", "chance_low", "chance_high",
    "leximin_chance", "never", "never_reason",
)  # fmt: skip


def write_odds(found: Study, out: Path, prices: tuple[Price, ...] = ()) -> list[Path]:
    """Write the files of a study into a folder; return them."""
    out.mkdir(parents=True, exist_ok=True)
    made = None if found.draws is None else draws_bytes(draws_list(found.ground, found.draws))
    draws_sha256 = None if made is None else sha256(made).hexdigest()
    contents = {
        "odds.json": json_bytes(odds_dict(found, prices, draws_sha256)),
        "odds.csv": odds_csv(found).encode("utf-8-sig"),
    }
    if made is not None:
        contents["draws.json"] = made
    else:
        (out / "draws.json").unlink(missing_ok=True)  # of an earlier study, and no longer true
    for name, content in contents.items():
        write_whole(out / name, content)
    return [out / name for name in contents]


def json_bytes(content: dict[str, Any]) -> bytes:
    """Return JSON as files hold it."""
    text = json.dumps(content, ensure_ascii=False, indent=1, allow_nan=False)
    return f"{text}\n".encode()


def odds_dict(
    found: Study, prices: tuple[Price, ...] = (), draws_sha256: str | None = None
) -> dict[str, Any]:
    """Return a study as odds.json holds it; people by id only.

    Parameters
    ----------
    found : Study
    prices : tuple of Price
    draws_sha256 : str, optional
        Of the draws.json that the chances of the fairest lottery are about.
    """
    ground, measured = found.ground, quality(found)
    return {
        "schema": SCHEMA,
        "input_sha256": input_sha256(ground.cohort),
        "policy_sha256": policy_sha256(ground.cohort.program),
        "draws_sha256": draws_sha256,
        "confidence": CONFIDENCE,
        "levels": [{"name": lv.name, "value": lv.value, "bound": lv.bound} for lv in ground.levels],
        "tiers": [
            {
                "tier": row.tier,
                "people": row.people,
                "never": row.never,
                "seats": row.seats,
                "ticket_mean": row.ticket_mean,
                "ticket_least": row.ticket_least,
                "ticket_most": row.ticket_most,
                "leximin_least": row.leximin_least,
                "leximin_bound": row.leximin_bound,
                "unsettled": row.unsettled,
            }
            for row in tier_odds(found)
        ],
        "people": [_person(chance, len(found.replays)) for chance in found.chances],
        "quality": {
            "replays": measured.replays,
            "proven": measured.proven,
            "measured": measured.measured,
            "mean_gap": measured.mean_gap,
            "largest_gap": measured.largest_gap,
        },
        "seed": found.seed,
        "replays": [
            {
                "seed": replay.seed,
                "turn": replay.turn,
                "bound": replay.bound,
                "seated": sorted(replay.seated),
            }
            for replay in found.replays
        ],
        "price": [price.as_dict() for price in prices],
        "runtime_s": None if found.seconds is None else round(found.seconds, 3),
    }


def _person(chance: Chance, replays: int) -> dict[str, Any]:
    return {
        "participant_id": chance.participant_id,
        "tier": chance.tier,
        "seated": chance.seated,
        "replays": replays,
        "ticket": {
            "chance": chance.ticket.share,
            "low": chance.ticket.low,
            "high": chance.ticket.high,
        },
        "leximin": chance.leximin,
        "never": None
        if chance.never is None
        else {"code": chance.never.code, "text": chance.never.text},
    }


def draws_list(ground: Ground, draws: Draws) -> DrawsList:
    """Return a lottery's list as draws.json holds it."""
    cohort = ground.cohort
    entries = [
        Listed(entry.first, entry.last, groups_of(cohort, ground.instance, entry.seating))
        for entry in draws.entries
    ]
    return DrawsList(*cohort_hashes(cohort), draws.of, tuple(entries))


def odds_csv(found: Study) -> str:
    """Return one row a person, as the waitlist has them."""
    out = StringIO()
    table = csv.writer(out, lineterminator="\n")
    table.writerow(COLUMNS)
    for one in found.chances:
        row = [
            one.participant_id, one.tier, len(found.replays), one.seated,
            _cell(one.ticket.share), _cell(one.ticket.low), _cell(one.ticket.high),
            "" if one.leximin is None else _cell(one.leximin),
            "" if one.never is None else one.never.code,
            "" if one.never is None else one.never.text,
        ]  # fmt: skip
        table.writerow([plain_cell(value) for value in row])
    return out.getvalue()


def _cell(share: float) -> str:
    return f"{share:.4f}"
