"""One process for all the small programs that these tests solve."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from matcher.solve.highs import kept_warm


@pytest.fixture(autouse=True, scope="package")
def _warm() -> Iterator[None]:
    with kept_warm():
        yield
