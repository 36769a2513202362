"""Makes the shipped demos from tests/cohorts: ``python -m tests.make_demo_workbook``.

The workbook holds the very people of massachusetts-38, written as a form's export looks: question
texts as headers, am and pm, mixed capitals, real dates, columns nobody asked for.
"""

from __future__ import annotations

import csv
import json
import tomllib
from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from pathlib import Path

import xlsxwriter

from matcher.demo import demo_path

COHORTS = Path(__file__).parent / "cohorts"
LISTS = ("languages", "availability", "apart_from", "together_with", "sectors")
Row = dict[str, str]


def rows_of(name: str, part: str) -> list[Row]:
    with (COHORTS / name / f"{part}.csv").open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


# --- how people write what the contract's words say -------------------------------------------

SECTOR = {
    "home-visiting": ("Home visiting", "home visitor", "HOME VISITING (e.g. Healthy Families)"),
    "early-care-and-education": ("Early Care & Education", "child care", "Preschool"),
    "family-child-care": ("Family Child Care", "FCC"),
    "head-start": ("Head Start", "Early Head Start / Head Start", "EHS"),
    "early-intervention": ("Early Intervention / Part C", "EI", "early intervention"),
    "child-development": ("Child development",),
    "child-welfare": ("Child welfare", "CPS"),
    "family-and-peer-support": ("Family and peer support", "Parent support"),
    "policy-and-administration": ("Policy / Administration", "policy and administration"),
    "pediatrics": ("Pediatric primary care",),
}
WORDS: dict[str, dict[str, tuple[str, ...]]] = {
    "sector": SECTOR,
    "role": {
        "direct-service": ("Direct service", "direct service provider", "Case manager"),
        "supervisor": ("Supervisor", "SUPERVISOR"),
        "administrator": ("Program director", "Administrator"),
        "consultant": ("Consultant",),
        "policy": ("Policy",),
        "other": ("Other: doula collective", ""),
    },
    "rc_access": {
        "none": ("None", "No access", "none"),
        "little": ("A little", "Limited", "little"),
        "some": ("Some", "Sometimes"),
        "regular": ("Regular access",),
    },
    "languages": {
        "en": ("English", "", "english"),
        "en; es": ("English, Spanish", "English and Spanish"),
        "en; pt": ("English, Portuguese",),
    },
    "group_language": {"any": ("No preference", "Any", ""), "only pt": ("Only Portuguese",)},
    "endorsement_target": {
        "none": ("Not pursuing", "None", ""),
        "IFS": ("Infant Family Specialist (IFS)", "IFS"),
        "IFRS": ("Infant Family Reflective Supervisor", "IFRS"),
        "IMHS": ("Infant Mental Health Specialist",),
        "IMHM": ("Infant Mental Health Mentor - Clinical", "IMHM-C"),
    },
    "education": {
        "BA": ("Bachelor's degree", "BA/BS"),
        "MA": ("Master's degree", "MSW", "M.A."),
        "AA": ("Associate's degree",),
        "CDA": ("CDA",),
    },
    "cadence": {
        "either": ("No preference", "Either", ""),
        "twice-monthly": ("Twice a month", "2x/month"),
        "monthly": ("Once a month",),
    },
    "credential": {"endorsed": ("Endorsed", "IMH-E"), "emerging": ("Emerging provider",)},
    "endorsement": {
        "IMHS": ("Infant Mental Health Specialist (IMHS)", "IMHS"),
        "IFRS": ("Infant Family Reflective Supervisor", "IFRS"),
    },
}
YES_NO = {"yes": ("Yes", "Y", "yes", "x"), "no": ("No", "N", "", "no")}


def spelled(column: str) -> Callable[[str, int], object]:
    """Return a writer that goes through a word's spellings row by row."""

    def write(value: str, at: int) -> object:
        spellings = WORDS.get(column, YES_NO).get(value, (value,))
        return spellings[at % len(spellings)]

    return write


def dated(value: str, at: int) -> object:
    try:
        return date.fromisoformat(value)
    except ValueError:
        return value.title()


def counted(value: str, at: int) -> object:
    return int(value) if value else ""


def sectors(value: str, at: int) -> object:
    return ", ".join(SECTOR[name][0] for name in value.split("; "))


def clock(text: str, style: int) -> str:
    hour, minute = map(int, text.split(":"))
    half = "am" if hour < 12 else "pm"
    written = f"{(hour - 1) % 12 + 1}" + (f":{minute:02d}" if minute or style % 3 == 0 else "")
    return written + (f" {half.upper()}" if style % 3 == 0 else half)


def availability(value: str, at: int) -> object:
    """Write entries of one time together, in the row's own style."""
    days: dict[str, list[str]] = {}
    for entry in value.split("; "):
        day, _, time = entry.partition(" ")
        days.setdefault(time, []).append(day)
    long = {
        "Mon": "Monday",
        "Tue": "Tuesday",
        "Wed": "Wednesday",
        "Thu": "Thursday",
        "Fri": "Friday",
    }
    written = []
    for time, named in days.items():
        hours, _, mark = time.partition(" ")
        start, end = hours.split("-")
        if at % 3 == 0:
            which = " & ".join(long[day] + "s" for day in named)
        else:
            which = ("/" if at % 3 == 1 else ", ").join(named)
        if at % 7 == 2 and start == "13:00" and end == "15:00":
            when = "1-3"  # can be read in two ways: a warning
        elif start == "12:00" and at % 5 == 0:
            when = f"noon - {clock(end, at)}"
        elif at % 3 == 0:
            when = f"{clock(start, at)} – {clock(end, at)}"
        else:
            when = f"{clock(start, at)} to {clock(end, at)}"
        mark = {"(possible)": "if needed", "(preferred)": "(Preferred)"}.get(mark, mark)
        written.append(f"{which} {when} {mark}".strip())
    return ("\n" if at % 4 == 0 else "; ").join(written)


