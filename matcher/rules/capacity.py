"""Rule ``capacity``: no provider leads more groups than they offered."""

from __future__ import annotations

from collections.abc import Iterator

from matcher.rules.plan import Plan
from matcher.rules.shape import Broken, Rule
from matcher.rules.words import listed, some

CODE = "capacity"
WORDS = "A provider leads at most as many groups as their row allows."


def whole(plan: Plan) -> Iterator[Broken]:
    """Count each provider's groups."""
    for provider_id, groups in plan.led.items():
        provider = plan.cohort.provider_by_id.get(provider_id)
        if provider is not None and len(groups) > provider.max_groups:
            room = some(provider.max_groups, "group")
            names = listed(sorted(group.id for group in groups))
            text = f"{provider_id} leads {len(groups)} groups ({names}) but offers {room}."
            yield Broken(CODE, "", (), text)


RULE = Rule(CODE, WORDS, whole=whole)
