"""What people are counted by: each attribute parts the waitlist into values."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from matcher.cohort import Cohort, Participant
from matcher.cohort.turn import tier_name, tier_of

MONITOR = "monitor_"
MANY_ROUNDS = 3  # rounds waited from here on are one value


@dataclass(frozen=True, slots=True)
class Attribute:
    """One way to part the waitlist: everybody has exactly one value, blank where none was given.

    Attributes
    ----------
    key : str
        The column, such as ``region`` or ``monitor_background``; ``tier`` for access at work.
    groups : mapping of str to frozenset of str
        Participant ids by value, in the order in which a table lists them, which never depends
        on how many there are.
    """

    key: str
    groups: Mapping[str, frozenset[str]]

    @property
    def monitoring(self) -> bool:
        """Whether it comes from a ``monitor_*`` column."""
        return self.key.startswith(MONITOR)


def attributes(cohort: Cohort) -> list[Attribute]:
    """Return every attribute by which the cohort differs, monitoring last."""
    program = cohort.program
    tiers = [tier_name(tier) for tier in program.priority.tiers]
    most = MANY_ROUNDS
    rounds = [str(number) for number in range(MANY_ROUNDS)] + [f"{MANY_ROUNDS}+"]
    found = [
        _parted(cohort, "tier", lambda p: tiers[tier_of(program, p)], tiers),
        _parted(cohort, "sector", lambda p: p.sector, program.sectors),
        _parted(cohort, "region", lambda p: p.region),
        _parted(cohort, "rural", lambda p: "yes" if p.rural else "no", ("no", "yes")),
        _parted(cohort, "languages", lambda p: "; ".join(sorted(p.languages))),
        _parted(cohort, "organization", lambda p: p.organization),
        _parted(cohort, "rounds_waited", lambda p: rounds[min(p.rounds_waited, most)], rounds),
    ]  # fmt: skip
    names = {name for person in cohort.participants for name in person.monitor}
    found += [_parted(cohort, MONITOR + name, _monitored(name)) for name in sorted(names)]
    return [attribute for attribute in found if len(attribute.groups) > 1]


def _monitored(name: str) -> Callable[[Participant], str]:
    return lambda person: person.monitor.get(name, "")


def _parted(
    cohort: Cohort,
    key: str,
    value_of: Callable[[Participant], str],
    order: Sequence[str] | None = None,
) -> Attribute:
    """Part the waitlist by value; spellings that differ in case or spaces are one value."""
    people: dict[str, set[str]] = defaultdict(set)
    spelled: dict[str, Counter[str]] = defaultdict(Counter)
    for person in cohort.participants:
        text = " ".join(value_of(person).split())
        people[text.casefold()].add(person.id)
        spelled[text.casefold()][text] += 1
    # The commonest spelling stands for all, and between equals the first in the alphabet.
    label = {
        folded: min(texts, key=lambda text: (-texts[text], text))
        for folded, texts in spelled.items()
    }
    place = {value: number for number, value in enumerate(order or ())}

    def rank(folded: str) -> tuple[object, ...]:
        shown = label[folded]
        # Codes of one language come before lists of several; blank stands last.
        return (place.get(shown, len(place)), not shown, ";" in shown, folded)

    return Attribute(
        key, {label[folded]: frozenset(people[folded]) for folded in sorted(people, key=rank)}
    )
