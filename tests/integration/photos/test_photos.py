"""PUT and GET /api/v1/fotos/{uuid}."""

import hashlib
import io
import socket
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from uuid import uuid4

import pytest
from PIL import Image
from sqlmodel import select
from werkzeug.serving import make_server

from config import ConfigError
from tests.factories import capture
from tests.factories.town import add_user
from wijkschouw.accounts import access
from wijkschouw.app import create_app
from wijkschouw.db import Database
from wijkschouw.observations.models import Observation
from wijkschouw.photos import deriving
from wijkschouw.photos.models import Photo


def announce(client, town, *pictures, **properties):
    """An observation that announces these pictures; their ids."""
    photos = [capture.announced(data) for data in pictures]
    content = capture.observation(town, fotos=photos, **properties)
    answer = client.put(f"/api/v1/waarnemingen/{content['id']}", json=content)
    assert answer.status_code == 201, answer.text
    return content["id"], [photo["id"] for photo in photos]


def send(client, photo_id, data, **headers):
    return client.put(
        f"/api/v1/fotos/{photo_id}",
        data=data,
        content_type="image/jpeg",
        headers={**capture.digest_header(data), **headers},
    )


def files(app_config):
    root = app_config.data_dir / "photos"
    return sorted(path.name for path in root.rglob("*") if path.is_file())


def derive(app_config):
    database = Database(app_config.database_url)
    deriving.work(database, app_config)
    database.engine.dispose()


def test_the_last_announced_photo_makes_its_observation_complete(signed_in, town):
    client, first, second = signed_in("inspecteur"), capture.picture(), capture.picture(80, 60)
    item, (a, b) = announce(client, town, first, second)
    address = f"/api/v1/waarnemingen/{item}"
    assert send(client, a, first).status_code == 201
    assert client.get(address).json["properties"]["volledig"] is False
    assert send(client, b, second).status_code == 201
    whole = client.get(address)
    assert whole.json["properties"]["volledig"] is True
    assert [p["ontvangen"] for p in whole.json["properties"]["fotos"]] == [True, True]


def test_the_same_bytes_again_answer_200(signed_in, town, app_config):
    client, data = signed_in("inspecteur"), capture.picture()
    _, (photo,) = announce(client, town, data)
    assert send(client, photo, data).json["id"] == photo
    assert send(client, photo, data).status_code == 200
    derive(app_config)
    assert send(client, photo, data).status_code == 200
    assert len(files(app_config)) == 2


def test_other_bytes_than_announced_answer_409_and_leave_nothing(signed_in, town, app_config):
    client = signed_in("inspecteur")
    _, (photo,) = announce(client, town, capture.picture())
    assert send(client, photo, capture.picture(99, 99)).status_code == 409
    assert send(client, photo, b"no picture at all").status_code == 409
    assert files(app_config) == []


def test_bytes_that_do_not_match_their_own_digest_answer_400(signed_in, town, app_config):
    client, data = signed_in("inspecteur"), capture.picture()
    _, (photo,) = announce(client, town, data)
    answer = client.put(
        f"/api/v1/fotos/{photo}", data=data[:-1], headers=capture.digest_header(data)
    )
    assert answer.status_code == 400
    assert answer.json["errors"][0]["in"] == "header"
    assert files(app_config) == []


@pytest.mark.parametrize("header", ["", "sha-256=abc", "sha-256=:AAAA:", "md5=:AAAA:"])
def test_a_photo_without_a_usable_digest_answers_400(signed_in, town, header):
    client, data = signed_in("inspecteur"), capture.picture()
    _, (photo,) = announce(client, town, data)
    answer = client.put(f"/api/v1/fotos/{photo}", data=data, headers={"Content-Digest": header})
    assert answer.status_code == 400


def test_a_photo_that_nobody_or_somebody_else_announced_answers_404(signed_in, town):
    data = capture.picture()
    _, (photo,) = announce(signed_in("inspecteur"), town, data)
    assert send(signed_in("inspecteur"), uuid4(), data).status_code == 404
    assert send(signed_in("wijkmanager"), photo, data).status_code == 404


