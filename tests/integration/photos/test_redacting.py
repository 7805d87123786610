"""POST /api/v1/fotos/{uuid}/afschermingen: who may, what is refused, and what a killed process
leaves behind."""

import io
import os
import time
from uuid import UUID

import pytest
from PIL import Image
from sqlmodel import select

from tests.factories import capture
from tests.factories.follow_up import add_photo
from tests.factories.town import add_user
from tests.integration.photos.test_photos import announce, derive, files, send
from wijkschouw.accounts.models import AuditEntry
from wijkschouw.db import Database
from wijkschouw.observations import correcting
from wijkschouw.observations.models import ObservationChange
from wijkschouw.photos import deriving, redacting
from wijkschouw.photos.boxes import FILL
from wijkschouw.photos.models import Photo
from wijkschouw.photos.store import FileStore

BOX = {"x": 0.1, "y": 0.1, "breedte": 0.3, "hoogte": 0.5}
BODY = {"vlakken": [BOX], "reden": "Kenteken leesbaar"}


@pytest.fixture
def photo(signed_in, town, app_config):
    """(id of the observation, address of a photo of 640×480 that is ready)."""
    client, data = signed_in("inspecteur"), capture.picture(640, 480)
    item, (photo_id,) = announce(client, town, data)
    assert send(client, photo_id, data).status_code == 201
    derive(app_config)
    return item, f"/api/v1/fotos/{photo_id}"


def redact(client, address, body=BODY, tag=None):
    tag = tag or client.get(address).headers.get("ETag", '"x"')
    return client.post(f"{address}/afschermingen", json=body, headers={"If-Match": tag})


def pixel(answer, x, y):
    assert answer.status_code == 200
    image = Image.open(io.BytesIO(answer.data)).convert("RGB")
    return image.getpixel((round(x * image.width), round(y * image.height)))


def is_covered(answer, x=0.25, y=0.35):
    return all(abs(a - b) <= 3 for a, b in zip(pixel(answer, x, y), FILL, strict=True))


def sweep(app_config):
    database = Database(app_config.database_url)
    deriving.sweep(database, app_config)
    database.engine.dispose()


def age(app_config):
    """As if all that lies in the store had been there for a day."""
    for path in (app_config.data_dir / "photos").rglob("*"):
        os.utime(path, (time.time() - 86400,) * 2)


def test_both_derivatives_are_covered_and_caches_are_told(signed_in, photo, app_config):
    _, address = photo
    manager = signed_in("wijkmanager")
    before = {form: manager.get(f"{address}?formaat={form}") for form in ("klein", "groot")}
    old_files = files(app_config)
    answer = redact(manager, address)
    assert answer.status_code == 200, answer.text
    assert answer.json["versie"] in answer.headers["ETag"]
    for form, old in before.items():
        assert "no-cache" in old.headers["Cache-Control"]
        again = {"If-None-Match": old.headers["ETag"]}
        now = manager.get(f"{address}?formaat={form}", headers=again)
        assert is_covered(now)
        assert not is_covered(now, 0.25, 0.9)
        assert now.headers["ETag"] != old.headers["ETag"]
        same = {"If-None-Match": now.headers["ETag"]}
        assert manager.get(f"{address}?formaat={form}", headers=same).status_code == 304
    assert not set(old_files) & set(files(app_config))


def test_history_and_log_say_who_when_and_why_and_not_what(signed_in, photo, database):
    item, address = photo
    redact(signed_in("wijkmanager"), address)
    with database.session() as session:
        (change,) = session.exec(select(ObservationChange)).all()
        entry = session.exec(select(AuditEntry).where(AuditEntry.action == "foto-afschermen")).one()
    assert (change.kind, change.reason) == ("afscherming", "Kenteken leesbaar")
    assert change.after == {"photo": address.rsplit("/", 1)[1], "boxes": 1}
    assert entry.object == f"foto:{address.rsplit('/', 1)[1]}"
    page = signed_in("wijkmanager").get(f"/waarnemingen/{item}").text
    assert "foto afgeschermd" in page
    assert "Kenteken leesbaar" in page
    listed = signed_in("controleur").get("/inzet/verbeteringen").text
    assert "foto afgeschermd" in listed
    assert "Kenteken leesbaar" in listed


