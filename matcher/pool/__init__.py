"""The pool before anything is solved: seats against demand, the week, who can never be placed."""

from matcher.pool.demand import DemandRow, DemandTable, demand_tables
from matcher.pool.never import never_placed
from matcher.pool.week import WeekCell, week_cells

__all__ = [
    "DemandRow",
    "DemandTable",
    "WeekCell",
    "demand_tables",
    "never_placed",
    "week_cells",
]
