"""``kill -9`` of any part of the service at any moment: nothing accepted or found is lost."""

from __future__ import annotations

import hashlib
import json
import random
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

import httpx
from sqlalchemy import select, text
from sqlalchemy.engine import make_url

from api.store import Store
from api.store.tables import ProposalRow, RunEventRow
from benchmarks.service.bodies import body
from benchmarks.service.postgres import Postgres
from benchmarks.service.server import ENDED, Server, until_ended
from matcher.check import check
from matcher.files.proposal_json import proposal_from_dict
from matcher.files.read import read_cohort_data

EMBEDDED = ("api", "api", "solver", "solver", "reader")  # SQLite dies with the server
CLUSTERED = ("api", "worker", "database", "solver", "reader")
LONGEST = 4.0  # seconds from the first request of a round to the kill
MOST_WAITING = 2  # runs, before the next cohort is sent
RUN = {"time_limit": 1.5}


@dataclass
class Accepted:
    """What the service has said yes to, or has shown."""

    cohorts: dict[str, int] = field(default_factory=dict)  # and the seed of each
    runs: dict[str, str] = field(default_factory=dict)  # and the cohort of each
    shown: dict[str, str] = field(default_factory=dict)  # proposal id to hash
    ended: set[str] = field(default_factory=set)
    faults: list[str] = field(default_factory=list)

    def judge(self, answer: httpx.Response) -> None:
        """Note an answer that may not be, even while something dies; 503 may."""
        if answer.status_code == 500:
            self.faults.append(f"{answer.request.method} {answer.request.url.path} gave a 500")


def torture(
    rounds: int, folder: Path, seed: int, postgres: Postgres | None = None
) -> dict[str, object]:
    """Kill a part of the service in each of so many rounds; return the figures.

    Raises
    ------
    SystemExit
        Something accepted was lost, or happened twice.
    """
    rng = random.Random(seed)
    accepted, killed = Accepted(), Counter[str]()
    server = Server(folder, postgres, warm=True, parallel_runs=1, queue_limit=10_000)
    roles = EMBEDDED if postgres is None else CLUSTERED
    began = time.monotonic()
    with server:
        for number in range(rounds):
            over = threading.Event()
            client = threading.Thread(target=_work, args=(server, accepted, number, over))
            client.start()
            time.sleep(rng.uniform(0.0, LONGEST))
            role = rng.choice(roles)
            killed[role] += server.kill(role)
            if role == "api":
                server.start()
            over.set()
            client.join()
        with server.client() as client_:
            faults = [*accepted.faults, *_verify(client_, accepted)]
    if len(accepted.runs) < rounds / 2:
        faults.append(f"only {len(accepted.runs)} runs were accepted: nothing was tried")
    faults += _twice(server.database, accepted)
    _, found, trace = server.log.read_text().partition("Traceback")
    if found:
        faults.append(f"a trace in the log:\n{trace[:3000]}")
    if faults:
        raise SystemExit("\n".join(faults))
    return {
        "rounds": rounds,
        "killed": dict(killed),
        "cohorts accepted": len(accepted.cohorts),
        "runs accepted": len(accepted.runs),
        "proposals seen before a kill and again after": len(accepted.shown),
        "seconds": round(time.monotonic() - began),
        "lost, changed or twice": 0,
    }


def _work(server: Server, accepted: Accepted, number: int, over: threading.Event) -> None:
    """Add a cohort, run it, look at what comes of it, as often as a dying server lets us."""
    turn = 0
    while not over.is_set() or turn == 0:
        turn += 1
        seed = 1000 * number + turn
        try:
            with server.client() as client:
                client.event_hooks = {"response": [accepted.judge]}
                cohort_id = client.post("/v1/cohorts", json=body(12, seed)).json()["id"]
                accepted.cohorts[cohort_id] = seed
                key = {"Idempotency-Key": f"k{seed}"}
                place = f"/v1/cohorts/{cohort_id}/runs"
                run_id = client.post(place, json=RUN, headers=key).json()["id"]
                accepted.runs[run_id] = cohort_id
                again = client.post(place, json=RUN, headers=key).json()["id"]
                if again != run_id:
                    accepted.faults.append(f"one key, two runs: {run_id}, {again}")
                while _look(client, accepted) > MOST_WAITING and not over.is_set():
                    time.sleep(0.1)
        except (httpx.HTTPError, KeyError, json.JSONDecodeError):
            time.sleep(0.1)  # it died under us; what was not accepted does not count


def _look(client: httpx.Client, accepted: Accepted) -> int:
    """Note the proposals that are there; return how many runs have not ended yet."""
    waiting = 0
    for run_id in [one for one in accepted.runs if one not in accepted.ended]:
        run = client.get(f"/v1/runs/{run_id}").json()
        if run["status"] not in ENDED:
            waiting += 1
            continue
        found = b""
        if run["proposal_id"]:
            found = client.get(f"/v1/proposals/{run['proposal_id']}").content
            accepted.shown.setdefault(run["proposal_id"], hashlib.sha256(found).hexdigest())
        accepted.ended.add(run_id)
    return waiting


def _verify(client: httpx.Client, accepted: Accepted) -> list[str]:
    """Hold everything that was accepted or shown against what is there now."""
    faults = []
    for cohort_id in accepted.cohorts:
        if client.get(f"/v1/cohorts/{cohort_id}").status_code != 200:
            faults.append(f"{cohort_id} was accepted and is lost")
    for run_id, cohort_id in accepted.runs.items():
        run = until_ended(client, run_id)
        if not run["proposal_id"]:
            if run["status"] != "failed":
                faults.append(f"{run_id} ended as {run['status']} without a proposal")
            continue
        document = client.get(f"/v1/proposals/{run['proposal_id']}").json()
        cohort = read_cohort_data(body(12, accepted.cohorts[cohort_id])).cohort
        if not check(cohort, proposal_from_dict(document)).clean:
            faults.append(f"{run['proposal_id']} breaks rules")
    for proposal_id, digest in accepted.shown.items():
        answer = client.get(f"/v1/proposals/{proposal_id}")
        if hashlib.sha256(answer.content).hexdigest() != digest:
            faults.append(f"{proposal_id} was shown and is lost or changed")
    return faults


def _twice(database: str, accepted: Accepted) -> list[str]:
    """Look for runs that ended twice, and for damage, in the database itself."""
    faults, ends = [], Counter[str]()
    store = Store(make_url(database))
    with store.read() as repository:
        session = repository.runs.session
        if store.file and session.scalar(text("PRAGMA integrity_check")) != "ok":
            faults.append("the database is damaged")
        for event in session.scalars(select(RunEventRow).where(RunEventRow.kind == "status")):
            ends[event.run_id] += event.data["status"] in ENDED
        proposals = Counter(session.scalars(select(ProposalRow.run_id)))
    store.close()
    faults += [f"{run_id} ended {ends[run_id]} times" for run_id in ends if ends[run_id] != 1]
    faults += [f"{run_id} has two proposals" for run_id in proposals if proposals[run_id] > 1]
    faults += [f"{run_id} is unknown" for run_id in accepted.runs if run_id not in ends]
    return faults
