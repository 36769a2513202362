"""What is purged is gone from every file, who reads is noted, what is handed on names nobody."""

from __future__ import annotations

import hashlib
import threading
from datetime import timedelta
from pathlib import Path
from typing import Any

from api.operations import upkeep
from api.security.keys import create
from api.services.export import pseudonymised
from api.store import Store
from api.store.types import now
from matcher.cohort import Cohort
from matcher.files.read import read_cohort_data
from matcher.propose import Options, solve
from tests.api.bodies import SECRETS, cohort_body
from tests.api.running import Service, faked, problem, running, settings_in
from tests.api.test_jobs import begun, draft_kept
from tests.api.test_recovery import NoJobs

MARK = "Zebrafinch"  # begins every id, so that it can be searched for


def marked() -> dict[str, Any]:
    """A cohort whose every id, employer and region can be found again in a file."""
    body = cohort_body()
    for row in (*body["participants"], *body["providers"]):
        row["id"] = f"{MARK}-{row['id']}"
        row["organization"] = f"{MARK} Family Services"
        row["region"] = f"{MARK} County"
    return body


def left_in(folder: Path) -> bytes:
    """Every byte of every file: database, write-ahead log, free pages."""
    return b"".join(path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file())


def test_a_purge_leaves_nothing_behind(tmp_path: Path) -> None:
    """Files, runs, news, drafts, proposals, keys of requests: gone, though others go on reading."""
    with running(settings_in(tmp_path), faked("deaf")) as service:
        kept = service.add(cohort_body(5))
        cohort_id = service.add(marked())
        headers = {"idempotency-key": f"{MARK}-key"}
        run_id = service.start(cohort_id, {"time_limit": 50}, **headers)
        draft_kept(tmp_path, run_id)
        service.post(f"/v1/runs/{run_id}/stop")
        ended = service.until(run_id)
        proposal_id = ended["proposal_id"]
        for kind in ("json", "xlsx", "csv", "ics", "html", "zip", "letters"):
            place = f"/v1/proposals/{proposal_id}?format={kind}"
            assert service.get(place).status_code == 200
        other = service.start(cohort_id, {"time_limit": 50})
        draft_kept(tmp_path, other)
        assert left_in(tmp_path).count(MARK.encode()) > 20
        reader, over = Store(settings_in(tmp_path).url()), threading.Event()

        def read_on() -> None:
            while not over.is_set():
                with reader.read() as repository:
                    repository.cohorts.page(10, None)

        thread = threading.Thread(target=read_on)
        thread.start()
        assert service.delete(f"/v1/cohorts/{cohort_id}").status_code == 204
        over.set()
        thread.join()
        reader.close()
        problem(service.get(f"/v1/proposals/{proposal_id}"), 404)
        left = left_in(tmp_path)  # while the service goes on
        for secret in (MARK, cohort_id, run_id, other, str(proposal_id)):
            assert secret.encode() not in left, secret
        assert service.get(f"/v1/cohorts/{kept}").status_code == 200
        service.delete(f"/v1/cohorts/{kept}")
        assert not any(secret.encode() in left_in(tmp_path) for secret in SECRETS)
        acts = service.get("/v1/audit-events", params={"target": cohort_id}).json()["items"]
        assert [one["act"] for one in acts] == ["cohort.add", "cohort.purge"]


def test_a_purge_that_somebody_reads_past_is_finished_later(tmp_path: Path) -> None:
    settings = settings_in(tmp_path)
    with running(settings, NoJobs) as service:
        cohort_id = service.add(marked())
        store = Store(settings.url())
        with store.read() as repository:  # an old state stays in use
            assert repository.cohorts.get(cohort_id)
            with Store(settings.url()).write() as other:
                other.cohorts.purge(cohort_id)
            assert not store.scrub()
            assert store.unscrubbed
            assert MARK.encode() in left_in(tmp_path)
        caretaker = upkeep.Upkeep(store, NoJobs(), settings)
        caretaker.look()
        caretaker.close()
        assert not store.unscrubbed
        assert MARK.encode() not in left_in(tmp_path)
        store.close()


def test_old_cohorts_are_purged_by_themselves(tmp_path: Path) -> None:
    with running(settings_in(tmp_path), NoJobs) as service:
        old, young = service.add(marked()), service.add(cohort_body())
    store = Store(settings_in(tmp_path).url())
    with store.write() as repository:
        row = repository.cohorts.get(old)
        assert row is not None
        row.created_at = now() - timedelta(days=31)
    settings = settings_in(tmp_path, retention_days=30)
    caretaker = upkeep.Upkeep(store, NoJobs(), settings)
    caretaker.look()
    caretaker.close()
    with running(settings, NoJobs) as service:
        assert [one["id"] for one in service.get("/v1/cohorts").json()["items"]] == [young]
        acts = service.get("/v1/audit-events", params={"target": old}).json()["items"]
    assert [(one["act"], one["actor"]) for one in acts] == [
        ("cohort.add", "local"),
        ("cohort.purge", "retention"),
    ]
    store.close()
    assert MARK.encode() not in left_in(tmp_path)


