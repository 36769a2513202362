"""Plain words for what the program's files say in codes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from matcher.cohort import Cohort, Group, LevelValue, Proposal
from matcher.cohort.program import Program
from matcher.equity.suppress import LEAST

WEEKDAY_NAMES = {
    "mon": "Monday", "tue": "Tuesday", "wed": "Wednesday", "thu": "Thursday",
    "fri": "Friday", "sat": "Saturday", "sun": "Sunday",
}  # fmt: skip
ORDINALS = {1: "1st", 2: "2nd", 3: "3rd", 4: "4th", 5: "5th"}
ZONE_NAMES = {
    "America/New_York": "Eastern time",
    "America/Detroit": "Eastern time",
    "America/Chicago": "Central time",
    "America/Denver": "Mountain time",
    "America/Boise": "Mountain time",
    "America/Phoenix": "Arizona time",
    "America/Los_Angeles": "Pacific time",
    "America/Anchorage": "Alaska time",
    "Pacific/Honolulu": "Hawaii time",
    "America/Puerto_Rico": "Puerto Rico time",
}
LANGUAGE_NAMES = {
    "en": "English", "es": "Spanish", "pt": "Portuguese", "ht": "Haitian Creole",
    "kea": "Cape Verdean", "fr": "French", "zh": "Chinese", "vi": "Vietnamese", "ar": "Arabic",
    "so": "Somali", "ru": "Russian", "ko": "Korean", "ase": "American Sign Language",
}  # fmt: skip
CODE_WORDS = {
    "membership": "Membership has lapsed",
    "no-provider-time": "No provider free when they are",
    "no-language": "No group in a language they can reflect in",
    "no-qualified-provider": "No provider whose hours would count",
    "not-enough-others": "Too few others could meet when they can",
    "outranked": "Seats at their times went to earlier turns",
    "rule": "A rule keeps them out of the open seats",
}
STATUS_WORDS = {
    "optimal": "Proven best: no other groups do better by this program's priorities",
    "feasible": "Every rule is kept; not every level is proven best",
    "empty": "No group is possible with these people, providers and times",
}


def tidy(text: object) -> str:
    """Return text of a file fit for one line: no line break, no control character."""
    clean = "".join(char if char.isprintable() else " " for char in str(text))
    return " ".join(clean.split())


def sector_words(sector: str) -> str:
    """Return ``Early care and education`` of ``early-care-and-education``."""
    return sector.replace("-", " ").capitalize()


def language_words(code: str) -> str:
    """Return a language's English name, or the code where we know none."""
    return LANGUAGE_NAMES.get(code.casefold(), code)


def zone_words(name: str) -> str:
    """Return ``Eastern time`` of ``America/New_York``; ``Bogota time`` of a zone less common."""
    return ZONE_NAMES.get(name) or name.rsplit("/", 1)[-1].replace("_", " ") + " time"


def day_words(day: date) -> str:
    """Return a date as ``Mon, Jan 18, 2027``."""
    return f"{day:%a, %b} {day.day}, {day.year}"


def clock_words(minute: int, *, half: bool = True) -> str:
    """Return minutes after midnight as ``12:30 pm``; `half` False leaves out am and pm."""
    hour, rest = divmod(minute % (24 * 60), 60)
    text = f"{hour % 12 or 12}:{rest:02d}"
    return f"{text} {'am' if hour < 12 else 'pm'}" if half else text


