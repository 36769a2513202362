"""`matcher serve`: loopback only, plain sentences, health."""

from __future__ import annotations

import asyncio
import socket
from pathlib import Path

import pytest

from api.commands.serve import listener_at, serve
from api.jobs.local import LocalJobs
from api.operations.lock import ServerLock
from api.security.access import is_loopback
from tests.api.running import Service, problem, running, settings_in


@pytest.mark.parametrize(
    ("host", "loopback"),
    [
        ("127.0.0.1", True),
        ("127.8.9.1", True),
        ("::1", True),
        ("localhost", True),
        ("0.0.0.0", False),  # noqa: S104
        ("::", False),
        ("", False),
        ("192.168.1.2", False),
        ("localhost.example.org", False),
        ("example.org", False),
    ],
)
def test_loopback(host: str, loopback: bool) -> None:
    assert is_loopback(host) is loopback


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "example.org", ""])  # noqa: S104
def test_other_addresses_are_refused_without_keys(
    host: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("MATCHER_DATA_DIR", str(tmp_path))
    with pytest.raises(SystemExit) as ended:
        serve(host, 0)
    assert ended.value.code == 2
    said = capsys.readouterr().err
    assert "--host 127.0.0.1" in said
    assert said.count("\n") == 1


def test_a_taken_port_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(SystemExit) as ended:
            serve("127.0.0.1", port)
    assert ended.value.code == 2
    assert f"Port {port}" in capsys.readouterr().err


def test_taken_data_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("MATCHER_DATA_DIR", str(tmp_path))
    with ServerLock(settings_in(tmp_path).url()), pytest.raises(SystemExit) as ended:
        serve("127.0.0.1", 0)
    assert ended.value.code == 2
    assert "Another server" in capsys.readouterr().err


def test_health(service: Service) -> None:
    assert service.get("/healthz").json() == {"status": "ok"}
    ready = service.get("/readyz")
    assert ready.status_code == 200
    assert ready.json()["status"] == "ready"
    assert ready.headers["x-content-type-options"] == "nosniff"
    assert ready.headers["x-request-id"]


def test_not_ready_when_no_runs_are_taken_up_or_the_store_is_gone(tmp_path: Path) -> None:
    made: list[LocalJobs] = []

    def keep(*given: object) -> LocalJobs:
        made.append(LocalJobs(*given))  # type: ignore[arg-type]
        return made[0]

    with running(settings_in(tmp_path), keep) as service:
        assert service.get("/readyz").status_code == 200
        made[0].close()
        assert "taken up" in problem(service.get("/readyz"), 503)["detail"]
        with made[0].store.engine.begin() as connection:
            connection.exec_driver_sql("DELETE FROM alembic_version")
        assert "tables" in problem(service.get("/readyz"), 503)["detail"]


def test_a_fault_of_ours_is_a_plain_500(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    from api.services import cohorts

    def broken(*_: object) -> None:
        raise RuntimeError("Maribel Quintanilla")

    with running(settings_in(tmp_path)) as service:
        monkeypatch.setattr(cohorts, "page", broken)
        answer = service.get("/v1/cohorts")
    found = problem(answer, 500)
    assert answer.headers["x-request-id"] in found["detail"]
    told = "".join(capfd.readouterr())
    assert "RuntimeError at " in told
    assert "Quintanilla" not in answer.text + told


def test_a_folder_that_cannot_be_used_is_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").write_text("no database, and no folder")
    for name in ("DATA_DIR", "DATABASE_URL"):
        place = tmp_path / "file"
        monkeypatch.setenv(f"MATCHER_{name}", f"sqlite:///{place}" if "URL" in name else str(place))
        with pytest.raises(SystemExit) as ended:
            serve("127.0.0.1", 0)
        assert ended.value.code == 2
        said = capsys.readouterr().err
        assert "MATCHER_DATA_DIR" in said
        assert said.count("\n") == 1
        monkeypatch.delenv(f"MATCHER_{name}")


def test_an_answer_s_second_part_does_not_wait_for_the_first_to_be_acknowledged() -> None:
    async def at_once() -> bool:
        found: asyncio.Future[bool] = asyncio.get_running_loop().create_future()

        async def told(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            inside = writer.get_extra_info("socket")
            found.set_result(bool(inside.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)))
            writer.close()

        listener = listener_at("127.0.0.1", 0)
        async with await asyncio.start_server(told, sock=listener):
            _, writer = await asyncio.open_connection(*listener.getsockname())
            writer.close()
            return await found

    assert asyncio.run(at_once())
