"""Services and databases that several tests share."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from pathlib import Path

import pytest
from pydantic import SecretStr

from api.settings import Settings
from benchmarks.service.postgres import Postgres, UnavailableError, postgres
from tests.api.bodies import cohort_body
from tests.api.running import Service, running, settings_in
from tests.conftest import NO_POSTGRES


@pytest.fixture(scope="session")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """A service that solves for real."""
    with running(settings_in(tmp_path_factory.mktemp("service"))) as shared:
        yield shared


@pytest.fixture(scope="session")
def cohort_id(service: Service) -> str:
    """A small cohort in it; not to be deleted."""
    return service.add(cohort_body())


@pytest.fixture(scope="session")
def proposal_id(service: Service, cohort_id: str) -> str:
    """Its proposal, solved once."""
    return str(service.solved(cohort_id)["proposal_id"])


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[Postgres]:
    """A real PostgreSQL; where there can be none, the tests on it are left out, and say so."""
    try:
        with postgres(durable=False) as server:
            yield server
    except UnavailableError as error:
        pytest.skip(f"{NO_POSTGRES} ({error})")


@pytest.fixture
def clustered(tmp_path: Path, postgres_server: Postgres) -> Iterator[Settings]:
    """Settings with an empty PostgreSQL database."""
    name = f"t{secrets.token_hex(6)}"
    url = SecretStr(postgres_server.make_database(name))
    yield settings_in(tmp_path, database_url=url)
    postgres_server.drop_database(name)


@pytest.fixture(params=["sqlite", "postgresql"])
def either(request: pytest.FixtureRequest, tmp_path: Path) -> Settings:
    """Settings with an empty database, of one kind and then of the other."""
    if request.param == "sqlite":
        return settings_in(tmp_path)
    found: Settings = request.getfixturevalue("clustered")
    return found