def span_words(minute: int, length: int) -> str:
    """Return ``12:30-1:30 pm`` with an en dash, or ``11:30 am-12:30 pm``."""
    end = minute + length
    same_half = (minute // 720) % 2 == (end // 720) % 2
    return f"{clock_words(minute, half=not same_half)}–{clock_words(end)}"


def weeks_words(weeks: Iterable[int]) -> str:
    """Return ``1st and 3rd`` of ``(1, 3)``."""
    return " and ".join(ORDINALS[week] for week in weeks)


def meeting_words(group: Group) -> str:
    """Return ``1st and 3rd Tuesday, 12:30-1:30 pm`` in the group's own zone."""
    time = span_words(group.meeting.start, group.meeting.minutes)
    return f"{weeks_words(group.weeks)} {WEEKDAY_NAMES[group.weekday]}, {time}"


def short_meeting_words(group: Group) -> str:
    """Return ``Tue 12:30 pm`` for narrow places."""
    return f"{group.weekday.capitalize()} {clock_words(group.meeting.start)}"


def count_words(count: float, one: str, many: str = "") -> str:
    """Return ``1 group``, ``2 groups``."""
    return f"{number_words(count)} {one if count == 1 else many or one + 's'}"


def number_words(value: float) -> str:
    """Return a number without idle decimals and with thousands apart: ``1,234``, ``0.5``."""
    return f"{value:,.0f}" if float(value).is_integer() else f"{value:,.2f}".rstrip("0").rstrip(".")


def list_words(parts: Sequence[str], last: str = "and") -> str:
    """Return ``a, b and c``."""
    return f" {last} ".join(part for part in (", ".join(parts[:-1]), *parts[-1:]) if part)


def access_words(levels: Sequence[str]) -> str:
    """Return ``no access``, or ``no or little access`` for a tier of two levels."""
    named = ["no" if level == "none" else level for level in levels]
    return f"{list_words(named, 'or')} access"


def tier_words(tier: str) -> str:
    """Return ``No or little access`` of the tier ``none+little``."""
    if tier == "points":
        return "Everybody, by points"
    return access_words(tier.split("+")).capitalize()


def percent_words(share: float | None) -> str:
    """Return ``16.4%``, or a dash where nothing is known."""
    return "–" if share is None else f"{100 * share:.1f}%"


def outstanding_words(mou: bool, consent: bool) -> str:
    """Return what somebody still has to hand in: ``MOU, evaluation consent`` or blank."""
    named = (("MOU", mou), ("evaluation consent", consent))
    return ", ".join(name for name, on_file in named if not on_file)


def level_words(name: str, program: Program) -> str:
    """Return what a level of the objective counts."""
    if name.startswith("seats."):
        return f"People with {access_words(name.removeprefix('seats.').split('+'))} seated"
    if name.startswith("reserve."):
        return f"Seats reserved: {name.removeprefix('reserve.').replace('-', ' ')}"
    if name == "mix":
        weighed = [attribute for attribute, weight in program.mix.items() if weight]
        return f"Pairs of the same {list_words(weighed, 'or') or 'kind'} in a group"
    return {
        "points": "Priority points of the people seated",
        "turn": "Earlier turns seated first",
        "groups": "Number of groups",
        "preference": "Wishes for time, language and sector not met",
        "stability": "People moved from the earlier proposal",
    }.get(name, name)


UNTOLD = f"Not told: under {LEAST}, by a monitoring answer"


def untold(level: LevelValue, program: Program) -> bool:
    """Whether a level counts fewer than five people by a monitoring answer."""
    reserves = program.priority.reserves
    return level.value < LEAST and any(
        one.confidential and one.level == level.name for one in reserves
    )


def is_gain(name: str) -> bool:
    """Whether more is better at a level."""
    return name.startswith(("reserve.", "seats.")) or name in ("points", "turn")


def verdict_words(level: LevelValue) -> str:
    """Return what was proven of a level, given the levels above it."""
    if level.proven:
        return "Proven best"
    if level.bound is None:
        return "Not proven; no bound is known"
    gap = number_words(abs(level.bound - level.value))
    return f"Not proven; at most {gap} {'more' if is_gain(level.name) else 'fewer'} possible"


def headline(cohort: Cohort, proposal: Proposal) -> str:
    """Return the proposal in one or two sentences."""
    everyone, seated = len(cohort.participants), len(proposal.seats())
    if not proposal.groups:
        return (
            f"No group is possible: none of {count_words(everyone, 'person', 'people')} has a seat."
        )
    leaders = len({group.provider_id for group in proposal.groups})
    return (
        f"{seated} of {count_words(everyone, 'person', 'people')} on the waitlist "
        f"{'has' if seated == 1 else 'have'} a seat, in "
        f"{count_words(len(proposal.groups), 'group')} led by {count_words(leaders, 'provider')}."
    )