def test_who_reads_personal_data_is_noted(tmp_path: Path) -> None:
    store = Store(settings_in(tmp_path).url())
    store.migrate()
    row, token = create(store, "reader", ["admin"], None)
    store.close()
    with running(settings_in(tmp_path)) as service:
        service.headers["authorization"] = f"Bearer {token}"
        cohort_id = service.add(cohort_body())
        proposal_id = service.solved(cohort_id)["proposal_id"]
        place = f"/v1/proposals/{proposal_id}"
        groups = service.get(place).json()["groups"]
        for path in (
            f"{place}?format=xlsx", f"{place}?format=audit", f"{place}/equity",
            f"{place}/explain/P01", f"/v1/cohorts/{cohort_id}",
        ):  # fmt: skip
            assert service.get(path).status_code == 200
        assert service.get(f"/v1/cohorts/{cohort_id}/export").status_code == 200
        assert service.post(f"{place}/check", json={"groups": groups}).status_code == 200
        problem(service.get(f"{place}/explain/nobody"), 404)
        first = service.get("/v1/audit-events?limit=2").json()
        rest = service.get(first["next"].replace("limit=2", "limit=1000")).json()
        assert rest["next"] is None
        items = [*first["items"], *rest["items"]]
    assert [one["act"] for one in items] == [
        "key.create", "cohort.add", "proposal.read", "proposal.read.xlsx", "proposal.read.audit",
        "proposal.equity", "proposal.explain", "cohort.read", "cohort.export", "proposal.check",
    ]  # fmt: skip
    assert {one["actor"] for one in items[1:]} == {row.id}
    of_proposal = hashlib.sha256(proposal_id.encode()).hexdigest()
    assert [one["target_sha256"] == of_proposal for one in items] == [
        False, False, True, True, True, True, True, False, False, True,
    ]  # fmt: skip


def test_an_export_names_nobody_and_can_be_solved(service: Service) -> None:
    body = marked()
    second, third = (row["id"] for row in body["participants"][1:3])
    body["participants"][0].update(
        together_with=[second], supervisor_id=third, apart_from=[body["providers"][0]["id"]]
    )
    body["participants"][1]["apart_from"] = ["somebody-elsewhere"]
    cohort_id = service.add(body)
    answer = service.get(f"/v1/cohorts/{cohort_id}/export")
    for secret in (MARK, *SECRETS, "somebody-elsewhere", "P01", "Small"):
        assert secret not in answer.text
    reading = read_cohort_data(answer.json())
    before, after = read_cohort_data(body).cohort, reading.cohort
    assert shape(after) == shape(before)
    assert len(solve(after, options=Options(time_limit=2)).groups) == len(
        solve(before, options=Options(time_limit=2)).groups
    )
    other = service.get(f"/v1/cohorts/{cohort_id}/export").json()
    ids = {row["id"] for row in answer.json()["participants"]}
    assert ids.isdisjoint(row["id"] for row in other["participants"])
    problem(service.get("/v1/cohorts/coh_0/export"), 404)


def shape(cohort: Cohort) -> list[object]:
    """What matters of a cohort whoever the people are."""
    return sorted(
        (
            one.rc_access, one.sector, str(one.availability), len(one.together_with),
            len(set(one.apart_from) & set(cohort.provider_by_id)), bool(one.supervisor_id),
            bool(one.organization), bool(one.region),
        )
        for one in cohort.participants
    )  # fmt: skip


def test_a_draft_that_is_being_written_does_not_come_back(tmp_path: Path) -> None:
    """A process that is still at work when its cohort goes writes nothing any more."""
    with running(settings_in(tmp_path), faked("deaf")) as service:
        run_id = begun(service)
        store = Store(settings_in(tmp_path).url())
        service.delete(f"/v1/cohorts/{service.run(run_id)['cohort_id']}")
        with store.write() as repository:
            assert not repository.runs.keep_draft(run_id, 1, {})
            assert not repository.runs.finish(run_id, 1, "done", proposal={"levels": []})
        store.close()


def test_an_export_reads_what_is_stored(tmp_path: Path) -> None:
    with running(settings_in(tmp_path), NoJobs) as service:
        cohort_id = service.add(cohort_body())
    store = Store(settings_in(tmp_path).url())
    one, other = (pseudonymised(store, cohort_id) for _ in range(2))
    assert len(one["participants"]) == len(other["participants"]) == 8
    assert one["participants"][0]["id"] != other["participants"][0]["id"]
    store.close()
