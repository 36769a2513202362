"""What each part of the policy costs, in a sentence."""

from __future__ import annotations

from collections.abc import Sequence

from matcher.odds.price import AS_IT_IS, BONUS, RESERVE, Price, Reach

PARTS = {
    "tiers": "Seating people by their access at work, tier by tier,",
    "points": "Seating people by their points",
    "rounds_waited": "Seating those first who waited through more rounds",
    "applied_on": "Seating earlier applications first",
    "ticket": "Following the order of turns within each tier",
}


def price_sentences(prices: Sequence[Price]) -> list[str]:
    """Return one sentence a part; the first price is that of the policy as it is."""
    policy = next((price for price in prices if price.part == AS_IT_IS), None)
    if policy is None:
        return []
    return [
        f"{_part(price.part)} costs {_seats(policy, price)} and {_pairs(policy, price)}."
        for price in prices
        if price.part != AS_IT_IS
    ]


def _part(part: str) -> str:
    if part.startswith(RESERVE):
        return f"Keeping seats for the reserve {part.removeprefix(RESERVE)}"
    if part.startswith(BONUS):
        return f"Giving further points for {part.removeprefix(BONUS)}"
    return PARTS[part]


def _seats(policy: Price, price: Price) -> str:
    """Return how many seats more there are without a part."""
    low, high = _range(price.seats, policy.seats)
    return _counted(low, high, "seat")


def _pairs(policy: Price, price: Price) -> str:
    """Return how many pairs of one sector fewer there are without a part."""
    gained = policy.mix.value - price.mix.value
    words = _counted(gained, gained, "same-sector pair") if gained >= 0 else _saved(-gained)
    known = [r for r in (policy.mix, price.mix) if r.bound is not None and r.bound == r.value]
    unequal = policy.seats.value != price.seats.value
    if unequal:
        words += " (with another number of people seated)"
    elif len(known) < 2:
        least = (policy.mix.bound or 0.0) - price.mix.value
        most = policy.mix.value - (price.mix.bound or 0.0)
        words += f" in the groups found (proven: between {least:g} and {most:g})"
    return words


def _saved(pairs: float) -> str:
    return f"no same-sector pair, but {pairs:g} fewer"


def _range(without: Reach, policy: Reach) -> tuple[float, float]:
    """Return the least and the most that a part may cost, from values and bounds."""
    least = without.value - (policy.value if policy.bound is None else policy.bound)
    most = (without.value if without.bound is None else without.bound) - policy.value
    return max(0.0, least), max(0.0, most)


def _counted(low: float, high: float, word: str) -> str:
    if low < high:
        return f"between {low:g} and {high:g} {word}s"
    if not low:
        return f"no {word}"
    return f"{low:g} {word}" if low == 1 else f"{low:g} {word}s"
