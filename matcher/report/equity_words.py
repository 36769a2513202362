"""The equity report in a board's words: what happened, how often, and never why."""

from __future__ import annotations

from collections.abc import Iterator

from matcher.cohort import Cohort, Proposal
from matcher.cohort.turn import tier_name
from matcher.equity import LEAST, Equity, Row, Span, Table
from matcher.equity.attributes import MONITOR
from matcher.equity.rates import Rate
from matcher.report.words import (
    access_words,
    count_words,
    language_words,
    list_words,
    sector_words,
)

TITLES = {
    "tier": "Access at work",
    "sector": "Sector",
    "region": "Region",
    "rural": "Rural",
    "languages": "Languages",
    "organization": "Organization",
    "rounds_waited": "Rounds waited before",
}
NOT_GIVEN = "Not given"
UNKNOWN = "–"
LONGEST = 60  # characters of an answer
# No provider may take these people: nothing that a seat's order could change.
NO_PROVIDER = frozenset({"no-provider-time", "no-language", "no-qualified-provider"})
NO_GROUP = NO_PROVIDER | {"not-enough-others"}
NOTES = (
    "Counts below five are not shown, and neither is any other from which one could be worked "
    "out: such a count stands as a range.",
    "Answers with fewer than five people of every kind are taken together and not named.",
    "The likely range is a 95% Wilson interval: how far chance alone may move a share in a group "
    "of this size. Where it is wide, the share says little.",
    "Compared with the best served are only shares that are known within twenty points.",
    "Seats are counted; nothing here says why they went where they did.",
)


def title_words(key: str) -> str:
    """Return what an attribute is called: ``Region``, or ``Background`` of a monitoring column."""
    if key in TITLES:
        return TITLES[key]
    return key.removeprefix(MONITOR).replace("_", " ").strip().capitalize() or "Monitoring"


def value_words(key: str, row: Row) -> str:
    """Return what a row is called."""
    if row.value is None:
        few = "with fewer than five" if row.values == 1 else "each with fewer than five"
        return f"{count_words(row.values, 'other value')}, {few}"
    if not row.value:
        return NOT_GIVEN
    if key == "tier":
        return access_words(row.value.split("+")).capitalize()
    if key == "sector":
        return sector_words(row.value)
    if key == "languages":
        named = [language_words(code) for code in row.value.split("; ")]
        return list_words(named) if len(named) > 1 else f"{named[0]} only"
    if key == "rounds_waited":
        return "3 or more" if row.value == "3+" else row.value
    if key == "rural":
        return row.value.capitalize()
    return row.value if len(row.value) <= LONGEST else row.value[: LONGEST - 1] + "…"


def span_words(span: Span) -> str:
    """Return a count as it may be shown: ``12``, ``under 5`` or ``11–15``."""
    if span.exact:
        return f"{span.low:,}"
    if span.low == 0 and span.high < LEAST:
        return f"under {LEAST}"
    return f"{span.low:,}–{span.high:,}"


def share_words(low: float, high: float) -> str:
    """Return a share in per cent: ``30%``, ``26–31%``; rounding never makes it narrower."""
    first, last = percent(low), percent(high)
    return f"{first}%" if first == last else f"{first}–{last}%"


def percent(share: float) -> int:
    """Return a share in whole per cent; 0 and 100 are said of none and of all only."""
    whole = round(100 * share)
    if whole == 0 and share > 0:
        return 1
    return 99 if whole == 100 and share < 1 else whole


def rate_words(rate: Rate | None) -> str:
    """Return a share, or a dash where nothing is known of it."""
    if rate is None or (rate.low, rate.high) == (0, 1):
        return UNKNOWN
    return share_words(rate.low, rate.high)


def ratio_words(row: Row) -> str:
    """Return the ratio to the best served: ``0.45``, ``0.41–0.48``, or ``best served``."""
    if row.best:
        return "best served"
    if row.ratio is None:
        return UNKNOWN
    low, high = (f"{end:.2f}" for end in row.ratio)
    return low if low == high else f"{low}–{high}"