def test_more_than_fifteen_megabytes_answer_413_with_the_limit(signed_in, town, app_config):
    client, data = signed_in("inspecteur"), b"\xff\xd8\xff" + bytes(15 * 1024 * 1024)
    answer = send(client, uuid4(), data)
    assert answer.status_code == 413
    assert answer.json["limiet"] == 15 * 1024 * 1024
    assert files(app_config) == []


def noise(kind, **options):
    return capture.picture(64, 48, kind, **options)


ZOO = {
    "a PDF": (b"%PDF-1.7\n" + b"x" * 100, 415),
    "an SVG": (b"<svg xmlns='http://www.w3.org/2000/svg'/>", 415),
    "a GIF": (noise("GIF"), 415),
    "a TIFF": (noise("TIFF"), 415),
    "a video": (b"\x00\x00\x00\x18ftypmp42" + bytes(100), 415),
    "one byte": (b"x", 415),
    "a cut JPEG": (noise("JPEG")[:-40], 422),
    "a JPEG cut in its head": (noise("JPEG")[:120], 422),
    "a cut PNG": (noise("PNG")[:-20], 422),
    "a cut WebP": (noise("WEBP")[:-10], 422),
    "a JPEG with a ZIP behind": (noise("JPEG") + b"PK\x03\x04" + bytes(50), 422),
    "a PNG with HTML behind": (noise("PNG") + b"<html><script>", 422),
    "a JPEG that is a PDF as well": (noise("JPEG", comment=b"%PDF-1.4 polyglot"), 422),
    "200 megapixels": (b"", 422),
    "a moving PNG": (b"", 422),
    "a moving WebP": (b"", 422),
}


def zoo(name):
    data, _ = ZOO[name]
    if name == "200 megapixels":
        whole = bytearray(noise("PNG"))
        whole[16:24] = (20_000).to_bytes(4, "big") + (10_000).to_bytes(4, "big")
        import zlib

        whole[29:33] = zlib.crc32(bytes(whole[12:29])).to_bytes(4, "big")
        return bytes(whole)
    if name.startswith("a moving"):
        frames = [Image.new("RGB", (32, 32), colour) for colour in ("red", "blue", "green")]
        out = io.BytesIO()
        kind = name.split()[-1].upper()
        frames[0].save(out, kind, save_all=True, append_images=frames[1:], duration=100)
        return out.getvalue()
    return data


@pytest.mark.parametrize("name", ZOO)
def test_what_is_no_plain_photo_is_refused_with_the_reason(signed_in, town, app_config, name):
    client, data = signed_in("inspecteur"), zoo(name)
    item, (photo,) = announce(client, town, data)
    answer = send(client, photo, data)
    assert answer.status_code == ZOO[name][1], answer.text
    assert answer.json["detail"]
    assert files(app_config) == []
    known = client.get(f"/api/v1/waarnemingen/{item}").json["properties"]
    assert known["volledig"] is False


def heic():
    import pillow_heif

    out = io.BytesIO()
    pillow_heif.from_pillow(Image.open(io.BytesIO(capture.picture()))).save(out)
    return out.getvalue()


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "HEIC"])
def test_each_kind_becomes_two_plain_jpegs_and_its_original_goes(signed_in, town, app_config, kind):
    client = signed_in("inspecteur")
    data = heic() if kind == "HEIC" else capture.picture(640, 480, kind)
    _, (photo,) = announce(client, town, data)
    assert send(client, photo, data).status_code == 201
    waiting = client.get(f"/api/v1/fotos/{photo}?formaat=klein")
    assert waiting.status_code == 503
    assert waiting.headers["Retry-After"]
    derive(app_config)
    for form, side in (("klein", 320), ("groot", 1600)):
        answer = client.get(f"/api/v1/fotos/{photo}?formaat={form}")
        assert answer.status_code == 200
        assert answer.mimetype == "image/jpeg"
        assert "private" in answer.headers["Cache-Control"]
        assert max(Image.open(io.BytesIO(answer.data)).size) <= side
    assert [name.split(".")[1] for name in files(app_config)] == ["groot", "klein"]


