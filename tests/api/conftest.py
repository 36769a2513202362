"""Services that several tests share."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.api.bodies import cohort_body
from tests.api.running import Service, running, settings_in


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
