"""The commands of `matcher`: the engine's, `serve` and those of whoever runs the service."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from api.commands.batch import BATCH, batch_command
from api.commands.keys import KEYS, KEYS_SHORT, keys_app
from matcher.cli import app as engine
from matcher.cli import command_line
from matcher.commands.texts import BATCH_SHORT
from matcher.endings import DONE, plain_ending

SERVE_SHORT = "Serve the HTTP API."
SERVE = """
Serve the HTTP API on this computer.

Without keys it listens to this computer only and refuses any other address; with keys (matcher
keys create) every request needs one. Ctrl-C ends it; runs under way keep their best groups.

\b
Example:
  matcher serve --port 8000
"""

WORKER_SHORT = "Solve the runs of servers on other machines."
WORKER = """
Solve the runs that servers have put into a PostgreSQL database (MATCHER_DATABASE_URL), on as many
machines as you like.

Ctrl-C or SIGTERM ends it; runs under way keep their best groups or are left to another worker.

\b
Example:
  MATCHER_DATABASE_URL=postgresql://matcher@db/matcher matcher worker
"""

BACKUP_SHORT = "Copy the service's database, also while it runs."
BACKUP = """
Copy the database of the service into one file, also while the service runs.

\b
Example:
  matcher backup monday.sqlite3
"""
RESTORE_SHORT = "Put a copy of the service's database back."
RESTORE = """
Put a copy of the database back. The service must not be running.

\b
Example:
  matcher restore monday.sqlite3 --replace
"""

app = command_line()
app.registered_commands += engine.registered_commands
app.command("batch", help=BATCH, short_help=BATCH_SHORT)(batch_command)
app.add_typer(keys_app, name="keys", help=KEYS, short_help=KEYS_SHORT)
app.registered_groups += engine.registered_groups


@app.command("serve", help=SERVE, short_help=SERVE_SHORT)
@plain_ending
def serve_command(
    host: Annotated[str, typer.Option(metavar="H", help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[
        int, typer.Option(metavar="P", help="Port to listen on.", min=0, max=65535)
    ] = 8000,
) -> int:
    """Serve."""
    from api.commands.serve import serve

    serve(host, port)
    return DONE


@app.command("worker", help=WORKER, short_help=WORKER_SHORT)
@plain_ending
def worker_command() -> int:
    """Work."""
    from api.commands.work import work

    work()
    return DONE


@app.command("backup", help=BACKUP, short_help=BACKUP_SHORT)
@plain_ending
def backup_command(
    to: Annotated[Path, typer.Argument(metavar="FILE", help="The copy; it must not be there yet.")],
) -> int:
    """Back up."""
    from api.operations.backup import back_up
    from api.settings import Settings

    size = back_up(Settings(), to)
    print(f"{to}: {size:,} bytes. It holds names: keep it private.", file=sys.stderr)
    return DONE


@app.command("restore", help=RESTORE, short_help=RESTORE_SHORT)
@plain_ending
def restore_command(
    backup: Annotated[Path, typer.Argument(metavar="FILE", help="As `matcher backup` wrote it.")],
    replace: Annotated[
        bool, typer.Option("--replace", help="Put it in the place of the database there is.")
    ] = False,
) -> int:
    """Restore."""
    from api.operations.backup import restore
    from api.settings import Settings

    restore(Settings(), backup, replace=replace)
    print("Restored. What was deleted since the backup is back: delete it again.", file=sys.stderr)
    return DONE