def test_a_photo_is_turned_upright_and_all_metadata_goes(signed_in, town, app_config):
    exif = Image.Exif()
    exif[0x0112] = 6  # the camera was held on its side
    exif[0x010F] = "SecretCamera"
    exif.get_ifd(0x8825)[2] = (52.0, 20.0, 0.0)
    client = signed_in("inspecteur")
    data = capture.picture(640, 320, "JPEG", exif=exif, comment=b"SecretWord")
    _, (photo,) = announce(client, town, data)
    send(client, photo, data)
    derive(app_config)
    got = client.get(f"/api/v1/fotos/{photo}?formaat=groot").data
    image = Image.open(io.BytesIO(got))
    assert image.size == (320, 640)
    assert not image.getexif()
    assert b"Secret" not in got
    red, _, blue = image.convert("RGB").getpixel((160, 20))
    assert red > 200 > 60 > blue  # what was left is now on top


def test_a_photo_is_seen_by_who_may_see_its_observation_alone(
    signed_in, town, app_config, database
):
    with database.session() as session:
        add_user(session, "ander", ["inspecteur"])
        add_user(session, "elders", ["wijkmanager"], areas=["WK999902"])
    client, data = signed_in("inspecteur"), capture.picture()
    item, (photo,) = announce(client, town, data)
    send(client, photo, data)
    derive(app_config)
    address = f"/api/v1/fotos/{photo}"
    assert signed_in("wijkmanager").get(address).status_code == 200
    assert signed_in("ander").get(address).status_code == 404
    assert signed_in("elders").get(address).status_code == 404
    assert signed_in("boa").get(address).status_code == 404
    assert client.get(address + "?formaat=reusachtig").status_code == 400
    client.delete(f"/api/v1/waarnemingen/{item}", headers={"If-Match": "*"})
    assert client.get(address).status_code == 410


def test_equal_bytes_under_two_ids_are_two_photos(signed_in, town):
    client, data = signed_in("inspecteur"), capture.picture()
    _, (a, b) = announce(client, town, data, data)
    assert send(client, a, data).status_code == 201
    assert send(client, b, data).status_code == 201


def test_a_photo_that_cannot_be_decoded_later_stays_hidden_and_says_why(
    signed_in, town, app_config, database
):
    client = signed_in("inspecteur")
    data = bytearray(capture.picture(64, 48))
    at = data.index(b"\xff\xc4") + 5  # the Huffman table: its structure stays whole
    data[at : at + 16] = b"\xff" * 16
    _, (photo,) = announce(client, town, bytes(data))
    assert send(client, photo, bytes(data)).status_code in (201, 422)
    derive(app_config)
    answer = client.get(f"/api/v1/fotos/{photo}?formaat=groot")
    assert answer.status_code in (404, 422)
    assert not any(name.endswith((".klein", ".groot")) for name in files(app_config))


def test_a_worker_that_was_killed_between_its_steps_goes_on(signed_in, town, app_config, database):
    client, data = signed_in("inspecteur"), capture.picture()
    _, (photo,) = announce(client, town, data)
    send(client, photo, data)
    with database.session() as session:
        key = session.exec(select(Photo.store_key)).one()
    # It had written one derivative and not yet the row.
    folder = app_config.data_dir / "photos" / key[:2]
    (folder / f"{key}.klein").write_bytes(b"half")
    derive(app_config)
    got = client.get(f"/api/v1/fotos/{photo}?formaat=klein")
    assert got.status_code == 200
    assert Image.open(io.BytesIO(got.data)).size == (64, 48)


