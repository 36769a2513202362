"""What a Prometheus server may count: numbers only, by call and outcome, never by person."""

from __future__ import annotations

import threading
from collections import OrderedDict
from datetime import timedelta

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

import matcher
from api.store import Store
from api.store.tables import QUEUED, RUNNING, RunRow
from api.store.types import now

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
REQUEST_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60)
SOLVE_SECONDS = (1, 2, 5, 10, 20, 30, 60, 120, 300, 600, 1800, 3600)
GAPS = (0.0, 0.001, 0.01, 0.05, 0.1, 0.2, 0.5, 1.0)
OVERLAP = timedelta(seconds=60)  # a run's end is written a moment after the time it bears
MOST_REMEMBERED = 10_000


class Metrics:
    """The figures of one server.

    Runs are counted when the figures are asked for, from what the store says of those that have
    ended since, wherever they were solved.
    """

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self._lock = threading.Lock()
        self._since = now()
        self._counted: OrderedDict[str, None] = OrderedDict()
        here = self.registry
        Gauge("matcher_info", "Version of the service.", ["version"], registry=here).labels(
            matcher.__version__
        ).set(1)
        self.requests = Counter(
            "matcher_requests", "Answered requests.", ["method", "route", "status"], registry=here
        )
        self.request_seconds = Histogram(
            "matcher_request_seconds", "Until the answer was sent.", ["route"],
            buckets=REQUEST_SECONDS, registry=here,
        )  # fmt: skip
        self.queued = Gauge("matcher_runs_queued", "Runs that wait.", registry=here)
        self.running = Gauge("matcher_runs_running", "Runs being solved.", registry=here)
        self.ended = Counter(
            "matcher_runs_ended", "Runs that have ended.", ["status"], registry=here
        )
        self.attempts = Counter(
            "matcher_run_restarts", "Starts of ended runs beyond the first.", registry=here
        )
        self.solve_seconds = Histogram(
            "matcher_solve_seconds",
            "From a run's start to its end.",
            buckets=SOLVE_SECONDS,
            registry=here,
        )  # fmt: skip
        self.gap = Histogram(
            "matcher_run_gap",
            "Largest relative gap between a run's levels and their bounds; 1 where none is known.",
            buckets=GAPS, registry=here,
        )  # fmt: skip

    def request(self, method: str, route: str, status: int, seconds: float) -> None:
        """Count a request."""
        self.requests.labels(method, route, str(status)).inc()
        if "events" not in route:  # a stream lasts as long as its run
            self.request_seconds.labels(route).observe(seconds)

    def text(self, store: Store) -> bytes:
        """Return every figure as Prometheus reads it."""
        with self._lock:
            moment = now()
            with store.read() as repository:
                self.queued.set(repository.runs.count(QUEUED))
                self.running.set(repository.runs.count(RUNNING))
                ended = repository.runs.ended_since(self._since - OVERLAP)
            for run in ended:
                self._count(run)
            self._since = moment
            return generate_latest(self.registry)

    def _count(self, run: RunRow) -> None:
        if run.id in self._counted:
            return
        self._counted[run.id] = None
        while len(self._counted) > MOST_REMEMBERED:
            self._counted.popitem(last=False)
        self.ended.labels(run.status).inc()
        self.attempts.inc(max(0, run.attempt - 1))
        if run.started_at and run.ended_at:
            self.solve_seconds.observe((run.ended_at - run.started_at).total_seconds())
        if run.levels:
            self.gap.observe(largest_gap(run))


def largest_gap(run: RunRow) -> float:
    """Return how far a run's levels may still be from the best, 0 where all are proven."""
    return max((_gap(level.get("value"), level.get("bound")) for level in run.levels), default=0.0)


def _gap(value: float | None, bound: float | None) -> float:
    if value is None or bound is None:
        return 1.0
    return min(1.0, abs(value - bound) / max(1.0, abs(bound)))
