"""``python -m api.snapshot``: writes the OpenAPI to docs/openapi.json, which a test holds up."""

from __future__ import annotations

import json
from pathlib import Path

from api.app import create_app
from api.settings import Settings

FILE = Path(__file__).parent.parent / "docs" / "openapi.json"


def snapshot() -> str:
    """Return the OpenAPI of this version as the committed file holds it."""
    schema = create_app(Settings()).openapi()
    return json.dumps(schema, ensure_ascii=False, indent=1) + "\n"


if __name__ == "__main__":
    FILE.write_text(snapshot(), encoding="utf-8")