def replay_words(row: Row, replays: int) -> str:
    """Return where the draw stands among its replays."""
    return UNKNOWN if row.as_few is None else f"{row.as_few:,} of {replays:,}"


def equity_sentences(cohort: Cohort, proposal: Proposal, equity: Equity) -> list[str]:
    """Return what the tables amount to, sentence by sentence."""
    return [_whole(equity), *_tiers(cohort, proposal, equity), *_differences(equity)]


def table_sentence(table: Table) -> str:
    """Return the lowest and the highest share of an attribute; blank where they are not known."""
    ends = _ends(table)
    if ends is None:
        return ""
    low, high = (f"{_seats(row)} under “{value_words(table.key, row)}”" for row in ends)
    meet = "do not meet" if _apart(*ends) else "overlap"
    return (
        f"Seats went to {low} and to {high}, the lowest and the highest share that can be shown. "
        f"Their likely ranges {meet}; this does not say why."
    )


def _ends(table: Table) -> tuple[Row, Row] | None:
    rows = [row for row in table.rows if row.value is not None and row.ratio]
    best = next((row for row in rows if row.best), None)
    least = min(rows, key=lambda row: row.of_eligible.low if row.of_eligible else 1.0, default=None)
    return None if least is None or best is None or least.best else (least, best)


def _differences(equity: Equity) -> Iterator[str]:
    ends = [(title_words(table.key).casefold(), _ends(table)) for table in equity.tables]
    apart = [title for title, pair in ends if pair and _apart(*pair)]
    alike = [title for title, pair in ends if pair and not _apart(*pair)]
    if apart:
        yield (
            f"By {list_words(apart)} the likely ranges of the lowest and the highest share do not "
            "meet; this does not say why."
        )
    if alike:
        yield (
            f"By {list_words(alike)} the likely ranges of the lowest and the highest share overlap."
        )


def _whole(equity: Equity) -> str:
    text = (
        f"{count_words(equity.applied, 'person', 'people')} applied and {equity.eligible:,} "
        f"{'was' if equity.eligible == 1 else 'were'} eligible; seats went to {equity.seated:,}"
    )
    if equity.eligible:
        text += f", {percent(equity.seated / equity.eligible)}% of the eligible"
    return text + "."


def _tiers(cohort: Cohort, proposal: Proposal, equity: Equity) -> Iterator[str]:
    """Yield a sentence per tier of which nobody eligible lost a seat to an earlier turn.

    It holds whether or not there is anybody without a seat, so that it tells no count.
    """
    listed = {
        row.value for table in equity.tables if table.key == "tier" for row in table.rows
    }  # fmt: skip
    codes_of = {
        entry.participant_id: {reason.code for reason in entry.reasons}
        for entry in proposal.unplaced
    }
    seats, start = proposal.seats(), cohort.program.start_date
    for tier in cohort.program.priority.tiers:
        if tier_name(tier) not in listed:
            continue
        codes = [
            codes_of.get(person.id, {"outranked"})
            for person in cohort.participants
            if person.rc_access in tier and person.id not in seats and person.is_member_on(start)
        ]
        met = all(found & NO_PROVIDER and "outranked" not in found for found in codes)
        placed = all(found <= NO_GROUP for found in codes)
        who = f"Everyone eligible with {access_words(tier)}"
        if met:
            yield f"{who} who could meet a provider has a seat."
        elif placed:
            yield f"{who} for whom a group could be formed has a seat."


def _seats(row: Row) -> str:
    share = rate_words(row.of_eligible)
    if row.seated.exact and row.waiting.exact:
        return f"{row.seated.low:,} of {row.eligible.low:,} ({share})"
    return share


def _apart(one: Row, other: Row) -> bool:
    if one.of_eligible is None or other.of_eligible is None:
        return False
    return one.of_eligible.interval[1] < other.of_eligible.interval[0]
