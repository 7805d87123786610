"""Follow-up at the office in a real browser: from chosen observations to a handled task."""

import io
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from PIL import Image
from playwright.sync_api import Browser, Page, expect

from tests.e2e.server import ROOT, Server
from tests.factories.follow_up import add_observation, add_photo
from tests.factories.town import PASSWORD, Town
from wijkschouw.photos.store import FileStore

# What a page looks like does not depend on the database: the embedded one is enough.
pytestmark = [
    pytest.mark.browser,
    pytest.mark.parametrize("server", ["spatialite"], indirect=True),
]
AXE = (ROOT / "node_modules" / "axe-core" / "axe.min.js").read_text()
PATIENCE_MS = 60_000


def _picture() -> bytes:
    data = io.BytesIO()
    Image.new("RGB", (640, 480), "teal").save(data, "JPEG")
    return data.getvalue()


def _observed(server: Server, town: Town) -> list[UUID]:
    """Two observations close together, the first with a photo that can be shown."""
    store, key = FileStore.from_setting(server.config.photo_store), "ab" * 16
    for form in ("klein", "groot"):
        store.put(key, form, _picture())
    with server.database.open() as session:
        first = add_observation(session, town, photo_count=1, note="twee matrassen")
        second = add_observation(session, town, note="en een kast")
        add_photo(session, town, first.id, state="ready", store_key=key)
        session.commit()
        return [first.id, second.id]


def _page(browser: Browser, server: Server, who: str, **screen: Any) -> Page:
    context = browser.new_context(locale="nl-NL", **screen)
    context.set_default_timeout(PATIENCE_MS)
    page = context.new_page()
    page.goto(f"{server.url}/inloggen")
    page.get_by_label("E-mailadres").fill(f"{who}@voorbeeldstad.example")
    page.get_by_label("Wachtwoord").fill(PASSWORD)
    page.get_by_role("button", name="Inloggen").click()
    page.wait_for_url(f"{server.url}/")
    return page


def _is_for_everybody(page: Page) -> None:
    page.wait_for_load_state("networkidle")
    page.evaluate(AXE)
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")["violations"]
    assert [f"{v['id']}: {v['nodes'][0]['target']}" for v in found] == []
    width = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    assert page.evaluate(width) <= 0


def test_chosen_observations_become_a_task_that_a_boa_handles(
    browser: Browser, server: Server, town: Town, tmp_path: Path
) -> None:
    first, _second = _observed(server, town)
    manager = _page(browser, server, "wijkmanager", viewport={"width": 1280, "height": 800})
    manager.goto(f"{server.url}/waarnemingen")
    expect(manager.locator("[data-map] canvas")).to_have_count(1)
    expect(manager.get_by_role("button", name="Maak één taak")).to_be_disabled()
    manager.get_by_label("Alles op deze pagina").check()
    expect(manager.get_by_text("2 gekozen")).to_be_visible()
    _is_for_everybody(manager)
    manager.get_by_role("button", name="Maak één taak").click()
    expect(manager.get_by_text("2 waarnemingen")).to_be_visible()
    manager.get_by_label("Opdracht").fill("Graag vandaag")
    manager.get_by_role("button", name="Taak maken").click()
    expect(manager.get_by_text("De taak is gemaakt.")).to_be_visible()
    _is_for_everybody(manager)
    address = manager.url

    # The photo opens large; Escape brings the focus back to where it was.
    small = manager.get_by_role("link", name="foto 1")
    small.focus()
    manager.keyboard.press("Enter")
    expect(manager.get_by_role("dialog").get_by_role("img")).to_be_visible()
    manager.keyboard.press("Escape")
    expect(small).to_be_focused()

    boa = _page(browser, server, "boa", viewport={"width": 390, "height": 844},
                color_scheme="dark")  # fmt: skip
    boa.goto(f"{server.url}/taken")
    boa.get_by_role("link", name="Bijplaatsing").click()
    boa.get_by_role("button", name="Accepteren").click()
    expect(boa.get_by_text("De stap is vastgelegd.")).to_be_visible()
    _is_for_everybody(boa)
    picture = tmp_path / "klaar.jpg"
    picture.write_bytes(_picture())
    boa.get_by_label("Opgelost", exact=True).check()
    boa.get_by_label("Toelichting").fill("Opgehaald")
    boa.get_by_label("Foto’s").set_input_files(picture)
    boa.get_by_role("button", name="Afhandelen").click()
    expect(boa.get_by_text("De stap is vastgelegd.")).to_be_visible()
    expect(boa.get_by_text("Opgehaald")).to_be_visible()

    manager.goto(address)
    manager.get_by_role("button", name="Controle akkoord").click()
    expect(manager.locator(".ws-title").get_by_text("gecontroleerd")).to_be_visible()
    manager.goto(f"{server.url}/waarnemingen/{first}")
    expect(manager.get_by_text("Mogelijk hetzelfde")).to_be_visible()
    _is_for_everybody(manager)
