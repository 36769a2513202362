"""The bar shown while groups are being formed."""

from __future__ import annotations

import time
from types import TracebackType

from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn
from rich.text import Text

from matcher.cohort import Program
from matcher.propose import Progress as News
from matcher.report.words import is_gain, level_words, number_words
from matcher.terminal.screen import Screen


class Watch:
    """Shows the current level's best value and bound on a terminal; nothing elsewhere.

    Parameters
    ----------
    screen : Screen
        The one for stderr, so that what is printed on stdout can be piped.
    program : Program
    limit : float
        Seconds the run may take, from `started` on.
    started : float
        `time.monotonic` of the command's start.
    """

    def __init__(self, screen: Screen, program: Program, limit: float, started: float) -> None:
        self._program = program
        self._started = started
        self._news: News | None = None
        self._said = ""
        self._screen = screen
        shown = screen.is_terminal and not screen.quiet
        self._bar = Progress(
            SpinnerColumn(),
            BarColumn(bar_width=24),
            TextColumn("{task.fields[clock]}", style="muted"),
            TextColumn("{task.description}"),
            console=screen,
            transient=True,
            auto_refresh=False,
            disable=not shown,
        )
        self._task = self._bar.add_task("Reading who could meet when", total=limit, clock="")
        self._limit = limit

    def __enter__(self) -> Watch:
        self._bar.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._bar.stop()

    def hear(self, news: News) -> None:
        """Keep the latest news; any thread may call this."""
        self._news = news

    def say(self, text: str) -> None:
        """Print one line above the bar, once."""
        if text != self._said:
            self._said = text
            self._screen.print(Text(text, style="warn"))

    def tick(self) -> None:
        """Draw the bar anew."""
        seconds = min(time.monotonic() - self._started, self._limit)
        clock = f"{seconds:.0f} of {self._limit:.0f} s"
        if self._news is not None:
            words = news_words(self._news, self._program)
            self._bar.update(self._task, description=words)
        self._bar.update(self._task, completed=seconds, clock=clock)
        self._bar.refresh()


def news_words(news: News, program: Program) -> str:
    """Return the current level with its best value so far and its bound."""
    if news.value is None:
        return news.text
    words = f"{level_words(news.level, program)}: {number_words(news.value)}"
    if news.bound is None:
        return f"{words} so far"
    if news.bound == news.value:
        return f"{words}, proven best"
    side = "at most" if is_gain(news.level) else "at least"
    return f"{words} so far, {side} {number_words(news.bound)}"
