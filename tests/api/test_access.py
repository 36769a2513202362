"""Keys and scopes, refusals before anything is read, slow and frequent clients."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest

from api.cli import main
from api.security import connection, keys
from api.security.access import scope_of
from api.security.rate import MOST_CLIENTS, Buckets
from api.store import Store
from tests.api.bodies import cohort_body
from tests.api.running import PATIENCE, Service, problem, running, settings_in


@contextmanager
def opened(folder: Path) -> Iterator[Store]:
    store = Store(settings_in(folder).url())
    store.migrate()
    yield store
    store.close()


def bearer(token: str) -> dict[str, str]:
    return {"authorization": f"Bearer {token}"}


@pytest.fixture
def tokens(tmp_path: Path) -> dict[str, str]:
    """A key of each kind."""
    with opened(tmp_path) as store:
        made = {
            scope: keys.create(store, scope, [scope], timedelta(days=1))[1]
            for scope in ("read", "write", "admin", "metrics")
        }
        made["expired"] = keys.create(store, "old", ["admin"], timedelta(seconds=-1))[1]
        row, made["revoked"] = keys.create(store, "gone", ["admin"], None)
        with store.write() as repository:
            repository.keys.revoke(row.id)
    return made


def test_nothing_goes_without_a_valid_key(tmp_path: Path, tokens: dict[str, str]) -> None:
    with running(settings_in(tmp_path)) as service:
        for headers in (
            {},
            {"authorization": "Basic eDp5"},
            {"authorization": "Bearer"},
            bearer("matcher_guess"),
            bearer(tokens["expired"]),
            bearer(tokens["revoked"]),
        ):
            answer = service.get("/v1/cohorts", headers=headers)
            assert problem(answer, 401)["type"].endswith("missing-key")
            assert answer.headers["www-authenticate"] == "Bearer"
        problem(service.post("/v1/cohorts", json=cohort_body()), 401)
        for path in ("/healthz", "/readyz", "/openapi.json"):
            assert service.get(path).status_code == 200
        # A key makes up for the name under which this machine is asked.
        elsewhere = {**bearer(tokens["read"]), "host": "matcher.example.org"}
        assert service.get("/v1/cohorts", headers=elsewhere).status_code == 200


def test_a_key_without_write_changes_nothing(tmp_path: Path, tokens: dict[str, str]) -> None:
    """Every call of the OpenAPI that is not a question is refused to a key that only reads."""
    with running(settings_in(tmp_path)) as service:
        mine = service.post("/v1/cohorts", json=cohort_body(), headers=bearer(tokens["write"]))
        assert mine.status_code == 201
        tried = 0
        for path, calls in service.get("/openapi.json").json()["paths"].items():
            for method in calls:
                if method == "get" or path.endswith("/check"):
                    continue
                tried += 1
                place = path.format(
                    cohort_id=mine.json()["id"], run_id="run_0", proposal_id="prop_0"
                )
                for name in ("read", "metrics"):
                    answer = service.request(method, place, headers=bearer(tokens[name]))
                    assert problem(answer, 403)["type"].endswith("missing-scope"), path
        assert tried >= 4
        seen = service.get("/v1/cohorts", headers=bearer(tokens["read"])).json()["items"]
        assert [one["id"] for one in seen] == [mine.json()["id"]]
        problem(service.get("/v1/cohorts", headers=bearer(tokens["metrics"])), 403)


def test_scopes_by_call() -> None:
    assert scope_of("GET", "/healthz") is None
    assert scope_of("GET", "/v1/cohorts") == "read"
    assert scope_of("POST", "/v1/cohorts") == "write"
    assert scope_of("PUT", "/anything") == "write"
    assert scope_of("GET", "/v1/proposals/prop_1/equity") == "read"
    assert scope_of("POST", "/v1/proposals/prop_1/check") == "read"
    assert scope_of("POST", "/v1/proposals/prop_1/publish") == "write"
    assert scope_of("DELETE", "/v1/cohorts/coh_1") == "write"
    assert scope_of("GET", "/v1/audit-events") == "admin"
    assert scope_of("GET", "/metrics") == "metrics"


def test_keys_as_an_operator_makes_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("MATCHER_DATA_DIR", str(tmp_path))

    def said(*words: str, code: int = 0) -> tuple[str, str]:
        capsys.readouterr()
        assert main(["keys", *words]) == code
        return capsys.readouterr()

    assert "no keys" in said("list")[1]
    out, err = said("create", "Form", "--scope", "write", "--days", "7")
    token, key_id = out.strip(), err.split(":")[0]
    assert token.startswith("matcher_")
    assert token not in err
    files = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert token.removeprefix("matcher_").encode() not in files
    listed = said("list")[0]
    assert key_id in listed
    assert "valid" in listed
    assert token not in listed
    with running(settings_in(tmp_path)) as service:
        assert service.get("/v1/cohorts", headers=bearer(token)).status_code == 200
        said("revoke", key_id)
        # Without keys this machine alone is asked again.
        assert service.get("/v1/cohorts").status_code == 200
        problem(service.get("/v1/cohorts", headers={"host": "evil.example"}), 403)
    assert "revoked" in said("list")[0]
    for words in (("revoke", "key_0"), ("create", "x", "--scope", "root")):
        assert said(*words, code=2)[1].count("\n") == 1


def test_other_machines_need_a_key_that_is_valid(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """`--host 0.0.0.0`: refused without a key, served with one, closed when it is revoked."""
    monkeypatch.setenv("MATCHER_DATA_DIR", str(tmp_path))
    everywhere = ["serve", "--host", "0.0.0.0"]  # noqa: S104
    with opened(tmp_path) as store:
        assert main(everywhere) == 2
        assert "keys create" in capsys.readouterr().err
        row, token = keys.create(store, "one", ["read"], timedelta(days=1))
        script = "from api.commands.serve import serve; serve('0.0.0.0', 0)"
        process = subprocess.Popen(
            [sys.executable, "-c", script],
            env=os.environ | {"MATCHER_WARM": "false"},
            stderr=subprocess.PIPE,
            encoding="utf-8",
        )
        try:
            assert process.stderr is not None
            port = process.stderr.readline().split("Serving on ")[1].split()[0].rpartition(":")[2]
            with Service(base_url=f"http://127.0.0.1:{port}", timeout=PATIENCE) as service:
                problem(service.get("/v1/cohorts"), 401)
                assert service.get("/v1/cohorts", headers=bearer(token)).status_code == 200
                with store.write() as repository:
                    repository.keys.revoke(row.id)
                problem(service.get("/v1/cohorts", headers=bearer(token)), 401)
                problem(service.get("/v1/cohorts"), 401)
        finally:
            process.terminate()
            told = process.communicate()[1]
    assert token not in told
    assert main(everywhere) == 2


def test_pages_of_other_origins_need_leave(tmp_path: Path) -> None:
    origin = {"origin": "https://portal.example.org", "access-control-request-method": "GET"}
    with running(settings_in(tmp_path / "a")) as service:
        answer = service.options("/v1/cohorts", headers=origin)
        assert "access-control-allow-origin" not in answer.headers
        assert "access-control-allow-origin" not in service.get("/healthz").headers
    allowed = settings_in(tmp_path / "b", cors_origins="https://portal.example.org")
    with running(allowed) as service:
        answer = service.options("/v1/cohorts", headers=origin)
        assert answer.headers["access-control-allow-origin"] == origin["origin"]
        other = {**origin, "origin": "https://evil.example"}
        assert "access-control-allow-origin" not in service.options("/v1", headers=other).headers


def test_a_client_that_asks_too_often_is_told_when_to_come_back(tmp_path: Path) -> None:
    with running(settings_in(tmp_path, rate_limit=0.5)) as service:
        statuses = [service.get("/v1/cohorts").status_code for _ in range(5)]
        assert statuses == [200] * 5
        answer = service.get("/v1/cohorts")
        assert problem(answer, 429)["type"].endswith("too-often")
        assert int(answer.headers["retry-after"]) >= 1
        assert service.get("/healthz").status_code == 200


def test_buckets_fill_up_again_and_forget(monkeypatch: pytest.MonkeyPatch) -> None:
    moment = 0.0
    monkeypatch.setattr("api.security.rate.time.monotonic", lambda: moment)
    buckets = Buckets(2.0)
    assert [buckets.wait("a") for _ in range(20)] == [0.0] * 20
    assert buckets.wait("a") == 0.5
    assert buckets.wait("b") == 0.0
    moment = 0.5
    assert buckets.wait("a") == 0.0
    assert buckets.wait("a") > 0
    for number in range(2 * MOST_CLIENTS):
        buckets.wait(str(number))
    assert len(buckets._left) == MOST_CLIENTS
    assert Buckets(0).wait("a", 1e9) == 0.0


def test_a_body_that_takes_too_long_is_refused(tmp_path: Path) -> None:
    with running(settings_in(tmp_path, body_seconds=0.3)) as service, connected(service) as wire:
        wire.sendall(
            b"POST /v1/cohorts HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
            b"Content-Length: 100\r\n\r\n{"
        )
        answer = received(wire)
        assert answer.startswith(b"HTTP/1.1 408 ")
        assert b"application/problem+json" in answer


def test_a_head_that_never_ends_is_cut_off(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection, "HEAD_SECONDS", 0.3)
    with running(settings_in(tmp_path)) as service:
        for begun in (b"", b"GET /healthz HTTP/1.1\r\nHost: loc"):
            with connected(service) as wire:
                wire.sendall(begun)
                assert received(wire) == b""
        with connected(service) as wire:  # the second request of a connection waits no longer
            wire.sendall(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\nGET /he")
            assert received(wire).startswith(b"HTTP/1.1 200 ")


def test_a_client_that_goes_on_asking_is_not_cut_off(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connection, "HEAD_SECONDS", 1.0)
    with running(settings_in(tmp_path)) as service, connected(service) as wire:
        end = time.monotonic() + 2.5
        while time.monotonic() < end:
            wire.sendall(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n")
            answer = wire.recv(65_536)
            while answer and b"}" not in answer:
                answer += wire.recv(65_536)
            assert answer.startswith(b"HTTP/1.1 200 ")
            time.sleep(0.05)
        wire.sendall(b"GET /he")  # and yet no later head may take for ever
        assert received(wire) == b""


@contextmanager
def connected(service: Service) -> Iterator[socket.socket]:
    address = (service.base_url.host, service.base_url.port or 0)
    with socket.create_connection(address, timeout=PATIENCE) as wire:
        yield wire


def received(wire: socket.socket) -> bytes:
    """All until the server closes the connection."""
    answer, end = b"", time.monotonic() + PATIENCE
    while piece := wire.recv(65_536):
        answer += piece
        assert time.monotonic() < end
    return answer
