"""``matcher batch --queue``: many cohorts handed to a service, whose workers form the groups."""

from __future__ import annotations

import io
import time
import zipfile
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from hashlib import sha256
from pathlib import Path, PurePosixPath
from typing import Any

import httpx

from matcher.files.proposal_json import read_proposal
from matcher.files.read import UnusableInput
from matcher.files.read.sources import path_files
from matcher.files.write.folder import CALENDARS, remove_stale, write_whole
from matcher.runs.attend import TICK, Interrupts
from matcher.runs.batch import STATUS_NOTES
from matcher.runs.batch_ledger import Ledger, Result, Tally, files_sha256, in_short
from matcher.runs.request import Orders

POLL = 1.0  # seconds between two looks at a run
PATIENCE = 600.0  # seconds that a service may be away
TIMEOUT = 60.0  # seconds for one answer
BUSY = (429, 502, 503, 504)  # try again
ENDED = ("done", "stopped", "failed")
FILES = {  # proposal.json last: once it is there, so is all the rest
    "proposal.xlsx": "?format=xlsx", "groups.csv": "?format=csv&table=groups",
    "unplaced.csv": "?format=csv&table=unplaced", "report.html": "?format=html",
    "equity.json": "/equity", "audit.json": "?format=audit", CALENDARS: "?format=zip",
    "proposal.json": "?format=json",
}  # fmt: skip


class NotNowError(Exception):
    """The service cannot answer just now, and how many seconds to leave it in peace."""

    def __init__(self, seconds: float = POLL) -> None:
        super().__init__()
        self.seconds = seconds


class NoUseError(Exception):
    """What was asked cannot be had; every line says why."""


@dataclass
class Handed:
    """A cohort in the service's hands."""

    cohort: Path
    folder: str
    files_sha256: str
    names: dict[str, str] = field(default_factory=dict)  # the service's, for cohort and run
    stopped: bool = False
    again: float = 0.0  # not before this moment
    answered: float = field(default_factory=time.monotonic)  # when the service last did

    def result(self, outcome: Any, **more: Any) -> Result:
        """Return how it ended."""
        return Result(
            str(self.cohort), self.folder, outcome, files_sha256=self.files_sha256, **more
        )


