"""Fixtures for every test: real databases, the real app, a small town."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, settings
from sqlmodel import Session

from config import Config
from tests.databases import KINDS
from tests.factories.town import PASSWORD, Town, make_town
from tests.passwords import make_cheap
from tests.smtp import MailBox, running_mail_box
from tests.templates import COMPILED
from wijkschouw.app import create_app
from wijkschouw.areas.snapshot import kept_by_pool
from wijkschouw.db import Database

# Databases are slower than hypothesis expects; a deadline would fail on a busy machine.
settings.register_profile(
    "wijkschouw",
    deadline=None,
    max_examples=30,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
settings.load_profile("wijkschouw")


make_cheap()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--database",
        choices=[*KINDS, "both"],
        default="both",
        help="run the tests that need a database on one of them only",
    )


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "database_kind" in metafunc.fixturenames:
        chosen = metafunc.config.getoption("--database")
        kinds = list(KINDS) if chosen == "both" else [chosen]
        if about := metafunc.definition.get_closest_marker("about"):
            kinds = [kind for kind in kinds if kind in about.args]
        metafunc.parametrize("database_kind", kinds, indirect=True, scope="session")


@pytest.fixture(scope="session")
def database_kind(request: pytest.FixtureRequest) -> str:
    """spatialite or postgis."""
    return str(request.param)


@pytest.fixture(scope="session")
def storage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], Any]]:
    """``storage("postgis")``: that kind's databases, made when first asked for."""
    made: dict[str, Any] = {}

    def of(kind: str) -> Any:
        if kind not in made:
            made[kind] = KINDS[kind](tmp_path_factory.mktemp(kind))
        return made[kind]

    yield of
    for databases in made.values():
        databases.close()


@pytest.fixture
def store(database_kind: str, storage: Callable[[str], Any]) -> Any:
    """The emptied test database: ``.url`` and ``.database``."""
    chosen = storage(database_kind)
    chosen.empty()
    kept_by_pool.clear()  # the areas of the test before, which this process need not ask after yet
    return chosen


@pytest.fixture
def database(store: Any) -> Database:
    """A migrated, empty database."""
    return store.database  # type: ignore[no-any-return]


@pytest.fixture
def session(database: Database) -> Iterator[Session]:
    """A session that may write; commit in the test what others must see."""
    with database.open() as session:
        yield session
        session.rollback()


@pytest.fixture
def town(database: Database) -> Town:
    """Voorbeeldstad, small; see tests/factories/town.py."""
    with database.open() as session:
        return make_town(session)


@pytest.fixture
def app_config(store: Any, tmp_path: Path) -> Config:
    """Settings of a test installation."""
    return Config.from_environment(
        {
            "WIJKSCHOUW_ENVIRONMENT": "test",
            "WIJKSCHOUW_DATABASE_URL": store.url,
            "WIJKSCHOUW_DATA_DIR": str(tmp_path / "data"),
            "WIJKSCHOUW_SECRET_KEY": "a-secret-for-tests-that-is-long-enough",
            "WIJKSCHOUW_MUNICIPALITY": "GM9999",
            "WIJKSCHOUW_TILES_URL": "none",
        }
    )


@pytest.fixture
def app(app_config: Config, town: Town) -> Iterator[Flask]:
    """The application, in the small town."""
    app = create_app(app_config)
    app.jinja_env.bytecode_cache = COMPILED
    yield app
    app.extensions["database"].engine.dispose()


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """Somebody who is not signed in."""
    return app.test_client()


@pytest.fixture
def signed_in(app: Flask) -> Callable[[str], FlaskClient]:
    """``signed_in("boa")``: a client with that person's session and CSRF header."""

    def sign_in(name: str) -> FlaskClient:
        client = app.test_client()
        answer = client.post(
            "/api/v1/aanmelding",
            json={"email": f"{name}@voorbeeldstad.example", "wachtwoord": PASSWORD},
            headers={"Origin": "http://localhost"},
        )
        assert answer.status_code == 200, answer.text
        client.environ_base["HTTP_X_CSRF_TOKEN"] = answer.json["csrf"]
        client.environ_base["HTTP_ORIGIN"] = "http://localhost"
        return client

    return sign_in


@pytest.fixture
def mail_box() -> Iterator[MailBox]:
    """A mail server of our own; what it received."""
    with running_mail_box() as box:
        yield box
