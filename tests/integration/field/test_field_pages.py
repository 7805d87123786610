"""The shell of the field app, its service worker and what makes it installable."""

import json
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from wijkschouw import assets

SHELLS = ["/veld", "/veld/offline"]


@pytest.mark.parametrize("address", SHELLS)
def test_the_shell_is_there_without_signing_in(client: FlaskClient, address: str) -> None:
    answer = client.get(address)
    assert answer.status_code == 200
    assert answer.mimetype == "text/html"


@pytest.mark.parametrize("address", SHELLS)
def test_the_shell_tells_the_service_worker_that_it_is_ours(
    client: FlaskClient, address: str
) -> None:
    assert client.get(address).headers["X-Wijkschouw-Pagina"] == "1"


@pytest.mark.parametrize("address", SHELLS)
def test_the_shell_is_asked_for_anew_and_holds_nobody_s_data(
    client: FlaskClient, address: str
) -> None:
    answer = client.get(address)
    assert answer.headers["Cache-Control"] == "no-cache"
    assert "Set-Cookie" not in answer.headers


def test_the_manifest_makes_the_app_installable(client: FlaskClient) -> None:
    answer = client.get("/manifest.webmanifest")
    assert answer.mimetype == "application/manifest+json"
    manifest = json.loads(answer.data)
    assert manifest["start_url"] == "/veld"
    assert manifest["display"] == "standalone"
    assert {icon["sizes"] for icon in manifest["icons"]} == {"192x192", "512x512"}
    assert "maskable" in {icon["purpose"] for icon in manifest["icons"]}


def test_the_service_worker_is_served_at_the_root_and_never_from_a_cache(
    client: FlaskClient, built: Path
) -> None:
    (built / "sw.js").write_text("self;")
    answer = client.get("/sw.js")
    assert answer.data == b"self;"
    assert answer.mimetype == "text/javascript"
    assert answer.headers["Cache-Control"] == "no-cache"


@pytest.fixture
def built(app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A build of the test's own."""
    (tmp_path / "manifest.json").write_text('{"files": {"field.js": "field-AAAAAAAA.js"}}')
    (tmp_path / "field-AAAAAAAA.js").write_text("plain")
    monkeypatch.setattr(assets, "FOLDER", tmp_path)
    app.extensions["assets"] = assets.Manifest(tmp_path / "manifest.json")
    return tmp_path


def test_a_file_with_a_hash_in_its_name_is_kept_for_good(client: FlaskClient, built: Path) -> None:
    answer = client.get("/static/dist/field-AAAAAAAA.js")
    assert answer.data == b"plain"
    assert answer.mimetype == "text/javascript"
    assert "immutable" in answer.headers["Cache-Control"]
    assert "max-age=31536000" in answer.headers["Cache-Control"]


def test_the_compressed_copy_goes_to_who_can_take_it(client: FlaskClient, built: Path) -> None:
    (built / "field-AAAAAAAA.js.br").write_bytes(b"brotli")
    (built / "field-AAAAAAAA.js.gz").write_bytes(b"gzip")

    def get(accepted: str) -> tuple[bytes, str | None]:
        answer = client.get("/static/dist/field-AAAAAAAA.js", headers={"Accept-Encoding": accepted})
        assert "Accept-Encoding" in answer.headers["Vary"]
        assert answer.mimetype == "text/javascript"
        return answer.data, answer.headers.get("Content-Encoding")

    assert get("gzip, deflate, br") == (b"brotli", "br")
    assert get("gzip") == (b"gzip", "gzip")
    assert get("br;q=0, gzip") == (b"gzip", "gzip")
    assert get("identity") == (b"plain", None)


@pytest.mark.parametrize("name", ["nothing-AAAAAAAA.js", "manifest.json", "../sw.js", "x.map"])
def test_nothing_else_is_served(client: FlaskClient, built: Path, name: str) -> None:
    assert client.get(f"/static/dist/{name}").status_code == 404
