"""Whom the program serves: how often each group of people got a seat, safe to pass on.

Everything here is worked out from the ids of the seated, after the groups are formed.
"""

from matcher.equity.attributes import Attribute, attributes
from matcher.equity.report import Equity, Row, Table, equity_report
from matcher.equity.suppress import LEAST, Span

__all__ = [
    "LEAST",
    "Attribute",
    "Equity",
    "Row",
    "Span",
    "Table",
    "attributes",
    "equity_report",
]
