"""Finishes the generated OpenAPI: keys, examples, problems under their own media type."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from api.errors import (
    MEDIA_TYPE,
    MissingKeyError,
    MissingScopeError,
    TooOftenError,
    TooSlowError,
    responses,
)
from api.security.access import scope_of

PROBLEM = "#/components/schemas/Problem"
# Of each whole answer, by the name of its schema; of its parts the schemas tell themselves.
EXAMPLES = Path(__file__).with_name("examples.json")
GENERATED = ("HTTPValidationError", "ValidationError")
KEY = {
    "type": "http",
    "scheme": "bearer",
    "description": "A key of `matcher keys create`; not needed where there are no keys at all.",
}


def complete(schema: dict[str, Any]) -> dict[str, Any]:
    """Return the schema with keys, and with every problem response as it is really sent."""
    for path, calls in schema["paths"].items():
        for method, operation in calls.items():
            _finish(operation["responses"])
            _lock(operation, scope_of(method.upper(), path))
    for name in GENERATED:
        schema["components"]["schemas"].pop(name, None)
    schema["components"]["securitySchemes"] = {"key": KEY}
    for name, example in json.loads(EXAMPLES.read_text("utf-8")).items():
        schema["components"]["schemas"][name]["examples"] = [example]
    return schema


def _finish(found: dict[str, Any]) -> None:
    for status, response in list(found.items()):
        content = response.get("content", {})
        refs = {kind.get("schema", {}).get("$ref", "") for kind in content.values()}
        if PROBLEM in refs:
            example = content.get(MEDIA_TYPE, {})
            response["content"] = {MEDIA_TYPE: {"schema": {"$ref": PROBLEM}, **example}}
        elif any(ref.endswith(GENERATED) for ref in refs):
            # FastAPI assumes it of every call with a parameter; ours take any text.
            del found[status]


def _lock(operation: dict[str, Any], scope: str | None) -> None:
    """Say which scope a call needs, and how it is refused without."""
    if scope is None:
        return
    operation["security"] = [{"key": []}, {}]
    operation["description"] += f"\n\nNeeds a key with the scope `{scope}`, where there are keys."
    errors = [MissingKeyError, MissingScopeError, TooOftenError]
    if "requestBody" in operation:
        errors.append(TooSlowError)
    for status, response in responses(*errors).items():
        shown = response["content"][MEDIA_TYPE]
        response = {
            "description": response["description"],
            "content": {MEDIA_TYPE: {"schema": {"$ref": PROBLEM}, **shown}},
        }
        operation["responses"].setdefault(str(status), response)
    operation["responses"] = dict(sorted(operation["responses"].items()))
