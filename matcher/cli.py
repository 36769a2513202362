"""The engine's command line: which commands there are. Failures are told by `matcher.endings`.

What a command does is imported when it is called, so that help is there at once.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

import typer

from matcher.commands import edit_texts, repair_texts, texts
from matcher.commands.diff import diff_command
from matcher.commands.draw import audit as audit_app
from matcher.commands.draw import draw as draw_app
from matcher.commands.edit import edit_command
from matcher.commands.generate import generate_command
from matcher.commands.judge import check_command, explain_command, recruit_command
from matcher.commands.letters import letters_command
from matcher.commands.match import match_command
from matcher.commands.odds import odds_command
from matcher.commands.policy import app as policy_app
from matcher.commands.repair import fit_command, publish_command, repair_command
from matcher.endings import run


def _show_version(wanted: bool) -> None:
    if wanted:
        from matcher import __version__

        print(f"matcher {__version__}")
        raise typer.Exit


def _options(
    version: Annotated[
        bool,
        typer.Option("--version", help=texts.VERSION, callback=_show_version, is_eager=True),
    ] = False,
) -> None:
    """Take the options that stand before every command."""


def command_line() -> typer.Typer:
    """Return a command line that has no command yet."""
    return typer.Typer(
        name="matcher",
        help=texts.APP,
        callback=_options,
        add_completion=False,
        no_args_is_help=True,
        rich_markup_mode=None,  # plain help is there in a third of the time
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["--help", "-h"]},
    )


app = command_line()
for command, name, whole, short in (
    (match_command, "match", texts.MATCH, texts.MATCH_SHORT),
    (check_command, "check", texts.CHECK, texts.CHECK_SHORT),
    (explain_command, "explain", texts.EXPLAIN, texts.EXPLAIN_SHORT),
    (recruit_command, "recruit", texts.RECRUIT, texts.RECRUIT_SHORT),
    (edit_command, "edit", edit_texts.EDIT, edit_texts.EDIT_SHORT),
    (diff_command, "diff", edit_texts.DIFF, edit_texts.DIFF_SHORT),
    (publish_command, "publish", repair_texts.PUBLISH, repair_texts.PUBLISH_SHORT),
    (repair_command, "repair", repair_texts.REPAIR, repair_texts.REPAIR_SHORT),
    (fit_command, "fit", repair_texts.FIT, repair_texts.FIT_SHORT),
    (letters_command, "letters", texts.LETTERS, texts.LETTERS_SHORT),
    (odds_command, "odds", texts.ODDS, texts.ODDS_SHORT),
    (generate_command, "generate", texts.GENERATE, texts.GENERATE_SHORT),
):
    app.command(name, help=whole, short_help=short)(command)
for group in (draw_app, audit_app, policy_app):
    app.add_typer(group)


def main(args: Sequence[str] | None = None) -> int:
    """Run one of the engine's commands and return its exit code.

    Parameters
    ----------
    args : sequence of str, optional
        In place of the process's own.
    """
    return run(app, args)
