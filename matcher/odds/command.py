"""`matcher odds` from files to files; prints nothing itself but what a screen is given."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from threading import Lock

from matcher.cohort import Cohort
from matcher.endings import InternalFault, Refused
from matcher.files.read import read_cohort
from matcher.odds.price import Price, price_of_priority
from matcher.odds.study import Study, study
from matcher.odds.summary import TierOdds, tier_odds
from matcher.odds.write import write_odds
from matcher.rules import Plan, broken_rules
from matcher.runs.attend import Attended, Interrupts
from matcher.runs.matching import refuse_unwritable, under_policy
from matcher.translate import groups_of

SAMPLE = 5  # replays, and seatings of the list, held against the rules each time
SHARE_PRICE = 0.4  # of the time, where the price of priority is asked for


@dataclass(frozen=True, slots=True)
class Wish:
    """What was asked for.

    Attributes
    ----------
    source, out : Path
    time_limit : float
        Seconds in all.
    replays : int
        At most.
    seed : int
        Of the replays.
    leximin, price : bool
        Whether to look for the fairest lottery, and for the price of priority.
    leave_out_faulty : bool
    policy : str or None
        A ready policy or the path of one, in place of the program's own.
    deterministic : bool
        Count work instead of seconds, so that the same input gives the same files.
    """

    source: Path
    out: Path
    time_limit: float
    replays: int
    seed: int
    leximin: bool = True
    price: bool = False
    leave_out_faulty: bool = False
    policy: str | None = None
    deterministic: bool = False


@dataclass(frozen=True)
class Outcome:
    """What came of it."""

    study: Study
    prices: tuple[Price, ...]
    files: tuple[Path, ...]


class News:
    """The latest sentence of work under way; any thread may tell it."""

    def __init__(self) -> None:
        self._text, self._lock = "Reading who could meet when", Lock()

    def tell(self, text: str) -> None:
        """Take a sentence."""
        with self._lock:
            self._text = text

    @property
    def text(self) -> str:
        """The latest one."""
        with self._lock:
            return self._text


def odds(wish: Wish, interrupts: Interrupts, news: News, tick: Callable[[], object]) -> Outcome:
    """Read, work out and write.

    Raises
    ------
    UnusableInput
        With every fault of the files.
    Refused
        Where the folder cannot be written.
    """
    refuse_unwritable(wish.out)
    reading = read_cohort(wish.source, leave_out_faulty=wish.leave_out_faulty)
    cohort = under_policy(reading, wish.policy).cohort
    _refuse_nobody(cohort)
    began = time.monotonic()

    def work() -> tuple[Study, tuple[Price, ...]]:
        share = 1 - SHARE_PRICE * wish.price
        found = study(
            cohort, time_limit=share * wish.time_limit, most=wish.replays, seed=wish.seed,
            leximin=wish.leximin, stop=interrupts.stop, tell=news.tell,
            deterministic=wish.deterministic,
        )  # fmt: skip
        prices: tuple[Price, ...] = ()
        if wish.price and not interrupts.stop.asked:
            left = wish.time_limit - (time.monotonic() - began)
            prices = price_of_priority(
                cohort, time_limit=max(1.0, left), stop=interrupts.stop, tell=news.tell
            )
        return found, prices

    found, prices = Attended(work).result(tick)
    judge_sample(found)
    return Outcome(found, prices, tuple(write_odds(found, wish.out, prices)))


def odds_beside(
    cohort: Cohort,
    out: Path,
    seconds: float,
    interrupts: Interrupts,
    tick: Callable[[], object],
    *,
    deterministic: bool = False,
) -> tuple[list[TierOdds], list[frozenset[str]]]:
    """Work out the odds of a cohort just matched and write their files beside the groups.

    Returns
    -------
    list of TierOdds
    list of frozenset of str
        Who had a seat in each replay.
    """

    def work() -> Study:
        return study(cohort, time_limit=seconds, stop=interrupts.stop, deterministic=deterministic)

    found = Attended(work).result(tick)
    judge_sample(found)
    write_odds(found, out)
    return tier_odds(found), [replay.seated for replay in found.replays]


def judge_sample(found: Study) -> None:
    """Hold some replays and some of the listed seatings against the rules.

    Raises
    ------
    InternalFault
        Where one breaks a rule; nothing is written then.
    """
    ground = found.ground
    seatings = [replay.seating for replay in found.replays[:SAMPLE]]
    if found.draws is not None:
        seatings += [entry.seating for entry in found.draws.entries[:SAMPLE]]
    for seating in seatings:
        groups = groups_of(ground.cohort, ground.instance, seating)
        if broken := broken_rules(Plan(ground.cohort, groups)):
            raise InternalFault(
                f"A replay breaks the rule {broken[0].code}, so no odds were written; this is a "
                "fault inside matcher."
            )


def _refuse_nobody(cohort: Cohort) -> None:
    if not cohort.participants:
        raise Refused("There is nobody on the waitlist, so there are no odds to work out.")
