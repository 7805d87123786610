"""Names of built files."""

import os
from pathlib import Path

import pytest
from flask import Flask

from wijkschouw import assets


@pytest.fixture
def app(tmp_path: Path) -> Flask:
    made = Flask(__name__)
    assets.register(made)
    made.extensions["assets"] = assets.Manifest(tmp_path / "manifest.json")
    return made


def build(folder: Path, name: str, moment: int) -> None:
    file = folder / "manifest.json"
    file.write_text(f'{{"version": "V", "files": {{"field.js": "{name}"}}}}')
    os.utime(file, (moment, moment))


def test_an_entry_has_the_name_that_the_build_gave_it(app: Flask, tmp_path: Path) -> None:
    build(tmp_path, "field-AAAAAAAA.js", 1000)
    with app.app_context():
        assert assets.asset("field.js") == "/static/dist/field-AAAAAAAA.js"


def test_a_new_build_is_noticed(app: Flask, tmp_path: Path) -> None:
    build(tmp_path, "field-AAAAAAAA.js", 1000)
    with app.app_context():
        assets.asset("field.js")
        build(tmp_path, "field-BBBBBBBB.js", 2000)
        assert assets.asset("field.js") == "/static/dist/field-BBBBBBBB.js"


def test_the_manifest_is_read_once(
    app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    build(tmp_path, "field-AAAAAAAA.js", 1000)
    with app.app_context():
        assets.asset("field.js")
        monkeypatch.setattr(Path, "read_text", lambda *_: pytest.fail("read again"))
        assets.asset("field.js")


def test_without_a_build_it_says_what_to_do(app: Flask) -> None:
    with app.app_context(), pytest.raises(assets.AssetsNotBuiltError, match="make setup"):
        assets.asset("field.js")


def test_an_unknown_entry_is_named(app: Flask, tmp_path: Path) -> None:
    build(tmp_path, "field-AAAAAAAA.js", 1000)
    with app.app_context(), pytest.raises(assets.AssetsNotBuiltError, match=r"no site\.css"):
        assets.asset("site.css")


def test_tests_of_pages_need_no_build(app: Flask) -> None:
    app.testing = True
    with app.app_context():
        assert assets.asset("field.js") == "/static/dist/field.js"


def test_what_a_script_imports_at_its_start_is_known_to_the_page(
    app: Flask, tmp_path: Path
) -> None:
    (tmp_path / "manifest.json").write_text(
        '{"version": "V", "files": {"field.js": "f.js"}, "first": {"field.js": ["part-A.js"]}}'
    )
    with app.app_context():
        assert assets.first_assets("field.js") == ["/static/dist/part-A.js"]
        assert assets.first_assets("map.js") == []
