"""A cohort rewritten as a form exports it: sound in meaning, uneven in spelling."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from matcher.cohort.availability import clock_of, minute_of
from matcher.generate.draws import Draws
from matcher.generate.spellings import SPELLINGS
from matcher.generate.windows import WEEKDAYS

Row = dict[str, str]

# Question texts, which program.toml names as columns.
QUESTIONS = {
    "sector": "What is your main sector of work?",
    "role": "Which of these best describes your role?",
    "organization": "Who is your employer? (leave blank if self-employed)",
    "rc_access": "How much reflective consultation do you have at your workplace?",
    "languages": "In which languages can you reflect?",
    "group_language": "Would you like a group in a particular language?",
    "endorsement_target": "Which Endorsement category are you working toward?",
    "availability": "When are you usually free? List all days and times.",
    "own_rsc_current": "Are you currently in reflective supervision yourself?",
    "max_groups": "How many groups could you lead this round?",
}
COLUMNS = "\n[columns]\n" + "".join(
    f'"{question}" = "{column}"\n' for column, question in QUESTIONS.items()
)
# Headers that need no entry there, because case, spaces, hyphens and underscores do not count.
HEADERS = {
    "id": "ID", "email": "E-mail", "supervisor_id": "Supervisor ID", "rural": "RURAL",
    "mou": "MOU", "group_id": "Group ID", "sectors": "SECTORS",
}  # fmt: skip
HEARD, REMARK, LEFTOVER = "How did you hear of us?", "Anything else we should know?", "Column 31"
CHANNELS = ("Newsletter", "A colleague", "newsletter", "Conference; Facebook", "")
REMARKS = (
    "",
    "",
    "",
    "Thank you!",
    "I can be a few minutes late on Fridays;\nschool pick-up.",
    'My supervisor said "just apply", so here I am.',
    "First time applying.\n\nIs there a waitlist?",
    "Camera off some days, the internet here is poor",
)
DAY_NAMES = dict(
    zip(WEEKDAYS, ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday"), strict=True)
)


def as_exported(draws: Draws, rows: Iterable[Mapping[str, str]]) -> list[Row]:
    """Return the rows as a form exports them, with columns of the form's own around them."""
    return [_exported(draws, row) for row in rows]


def exported_headers(columns: Iterable[str]) -> list[str]:
    """Return the headers of an export of these columns."""
    return [HEARD, *map(_header, columns), REMARK, LEFTOVER]


def _exported(draws: Draws, row: Mapping[str, str]) -> Row:
    exported = {HEARD: draws.pick(CHANNELS)}
    for column, cell in row.items():
        exported[_header(column)] = _answer(draws, column, cell)
    exported[REMARK] = draws.pick(REMARKS)
    exported[LEFTOVER] = ""
    return exported


def _header(column: str) -> str:
    if column.startswith("monitor_"):
        return column
    return QUESTIONS.get(column) or HEADERS.get(column) or column.replace("_", " ").capitalize()


def _answer(draws: Draws, column: str, cell: str) -> str:
    """Return the cell as somebody would have typed or ticked it."""
    if column == "availability":
        return _told_times(draws, cell)
    if column == "applied_on":
        return f"{cell}T{7 + draws.below(14):02d}:{draws.below(60):02d}:00"
    if column == "group_language":
        return _wish(draws, cell)
    if column == "name" and draws.chance(0.08):
        return cell.upper()
    spellings = SPELLINGS.get(column, {})
    # A list's answers are ticked boxes, which a form joins with commas.
    between = ", " if draws.chance(0.5) else ";"
    return between.join(
        draws.pick(spellings[term]) if term in spellings else term for term in cell.split("; ")
    )


def _wish(draws: Draws, group_language: str) -> str:
    wish, _, language = group_language.partition(" ")
    if wish == "any":
        return draws.pick(("any", "Any", "No preference"))
    return f"{draws.pick((wish, wish.capitalize()))} {draws.pick(SPELLINGS['languages'][language])}"


def _told_times(draws: Draws, availability: str) -> str:
    """Return an availability cell in the words of the person who fills in the form.

    Days that share their hours are told in one breath: ``Monday, Wednesday 12:30pm–2:30pm``.
    """
    days_at: dict[str, list[str]] = {}
    for entry in availability.split("; "):
        weekday, hours = entry.split(" ", 1)
        days_at.setdefault(hours, []).append(weekday)
    full_names = draws.chance(0.7)
    between = draws.pick((", ", ",", " & "))
    told = draws.pick((twelve_hours, twelve_hours, bare_hours))
    dash = draws.pick(("–", "–", "-"))
    capitals = draws.chance(0.3)
    entries = []
    for hours, weekdays in days_at.items():
        days = between.join(DAY_NAMES[day] if full_names else day for day in weekdays)
        clock, _, suffix = hours.partition(" ")
        start, end = (minute_of(text) for text in clock.split("-"))
        suffix = suffix.title() if capitals else suffix
        entries.append(f"{days} {told(start, end, dash)} {suffix}".strip())
    return "; ".join(entries)


def twelve_hours(start: int, end: int, dash: str) -> str:
    """Write hours with am and pm, once where it goes for both."""
    if start // 720 == end // 720 and start % 720 >= 60:
        return f"{_clock(start)}{dash}{_clock(end)}{_half(end)}"
    return f"{_named(start)}{dash}{_named(end)}"


def bare_hours(start: int, end: int, dash: str) -> str:
    """Write the 24-hour clock, whole hours of the afternoon without minutes."""
    return dash.join(
        str(minute // 60) if minute % 60 == 0 and minute >= 13 * 60 else clock_of(minute)
        for minute in (start, end)
    )


def _named(minute: int) -> str:
    return "noon" if minute == 720 else f"{_clock(minute)}{_half(minute)}"


def _clock(minute: int) -> str:
    hour = (minute // 60 - 1) % 12 + 1
    return f"{hour}:{minute % 60:02d}" if minute % 60 else str(hour)


def _half(minute: int) -> str:
    return "am" if minute < 720 else "pm"
