"""Where the commands print: consoles that never fail a run."""

from __future__ import annotations

import os
import shlex
import shutil
import sys
from collections.abc import Iterable
from pathlib import Path

from rich.console import Console, RenderableType
from rich.padding import Padding
from rich.text import Text
from rich.theme import Theme

from matcher.report.words import tidy as tidy

PIPE_WIDTH = 120  # columns where nobody can tell: a pipe, a file, a log
THEME = Theme({"title": "bold cyan", "good": "green", "warn": "yellow", "muted": "dim"})


class Screen(Console):
    """A console on stdout or stderr; a reader that went away does not end the run."""

    def on_broken_pipe(self) -> None:
        """Print on into nothing: `matcher match … | head` still writes every file."""
        silence(self.file)


def screen(*, error: bool = False, quiet: bool = False) -> Screen:
    """Return a console for stdout, or for stderr.

    Parameters
    ----------
    error : bool
        Whether for stderr.
    quiet : bool
        Whether nothing is to be printed at all.
    """
    console = Screen(stderr=error, quiet=quiet, theme=THEME, highlight=False, soft_wrap=False)
    if not console.is_terminal and "COLUMNS" not in os.environ:
        console.width = PIPE_WIDTH
    return console


def silence(stream: object) -> None:
    """Send what is still printed on a stream to nowhere."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nowhere, stream.fileno())  # type: ignore[attr-defined]
    except (AttributeError, OSError, ValueError):
        sys.stdout = sys.stderr = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115
    finally:
        os.close(nowhere)


def program_word() -> str:
    """Return how to start this program again from here: ``matcher``, or the path it was given."""
    script = Path(sys.argv[0])
    found = shutil.which("matcher")
    if script.stem != "matcher" or (found and script.exists() and script.samefile(found)):
        return "matcher"
    return shlex.quote(str(script))


def near_path(path: Path) -> Path:
    """Return a path as seen from here, where it stands below."""
    here = Path.cwd()
    return path.relative_to(here) if path.is_relative_to(here) else path


def title(text: str) -> Text:
    """Return a heading, with a line's room above."""
    return Text(f"\n{text}", style="title")


def indented(part: RenderableType) -> Padding:
    """Return something shown below a heading."""
    return Padding(part, (0, 0, 0, 2), expand=False)


def lines(texts: Iterable[object], style: str = "") -> list[Padding]:
    """Return one indented paragraph per text, however it looks to a markup reader."""
    return [indented(Text(tidy(text), style=style)) for text in texts]
