"""Somebody's chance before the draw, said to them."""

from __future__ import annotations

from collections.abc import Iterator

from matcher.cohort import Proposal
from matcher.letters.chances import Chance, Chances
from matcher.report.words import count_words, number_words

UNKNOWN = "What chance you had before the draw was not worked out."
TIER_SEATS = "tier-seats"


def odds_words(person_id: str, proposal: Proposal, chances: Chances | None) -> Iterator[str]:
    """Yield what chance somebody had, or that nobody worked it out.

    Parameters
    ----------
    person_id : str
    proposal : Proposal
    chances : Chances or None
    """
    chance = None if chances is None else chances.of.get(person_id)
    if chances is None or chance is None:
        yield UNKNOWN
        return
    if chance.never:
        yield _never_words(chance.never)
        return
    drawn = proposal.drawn
    if drawn is None:
        yield _replays_words(chance)
    elif chance.listed is not None and chances.draws_sha256 == drawn.draws_sha256:
        mine = round(chance.listed * drawn.of)
        yield (
            f"Seats were drawn from a list of {drawn.of:,} lines; {number_words(mine)} of them "
            f"would have given you a seat. So your chance was {_percent(chance.listed)}."
        )
    else:
        yield UNKNOWN


def _never_words(code: str) -> str:
    if code == TIER_SEATS:
        return (
            "No draw could have given you a seat: with you in it, fewer people would have been "
            "seated in your own tier or in one that comes before it."
        )
    return "No draw could have given you a seat: no group that keeps every rule could take you."


def _replays_words(chance: Chance) -> str:
    if not chance.replays:
        return UNKNOWN
    return (
        f"The draw was replayed {count_words(chance.replays, 'time')} with other tickets; you had "
        f"a seat in {number_words(chance.seated)} of these. So your chance was about "
        f"{_percent(chance.seated / chance.replays)}; with 95% confidence it lies between "
        f"{_percent(chance.low)} and {_percent(chance.high)}."
    )


def _percent(share: float) -> str:
    """Return a share in per cent that says neither never nor always where it is neither."""
    if 0 < share < 0.005:
        return "less than 1%"
    if 0.995 <= share < 1:
        return "more than 99%"
    return f"{100 * share:.0f}%"
