"""Finishes the generated OpenAPI: problems under their own media type, nothing left over."""

from __future__ import annotations

from typing import Any

from api.errors import MEDIA_TYPE

PROBLEM = "#/components/schemas/Problem"
GENERATED = ("HTTPValidationError", "ValidationError")


def complete(schema: dict[str, Any]) -> dict[str, Any]:
    """Return the schema with every problem response as it is really sent."""
    for path in schema["paths"].values():
        for operation in path.values():
            found = operation["responses"]
            for status, response in list(found.items()):
                content = response.get("content", {})
                refs = {kind.get("schema", {}).get("$ref", "") for kind in content.values()}
                if PROBLEM in refs:
                    example = content.get(MEDIA_TYPE, {})
                    response["content"] = {MEDIA_TYPE: {"schema": {"$ref": PROBLEM}, **example}}
                elif any(ref.endswith(GENERATED) for ref in refs):
                    # FastAPI assumes it of every call with a parameter; ours take any text.
                    del found[status]
    for name in GENERATED:
        schema["components"]["schemas"].pop(name, None)
    return schema
