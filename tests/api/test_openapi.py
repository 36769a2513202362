"""The OpenAPI: every call documented, every reference there, every example true."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel

from api.app import create_app
from api.errors import MEDIA_TYPE
from api.schemas import cohorts, proposals, runs
from api.schemas.cohorts import COHORT_EXAMPLE
from api.schemas.problems import Problem
from api.security.access import OPEN
from api.snapshot import FILE, snapshot
from matcher.files.read import read_cohort_data
from tests.api.running import Service, settings_in

SCHEMA: dict[str, Any] = create_app(settings_in(Path())).openapi()
CALLS = [
    (path, method, call)
    for path, calls in SCHEMA["paths"].items()
    for method, call in calls.items()
]


def refs(node: object) -> Iterator[str]:
    """Every reference anywhere in the schema."""
    if isinstance(node, dict):
        for key, value in node.items():
            if key == "$ref":
                yield value
            else:
                yield from refs(value)
    elif isinstance(node, list):
        for value in node:
            yield from refs(value)


def test_it_is_served(service: Service) -> None:
    assert service.get("/openapi.json").json()["paths"].keys() == SCHEMA["paths"].keys()


def test_every_reference_is_there() -> None:
    for ref in set(refs(SCHEMA)):
        node: Any = SCHEMA
        for part in ref.removeprefix("#/").split("/"):
            node = node[part]
    assert "HTTPValidationError" not in SCHEMA["components"]["schemas"]


@pytest.mark.parametrize(("path", "method", "call"), CALLS)
def test_every_call_is_documented(path: str, method: str, call: dict[str, Any]) -> None:
    assert call["summary"]
    assert call["description"]
    for status, response in call["responses"].items():
        if int(status) < 400:
            continue
        assert list(response["content"]) == [MEDIA_TYPE], status
        shown = response["content"][MEDIA_TYPE]
        assert shown["schema"] == {"$ref": "#/components/schemas/Problem"}
        assert Problem.model_validate(shown["example"]).status == int(status)
    if "{" in path:
        assert "404" in call["responses"]
    if "requestBody" in call:
        assert {"413", "422"} <= set(call["responses"])


def test_the_contracts_calls_are_there() -> None:
    assert {f"{method.upper()} {path}" for path, method, _ in CALLS} == {
        "POST /v1/cohorts",
        "GET /v1/cohorts",
        "GET /v1/cohorts/{cohort_id}",
        "DELETE /v1/cohorts/{cohort_id}",
        "GET /v1/cohorts/{cohort_id}/export",
        "GET /v1/cohorts/{cohort_id}/people",
        "GET /v1/cohorts/{cohort_id}/pool",
        "POST /v1/readings",
        "POST /v1/readings/workbook",
        "GET /v1/readings/columns",
        "GET /v1/audit-events",
        "POST /v1/cohorts/{cohort_id}/commitments",
        "GET /v1/cohorts/{cohort_id}/commitments",
        "POST /v1/cohorts/{cohort_id}/policies",
        "POST /v1/cohorts/{cohort_id}/policies/reading",
        "GET /v1/cohorts/{cohort_id}/policies",
        "POST /v1/cohorts/{cohort_id}/comparisons",
        "POST /v1/cohorts/{cohort_id}/odds",
        "GET /v1/cohorts/{cohort_id}/studies",
        "POST /v1/cohorts/{cohort_id}/runs",
        "GET /v1/runs/{run_id}",
        "GET /v1/runs/{run_id}/events",
        "POST /v1/runs/{run_id}/stop",
        "GET /v1/runs/{run_id}/odds",
        "GET /v1/runs/{run_id}/comparison",
        "GET /v1/proposals/{proposal_id}",
        "GET /v1/proposals/{proposal_id}/equity",
        "GET /v1/proposals/{proposal_id}/people",
        "GET /v1/proposals/{proposal_id}/audit",
        "GET /v1/proposals/{proposal_id}/audit/verify",
        "GET /v1/proposals/{proposal_id}/edits",
        "POST /v1/proposals/{proposal_id}/edits",
        "DELETE /v1/proposals/{proposal_id}/edits",
        "POST /v1/proposals/{proposal_id}/edits/undo",
        "POST /v1/proposals/{proposal_id}/edits/redo",
        "POST /v1/proposals/{proposal_id}/edits/keep",
        "GET /v1/proposals/{proposal_id}/diff/{other_id}",
        "POST /v1/proposals/{proposal_id}/check",
        "GET /v1/proposals/{proposal_id}/explain/{participant_id}",
        "GET /v1/proposals/{proposal_id}/recruit",
        "GET /v1/proposals/{proposal_id}/fit/{participant_id}",
        "POST /v1/proposals/{proposal_id}/repair",
        "POST /v1/proposals/{proposal_id}/repair/reading",
        "GET /v1/proposals/{proposal_id}/publish",
        "POST /v1/proposals/{proposal_id}/publish",
        "GET /v1/demo-cohorts",
        "GET /v1/demo-cohorts/{name}",
        "GET /healthz",
        "GET /readyz",
        "GET /metrics",
    }


def test_examples_are_true() -> None:
    assert not read_cohort_data(COHORT_EXAMPLE).warnings
    models: tuple[Any, ...] = (
        cohorts.CohortOut, runs.RunRequest, runs.RunOut, proposals.GroupOut, proposals.EditedGroups,
    )  # fmt: skip
    for model in models:
        for example in SCHEMA["components"]["schemas"][model.__name__]["examples"]:
            model.model_validate_json(json.dumps(example))


def models(of: type[BaseModel] = BaseModel) -> dict[str, type[BaseModel]]:
    """Every model of the service by its name."""
    found: dict[str, type[BaseModel]] = {}
    for model in of.__subclasses__():
        found |= models(model)
        if model.__module__.startswith("api."):
            found[model.__name__] = model
    return found


@pytest.mark.parametrize(("path", "method", "call"), CALLS)
def test_every_json_answer_has_an_example_that_is_one(
    path: str, method: str, call: dict[str, Any]
) -> None:
    """Who adds an answer writes an example of it into api/examples.json."""
    for response in call["responses"].values():
        ref = response.get("content", {}).get("application/json", {}).get("schema", {}).get("$ref")
        if ref is None:
            continue
        name = ref.rpartition("/")[2]
        assert SCHEMA["components"]["schemas"][name].get("examples"), name
        for example in SCHEMA["components"]["schemas"][name]["examples"]:
            models()[name].model_validate_json(json.dumps(example))
            known = set(SCHEMA["components"]["schemas"][name]["properties"])
            assert set(example) <= known, name


def test_the_committed_snapshot_is_that_of_this_version() -> None:
    """What changes here changes for programs around us: `python -m api.snapshot` writes it."""
    assert FILE.read_text(encoding="utf-8") == snapshot()


def test_every_call_but_the_open_ones_names_its_key() -> None:
    assert SCHEMA["components"]["securitySchemes"]["key"]["scheme"] == "bearer"
    for path, _, call in CALLS:
        assert ("security" in call) is (path not in OPEN), path
        assert ({"401", "403", "429"} <= set(call["responses"])) is (path not in OPEN), path
