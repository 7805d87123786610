"""GET /api/v1/catalogus and wijkschouw catalogue load."""

import json

import pytest
from click.testing import CliRunner

from tests.factories import capture
from wijkschouw.catalogue import service
from wijkschouw.cli import wijkschouw as command

HERE = "/api/v1/catalogus"


@pytest.fixture
def load(app_config, monkeypatch):
    for name, value in {
        "ENVIRONMENT": "test",
        "DATABASE_URL": app_config.database_url,
        "DATA_DIR": str(app_config.data_dir),
        "MUNICIPALITY": "GM9999",
    }.items():
        monkeypatch.setenv(f"WIJKSCHOUW_{name}", value)
    return lambda *args: CliRunner().invoke(command, ["catalogue", "load", *map(str, args)])


@pytest.fixture
def newer(tmp_path):
    """The next version, in which a category was renamed and another is gone."""
    content = service.shipped().as_json()
    content["versie"] = 2
    waste = next(theme for theme in content["themas"] if theme["code"] == "afval")
    waste["categorieen"] = [c for c in waste["categorieen"] if c["code"] != "hondenpoep"]
    path = tmp_path / "catalogus.json"
    path.write_text(json.dumps(content))
    return path


def test_a_phone_gets_the_catalogue_and_304_the_next_time(signed_in):
    client = signed_in("inspecteur")
    answer = client.get(HERE)
    assert answer.json["versie"] == 1
    assert {t["code"] for t in answer.json["themas"]} >= {"verlichting", "afval", "overlast"}
    assert answer.json["gemeente"] == "GM9999"
    tag = answer.headers["ETag"]
    assert client.get(HERE, headers={"If-None-Match": tag}).status_code == 304


def test_a_new_version_is_served_and_the_old_one_stays_good_for_phones_in_the_street(
    signed_in, town, load, newer
):
    client = signed_in("inspecteur")
    tag = client.get(HERE).headers["ETag"]
    assert load(newer).exit_code == 0
    answer = client.get(HERE, headers={"If-None-Match": tag})
    assert answer.status_code == 200
    assert answer.json["versie"] == 2
    for version, status in ((1, 201), (2, 400)):
        content = capture.observation(town, categorie="hondenpoep", catalogusVersie=version)
        put = client.put(f"/api/v1/waarnemingen/{content['id']}", json=content)
        assert put.status_code == status, put.text


def test_loading_the_same_again_changes_nothing_and_other_content_needs_another_number(
    town, load, newer
):
    assert "was loaded already" in load().output
    content = json.loads(newer.read_text())
    content["versie"] = 1
    newer.write_text(json.dumps(content))
    refused = load(newer)
    assert refused.exit_code != 0
    assert "versie" in str(refused.exception or refused.output)


def test_a_municipality_without_a_catalogue_answers_404(signed_in, town, database):
    from sqlmodel import delete

    from wijkschouw.catalogue.models import CatalogueVersion

    client = signed_in("inspecteur")
    with database.session() as session:
        session.exec(delete(CatalogueVersion))
    assert client.get(HERE).status_code == 404