class QueueBatch:
    """Hands cohorts to a service and fetches what its workers make of them.

    Parameters
    ----------
    out : Path
        Receives one folder per cohort and `batch.json`.
    orders : Orders
    client : httpx.Client
        Of the service, with a key that may write.
    """

    def __init__(self, out: Path, orders: Orders, client: httpx.Client) -> None:
        self.out, self.orders, self.client = out, orders, client
        self.ledger = Ledger(out)
        self.running: list[Handed] = []

    def run(
        self,
        cohorts: Sequence[Path],
        interrupts: Interrupts,
        on_result: Callable[[Result], object],
        tick: Callable[[], object],
    ) -> list[Result]:
        """See every cohort through once and return the results in the order given.

        A wish to stop ends the runs, each with its best so far. Whatever else ends this program,
        the service goes on, and the next call asks for what has become of its runs.
        """
        tally = Tally(cohorts, on_result)
        note = tally.note
        waiting = deque[Handed]()
        for path, folder in zip(tally.paths, self.ledger.folders(tally.paths), strict=True):
            if before := self.ledger.finished(path, folder, self.orders):
                note(before)
                continue
            names = self.ledger.handed_over(path, self.orders)
            mine = names.get("url") == str(self.client.base_url)
            one = Handed(path, folder, files_sha256(path), names if mine else {})
            (self.running if one.names else waiting).append(one)
        while self.running or (waiting and not interrupts.stop.asked):
            if waiting and not interrupts.stop.asked and waiting[0].again <= time.monotonic():
                self._try(waiting.popleft(), self._hand_over, waiting.appendleft, note)
            for one in [one for one in self.running if one.again <= time.monotonic()]:
                self.running.remove(one)
                if interrupts.stop.asked and not one.stopped:
                    self._try(one, self._stop, self.running.append, note)
                else:
                    self._try(one, self._look, self.running.append, note)
            tick()
            time.sleep(TICK)
        for one in waiting:
            note(one.result("not started"))
        return tally.results()

    def _try(
        self,
        one: Handed,
        act: Callable[[Handed], Result | None],
        keep: Callable[[Handed], object],
        note: Callable[[Result], None],
    ) -> None:
        """Do one thing for one cohort; whatever comes of it, the others go on."""
        try:
            result = act(one)
        except (NotNowError, httpx.HTTPError) as error:
            one.again = time.monotonic() + getattr(error, "seconds", POLL)
            if time.monotonic() < one.answered + PATIENCE:
                keep(one)
                return
            result = one.result("failed", note="the service does not answer")
        except NoUseError as error:
            lines = tuple(str(error).splitlines())
            result = one.result("failed", note=in_short(lines), complaints=lines)
        except OSError as error:
            result = one.result("failed", note=error.strerror or type(error).__name__)
        one.answered = time.monotonic()
        if result is None:
            self.running.append(one)
            return
        self.ledger.keep(result, self.orders)
        note(result)

    def _hand_over(self, one: Handed) -> None:
        """Upload a cohort and start its run; asked twice, the service starts one run."""
        if "cohort_id" not in one.names:
            try:
                files = path_files(one.cohort)
            except UnusableInput as error:
                raise NoUseError(str(error)) from None
            parts = [("file", (name, content)) for name, content in files.items()]
            added = self._ask("POST", "/v1/cohorts", files=parts).json()
            one.names = {"url": str(self.client.base_url), "cohort_id": str(added["id"])}
        wanted = {
            "time_limit": self.orders.time_limit, "gap": self.orders.gap,
            "seed": self.orders.seed, "deterministic": self.orders.deterministic or None,
            "priority": "batch",
        }  # fmt: skip
        key = sha256(repr((one.files_sha256, sorted(wanted.items(), key=str))).encode()).hexdigest()
        run = self._ask(
            "POST", f"/v1/cohorts/{one.names['cohort_id']}/runs",
            json={name: value for name, value in wanted.items() if value is not None},
            headers={"Idempotency-Key": key},
        )  # fmt: skip
        one.names["run_id"] = str(run.json()["id"])
        self.ledger.keep(one.result("waiting"), self.orders, one.names)

    def _stop(self, one: Handed) -> None:
        """Ask for the best so far."""
        self._ask("POST", f"/v1/runs/{one.names['run_id']}/stop")
        one.stopped = True

    def _look(self, one: Handed) -> Result | None:
        """Fetch what a run has ended with; None while it goes on."""
        one.again = time.monotonic() + POLL
        run: dict[str, Any] = self._ask("GET", f"/v1/runs/{one.names['run_id']}").json()
        if run["status"] not in ENDED:
            return None
        why = str(run.get("failure") or "")
        if not run["proposal_id"]:
            if one.stopped and run["status"] == "stopped":
                return one.result("stopped", note="stopped before it could begin")
            return one.result("failed", note=why, complaints=(why,))
        self._fetch(one, str(run["proposal_id"]))
        try:
            proposal = read_proposal(self.out / one.folder / "proposal.json")
        except UnusableInput as error:
            raise NoUseError(str(error)) from None
        seconds, note = round(proposal.runtime_s, 1), STATUS_NOTES[proposal.status]
        result = one.result("done", seconds=seconds, note=note).holding(proposal)
        if run["status"] == "done":
            return result
        return replace(result, outcome="stopped", note=why or "the best so far is kept")

    def _fetch(self, one: Handed, proposal_id: str) -> None:
        folder = self.out / one.folder
        folder.mkdir(parents=True, exist_ok=True)
        for name, query in FILES.items():
            content = self._ask("GET", f"/v1/proposals/{proposal_id}{query}").content
            if name == CALENDARS:
                _unpack(content, folder / CALENDARS)
            else:
                write_whole(folder / name, content)

    def _ask(self, method: str, path: str, **given: Any) -> httpx.Response:
        """Ask the service.

        Raises
        ------
        NotNowError
            It is busy or away.
        NoUseError
            It says that this cannot be.
        """
        answer = self.client.request(method, path, **given)
        if answer.status_code in BUSY:
            wait = answer.headers.get("Retry-After", "")
            raise NotNowError(float(wait) if wait.isdecimal() else POLL)
        if answer.is_success:
            return answer
        raise NoUseError(_words(answer))


def _words(answer: httpx.Response) -> str:
    """Return a problem in lines as the command line writes them."""
    try:
        problem = answer.json()
        issues = problem.get("errors") or ()
        lines = [
            ":".join(str(issue[part]) for part in ("file", "row", "column") if issue[part])
            + f": {issue['message']}"
            for issue in issues
        ]
        return "\n".join(lines) or str(problem["detail"])
    except (ValueError, KeyError, TypeError, AttributeError):
        return f"the service answered with status {answer.status_code}"


def _unpack(content: bytes, folder: Path) -> None:
    """Write a zip's calendars, by their bare names, in place of those of an earlier run."""
    folder.mkdir(exist_ok=True)
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        names = [one for one in book.namelist() if one.endswith(".ics")]
        paths = {folder / PurePosixPath(name).name: name for name in names}
        for path, name in paths.items():
            write_whole(path, book.read(name))
    remove_stale(folder, keep=paths)