def test_a_wijkmanager_of_the_area_may_and_nobody_else(signed_in, photo, database):
    _item, address = photo
    with database.session() as session:
        add_user(session, "elders", ["wijkmanager"], areas=["WK999902"])
        add_user(session, "loper", ["wijkmanager", "inspecteur"], areas=["WK999902", "BU99990101"])
    tag = signed_in("wijkmanager").get(address).headers["ETag"]
    for name, status in {
        "inspecteur": 403, "boa": 403, "controleur": 403, "elders": 404,
        "beheerder": 403, "loper": 200, "wijkmanager": 200,
    }.items():  # fmt: skip
        answer = redact(signed_in(name), address, tag=tag if status != 200 else "*")
        assert answer.status_code == status, (name, answer.text)
    # Who keeps accounts and areas has no business with what was seen in the street.
    assert signed_in("beheerder").get(address).status_code == 403


def test_who_saw_it_elsewhere_reads_it_and_may_not_cover_it(signed_in, town, app_config, database):
    with database.session() as session:
        add_user(session, "elders", ["wijkmanager", "inspecteur"], areas=["WK999902"])
    own, data = signed_in("elders"), capture.picture(640, 480)
    _, (photo_id,) = announce(own, town, data)
    send(own, photo_id, data)
    derive(app_config)
    assert own.get(f"/api/v1/fotos/{photo_id}").status_code == 200
    assert redact(own, f"/api/v1/fotos/{photo_id}").status_code == 403


def test_another_municipality_does_not_exist(signed_in, photo, database, town):
    _, address = photo
    with database.session() as session:
        session.get(Photo, address_id(address)).municipality = "GM0001"
    assert redact(signed_in("wijkmanager"), address, tag="*").status_code == 404


def address_id(address):
    return UUID(address.rsplit("/", 1)[1])


@pytest.mark.parametrize(
    ("body", "where", "code"),
    [
        ({"vlakken": [], "reden": "x"}, "#/vlakken", "leeg"),
        ({"vlakken": [BOX] * 21, "reden": "x"}, "#/vlakken", "te-veel"),
        ({"vlakken": [BOX | {"x": 0.8}], "reden": "x"}, "#/vlakken/0", "buiten-de-foto"),
        ({"vlakken": [BOX, BOX | {"hoogte": 0.001}], "reden": "x"}, "#/vlakken/1", "te-klein"),
        ({"vlakken": [BOX | {"x": "0.1"}], "reden": "x"}, "#/vlakken/0/x", "float_type"),
        ({"vlakken": [BOX], "reden": " "}, "#/reden", "verplicht"),
        ({"vlakken": [BOX]}, "#/reden", "missing"),
    ],
)
def test_what_cannot_be_drawn_answers_400_and_says_where(signed_in, photo, body, where, code):
    _, address = photo
    manager = signed_in("wijkmanager")
    answer = redact(manager, address, body)
    assert answer.status_code == 400
    assert [(e["location"], e["code"]) for e in answer.json["errors"]] == [(where, code)]
    assert not is_covered(manager.get(address))


@pytest.mark.parametrize("number", ["NaN", "Infinity", "1e999"])
def test_a_number_that_is_none_answers_400(signed_in, photo, number):
    _, address = photo
    text = '{"vlakken": [{"x": %s, "y": 0.1, "breedte": 0.2, "hoogte": 0.2}], "reden": "x"}'
    answer = signed_in("wijkmanager").post(
        f"{address}/afschermingen", data=text % number, content_type="application/json",
        headers={"If-Match": "*"},
    )  # fmt: skip
    assert answer.status_code == 400


def test_a_photo_that_changed_since_answers_412_and_one_without_its_tag_428(signed_in, photo):
    _, address = photo
    manager = signed_in("wijkmanager")
    tag = manager.get(address).headers["ETag"]
    small = manager.get(f"{address}?formaat=klein").headers["ETag"]
    assert manager.post(f"{address}/afschermingen", json=BODY).status_code == 428
    assert redact(manager, address, tag=small).status_code == 200
    assert redact(manager, address, tag=tag).status_code == 412
    assert redact(manager, address).status_code == 200


