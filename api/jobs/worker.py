"""A solver process: ``python -m api.jobs.worker``, started and spoken to by the server.

Orders come as lines on standard input, one run after the other; the process stays warm between
them. When the input ends, the server is gone, and so is this process: the run is started again
by the next server.
"""

from __future__ import annotations

import os
import queue
import sys
import threading
from typing import TextIO

import structlog
from sqlalchemy.exc import SQLAlchemyError

from api.jobs.execute import execute
from api.jobs.messages import Ended, Order, Solve
from api.operations.logs import set_up_logs, where
from api.settings import Settings
from api.store import Store
from matcher.solve.stop import Stop

NICENESS = 10
log = structlog.get_logger()


class Orders:
    """Hears orders in a thread of its own, so that a wish to stop arrives while solving."""

    def __init__(self, source: TextIO) -> None:
        self._source = source
        self._waiting: queue.Queue[Solve] = queue.Queue()
        self._stops: dict[str, Stop] = {}
        threading.Thread(target=self._hear, name="orders", daemon=True).start()

    def next(self) -> tuple[Solve, Stop]:
        """Wait for a run; return it with what will tell when to stop it."""
        order = self._waiting.get()
        return order, self._stops[order.run_id]

    def done(self, run_id: str) -> None:
        """Forget a run that has ended."""
        self._stops.pop(run_id, None)

    def _hear(self) -> None:
        for line in self._source:
            order = Order.validate_json(line)
            if isinstance(order, Solve):
                stop = self._stops[order.run_id] = Stop()
                if order.stop:
                    stop.ask()
                self._waiting.put(order)
            elif order.run_id in self._stops:
                self._stops[order.run_id].ask()
        os._exit(0)  # the server is gone; nobody waits for this run's result


def _step_back() -> None:
    """Leave the cores to whoever answers requests, and no dump of what people wrote."""
    if sys.platform != "win32":
        import resource

        os.nice(NICENESS)
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def main() -> None:
    """Work on runs until the server ends."""
    # What a library prints must not be taken for a message to the server.
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "w")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    set_up_logs()
    _step_back()
    settings = Settings()
    store = Store(settings.url())
    orders = Orders(sys.stdin)
    while True:
        order, stop = orders.next()
        try:
            execute(store, settings, order.run_id, order.attempt, stop)
        except SQLAlchemyError as error:  # whoever started us sees to the run
            log.error("store away for too long", run_id=order.run_id, error=where(error))
            sys.exit(1)
        orders.done(order.run_id)
        try:
            answers.write(Ended(run_id=order.run_id).model_dump_json() + "\n")
            answers.flush()
        except BrokenPipeError:
            os._exit(0)  # whoever started us is gone


if __name__ == "__main__":
    main()
