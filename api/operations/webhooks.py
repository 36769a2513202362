"""Telling other programs of a run's end: signed, to hosts that the operator has named, in ids."""

from __future__ import annotations

import hashlib
import hmac
import json
import threading
import time
from collections.abc import Iterator
from datetime import timedelta
from urllib.parse import urlsplit

import httpx
import structlog

from api.operations.logs import where
from api.security.access import is_loopback
from api.settings import Settings
from api.store import Store
from api.store.tables import DUE, GIVEN_UP, SENT, RunRow
from api.store.types import now
from matcher.files.read import Issue

PACE = 1.0  # seconds between two looks
PATIENCE = 10.0  # seconds for one message
FIRST_PAUSE = 5.0  # seconds until the second try; three times as long after each
LEASE = timedelta(minutes=1)  # who dies while it tells of a run leaves it to others after it
MOST_TRIES = 8  # the last one about three hours after the end
SIGNATURE, MOMENT = "Matcher-Signature", "Matcher-Timestamp"
log = structlog.get_logger()


def signature(secret: str, moment: str, body: bytes) -> str:
    """Return the signature of a message: HMAC-SHA-256 over ``moment.body``, as hex."""
    return hmac.new(secret.encode(), moment.encode() + b"." + body, hashlib.sha256).hexdigest()


def notify_faults(settings: Settings, url: str | None) -> Iterator[Issue]:
    """Say why an address may not be told."""
    if url is None:
        return
    hosts = settings.notify_hosts.split()
    try:
        parts = urlsplit(url)
        known = parts.netloc.lower() in (host.lower() for host in hosts)
        safe = parts.scheme == "https" or is_loopback(parts.hostname or "")
    except ValueError:
        known = safe = False
    if not (known and settings.notify_secret.get_secret_value()):
        message = "this host may not be told; accepted: those the operator has named, with a secret"
        yield Issue("body", None, "notify", "unknown-host", message)
    elif not safe:
        yield Issue("body", None, "notify", "bad-value", "found http; accepted: an https address")


class Webhooks:
    """Posts the end of each run to the address that its request gave, until it is taken.

    Parameters
    ----------
    store : Store
    settings : Settings
        Without named hosts nothing is ever sent.
    """

    def __init__(self, store: Store, settings: Settings) -> None:
        self.store, self.settings = store, settings
        self._over = threading.Event()
        self._thread: threading.Thread | None = None
        if settings.notify_hosts.split():
            self._thread = threading.Thread(target=self._work, name="webhooks", daemon=True)
            self._thread.start()

    def close(self) -> None:
        """End; what is still to be sent is sent by the next server."""
        self._over.set()
        if self._thread is not None:
            self._thread.join()

    def _work(self) -> None:
        # No proxies of the environment, no other address than the one that was named.
        with httpx.Client(timeout=PATIENCE, follow_redirects=False, trust_env=False) as client:
            while not self._over.wait(PACE):
                try:
                    while not self._over.is_set() and (run := self._next()):
                        self._tell(client, run)
                except Exception as error:  # a busy store, perhaps: look again
                    log.error("webhooks not read", error=where(error))

    def _next(self) -> RunRow | None:
        with self.store.write() as repository:
            return repository.runs.to_notify(now() + LEASE)

    def _tell(self, client: httpx.Client, run: RunRow) -> None:
        if any(notify_faults(self.settings, run.notify_url)):  # no longer named
            self._note(run, GIVEN_UP)
            return
        try:
            body, headers = self._message(run)
            answer = client.post(str(run.notify_url), content=body, headers=headers)
            code, taken = str(answer.status_code), answer.is_success
        except httpx.HTTPError as error:
            code, taken = type(error).__name__, False
        log.info("webhook", run_id=run.id, answer=code, tries=run.notify_tries + 1)
        if taken:
            self._note(run, SENT)
        elif run.notify_tries + 1 >= MOST_TRIES:
            self._note(run, GIVEN_UP)
        else:
            self._note(run, DUE, FIRST_PAUSE * 3**run.notify_tries)

    def _message(self, run: RunRow) -> tuple[bytes, dict[str, str]]:
        with self.store.read() as repository:
            proposal_id = repository.proposals.by_run([run.id]).get(run.id)
        body = json.dumps(
            {
                "type": "run.ended",
                "run_id": run.id,
                "cohort_id": run.cohort_id,
                "status": run.status,
                "proposal_id": proposal_id,
                "ended_at": run.ended_at.isoformat() if run.ended_at else None,
            }
        ).encode()
        moment, secret = str(int(time.time())), self.settings.notify_secret.get_secret_value()
        signed = {MOMENT: moment, SIGNATURE: f"v1={signature(secret, moment, body)}"}
        return body, {"Content-Type": "application/json", **signed}

    def _note(self, run: RunRow, state: str, pause: float | None = None) -> None:
        again = None if pause is None else now() + timedelta(seconds=pause)
        with self.store.write() as repository:
            repository.runs.notified(run.id, state, again)
