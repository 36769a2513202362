"""What lasts: tables, every query, migrations."""

from api.store.engine import Store

__all__ = ["Store"]
