"""The commands of `matcher`: the engine's, `serve` and those of whoever runs the service."""

from __future__ import annotations

from typing import Annotated

import typer

from api.key_commands import KEYS, KEYS_SHORT, keys_app
from matcher.cli import app as engine
from matcher.cli import command_line
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

app = command_line()
app.registered_commands += engine.registered_commands
app.add_typer(keys_app, name="keys", help=KEYS, short_help=KEYS_SHORT)


@app.command("serve", help=SERVE, short_help=SERVE_SHORT)
@plain_ending
def serve_command(
    host: Annotated[str, typer.Option(metavar="H", help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[
        int, typer.Option(metavar="P", help="Port to listen on.", min=0, max=65535)
    ] = 8000,
) -> int:
    """Serve."""
    from api.serve import serve

    serve(host, port)
    return DONE
