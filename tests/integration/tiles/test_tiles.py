"""``/tiles`` for a signed-in phone."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import httpx
import pytest
from flask.testing import FlaskClient

from config import Config
from tests.factories.town import PASSWORD, Town
from wijkschouw.app import create_app
from wijkschouw.tiles.service import TileSource

PNG = b"\x89PNG\r\n\x1a\n" + b"map" * 10


@pytest.fixture
def phone(app_config: Config, town: Town, tmp_path: Path) -> FlaskClient:
    """Signed in at an installation with a base map of its own."""
    app = create_app(replace(app_config, tiles_url="https://tiles.example/{z}/{x}/{y}"))
    app.extensions["tiles"] = TileSource(
        "https://tiles.example/{z}/{x}/{y}",
        tmp_path,
        httpx.MockTransport(lambda _request: httpx.Response(200, content=PNG)),
    )
    client = app.test_client()
    answer = client.post(
        "/api/v1/aanmelding",
        json={"email": "inspecteur@voorbeeldstad.example", "wachtwoord": PASSWORD},
        headers={"Origin": "http://localhost"},
    )
    assert answer.status_code == 200
    return client


def test_a_tile_comes_from_our_own_address_and_may_be_kept(phone: FlaskClient) -> None:
    answer = phone.get("/tiles/14/8442/5393")
    assert answer.data == PNG
    assert answer.mimetype == "image/png"
    assert "max-age" in answer.headers["Cache-Control"]
    assert phone.get("/tiles/bron").json["beschikbaar"] is True


def test_without_a_source_the_app_is_told_so(signed_in: Callable[[str], FlaskClient]) -> None:
    phone = signed_in("inspecteur")
    assert phone.get("/tiles/bron").json == {"beschikbaar": False, "bronvermelding": ""}
    assert phone.get("/tiles/14/8442/5393").status_code == 404


def test_who_is_not_signed_in_gets_no_tiles(client: FlaskClient) -> None:
    assert client.get("/tiles/14/8442/5393").status_code == 401
