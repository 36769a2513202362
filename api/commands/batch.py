"""``matcher batch``: on this computer, or with --queue on those of a service."""

from __future__ import annotations

import os
import sys
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Annotated
from urllib.parse import urlsplit

import typer

from matcher.commands import options, texts
from matcher.endings import Refused, plain_ending

if TYPE_CHECKING:
    import httpx

BATCH = (
    texts.BATCH.rstrip()
    + """

With --queue the cohorts are handed to a service, whose workers form the groups; what comes of
them is fetched into the same folders. Ctrl-C ends the runs with their best groups; after anything
else that ends this command, the same command goes on where it was. The service's key stands in
the environment as MATCHER_KEY, or in a file.

\b
Example:
  matcher batch cohorts/* --out cycle --queue https://matcher.example.org --key-file key.txt
"""
)
QUEUE = "Address of a service whose workers form the groups."
KEY_FILE = "File with the service's key, in place of MATCHER_KEY."
HERE_ONLY = (
    "--jobs, --workers and --leave-out-faulty are for this computer; a service has its own workers "
    "and takes no cohort with faults."
)


@plain_ending
def batch_command(
    cohorts: Annotated[list[Path], typer.Argument(metavar="COHORT", help=texts.COHORTS)],
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help=texts.BATCH_OUT)],
    jobs: Annotated[
        int | None,
        typer.Option(metavar="N", help=texts.JOBS, min=1, max=256, show_default="1"),
    ] = None,
    queue: Annotated[str | None, typer.Option(metavar="URL", help=QUEUE)] = None,
    key_file: Annotated[Path | None, typer.Option(metavar="FILE", help=KEY_FILE)] = None,
    time_limit: options.TimeLimit = None,
    gap: options.Gap = None,
    seed: options.Seed = None,
    workers: options.Workers = None,
    deterministic: options.Deterministic = False,
    leave_out_faulty: options.LeaveOut = False,
    quiet: options.Quiet = False,
) -> int:
    """Form groups for many cohorts."""
    from matcher.runs.attend import Interrupts

    interrupts = Interrupts.caught()
    from matcher.runs.batch import Batch
    from matcher.runs.matching import refuse_unwritable
    from matcher.runs.request import Orders
    from matcher.terminal.batch import attend_batch

    options.refuse_odd(time_limit, gap, seed)
    if queue is None and key_file is not None:
        raise Refused("--key-file is for the service that --queue names.")
    if queue is not None and (jobs is not None or workers is not None or leave_out_faulty):
        raise Refused(HERE_ONLY)
    refuse_unwritable(out)
    orders = Orders(time_limit, gap, seed, workers, deterministic, leave_out_faulty)
    if queue is None:
        return attend_batch(Batch(out, orders, jobs or 1), cohorts, interrupts, quiet=quiet)
    from api.commands.batch_queue import QueueBatch

    with closing(_client(queue, _key(key_file))) as client:
        return attend_batch(QueueBatch(out, orders, client), cohorts, interrupts, quiet=quiet)


def _client(url: str, key: str) -> httpx.Client:
    """Return a client of a service that answers, and takes the key."""
    import httpx

    from api.commands.batch_queue import TIMEOUT
    from api.security.access import is_loopback

    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise Refused(f"Found --queue {url[:100]}; accepted: https://matcher.example.org")
    if parts.scheme == "http" and not is_loopback(parts.hostname):
        print("Names travel to this service unencrypted; https is safer.", file=sys.stderr)
    headers = {"Authorization": f"Bearer {key}"} if key else {}
    client = httpx.Client(base_url=url, headers=headers, timeout=TIMEOUT)
    try:
        answer = client.get("/v1/cohorts?limit=1")
    except httpx.HTTPError as error:
        raise Refused(f"No service answers at {url[:100]} ({type(error).__name__}).") from None
    if answer.status_code in (401, 403):
        raise Refused("The service does not take this key; `matcher keys create` there makes one.")
    if not answer.is_success or "items" not in answer.text:
        raise Refused(f"What answers at {url[:100]} is no service of this kind.")
    return client


def _key(file: Path | None) -> str:
    """Return the key: never from the command line, which others on the machine can see."""
    if file is None:
        return os.environ.get("MATCHER_KEY", "").strip()
    try:
        return file.read_text(encoding="utf-8").strip()
    except (OSError, ValueError) as error:
        raise Refused(f"The key cannot be read from {file} ({type(error).__name__}).") from None
