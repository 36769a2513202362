"""Finishes the generated OpenAPI: keys, problems under their own media type, nothing left over."""

from __future__ import annotations

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
