"""Many cohorts by many clients at once: all answered, and reading stays quick meanwhile."""

from __future__ import annotations

import statistics
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.engine import make_url

from api.store import Store
from api.store.tables import RunRow
from benchmarks.service.bodies import body
from benchmarks.service.postgres import Postgres
from benchmarks.service.server import Server, until_ended

if TYPE_CHECKING:
    import httpx

READERS = 3
NOTHING = "/healthz"  # says how busy the machine itself is
PAUSE = 0.05  # seconds between two reads of one reader


def flood(
    cohorts: int, clients: int, people: int, folder: Path, postgres: Postgres | None = None
) -> dict[str, object]:
    """Send cohorts and runs from many clients; return the figures.

    Raises
    ------
    SystemExit
        An answer of 500 or above, a run that failed, or an answer that never came.
    """
    statuses, lock = Counter[int](), threading.Lock()
    over, reading, idle = threading.Event(), list[float](), list[float]()
    with Server(folder, postgres, queue_limit=cohorts, warm=True) as server:
        began = time.monotonic()

        def submit(seed: int) -> str:
            with server.client() as client:
                added = client.post("/v1/cohorts", json=body(people, seed))
                place = f"/v1/cohorts/{added.json()['id']}/runs"
                run = client.post(place, json={"time_limit": 2, "priority": "batch"})
                with lock:
                    statuses.update([added.status_code, run.status_code])
                return str(run.json()["id"])

        def read_on() -> None:
            with server.client() as client:
                while not over.wait(PAUSE):
                    for place in _places(client):
                        moment = time.monotonic()
                        code = client.get(place).status_code
                        taken = idle if place == NOTHING else reading
                        with lock:
                            taken.append(time.monotonic() - moment)
                            statuses[code] += 1

        readers = [threading.Thread(target=read_on) for _ in range(READERS)]
        with ThreadPoolExecutor(clients) as pool:
            runs = list(pool.map(submit, range(cohorts)))
            submitted = time.monotonic() - began
        for reader in readers:  # from here on solves run and nobody uploads
            reader.start()
        with server.client() as client:
            ends = Counter(until_ended(client, run_id)["status"] for run_id in runs)
        over.set()
        for reader in readers:
            reader.join()
    figures: dict[str, object] = {
        "cohorts": cohorts,
        "clients": clients,
        "people in each": people,
        "answers by status": dict(sorted(statuses.items())),
        "runs by end": dict(ends),
        "seconds until all were accepted": round(submitted, 1),
        "seconds until all had ended": round(time.monotonic() - began, 1),
        "reads while solving": len(reading),
        "read median ms": round(1000 * statistics.median(reading), 1),
        "of which a call that does nothing takes ms": round(1000 * statistics.median(idle), 1),
        "read 95th percentile ms": round(1000 * statistics.quantiles(reading, n=20)[-1], 1),
    }
    figures["runs begun twice"] = _twice(server.database)
    if any(code >= 500 for code in statuses) or ends.total() != cohorts or ends["failed"]:
        raise SystemExit(f"not all went well: {figures}")
    return figures


def _twice(database: str) -> int:
    store = Store(make_url(database))
    with store.read() as repository:
        found = repository.runs.session.scalars(select(RunRow.id).where(RunRow.attempt > 1)).all()
    store.close()
    return len(found)


def _places(client: httpx.Client) -> list[str]:
    """What a coordinator's page asks for: the list, a cohort, how its run stands; and nothing."""
    items = client.get("/v1/cohorts?limit=20").json()["items"]
    cohort = f"/v1/cohorts/{items[0]['id']}"
    runs = client.get(cohort).json()["runs"]
    return ["/v1/cohorts?limit=20", cohort, f"/v1/runs/{runs[0]['id']}", NOTHING]
