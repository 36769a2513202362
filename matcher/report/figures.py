"""Small drawings in SVG: nothing but shapes and text, styled by the page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from itertools import pairwise
from typing import Any

from matcher.cohort.availability import WEEKDAYS
from matcher.report.numbers import Week
from matcher.report.words import WEEKDAY_NAMES, clock_words, count_words

SHADES = 5  # besides blank for nobody
LEFT, TOP, CELL_HEIGHT, WIDTH = 46, 24, 15, 360


def safe(drawing: str) -> Any:
    """Mark a drawing of ours, whose words are already escaped, as HTML."""
    from markupsafe import Markup

    return Markup(drawing)  # noqa: S704


def bar(parts: Sequence[tuple[str, float]], whole: float) -> str:
    """Return a bar of several parts; purely visual, the numbers stand beside it.

    Parameters
    ----------
    parts : sequence of (str, float)
        A style class of the page and an amount each.
    whole : float
        The amount that fills the bar's whole length.
    """
    shapes, begin = [], 0.0
    for style, amount in parts:
        length = 100 * amount / whole if whole else 0.0
        if length > 0:
            shapes.append(
                f'<rect class="{style}" x="{begin:.2f}" y="1" width="{length:.2f}" height="14"/>'
            )
        begin += length
    return (
        '<svg class="bar" viewBox="0 0 100 16" preserveAspectRatio="none" aria-hidden="true">'
        f"{''.join(shapes)}</svg>"
    )


def share_bar(low: float, high: float, likely: tuple[float, float], whole: float) -> str:
    """Return a bar of a share with its likely range beneath; the numbers stand beside it.

    Parameters
    ----------
    low, high : float
        The share, 0 to 1; where they differ it lies between them.
    likely : (float, float)
        Its interval.
    whole : float
        Everybody's share, marked by a line across.
    """
    begin, end = (100 * edge for edge in likely)
    shapes = [
        f'<rect class="{style}" x="{100 * x:.2f}" y="1" width="{100 * width:.2f}" height="9"/>'
        for style, x, width in (("track", 0, 1), ("solid", 0, low), ("open", low, high - low))
        if width > 0
    ]
    shapes += [
        f'<rect class="ink" x="{x:.2f}" y="{y}" width="{width:.2f}" height="{height}"/>'
        for x, y, width, height in (
            (begin, 13, end - begin, 1.6),
            (begin, 11.6, 0.7, 4.4),
            (max(begin, end - 0.7), 11.6, 0.7, 4.4),
            (min(99.4, 100 * whole), 0, 0.6, 11),
        )
    ]
    return (
        '<svg class="bar" viewBox="0 0 100 16" preserveAspectRatio="none" aria-hidden="true">'
        f"{''.join(shapes)}</svg>"
    )


def steps(highest: int) -> list[tuple[int, int]]:
    """Return ranges of counts that share a shade, the lightest first; none where all are 0."""
    if highest <= 0:
        return []
    count = min(SHADES, highest)
    edges = [round(highest * step / count) for step in range(count + 1)]
    return [(low + 1, high) for low, high in pairwise(edges)]


def week_figure(
    week: Week, people: Mapping[tuple[int, int], int], *, name: str, title: str, dots: bool
) -> str:
    """Draw a week: the darker a cell, the more people could meet from then on.

    Parameters
    ----------
    week : Week
    people : mapping of (weekday, start) to int
        What is shaded: ``week.free`` or ``week.waiting``.
    name : str
        Makes the ids within the drawing unique on the page.
    title : str
        Read out instead of the drawing.
    dots : bool
        Whether to mark the groups that start in a cell, with their number.
    """
    starts = trimmed_starts(week)
    ranges = steps(max(people.values(), default=0))
    cell_width = (WIDTH - LEFT) / max(1, len(week.weekdays))
    height = TOP + CELL_HEIGHT * len(starts) + 4
    shapes = [
        f'<text class="day" x="{LEFT + cell_width * (column + 0.5):.1f}" y="16">'
        f"{WEEKDAYS[weekday].capitalize()}</text>"
        for column, weekday in enumerate(week.weekdays)
    ]
    for row, start in enumerate(starts):
        top = TOP + CELL_HEIGHT * row
        if start % 60 == 0:
            hour = clock_words(start).replace(":00", "")
            shapes.append(f'<text class="hour" x="{LEFT - 6}" y="{top + 11}">{hour}</text>')
        for column, weekday in enumerate(week.weekdays):
            cell = (weekday, start)
            left = LEFT + cell_width * column
            shade = _shade(people.get(cell, 0), ranges)
            groups = week.groups.get(cell, 0) if dots else 0
            shapes.append(
                f'<rect class="s{shade}" x="{left + 1:.1f}" y="{top + 0.5:.1f}" '
                f'width="{cell_width - 2:.1f}" height="{CELL_HEIGHT - 1}">'
                f"<title>{escape(_cell_words(week, cell, people.get(cell, 0)))}</title></rect>"
            )
            if groups:
                shapes.append(_dot(left + cell_width / 2, top + CELL_HEIGHT / 2, groups))
    return (
        f'<svg class="week" viewBox="0 0 {WIDTH} {height}" role="img" '
        f'aria-labelledby="{name}-title"><title id="{name}-title">{escape(title)}</title>'
        f"{''.join(shapes)}</svg>"
    )


def trimmed_starts(week: Week) -> list[int]:
    """Return the starting times between the first and the last at which anything happens."""
    busy = [
        start
        for start in week.starts
        if any(week.free.get((d, start)) or week.groups.get((d, start)) for d in week.weekdays)
    ]
    if not busy:
        return list(week.starts)
    # From a full hour on, so that the first label stands on top.
    return [start for start in week.starts if busy[0] - busy[0] % 60 <= start <= busy[-1]]


def _shade(count: int, ranges: Sequence[tuple[int, int]]) -> int:
    return next((n for n, (low, high) in enumerate(ranges, 1) if low <= count <= high), 0)


def _cell_words(week: Week, cell: tuple[int, int], count: int) -> str:
    weekday, start = cell
    words = f"{WEEKDAY_NAMES[WEEKDAYS[weekday]]} {clock_words(start)}"
    words += f": {count_words(count, 'person', 'people')} free"
    groups = week.groups.get(cell, 0)
    return f"{words}; {count_words(groups, 'group')} starting" if groups else words


def _dot(x: float, y: float, number: int) -> str:
    return (
        f'<circle class="dot" cx="{x:.1f}" cy="{y:.1f}" r="6.6"/>'
        f'<text class="dot-number" x="{x:.1f}" y="{y + 3.4:.1f}">{number}</text>'
    )
