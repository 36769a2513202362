"""A connection that does not wait for ever: uvicorn has no time limit for a request's head."""

from __future__ import annotations

import asyncio
from typing import Any

from uvicorn.protocols.http.h11_impl import H11Protocol

HEAD_SECONDS = 20.0


class PatientConnection(H11Protocol):
    """Closes a connection on which no whole request head arrives in `HEAD_SECONDS`."""

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self._waiting: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin to wait for the first request."""
        super().connection_made(transport)  # type: ignore[arg-type]
        self._wait()

    def data_received(self, data: bytes) -> None:
        """Take what came; between two requests the wait begins anew."""
        super().data_received(data)
        if self._waiting is None and self._idle():
            self._wait()

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget the wait."""
        if self._waiting is not None:
            self._waiting.cancel()
        super().connection_lost(exc)

    def _wait(self) -> None:
        self._last = self.cycle
        self._waiting = self.loop.call_later(HEAD_SECONDS, self._look)

    def _look(self) -> None:
        self._waiting = None
        if not self._idle() or self.transport.is_closing():
            return
        if self.cycle is self._last:
            self.transport.close()
        else:  # it has asked since: it may be between two of its requests, or amid a head
            self._wait()

    def _idle(self) -> bool:
        return self.cycle is None or self.cycle.response_complete
