"""Whom to recruit, in words and as JSON."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from matcher.cohort import Cohort
from matcher.report.words import count_words, list_words
from matcher.whatif.changes import Change
from matcher.whatif.recruit import Offer, Recruits
from matcher.whatif.words import change_words

ACCESS = {
    "none": "without access", "little": "with little access", "some": "with some access",
    "regular": "with regular access",
}  # fmt: skip


def offer_words(offer: Offer, cohort: Cohort) -> str:
    """Return ``If …: 11 more have a seat, 7 of them without access``."""
    changes = list_words([_change_words(change, cohort) for change in offer.outcome.changes])
    verb = "has" if offer.more == 1 else "have"
    text = f"{changes}: {offer.more} more {verb} a seat"
    tiers = [
        f"{abs(count)}{' fewer' * (count < 0)} {ACCESS[name]}"
        for name, count in offer.by_access.items()
        if count
    ]
    text += f", {list_words(tiers)}." if tiers else "."
    if offer.moved:
        text += f" {count_words(offer.moved, 'other moves', 'others move')} to another group."
    if offer.confirmed:
        text += " Forming all groups anew gives the same seats, proven best."
    return text[0].upper() + text[1:]


def _change_words(change: Change, cohort: Cohort) -> str:
    if change.kind == "size":
        return f"groups of up to {cohort.program.group_size[1] + 1}"
    words = change_words(change, cohort)
    if change.provider is not None:
        groups = change.provider.max_groups
        words += f", with {count_words(groups, 'group')}{', in alternate weeks' * (groups > 1)}"
    return words


def recruit_lines(found: Recruits, cohort: Cohort) -> Iterator[str]:
    """Yield whom to recruit, the most seats first."""
    if not found.waiting:
        yield "Everybody who may have a seat has one."
        return
    yield f"{count_words(found.waiting, 'eligible person', 'eligible people')} without a seat."
    if not found.offers:
        yield "None of the offers tried would seat one more; see matcher explain for each of them."
        return
    yield (
        "What would seat the most; each tried out, with every rule kept and no seats lost but "
        "where it says so:"
    )
    for number, offer in enumerate(found.offers, start=1):
        yield f"  {number:>2}. {offer_words(offer, cohort)}"
    if found.bundles:
        yield "Two at once:"
        for number, offer in enumerate(found.bundles, start=1):
            yield f"  {number:>2}. {offer_words(offer, cohort)}"
    if found.tried < found.listed:
        yield (
            f"{found.tried} of {found.listed} possible offers were tried, the most promising first."
        )


def recruit_document(found: Recruits, cohort: Cohort) -> dict[str, Any]:
    """Return whom to recruit as JSON holds it."""
    return {
        "waiting": found.waiting,
        "offers": [_offer(offer, cohort) for offer in found.offers],
        "bundles": [_offer(offer, cohort) for offer in found.bundles],
        "tried": found.tried,
        "listed": found.listed,
        "text": "\n".join(recruit_lines(found, cohort)),
    }


def _offer(offer: Offer, cohort: Cohort) -> dict[str, Any]:
    return {
        "changes": [
            {**change.to_dict(), "text": _change_words(change, cohort)}
            for change in offer.outcome.changes
        ],
        "seats": offer.more,
        "by_access": dict(offer.by_access),
        "moved": offer.moved,
        "confirmed": offer.confirmed,
        "levels": [{"name": name, "value": value} for name, value in offer.outcome.levels],
        "text": offer_words(offer, cohort),
    }
