"""The end of a run, told to a real listener: signed, in ids, to named hosts, until it is taken."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import TYPE_CHECKING

from api.operations import webhooks
from api.operations.webhooks import MOMENT, SIGNATURE, notify_faults, signature
from api.store import Store
from tests.api.bodies import SECRETS, cohort_body
from tests.api.running import PATIENCE, problem, running, settings_in

if TYPE_CHECKING:
    import pytest

SECRET = "s3cret-of-the-operator"  # noqa: S105


class Listener(HTTPServer):
    """Takes messages: the first ones are answered with the statuses in `answers`."""

    def __init__(self, *answers: int) -> None:
        self.answers = list(answers)
        self.heard: list[tuple[dict[str, str], bytes]] = []
        self.taken = threading.Event()
        super().__init__(("127.0.0.1", 0), Ear)

    @property
    def place(self) -> str:
        return f"127.0.0.1:{self.server_port}"


class Ear(BaseHTTPRequestHandler):
    """Answers one message."""

    server: Listener

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["content-length"]))
        self.server.heard.append((dict(self.headers), body))
        code = self.server.answers.pop(0) if self.server.answers else 204
        self.send_response(code)
        if code == 302:
            self.send_header("Location", f"http://{self.server.place}/elsewhere")
        self.end_headers()
        if code == 204:
            self.server.taken.set()

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextmanager
def listening(*answers: int) -> Iterator[Listener]:
    with Listener(*answers) as listener:
        thread = threading.Thread(target=listener.serve_forever)
        thread.start()
        yield listener
        listener.shutdown()
        thread.join()


def test_the_end_is_told_until_it_is_taken(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(webhooks, "PACE", 0.05)
    monkeypatch.setattr(webhooks, "FIRST_PAUSE", 0.05)
    with listening(500, 302) as listener:
        settings = settings_in(tmp_path, notify_hosts=listener.place, notify_secret=SECRET)
        with running(settings) as service:
            url = f"http://{listener.place}/ended?token=abc"
            run = service.solved(service.add(cohort_body()), {"time_limit": 2, "notify": url})
            assert listener.taken.wait(PATIENCE)
    assert len(listener.heard) == 3  # the redirection was not followed
    headers, body = listener.heard[-1]
    assert headers[SIGNATURE] == f"v1={signature(SECRET, headers[MOMENT], body)}"
    message = json.loads(body)
    assert set(message) == {"type", "run_id", "cohort_id", "status", "proposal_id", "ended_at"}
    assert (message["run_id"], message["proposal_id"]) == (run["id"], run["proposal_id"])
    told = "".join(capfd.readouterr())
    assert not any(secret in told or secret in body.decode() for secret in (*SECRETS, SECRET))
    assert "token=abc" not in told


def test_only_named_hosts_are_told(tmp_path: Path) -> None:
    settings = settings_in(tmp_path, notify_hosts="hooks.example.org", notify_secret=SECRET)
    assert not list(notify_faults(settings, None))
    assert not list(notify_faults(settings, "https://hooks.example.org/x"))
    assert not list(notify_faults(settings, "https://HOOKS.example.org/x"))
    for url in (
        "http://hooks.example.org/x",
        "https://hooks.example.org:8443/x",
        "https://hooks.example.org@evil.example/x",
        "https://evil.example/hooks.example.org",
        "https://[::1",
        "https:///x",
    ):
        assert list(notify_faults(settings, url)), url
    for unready in ({"notify_hosts": "hooks.example.org"}, {"notify_secret": SECRET}, {}):
        assert list(notify_faults(settings_in(tmp_path, **unready), "https://hooks.example.org/x"))
    with running(settings) as service:
        cohort_id = service.add(cohort_body())
        for url in ("https://evil.example/x", "ftp://hooks.example.org", "https://hooks\n.example"):
            answer = service.post(f"/v1/cohorts/{cohort_id}/runs", json={"notify": url})
            assert problem(answer, 422)["errors"][0]["column"] == "notify"


def test_nobody_is_told_for_ever(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(webhooks, "PACE", 0.02)
    monkeypatch.setattr(webhooks, "FIRST_PAUSE", 0.0)
    monkeypatch.setattr(webhooks, "MOST_TRIES", 3)
    settings = settings_in(tmp_path, notify_hosts="127.0.0.1:9", notify_secret=SECRET)
    with running(settings) as service:
        wanted = {"time_limit": 1, "notify": "http://127.0.0.1:9/"}
        run = service.solved(service.add(cohort_body()), wanted)
        store, state = Store(settings.url()), "due"
        while state == "due":
            with store.read() as repository:
                row = repository.runs.get(run["id"])
                assert row is not None
                state = str(row.notify_state)
        assert (state, row.notify_tries) == ("given-up", 3)
        store.close()
