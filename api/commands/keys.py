"""``matcher keys``: make, list and revoke the keys of the service."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import TYPE_CHECKING, Annotated

import typer

from matcher.endings import DONE, Refused, plain_ending

if TYPE_CHECKING:
    from api.store import Store

KEYS_SHORT = "Make, list and revoke keys of the HTTP API."
KEYS = """
Make, list and revoke keys of the HTTP API.

As soon as there is a key, every request needs one, and the service may be reached from other
computers (matcher serve --host 0.0.0.0).

\b
Examples:
  matcher keys create "Intake form" --scope write --days 365
  matcher keys list
  matcher keys revoke key_2b8f017ce94d6a35f1c8
"""
CREATE = """
Make a key and print it. It is shown this once only: the service keeps a hash of it.

Scopes: read sees cohorts and proposals; write also adds, runs and deletes; admin also sees the
trail of who read what; metrics sees /metrics and nothing else.
"""
SCOPES = ("read", "write", "admin", "metrics")
MOST_DAYS = 3650

keys_app = typer.Typer(no_args_is_help=True, rich_markup_mode=None)


@keys_app.command("create", help=CREATE, short_help="Make a key and print it, this once.")
@plain_ending
def create_command(
    name: Annotated[str, typer.Argument(metavar="NAME", help="What the key is for.")],
    scope: Annotated[
        list[str] | None,
        typer.Option(metavar="SCOPE", help="read (default), write, admin or metrics; may repeat."),
    ] = None,
    days: Annotated[
        int, typer.Option(metavar="N", help="Days it is valid.", min=1, max=MOST_DAYS)
    ] = 365,
) -> int:
    """Make a key."""
    from api.security import keys

    scopes = scope or ["read"]
    if unknown := [one for one in scopes if one not in SCOPES]:
        raise Refused(f"Found the scope '{unknown[0][:40]}'; accepted: {', '.join(SCOPES)}.")
    with _store() as store:
        row, token = keys.create(store, name[:200], scopes, timedelta(days=days))
    until = f"{row.expires_at:%Y-%m-%d}" if row.expires_at else "revoked"
    print(token)
    print(
        f"{row.id}: {' '.join(row.scopes)}, valid until {until}. Keep the line above; it is not "
        "shown again.",
        file=sys.stderr,
    )
    return DONE


@keys_app.command("list", help="List every key; none of them can be read back.")
@plain_ending
def list_command() -> int:
    """List the keys."""
    from api.security import keys

    with _store() as store, store.read() as repository:
        rows = repository.keys.all()
    for row in rows:
        until = f"{row.expires_at:%Y-%m-%d}" if row.expires_at else "no end"
        scopes = " ".join(row.scopes)
        name = "".join(char if char.isprintable() else " " for char in row.name)
        print(f"{row.id}  {keys.state(row):<8}{scopes:<12}  until {until}  {name}")
    if not rows:
        print("There are no keys; the service listens to this computer only.", file=sys.stderr)
    return DONE


@keys_app.command("revoke", help="Revoke a key; it is refused from the next request on.")
@plain_ending
def revoke_command(
    key_id: Annotated[str, typer.Argument(metavar="ID", help="As `list` shows it: key_…")],
) -> int:
    """Revoke a key."""
    from api.security import keys

    with _store() as store:
        found, left = keys.revoke(store, key_id)
    if not found:
        raise Refused(f"There is no key '{key_id[:40]}'; `matcher keys list` shows them.")
    print(f"{key_id} is revoked.", file=sys.stderr)
    if not left:
        print(
            "It was the last one: on this computer's own address the service now needs no key.",
            file=sys.stderr,
        )
    return DONE


@contextmanager
def _store() -> Iterator[Store]:
    from sqlalchemy.exc import SQLAlchemyError

    from api.settings import Settings
    from api.store import Store

    store = Store(Settings().url())
    try:
        store.migrate()
        yield store
    except SQLAlchemyError as error:
        raise Refused(
            f"The database cannot be used ({type(error).__name__}). Set MATCHER_DATA_DIR to the "
            "service's folder."
        ) from None
    finally:
        store.close()
