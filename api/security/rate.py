"""How often one client may ask: a bucket of requests that fills up again."""

from __future__ import annotations

import time
from collections import OrderedDict

MOST_CLIENTS = 10_000  # remembered; the one that was quiet longest is forgotten first
BURST_SECONDS = 10  # of the rate may be asked at once


class Buckets:
    """A token bucket for each client.

    Parameters
    ----------
    rate : float
        Requests a second in the long run; 0 for no limit.
    """

    def __init__(self, rate: float) -> None:
        self.rate = rate
        self._left: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def wait(self, client: str, cost: float = 1.0) -> float:
        """Take one request out of a client's bucket; return 0, or the seconds to wait for it."""
        if not self.rate:
            return 0.0
        most, moment = self.rate * BURST_SECONDS, time.monotonic()
        left, before = self._left.pop(client, (most, moment))
        left = min(most, left + (moment - before) * self.rate)
        enough = left >= min(cost, most)
        self._left[client] = (left - cost if enough else left, moment)
        if len(self._left) > MOST_CLIENTS:
            self._left.popitem(last=False)
        return 0.0 if enough else (min(cost, most) - left) / self.rate
