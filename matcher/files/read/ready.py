"""Ready policies that a programme names under ``priority.policy``."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import replace

from matcher.files.read.issues import CellError, Findings, shown
from matcher.files.read.program_source import Noting, RawProgram
from matcher.policies import POLICIES, policy_text


def with_ready(raw: RawProgram, findings: Findings) -> RawProgram:
    """Return a programme with the ready policy that it names filled in.

    Every key of its own ``[priority]`` stays as it is; of the tables below it, such as the
    reserves, each one by itself.
    """
    own = raw.table("priority")
    name = own.get("policy")
    if name is None:
        return raw
    with Noting(raw, "priority.policy", findings):
        if not isinstance(name, str) or name.strip().casefold() not in POLICIES:
            raise CellError(f"found {shown(name)}; accepted: {', '.join(POLICIES)}")
        ready = tomllib.loads(policy_text(name.strip().casefold()))["priority"]
        return replace(raw, tree={**raw.tree, "priority": _merged(ready, own)})
    return raw


def _merged(under: Mapping[str, object], over: Mapping[str, object]) -> dict[str, object]:
    both = {**under, **over}
    for name in ("reserve", "bonus", "points", "roles", "overrides"):
        low, high = under.get(name), over.get(name)
        if isinstance(low, Mapping) and isinstance(high, Mapping):
            both[name] = {**low, **high}
    return both
