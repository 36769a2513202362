"""The browser's key: asked for once, kept from scripts, of no use to other sites' pages."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from api.security import keys
from api.store import Store
from tests.api.bodies import cohort_body
from tests.api.running import Service, problem, running, settings_in

OWN = {"sec-fetch-site": "same-origin"}
OTHERS = (
    {"sec-fetch-site": "cross-site"},
    {"sec-fetch-site": "same-site"},
    {"origin": "https://evil.example"},
    {"origin": "http://127.0.0.1:1"},
    {"origin": "null"},
    {},
)


@pytest.fixture
def token(tmp_path: Path) -> str:
    store = Store(settings_in(tmp_path).url())
    store.migrate()
    made = keys.create(store, "page", ["write"], timedelta(days=1))[1]
    store.close()
    return made


def signed_in(service: Service, token: str) -> None:
    answer = service.post("/session", json={"key": token}, headers=OWN)
    assert answer.status_code == 204, answer.text
    cookie = answer.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=strict" in cookie
    assert "max-age" not in cookie  # it goes with the browser


def test_a_key_opens_the_service_to_its_own_page_only(tmp_path: Path, token: str) -> None:
    with running(settings_in(tmp_path)) as service:
        assert service.get("/session").json() == {"needed": True, "scopes": []}
        problem(service.get("/v1/cohorts"), 401)
        problem(service.post("/session", json={"key": "matcher_guess"}, headers=OWN), 401)
        signed_in(service, token)
        assert "write" in service.get("/session").json()["scopes"]
        assert service.get("/v1/cohorts", headers=OWN).status_code == 200
        assert service.post("/v1/cohorts", json=cohort_body(), headers=OWN).status_code == 201
        for headers in OTHERS:
            problem(service.post("/v1/cohorts", json=cohort_body(), headers=headers), 401)
        for headers in OTHERS[:2]:
            problem(service.get("/v1/cohorts", headers=headers), 401)
        same = {"origin": str(service.base_url).rstrip("/")}
        assert service.post("/v1/cohorts", json=cohort_body(), headers=same).status_code == 201
        assert service.delete("/session", headers=OWN).status_code == 204
        problem(service.get("/v1/cohorts", headers=OWN), 401)


def test_other_sites_cannot_begin_a_session(tmp_path: Path, token: str) -> None:
    with running(settings_in(tmp_path)) as service:
        for headers in OTHERS:
            problem(service.post("/session", json={"key": token}, headers=headers), 403)


def test_a_wrong_key_beside_a_good_cookie_is_wrong(tmp_path: Path, token: str) -> None:
    with running(settings_in(tmp_path)) as service:
        signed_in(service, token)
        wrong = {**OWN, "authorization": "Bearer matcher_guess"}
        problem(service.get("/v1/cohorts", headers=wrong), 401)


def test_frames_hold_nothing_of_anybody_and_let_no_foreign_script_run(tmp_path: Path) -> None:
    with running(settings_in(tmp_path)) as service:
        cohort = service.add(cohort_body())
        for path in ("/", "/sign-in", f"/cohorts/{cohort}/pool", f"/cohorts/{cohort}/solve",
                     f"/cohorts/{cohort}/proposals/prop_x/board"):  # fmt: skip
            answer = service.get(path)
            assert answer.status_code == 200
            policy = answer.headers["content-security-policy"]
            assert "default-src 'none'" in policy
            assert "unsafe" not in policy
            assert "Maribel" not in answer.text
            assert "<script>" not in answer.text
            assert " style=" not in answer.text
        assert service.get("/static/page.css").headers["content-type"].startswith("text/css")
        assert service.get("/static/../app.py").status_code == 404
        assert service.get("/cohorts/coh_x/else").status_code == 422
