"""What the OpenAPI promises, held against the running service by generated requests.

A longer run of the same is `python -m benchmarks.service schema`.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, settings
from schemathesis.config import SchemathesisConfig

from api.app import create_app
from api.store import Store
from api.store.tables import DONE
from matcher.files.proposal_json import proposal_to_dict
from matcher.files.read import read_cohort_data
from matcher.propose import Options, solve
from tests.api.bodies import cohort_body
from tests.api.running import Service, running, settings_in
from tests.api.test_recovery import NoJobs

if TYPE_CHECKING:
    from schemathesis import Case

CONFIG = SchemathesisConfig.from_path("benchmarks/service/schemathesis.toml")
SCHEMA = schemathesis.openapi.from_dict(create_app(settings_in(Path())).openapi(), config=CONFIG)


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Service, dict[str, str]]]:
    """A service without a solver, a cohort, a run that has ended and its proposal."""
    settings = settings_in(tmp_path_factory.mktemp("schema"), rate_limit=0, queue_limit=10**6)
    cohort = read_cohort_data(cohort_body()).cohort
    with running(settings, NoJobs) as service:
        cohort_id = service.add(cohort_body())
        run_id = service.start(cohort_id)
        store = Store(settings.url())
        with store.write() as repository:
            run = repository.runs.claim()
            assert run is not None
            document = proposal_to_dict(solve(cohort, options=Options(time_limit=1)))
            assert repository.runs.finish(run_id, run.attempt, DONE, proposal=document)
        store.close()
        proposal_id = service.run(run_id)["proposal_id"]
        yield service, {
            "cohort_id": cohort_id, "run_id": run_id, "proposal_id": proposal_id,
            "participant_id": "P01", "other_id": proposal_id, "name": "massachusetts-38",
        }  # fmt: skip


@pytest.mark.parametrize("known", [False, True])
@SCHEMA.parametrize()
@settings(
    max_examples=8,
    deadline=None,
    derandomize=True,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
def test_every_call_keeps_its_promises(
    case: Case, filled: tuple[Service, dict[str, str]], known: bool
) -> None:
    service, ids = filled
    if known:  # what there is, in place of ids that are not
        if case.method == "DELETE":
            return
        given: dict[str, Any] = case.path_parameters
        given.update({name: ids[name] for name in given})
    case.call_and_validate(base_url=str(service.base_url).rstrip("/"))