def plain(value: str, at: int) -> object:
    return value


def stamped(value: str, at: int) -> object:
    return datetime(2026, 10, 12, 8, 30) + timedelta(hours=7 * at, minutes=13 * at)


def remark(value: str, at: int) -> object:
    return ("", "", "Thank you!", "", "I drive between sites on Tuesdays.")[at % 5]


Column = tuple[str, str, Callable[[str, int], object]]
PARTICIPANTS: Sequence[Column] = (
    ("Timestamp", "", stamped),
    ("Participant ID", "id", plain),
    ("Your name", "name", plain),
    ("E-mail address", "email", plain),
    ("What is your main sector of work?", "sector", spelled("sector")),
    ("Which best describes your current role?", "role", spelled("role")),
    ("Where do you work?", "organization", plain),
    ("Administrative supervisor (ID)", "supervisor_id", plain),
    ("County", "region", plain),
    ("Do you work in a rural area?", "rural", spelled("rural")),
    ("What languages do you speak?", "languages", spelled("languages")),
    ("Language of your group", "group_language", spelled("group_language")),
    ("How much access do you have to reflective consultation?", "rc_access", spelled("rc_access")),
    ("Date applied", "applied_on", dated),
    ("Rounds on waitlist", "rounds_waited", counted),
    ("Membership", "member_until", dated),
    ("Which endorsement are you working toward?", "endorsement_target",
     spelled("endorsement_target")),
    ("Highest level of education", "education", spelled("education")),
    ("Do you supervise others?", "supervises_others", spelled("yes")),
    ("Could you lead a group at your agency next year?", "ready_to_implement", spelled("yes")),
    ("How often would you like to meet?", "cadence", spelled("cadence")),
    ("What days and times are you available?", "availability", availability),
    ("How would you describe your background? (optional)", "monitor_background", plain),
    ("Anything else we should know?", "", remark),
)  # fmt: skip
PROVIDERS: Sequence[Column] = (
    ("Provider ID", "id", plain),
    ("Name", "name", plain),
    ("E-mail", "email", plain),
    ("Agency", "organization", plain),
    ("Credential status", "credential", spelled("credential")),
    ("Which endorsement do you hold?", "endorsement", spelled("endorsement")),
    ("Endorsed until", "credential_until", dated),
    ("Receives own RSC?", "own_rsc_current", spelled("yes_or_no")),
    ("How many groups can you lead?", "max_groups", counted),
    ("Languages", "languages", spelled("languages")),
    ("County", "region", plain),
    ("Sectors known", "sectors", sectors),
    ("Frequency", "cadence", spelled("cadence")),
    ("Days and times", "availability", availability),
)
PROGRAM: Sequence[tuple[str, object]] = (
    ("Key", "Value"),
    ("name", "Massachusetts reflective consultation, demonstration"),
    ("time_zone", "America/New_York"),
    ("start_date", date(2027, 1, 4)),
    ("seed", 1),
    ("columns.Which best describes your current role?", "role"),
    ("columns.Administrative supervisor (ID)", "supervisor_id"),
    ("columns.Language of your group", "group_language"),
    ("columns.Could you lead a group at your agency next year?", "ready_to_implement"),
    ("columns.How would you describe your background? (optional)", "monitor_background"),
)


def make_workbook(path: Path) -> None:
    book = xlsxwriter.Workbook(path, {"default_date_format": "yyyy-mm-dd"})
    book.set_properties({"created": datetime(2026, 11, 2)})
    header = book.add_format({"bold": True, "text_wrap": True})
    stamp = book.add_format({"num_format": "m/d/yyyy h:mm"})
    for title, columns in (("Participants", PARTICIPANTS), ("Providers", PROVIDERS)):
        sheet = book.add_worksheet(title)
        sheet.freeze_panes(1, 0)
        for index, (question, _, _) in enumerate(columns):
            sheet.set_column(index, index, 22)
            sheet.write(0, index, question, header)
        for at, row in enumerate(rows_of("massachusetts-38", title.lower())):
            for index, (_, name, write) in enumerate(columns):
                value = write(row[name] if name else "", at)
                style = (stamp,) if isinstance(value, datetime) else ()
                sheet.write(at + 1, index, value, *style)
    sheet = book.add_worksheet("Program")
    sheet.set_column(0, 1, 60)
    for at, pair in enumerate(PROGRAM):
        for index, value in enumerate(pair):
            sheet.write(at, index, value)
    book.close()


def make_json(name: str, path: Path) -> None:
    body: dict[str, object] = {}
    with (COHORTS / name / "program.toml").open("rb") as source:
        program = tomllib.load(source)
    body["program"] = {key: str(v) if isinstance(v, date) else v for key, v in program.items()}
    for part in ("participants", "providers"):
        body[part] = [
            {key: cell.split("; ") if key in LISTS else cell for key, cell in row.items() if cell}
            for row in rows_of(name, part)
        ]
    text = json.dumps(body, ensure_ascii=False, indent=1)
    path.write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    make_workbook(demo_path("massachusetts-38"))
    make_json("statewide-150", demo_path("statewide-150"))
