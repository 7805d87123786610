"""Alive and ready: what an operator and a load balancer ask."""

import dataclasses
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text

from config import Config
from wijkschouw import jobs
from wijkschouw.app import create_app


def test_all_parts_are_there(client: FlaskClient) -> None:
    answer = client.get("/readyz")
    assert answer.status_code == 200
    assert answer.json["onderdelen"] == dict.fromkeys(
        ("database", "migraties", "fotos", "wachtrij"), "ok"
    )


def test_alive_without_a_database(app_config: Config) -> None:
    gone = dataclasses.replace(app_config, database_url="sqlite:////proc/nowhere/gone.db")
    with pytest.raises(OSError, match=r"proc|nowhere"):
        create_app(gone)
    elsewhere = dataclasses.replace(
        app_config, database_url="postgresql+psycopg://nobody@/gone?host=/nowhere"
    )
    client = create_app(elsewhere).test_client()
    assert client.get("/healthz").status_code == 200
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json["storing"] == ["database", "migraties"]
    assert answer.headers["Retry-After"]


def test_missing_migrations_are_named(app: Flask, database: Any) -> None:
    with database.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = 'older'"))
    try:
        answer = app.test_client().get("/readyz")
    finally:
        from alembic.script import ScriptDirectory

        from wijkschouw.migrate import _config

        head = ScriptDirectory.from_config(_config(None)).get_current_head()
        with database.engine.begin() as connection:
            connection.execute(text("UPDATE alembic_version SET version_num = :h"), {"h": head})
    assert answer.status_code == 503
    assert answer.json["storing"] == ["migraties"]


def test_a_photo_store_that_cannot_be_written_is_named(app_config: Config, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    broken = dataclasses.replace(app_config, photo_store=f"file:{tmp_path}/file/photos")
    answer = create_app(broken).test_client().get("/readyz")
    assert answer.json["storing"] == ["fotos"]
    assert str(tmp_path) not in answer.text


def test_a_queue_that_cannot_be_reached_is_named(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unreachable(_queue: jobs.Queue) -> None:
        raise ConnectionError

    monkeypatch.setattr(jobs.Queue, "check", unreachable)
    answer = app.test_client().get("/readyz")
    assert answer.json["storing"] == ["wachtrij"]
