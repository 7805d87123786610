"""The headers of every answer."""

import dataclasses
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.exc import OperationalError

from config import Config
from wijkschouw.app import create_app
from wijkschouw.headers import ALWAYS, API_VERSION

ADDRESSES = ("/", "/inloggen", "/healthz", "/api/v1/catalogus", "/api/v1/openapi.json", "/nope")


@pytest.mark.parametrize("address", ADDRESSES)
def test_every_answer_carries_the_security_headers(client: FlaskClient, address: str) -> None:
    answer = client.get(address)
    loosened = {"Cache-Control"}  # a view may know better
    if address.endswith("openapi.json"):
        loosened.add("Cross-Origin-Resource-Policy")
    for name in ALWAYS.keys() - loosened:
        assert answer.headers[name] == ALWAYS[name]


def test_no_shared_cache_keeps_a_page(client: FlaskClient) -> None:
    for address in ("/", "/inloggen", "/api/v1/catalogus"):
        cache = client.get(address).headers.get_all("Cache-Control")
        assert len(cache) == 1
        assert "private" in cache[0] or "no-store" in cache[0]


def test_the_policy_allows_nothing_inline_and_no_foreign_host(client: FlaskClient) -> None:
    policy = client.get("/").headers["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "://" not in policy
    assert "*" not in policy
    assert "frame-ancestors 'none'" in policy


def test_pages_hold_no_inline_script_or_style(client: FlaskClient) -> None:
    for address in ("/", "/inloggen"):
        page = client.get(address).text
        assert "<style" not in page
        assert " style=" not in page
        assert " onclick=" not in page
        assert all("src=" in part.split(">")[0] for part in page.split("<script")[1:])


def test_the_version_stands_on_answers_of_the_api_alone(client: FlaskClient) -> None:
    assert client.get("/api/v1/catalogus").headers["API-Version"] == API_VERSION
    assert "API-Version" not in client.get("/").headers


def test_browsers_are_held_to_https_where_it_is_used(app_config: Config, town: Any) -> None:
    secure = create_app(dataclasses.replace(app_config, environment="production"))
    over_https = secure.test_client().get("/healthz", base_url="https://localhost")
    assert over_https.headers["Strict-Transport-Security"].startswith("max-age=31536000")
    assert "Strict-Transport-Security" not in secure.test_client().get("/healthz").headers


def test_a_commit_that_fails_answers_with_all_headers(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: Any) -> None:
        raise OperationalError("COMMIT", {}, Exception("database is locked"))

    monkeypatch.setattr("sqlmodel.Session.commit", fail)
    answer = app.test_client().post(
        "/api/v1/aanmelding",
        json={"email": "x@voorbeeldstad.example", "wachtwoord": "y"},
        headers={"Origin": "http://localhost"},
    )
    assert answer.status_code == 503
    assert answer.headers["Retry-After"]
    assert answer.headers["API-Version"] == API_VERSION
    assert answer.headers["Content-Security-Policy"]


def test_security_txt_says_whom_to_tell_and_until_when(client: FlaskClient) -> None:
    answer = client.get("/.well-known/security.txt")
    lines = dict(line.split(": ", 1) for line in answer.text.splitlines())
    assert lines["Contact"].startswith("mailto:")
    ends = datetime.fromisoformat(lines["Expires"])
    assert timedelta(days=30) < ends - datetime.now(UTC) < timedelta(days=365)


def test_requests_have_ids_of_their_own(client: FlaskClient) -> None:
    ids = {client.get("/healthz").headers["X-Request-ID"] for _ in range(3)}
    assert len(ids) == 3