def test_of_two_at_the_same_moment_the_second_is_told(signed_in, photo, app_config, monkeypatch):
    _, address = photo
    manager, other = signed_in("wijkmanager"), signed_in("wijkmanager")
    prepare, answers = redacting.prepare, []

    def slow(*args):
        key = prepare(*args)
        if not answers:
            answers.append(None)
            answers.append(redact(other, address, tag="*"))
        return key

    monkeypatch.setattr(redacting, "prepare", slow)
    assert redact(manager, address).status_code == 412
    assert answers[1].status_code == 200
    assert is_covered(manager.get(address))
    age(app_config)
    sweep(app_config)
    assert len([name for name in files(app_config) if "." in name]) == 2


def test_a_photo_that_is_not_there_yet_says_so(signed_in, town, app_config, database):
    client, data = signed_in("inspecteur"), capture.picture(640, 480)
    _, (photo_id,) = announce(client, town, data)
    manager, address = signed_in("wijkmanager"), f"/api/v1/fotos/{photo_id}"
    assert redact(manager, address, tag="*").status_code == 404
    send(client, photo_id, data)
    waiting = redact(manager, address, tag="*")
    assert waiting.status_code == 503
    assert waiting.headers["Retry-After"]
    with database.session() as session:
        session.get(Photo, address_id(address)).state = "refused"
    assert redact(manager, address, tag="*").status_code == 422


def test_a_photo_of_a_withdrawn_observation_or_of_no_step_is_left_alone(
    signed_in, photo, town, database
):
    item, address = photo
    with database.session() as session:
        step = add_photo(session, town, address_id(address), kind="gebeurtenis", state="ready")
        step_id = step.id
    manager = signed_in("wijkmanager")
    assert redact(manager, f"/api/v1/fotos/{step_id}", tag="*").status_code == 404
    signed_in("inspecteur").delete(f"/api/v1/waarnemingen/{item}", headers={"If-Match": "*"})
    assert redact(manager, address, tag="*").status_code == 410


class KilledError(BaseException):
    """The process is gone: nothing that it would still have done happens."""


@pytest.mark.parametrize("place", ["first file", "second file", "row", "history", "old files"])
def test_killed_at_any_place_a_photo_is_never_lost_and_never_half(
    app, signed_in, photo, app_config, monkeypatch, place
):
    _, address = photo
    manager = signed_in("wijkmanager")
    tag = manager.get(address).headers["ETag"]
    calls = []

    def kill(*args, **_options):
        calls.append(args)
        if place == "second file" and len(calls) == 1:
            return put(*args)
        raise KilledError

    put = FileStore.put
    target = {
        "first file": (FileStore, "put"),
        "second file": (FileStore, "put"),
        "row": (redacting, "replace"),
        "history": (correcting, "note_redaction"),
        "old files": (redacting, "forget"),
    }[place]
    with monkeypatch.context() as patch:
        patch.setattr(*target, kill)
        with pytest.raises(KilledError):
            redact(manager, address, tag=tag)
    done = place == "old files"
    for _ in range(2):
        now = signed_in("wijkmanager").get(address)
        assert is_covered(now) == done
        age(app_config)
        sweep(app_config)
        assert len([name for name in files(app_config) if "." in name]) == 2
        assert not list((app_config.data_dir / "photos" / "replacing").iterdir())
    assert redact(signed_in("wijkmanager"), address).status_code == 200
    assert is_covered(signed_in("wijkmanager").get(address))


def test_a_disk_that_will_not_forget_is_asked_again_later(
    signed_in, photo, app_config, monkeypatch
):
    _, address = photo
    manager = signed_in("wijkmanager")

    def broken(*_args):
        raise OSError("read-only")

    with monkeypatch.context() as patch:
        patch.setattr(FileStore, "remove", broken)
        assert redact(manager, address).status_code == 200
    assert is_covered(manager.get(address))
    age(app_config)
    sweep(app_config)
    assert len([name for name in files(app_config) if "." in name]) == 2


def test_a_row_of_before_finds_the_files_that_took_the_place_of_its_own(
    signed_in, photo, app_config, database
):
    """As after a backup of the database that is a moment older than that of the photos."""
    _, address = photo
    with database.session() as session:
        old = session.get(Photo, address_id(address)).store_key
    assert redact(signed_in("wijkmanager"), address).status_code == 200
    with database.session() as session:
        session.get(Photo, address_id(address)).store_key = old
    assert signed_in("wijkmanager").get(address).status_code == 503
    age(app_config)
    sweep(app_config)
    assert is_covered(signed_in("wijkmanager").get(address))
