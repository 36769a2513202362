"""From the wish to stop a real solve to the best proposal in hand."""

from __future__ import annotations

import json
import random
import statistics
import time
from pathlib import Path

from benchmarks.service.postgres import Postgres
from benchmarks.service.server import ENDED, Server
from matcher.demo import demo_path

LONGEST = 15.0  # seconds into the solve


def stops(
    times: int, folder: Path, seed: int, postgres: Postgres | None = None
) -> dict[str, object]:
    """Stop a solve at random moments; return the figures.

    Raises
    ------
    SystemExit
        A stop that left no proposal.
    """
    rng, seconds = random.Random(seed), list[float]()
    cohort = json.loads(demo_path("statewide-150").read_bytes())
    with Server(folder, postgres, warm=True) as server, server.client() as client:
        cohort_id = client.post("/v1/cohorts", json=cohort).json()["id"]
        for _ in range(times):
            place = f"/v1/cohorts/{cohort_id}/runs"
            run_id = client.post(place, json={"time_limit": 120}).json()["id"]
            while not client.get(f"/v1/runs/{run_id}").json()["levels"]:
                time.sleep(0.05)
            time.sleep(rng.uniform(0.5, LONGEST))
            began = time.monotonic()
            client.post(f"/v1/runs/{run_id}/stop")
            while (run := client.get(f"/v1/runs/{run_id}").json())["status"] not in ENDED:
                time.sleep(0.01)
            if not run["proposal_id"]:
                raise SystemExit(f"no proposal after a stop: {run}")
            client.get(f"/v1/proposals/{run['proposal_id']}").raise_for_status()
            seconds.append(time.monotonic() - began)
    return {
        "stops": times,
        "median s": round(statistics.median(seconds), 2),
        "longest s": round(max(seconds), 2),
    }
