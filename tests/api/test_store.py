"""The store: migrations, times, the settings that it is opened with."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from importlib import resources
from pathlib import Path

import pytest
from sqlalchemy import inspect, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import StatementError

from api.settings import Settings
from api.store import Store, migrate
from api.store.tables import Base, CohortRow
from api.store.types import now


@pytest.fixture
def store(either: Settings) -> Iterator[Store]:
    store = Store(either.url())
    yield store
    store.close()


def test_migrations_make_the_tables_of_the_code(store: Store) -> None:
    assert not store.ready()
    store.migrate()
    store.migrate()
    assert store.ready()
    with store.engine.begin() as connection:
        migrate.check(connection)
        assert set(inspect(connection).get_table_names()) == {
            *Base.metadata.tables,
            "alembic_version",
        }
    store.close()


REVISIONS = ("0001", "0002", "0003", "0004", "0005", "0006", "0007", "0008", "0009")


@pytest.mark.parametrize("revision", REVISIONS)
def test_data_of_every_earlier_version_is_kept(store: Store, revision: str) -> None:
    with store.engine.begin() as connection:
        migrate.upgrade(connection, revision)
    with store.engine.begin() as connection:
        b = "x'62'" if connection.dialect.name == "sqlite" else "'b'::bytea"
        for statement in OLD_DATA:
            connection.exec_driver_sql(statement.replace("'{b}'", b))
    store.migrate()
    with store.engine.begin() as connection:
        migrate.check(connection)
    with store.read() as repository:
        assert repository.cohorts.files("coh_1") == {"a": b"b"}
        run = repository.runs.get("run_1")
        assert run is not None
        assert (run.status, run.priority, run.notify_url) == ("done", 0, None)
        proposal = repository.proposals.get("prop_1")
        assert proposal is not None
        assert proposal.document == {"groups": []}
        assert proposal.draw_record is None
        assert len(repository.runs.events_after("run_1", 0)) == 1
    store.close()


def test_every_revision_is_tried() -> None:
    names = sorted(path.name[:4] for path in (migrate.FOLDER / "versions").glob("0*.py"))
    assert tuple(names) == REVISIONS


OLD_DATA = (
    "INSERT INTO cohort VALUES ('coh_1', 'Spring', 1, 1, 60.0, '[]', '2027-01-04 00:00:00')",
    "INSERT INTO cohort_file VALUES ('coh_1', 'a', '{b}')",
    "INSERT INTO run (id, cohort_id, status, options, time_limit, levels, attempt, "
    "stop_requested, request_sha256, created_at) "
    "VALUES ('run_1', 'coh_1', 'done', '{}', 60.0, '[]', 1, FALSE, '', '2027-01-04 00:00:00')",
    "INSERT INTO run_event VALUES ('run_1', 1, 'status', '{}', '2027-01-04 00:00:00')",
    "INSERT INTO proposal (id, run_id, cohort_id, document, created_at) "
    """VALUES ('prop_1', 'run_1', 'coh_1', '{"groups": []}', '2027-01-04 00:00:00')""",
)


def test_migrations_are_part_of_the_package() -> None:
    """Packages are what a wheel holds, so the folders have to be some."""
    for name in ("api.store.migrations", "api.store.migrations.versions"):
        assert (resources.files(name) / "__init__.py").is_file()
    assert (migrate.FOLDER / "env.py").is_file()
    assert list((migrate.FOLDER / "versions").glob("0001_*.py"))


def test_sqlite_is_opened_safely(tmp_path: Path) -> None:
    store = Store(make_url(f"sqlite:///{tmp_path}/deep/er/matcher.sqlite3"))
    with store.engine.connect() as connection:
        asked = ("journal_mode", "foreign_keys", "secure_delete", "busy_timeout", "synchronous")
        found = {name: connection.scalar(text(f"PRAGMA {name}")) for name in asked}
    assert found == {
        "journal_mode": "wal", "foreign_keys": 1, "secure_delete": 1, "busy_timeout": 15_000,
        "synchronous": 2,
    }  # fmt: skip
    assert (store.file or Path()).parent.stat().st_mode & 0o077 == 0
    store.close()


def test_what_need_not_last_is_not_waited_for(store: Store) -> None:
    """One after the other on the same connection: the next lasting write waits again."""
    asked, waits, hurries = "PRAGMA synchronous", "2", "1"
    if store.file is None:
        asked, waits, hurries = "SHOW synchronous_commit", "on", "off"
    for lasting, found in ((True, waits), (False, hurries), (True, waits)):
        with store.write(lasting=lasting) as repository:
            assert str(repository.keys.session.scalar(text(asked))) == found


def row(moment: datetime) -> CohortRow:
    return CohortRow(
        id="coh_1", name="", participants=0, providers=0, time_limit=1, warnings=[],
        created_at=moment,
    )  # fmt: skip


def test_times_are_utc(store: Store) -> None:
    store.migrate()
    local = datetime(2027, 3, 14, 1, 30, tzinfo=timezone(timedelta(hours=-5)))
    with store.write() as repository:
        repository.cohorts.add(row(local), {"a": b"b"})
    with store.read() as repository:
        found = repository.cohorts.get("coh_1")
        assert found is not None
        assert found.created_at == local
        assert found.created_at.tzinfo is UTC
        assert repository.cohorts.files("coh_1") == {"a": b"b"}
    with pytest.raises(StatementError, match="aware"), store.write() as repository:
        repository.cohorts.add(row(datetime(2027, 3, 14)), {})
    assert now().tzinfo is UTC
    store.close()


def test_a_database_in_memory_is_refused() -> None:
    for url in ("sqlite://", "sqlite:///:memory:"):
        with pytest.raises(ValueError, match="MATCHER_DATABASE_URL"):
            Store(make_url(url))


def test_settings_come_from_the_environment(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("MATCHER_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("MATCHER_QUEUE_LIMIT", "7")
    assert Settings().queue_limit == 7
    assert Settings().url().database == str(tmp_path / "matcher.sqlite3")
    monkeypatch.setenv("MATCHER_DATABASE_URL", "postgresql+psycopg://me:pa55word@db/matcher")
    assert Settings().url().host == "db"
    assert "pa55word" not in repr(Settings())
    assert Settings(parallel_runs=2).runs_at_once() == 2
    assert Settings().runs_at_once() >= 1
    assert Settings().workers_per_run() >= 1


def test_changes_begun_from_an_older_list_are_not_kept(store: Store) -> None:
    with store.engine.begin() as connection:
        migrate.upgrade(connection, "0001")
        b = "x'62'" if connection.dialect.name == "sqlite" else "'b'::bytea"
        for statement in OLD_DATA:
            connection.exec_driver_sql(statement.replace("'{b}'", b))
    store.migrate()
    with store.write() as repository:
        assert repository.edits.put("prop_1", [{"who": "C1"}], 1, 0)
    with store.write() as repository:  # begun when there was none
        assert not repository.edits.put("prop_1", [{"who": "C2"}], 1, 0)
        repository.edits.forget("prop_1")
    with store.write() as repository:  # begun from those forgotten
        assert not repository.edits.put("prop_1", [{"who": "C1"}, {"who": "C2"}], 2, 1)
    with store.read() as repository:
        row = repository.edits.get("prop_1")
        assert row is not None
        assert (row.entries, row.cursor) == ([], 0)
    with store.write() as repository:
        assert repository.edits.put("prop_1", [{"who": "C2"}], 1, 2)
    store.close()
