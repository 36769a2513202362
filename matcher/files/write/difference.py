"""diff.json and diff.xlsx: what differs between two proposals, to keep and to send."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime
from io import BytesIO
from typing import Any

from matcher.cohort import Cohort, Group, Program
from matcher.diff import Difference
from matcher.diff.words import difference_lines, group_words, summary, when_words
from matcher.files.proposal_json import group_to_dict
from matcher.files.write.sheet import PRIVATE, Column, Look, Toned, add_table_sheet
from matcher.report.words import level_words

SCHEMA = "1"
TONES = {"opened": "strong", "closed": "alert", "seated": "strong", "unseated": "alert"}
LEVELS = [Column("What counts", widest=60), Column("Before", "number"), Column("After", "number")]
GROUPS = [
    Column("Group"), Column("Change"), Column("What", "lines", 60), Column("Before"),
    Column("After"), Column("Members before", "number"), Column("Members after", "number"),
]  # fmt: skip
PEOPLE = [
    Column("Id"), Column("Name"), Column("Change"), Column("Group before"), Column("Met"),
    Column("Group after"), Column("Meets"), Column("E-mail"),
]  # fmt: skip


def difference_document(found: Difference, cohort: Cohort | None = None) -> dict[str, Any]:
    """Return the difference as diff.json holds it: ids only, no names."""
    return {
        "schema": SCHEMA,
        "same": found.same,
        "summary": "" if found.same else summary(found),
        "text": list(difference_lines(found, cohort)),
        "levels": [
            {"name": one.name, "before": one.before, "after": one.after} for one in found.levels
        ],
        "groups": [
            {
                "change": one.kind,
                "fields": list(one.fields),
                "before": _group(one.before),
                "after": _group(one.after),
            }
            for one in found.groups
            if one.kind != "same"
        ],
        "people": [
            {
                "participant_id": one.participant_id,
                "change": one.kind,
                "before": one.before and one.before.id,
                "after": one.after and one.after.id,
            }
            for one in found.people
        ],
    }


def _group(group: Group | None) -> dict[str, Any] | None:
    return None if group is None else group_to_dict(group)


def difference_json(found: Difference, cohort: Cohort | None = None) -> bytes:
    """Return diff.json."""
    document = difference_document(found, cohort)
    return (json.dumps(document, indent=1, ensure_ascii=False, allow_nan=False) + "\n").encode()


def difference_workbook(found: Difference, cohort: Cohort | None = None) -> bytes:
    """Return diff.xlsx: levels, groups and people; with a cohort people have names."""
    from xlsxwriter import Workbook

    buffer = BytesIO()
    options = {
        "in_memory": True, "strings_to_formulas": False, "strings_to_urls": False,
        "strings_to_numbers": False,
    }  # fmt: skip
    program = cohort.program if cohort else Program()
    sheets = (
        ("Levels", LEVELS, _level_rows(found, program)),
        ("Groups", GROUPS, _group_rows(found)),
        ("People", PEOPLE, _people_rows(found, cohort)),
    )
    with Workbook(buffer, options) as book:
        created = datetime(program.start_date.year, program.start_date.month, 1)
        book.set_properties({"title": f"Difference: {program.name}", "created": created})
        look = Look(book)
        for name, columns, rows in sheets:
            add_table_sheet(
                look, name, columns, list(rows), program_name=program.name,
                footer=PRIVATE if cohort else "People appear by id only",
            )  # fmt: skip
    return buffer.getvalue()


def _level_rows(found: Difference, program: Program) -> Iterator[list[object]]:
    for one in found.levels:
        changed = "strong" if one.before != one.after else ""
        yield [level_words(one.name, program), one.before, Toned(one.after, changed)]


def _group_rows(found: Difference) -> Iterator[list[object]]:
    for one in found.groups:
        group = one.after or one.before
        yield [
            Toned(group.id if group else "", "strong"),
            Toned(one.kind, TONES.get(one.kind, "")),
            group_words(one),
            one.before and when_words(one.before),
            one.after and when_words(one.after),
            len(one.before.members) if one.before else None,
            len(one.after.members) if one.after else None,
        ]


def _people_rows(found: Difference, cohort: Cohort | None) -> Iterator[list[object]]:
    known = cohort.participant_by_id if cohort else {}
    for one in found.people:
        person = known.get(one.participant_id)
        yield [
            Toned(one.participant_id, "strong"),
            person.name if person else None,
            Toned(one.kind, TONES.get(one.kind, "")),
            one.before and one.before.id,
            one.before and when_words(one.before),
            one.after and one.after.id,
            one.after and when_words(one.after),
            person.email if person else None,
        ]