def test_sweeping_removes_cut_uploads_and_orphans_and_nothing_that_waits(
    signed_in, town, app_config, monkeypatch
):
    client, data = signed_in("inspecteur"), capture.picture()
    _, (photo,) = announce(client, town, data)
    send(client, photo, data)
    root = app_config.data_dir / "photos"
    (root / "incoming" / "cut").write_bytes(b"half a photo")
    (root / "ab").mkdir(exist_ok=True)
    (root / "ab" / ("ab" + "0" * 30 + ".origineel")).write_bytes(b"rolled back")
    monkeypatch.setattr("wijkschouw.photos.store.time.time", lambda: 4e9)
    database = Database(app_config.database_url)
    deriving.sweep(database, app_config)
    database.engine.dispose()
    left = files(app_config)
    assert len(left) == 1
    path = next(root.rglob(left[0]))
    assert hashlib.sha256(path.read_bytes()).hexdigest() == hashlib.sha256(data).hexdigest()


def test_a_photo_for_a_sensitive_category_cannot_be_announced(signed_in, town, database):
    photo = capture.announced(capture.picture())
    content = capture.observation(town, thema="overlast", categorie="intimidatie", fotos=[photo])
    answer = signed_in("inspecteur").put(f"/api/v1/waarnemingen/{content['id']}", json=content)
    assert answer.status_code == 400
    assert answer.json["errors"][0]["code"] == "foto-niet-toegestaan"
    with database.session() as session:
        assert session.exec(select(Observation.id)).all() == []


def test_a_store_that_is_not_supported_is_told_at_the_start(app_config):
    for setting in ("s3:bucket", "ftp:somewhere", "file:"):
        with pytest.raises(ConfigError, match="WIJKSCHOUW_PHOTO_STORE"):
            create_app(replace(app_config, photo_store=setting))


def test_a_cut_upload_leaves_nothing_behind_and_the_next_one_is_taken(
    app, signed_in, town, app_config, database
):
    client, data = signed_in("inspecteur"), capture.picture(800, 600, quality=95)
    item, (photo,) = announce(client, town, data)
    with database.session() as session:
        token = access.create_token(session, town.users["inspecteur"], "test")
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        for part in (0, 1, len(data) // 2, len(data) - 1):
            with socket.create_connection(("127.0.0.1", server.server_port), timeout=20) as line:
                head = (
                    f"PUT /api/v1/fotos/{photo} HTTP/1.1\r\nHost: localhost\r\n"
                    f"Authorization: Bearer {token}\r\nContent-Length: {len(data)}\r\n"
                    f"Content-Digest: {capture.digest_header(data)['Content-Digest']}\r\n\r\n"
                )
                line.sendall(head.encode() + data[:part])
                line.shutdown(socket.SHUT_WR)
                line.recv(1000)
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
    assert files(app_config) == []
    assert send(client, photo, data).status_code == 201
    assert client.get(f"/api/v1/waarnemingen/{item}").json["properties"]["volledig"] is True


def test_two_last_photos_at_the_same_moment_complete_their_observation(app, signed_in, town):
    pictures = [capture.picture(60 + n, 50) for n in range(6)]
    clients = [signed_in("inspecteur") for _ in pictures]
    item, ids = announce(clients[0], town, *pictures)
    with ThreadPoolExecutor(len(ids)) as pool:
        answers = list(pool.map(send, clients, ids, pictures))
    assert [answer.status_code for answer in answers] == [201] * 6
    whole = clients[0].get(f"/api/v1/waarnemingen/{item}").json["properties"]
    assert whole["volledig"] is True


def test_the_same_photo_from_eight_tabs_is_stored_once(app, signed_in, town, app_config):
    data = capture.picture()
    clients = [signed_in("inspecteur") for _ in range(8)]
    _, (photo,) = announce(clients[0], town, data)
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda client: send(client, photo, data), clients))
    assert sorted(answer.status_code for answer in answers) == [200] * 7 + [201]
    [receipt] = {answer.json["ontvangenOp"] for answer in answers}
    assert receipt is not None
    assert len(files(app_config)) == 1
