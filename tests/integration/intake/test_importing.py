"""wijkschouw intake import FILE."""

import base64
import json

import pytest
from click.testing import CliRunner
from sqlmodel import select

from tests.factories import capture
from wijkschouw.cli import wijkschouw as command
from wijkschouw.observations.models import Observation
from wijkschouw.photos.models import Photo


@pytest.fixture
def run(app_config, monkeypatch):
    for name, value in {
        "ENVIRONMENT": "test",
        "DATABASE_URL": app_config.database_url,
        "DATA_DIR": str(app_config.data_dir),
        "SECRET_KEY": app_config.secret_key,
    }.items():
        monkeypatch.setenv(f"WIJKSCHOUW_{name}", value)
    return lambda path: CliRunner().invoke(command, ["intake", "import", str(path)])


def saved(town, *items, **changes):
    return {
        "format": "wijkschouw-wachtrij",
        "version": 1,
        "apparaat": "0198c2f0-0000-7000-8000-000000000001",
        "gebruiker": str(town.users["inspecteur"].id),
        "gemaaktOp": "2026-03-01T16:40:00.000Z",
        "items": list(items),
        **changes,
    }


def item(kind, content, *pictures):
    photos = [
        {**photo, "inhoud": base64.b64encode(data).decode()}
        for photo, data in zip(
            content.get("properties", {}).get("fotos", []), pictures, strict=True
        )
    ]
    return {"soort": kind, "id": content["id"], "inhoud": content, "fotos": photos}


def test_a_file_comes_in_with_its_photos_and_a_second_time_changes_nothing(
    run, town, database, tmp_path
):
    data = capture.picture()
    content = capture.observation(
        town, fotos=[capture.announced(data)], waargenomenOp="2026-03-01T09:00:00Z"
    )
    walk = capture.round_of(town)
    path = tmp_path / "wachtrij.json"
    path.write_text(json.dumps(saved(town, item("waarneming", content, data), item("ronde", walk))))
    first = run(path)
    assert first.exit_code == 0, first.output
    assert "2 nieuw" in first.output
    with database.session() as session:
        row = session.exec(select(Observation)).one()
        assert row.complete
        assert row.observed_at == row.observed_at_raw
        assert session.exec(select(Photo.state)).all() == ["received"]
    again = run(path)
    assert again.exit_code == 0
    assert "2 bekend" in again.output
    assert "1 bekend" in again.output


def test_what_the_phone_sent_itself_is_known(run, signed_in, town, tmp_path):
    content = capture.observation(town)
    signed_in("inspecteur").put(f"/api/v1/waarnemingen/{content['id']}", json=content)
    path = tmp_path / "wachtrij.json"
    path.write_text(json.dumps(saved(town, item("waarneming", content))))
    assert "1 bekend" in run(path).output


def test_a_bad_item_is_named_and_the_others_come_in(run, town, database, tmp_path):
    data = capture.picture()
    good, bad = capture.observation(town), capture.observation(town, niveau="E")
    broken = capture.observation(town, fotos=[capture.announced(data)])
    spoilt = item("waarneming", broken, data)
    spoilt["fotos"][0]["inhoud"] = base64.b64encode(data[:-9]).decode()
    path = tmp_path / "wachtrij.json"
    path.write_text(
        json.dumps(saved(town, item("waarneming", bad), item("waarneming", good), spoilt))
    )
    done = run(path)
    assert done.exit_code == 1
    assert bad["id"] in done.output
    assert broken["properties"]["fotos"][0]["id"] in done.output
    with database.session() as session:
        assert len(session.exec(select(Observation.id)).all()) == 2


@pytest.mark.parametrize(
    "change",
    [{"format": "iets anders"}, {"version": 2}, {"gebruiker": "12"}, {"items": "geen"}],
)
def test_another_file_is_refused_before_anything_is_stored(run, town, database, tmp_path, change):
    path = tmp_path / "wachtrij.json"
    path.write_text(json.dumps(saved(town, item("waarneming", capture.observation(town))) | change))
    assert run(path).exit_code != 0
    with database.session() as session:
        assert session.exec(select(Observation.id)).all() == []
