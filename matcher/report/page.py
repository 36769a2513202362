"""report.html: one page that a board can read, on paper or on a phone, without the network."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from matcher.cohort import Cohort, LevelValue, Program, Proposal
from matcher.cohort.availability import WEEKDAYS
from matcher.cohort.sessions import Dates, all_sessions
from matcher.equity import Equity, equity_report
from matcher.equity.suppress import LEAST
from matcher.report import figures, numbers, policy, words
from matcher.report.equity import equity_section

if TYPE_CHECKING:
    from jinja2 import Template

    from matcher.odds.summary import TierOdds

OPEN_UP_TO = 40  # groups; a longer table starts folded


def report_html(
    cohort: Cohort,
    proposal: Proposal,
    warnings: Sequence[object] = (),
    *,
    odds: Sequence[TierOdds] = (),
    draw: Sequence[str] = (),
    equity: Equity | None = None,
    dates: Dates | None = None,
) -> str:
    """Return the report.

    People appear as numbers only: no names, no e-mail addresses, no reasons of single persons,
    and of the ``monitor_*`` columns no count below five. Whoever needs those has the workbook.
    Warnings may quote cells of the files, so the report says only how many there are.

    Parameters
    ----------
    cohort : Cohort
    proposal : Proposal
    warnings : sequence
        What reading the cohort had to say.
    odds : sequence of TierOdds
        What chance the people of each tier had before the draw, where that was worked out.
    draw : sequence of str
        How the draw can be checked, as `matcher.audit.words.draw_words` says it.
    equity : Equity, optional
        Whom the seats went to, where that has been counted, say with replays of the draw.
    dates : mapping, optional
        Sessions by group id, where ``all_sessions`` has already been asked.
    """
    equity = equity or equity_report(cohort, proposal.seats())
    dates = dates or all_sessions(cohort, proposal.groups)
    days = sorted(session.date for held in dates.values() for session in held)
    return _template().render(
        words=words,
        policy=policy,
        roles=policy.role_rows(cohort),
        css=_text("page.css"),
        program=cohort.program,
        proposal=proposal,
        headline=words.headline(cohort, proposal),
        tiles=_tiles(cohort, proposal, len(days)),
        seats=_seats(cohort, proposal),
        levels=[_level(level, cohort.program) for level in proposal.levels],
        mix=_mix(cohort, proposal),
        pairs=_pairs(cohort, proposal),
        week=_week(cohort, proposal),
        equity=equity_section(cohort, proposal, equity),
        reasons=_reasons(proposal),
        odds=[_odds(row) for row in odds],
        moved=numbers.moved_sessions(dates),
        days=(days[0], days[-1]) if days else None,
        sessions=len(days),
        warnings=len(warnings),
        draw=draw,
        open_up_to=OPEN_UP_TO,
    )


def _text(name: str) -> str:
    return files("matcher.report").joinpath(name).read_text(encoding="utf-8")


@lru_cache(maxsize=1)
def _template() -> Template:
    from jinja2 import Environment, StrictUndefined

    environment = Environment(
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    return environment.from_string(_text("page.html"))


def _tiles(cohort: Cohort, proposal: Proposal, sessions: int) -> list[tuple[str, str]]:
    proven = sum(level.proven for level in proposal.levels)
    leaders = len({group.provider_id for group in proposal.groups})
    return [
        ("People seated", f"{len(proposal.seats()):,} of {len(cohort.participants):,}"),
        ("Groups", f"{len(proposal.groups):,}"),
        ("Providers leading", f"{leaders:,} of {len(cohort.providers):,}"),
        ("Sessions", f"{sessions:,}"),
        ("Levels proven best", f"{proven} of {len(proposal.levels)}"),
    ]


def _seats(cohort: Cohort, proposal: Proposal) -> list[dict[str, Any]]:
    rows = numbers.seat_rows(cohort, proposal)
    most = max((row.people for row in rows), default=0)
    return [
        {
            "name": words.access_words([row.access]).capitalize(),
            "row": row,
            "bar": figures.safe(
                figures.bar(
                    [
                        ("solid", row.seated),
                        ("light", row.no_seat),
                        ("hollow", row.not_eligible),
                    ],
                    most,
                )
            ),
        }
        for row in rows
    ]


def _level(level: LevelValue, program: Program) -> dict[str, Any]:
    if words.untold(level, program):
        return {
            "name": words.level_words(level.name, program),
            "value": f"under {LEAST}",
            "bound": "–",
            "proven": level.proven,
            "verdict": words.UNTOLD,
            "bar": "",
        }
    known = level.value if level.bound is None else min(level.value, level.bound)
    whole = max(level.value, level.bound or 0)
    return {
        "name": words.level_words(level.name, program),
        "value": words.number_words(level.value),
        "bound": "–" if level.bound is None else words.number_words(level.bound),
        "proven": level.proven,
        "verdict": words.verdict_words(level),
        "bar": figures.safe(
            figures.bar(
                [
                    ("light" if level.bound is None else "solid", known),
                    ("open", whole - known),
                ],
                whole,
            )
        ),
    }


def _odds(row: TierOdds) -> dict[str, Any]:
    return {
        "name": words.tier_words(row.tier),
        "people": row.people,
        "never": row.never,
        "shares": [
            words.percent_words(share)
            for share in (row.ticket_mean, row.ticket_least, row.ticket_most, row.leximin_least)
        ],
    }


def _mix(cohort: Cohort, proposal: Proposal) -> dict[str, Any]:
    sectors = numbers.sectors_present(cohort)
    rows = numbers.mix_rows(cohort, proposal)
    return {
        "sectors": [words.sector_words(sector) for sector in sectors],
        "rows": [
            {
                "group": row.group.id,
                "when": words.short_meeting_words(row.group),
                "about": f"{words.meeting_words(row.group)}, "
                f"{words.language_words(row.group.language)}",
                "counts": [row.counts.get(sector, 0) for sector in sectors],
                "members": len(row.group.members),
                "pairs": row.pairs,
            }
            for row in rows
        ],
        "seated": [sum(row.counts.get(sector, 0) for row in rows) for sector in sectors],
        "people": [sum(p.sector == sector for p in cohort.participants) for sector in sectors],
        "pairs": sum(row.pairs for row in rows),
    }


def _pairs(cohort: Cohort, proposal: Proposal) -> list[dict[str, Any]]:
    counted = numbers.pair_counts(numbers.mix_rows(cohort, proposal))
    most = max((groups for _, groups in counted), default=0)
    return [
        {
            "name": _pair_words(pairs),
            "groups": groups,
            "bar": figures.safe(figures.bar([("solid", groups)], most)),
        }
        for pairs, groups in counted
    ]


def _pair_words(pairs: int) -> str:
    if pairs == numbers.MANY_PAIRS:
        return f"{pairs} or more pairs"
    return words.count_words(pairs, "pair") if pairs else "No pair"


def _week(cohort: Cohort, proposal: Proposal) -> dict[str, Any]:
    week = numbers.week(cohort, proposal)
    panels = [("free", "Everybody on the waitlist", week.free, True)]
    if any(week.waiting.values()):
        panels.append(("waiting", "Eligible people without a seat", week.waiting, False))
    return {
        "weekdays": [words.WEEKDAY_NAMES[WEEKDAYS[day]] for day in week.weekdays],
        "panels": [
            {
                "caption": caption,
                "dots": dots,
                "steps": figures.steps(max(people.values(), default=0)),
                "svg": figures.safe(
                    figures.week_figure(
                        week,
                        people,
                        name=name,
                        title=f"{caption}: how many could meet at each time of the week. "
                        "The table below the figures has the numbers.",
                        dots=dots,
                    )
                ),
            }
            for name, caption, people, dots in panels
        ],
        "table": [
            {
                "time": words.clock_words(start),
                "cells": [
                    (
                        week.free.get((day, start), 0),
                        week.waiting.get((day, start), 0),
                        week.groups.get((day, start), 0),
                    )
                    for day in week.weekdays
                ],
            }
            for start in figures.trimmed_starts(week)
        ],
    }


def _reasons(proposal: Proposal) -> list[dict[str, Any]]:
    counted = numbers.reason_counts(proposal)
    most = max((count for _, count in counted), default=0)
    return [
        {"name": name, "people": count, "bar": figures.safe(figures.bar([("solid", count)], most))}
        for name, count in counted
    ]
