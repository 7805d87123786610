"""Half of the phones are iPhones: save → reload → send → acknowledged, in WebKit.

iOS itself cannot be run in tests; WebKitGTK has its engine. Where it has no OffscreenCanvas (2.50)
photos go by the page's own canvas.
"""

import io
import sys
from collections.abc import Iterator
from pathlib import Path
from random import Random
from uuid import UUID

import pytest
from PIL import Image
from sqlmodel import select

from tests.e2e import webkit
from tests.e2e.server import Server, wait_until
from tests.e2e.webkit import PATIENCE_SECONDS, WebKitPhone
from tests.factories.town import PASSWORD
from wijkschouw.observations.models import Observation
from wijkschouw.photos.models import Photo

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    # The engine differs, not the server: one database is enough.
    pytest.mark.parametrize("server", ["spatialite"], indirect=True),
]


@pytest.fixture
def phone(server: Server, tmp_path: Path) -> Iterator[WebKitPhone]:
    """WebKit with the app open."""
    if sys.platform != "linux":
        pytest.skip("WebKitGTK is for Linux")
    assert webkit.missing() == [], "run: deploy/system-packages.sh test"
    with webkit.screen() as display, webkit.browser(display, tmp_path / "home") as driver:
        phone = WebKitPhone(driver, server.url)
        phone.open()
        yield phone


def picture(path: Path) -> Path:
    """Larger than what is kept, so that it must be scaled."""
    small = Image.frombytes("RGB", (240, 180), Random(5).randbytes(240 * 180 * 3))
    out = io.BytesIO()
    small.resize((2400, 1800), Image.Resampling.BICUBIC).save(out, "JPEG", quality=85)
    path.write_bytes(out.getvalue())
    return path


def test_what_was_saved_survives_a_reload_and_is_sent_and_acknowledged(
    phone: WebKitPhone, server: Server, tmp_path: Path
) -> None:
    phone.sign_in("inspecteur@voorbeeldstad.example", PASSWORD)
    save(phone)
    add_photo(phone, picture(tmp_path / "foto.jpg"))

    phone.reload()
    kept = phone.store()
    assert kept["waarneming"]["state"] == kept["foto"]["state"] == "te-verzenden"
    assert received(server) == ([], [])

    phone.go("#/wachtrij")
    phone.tap("[data-send]")
    phone.wait_for(".queue-item[data-state=ontvangen] .receipt")
    phone.wait_for_none(".queue-item:not([data-state=ontvangen])")
    # The line above speaks of the record; its photo follows.
    wait_until(lambda: phone.store()["foto"]["state"] == "ontvangen", PATIENCE_SECONDS,
               lambda: str(phone.store()))  # fmt: skip

    [observation], [photo] = received(server)
    assert observation.id == UUID(kept["waarneming"]["id"])
    assert (observation.theme, observation.level) == ("afval", "C")
    assert observation.complete
    assert photo.id == UUID(kept["foto"]["id"])
    assert photo.sha256 == kept["foto"]["sha256"]


def save(phone: WebKitPhone) -> None:
    """Three taps; the place on the map where the browser knows none."""
    phone.tap("[data-theme=afval]")
    phone.tap("[data-category=zwerfafval]")
    phone.tap("[data-level=C]")
    phone.wait_for(".saved-title, dialog[open] .button-primary")
    if not phone.count(".saved-title"):
        phone.tap("dialog[open] .button-primary")
    phone.wait_for(".saved-title")


def add_photo(phone: WebKitPhone, path: Path) -> None:
    """Chosen, looked at, used."""
    phone.choose_file(path)
    phone.tap("dialog[open] .button-primary")
    phone.wait_for("[data-photo-id]")


def received(server: Server) -> tuple[list[Observation], list[Photo]]:
    """What the server has: observations, and photos whose bytes are there."""
    with server.database.session(write=False) as session:
        photos = session.exec(select(Photo).where(Photo.received_at.is_not(None)))  # type: ignore[union-attr]
        return list(session.exec(select(Observation))), list(photos)
