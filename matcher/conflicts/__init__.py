"""Which demands cannot all be kept: the fewest of them, in words."""

from matcher.conflicts.demands import Demand
from matcher.conflicts.smallest import Conflict, conflict

__all__ = ["Conflict", "Demand", "conflict"]
