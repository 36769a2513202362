"""One server per SQLite file: a second one would start the first one's runs again."""

from __future__ import annotations

from pathlib import Path
from types import TracebackType
from typing import IO, TYPE_CHECKING

from matcher.files.lock import take

if TYPE_CHECKING:
    from sqlalchemy.engine import URL


class TakenError(Exception):
    """Another server uses the database."""


class ServerLock:
    """Held while a server runs; the system lets go of it when the process ends, however.

    Parameters
    ----------
    url : sqlalchemy.engine.URL
        Other databases than SQLite are not locked.
    """

    def __init__(self, url: URL) -> None:
        sqlite = url.get_backend_name() == "sqlite" and url.database
        self.path = Path(f"{url.database}.lock").absolute() if sqlite else None
        self._file: IO[str] | None = None

    def __enter__(self) -> ServerLock:
        if self.path is None:
            return self
        self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._file = self.path.open("w")
        if not take(self._file, wait=False):
            self._file.close()
            raise TakenError(
                f"Another server already uses the data in {self.path.parent}. "
                "End it first, or set MATCHER_DATA_DIR to another folder."
            )
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._file is not None:
            self._file.close()
