"""Write a proposal for people: workbook, tables, calendars and report.

The heavy libraries behind each format are imported only when it is written.
"""

from matcher.files.write.calendar import calendar_bytes, calendars_zip
from matcher.files.write.equity import equity_document, equity_json
from matcher.files.write.folder import write_outputs
from matcher.files.write.tables import groups_csv, unplaced_csv
from matcher.files.write.workbook import workbook_bytes
from matcher.report.page import report_html

__all__ = [
    "calendar_bytes",
    "calendars_zip",
    "equity_document",
    "equity_json",
    "groups_csv",
    "report_html",
    "unplaced_csv",
    "workbook_bytes",
    "write_outputs",
]
