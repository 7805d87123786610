"""What went wrong in other field tools, tried in the real app where only a browser can tell.

Most of those failures are tried in tests/js, where a phone can be broken in more ways; the table in
docs/reliability.md says which test stands for which. One database: these are the phone's failures.
"""

import io
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from random import Random
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import Browser, Page, Route, expect
from sqlmodel import delete, select

from tests.e2e.conftest import PATIENCE_MS
from tests.e2e.field_app import AREA, READY, FieldApp
from tests.e2e.server import Server, wait_until
from tests.factories.town import make_town
from wijkschouw.observations.models import Observation
from wijkschouw.photos.models import Photo

pytestmark = pytest.mark.browser

IPHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_4 like Mac OS X) AppleWebKit/605.1.15 "
    "(KHTML, like Gecko) Version/18.4 Mobile/15E148 Safari/604.1"
)
SENDING = "**/api/v1/synchronisaties"
PHOTOS = "**/api/v1/fotos/*"


def a_tile() -> bytes:
    """A plain picture."""
    out = io.BytesIO()
    Image.new("RGB", (256, 256), "#88aacc").save(out, "PNG")
    return out.getvalue()


TILE = a_tile()


class TileSource(BaseHTTPRequestHandler):
    """A source of map tiles that has every tile."""

    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "image/png")
        self.send_header("Content-Length", str(len(TILE)))
        self.end_headers()
        self.wfile.write(TILE)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class' name
        """Quiet."""


@pytest.fixture(scope="module")
def tile_source() -> Iterator[str]:
    """The address of a running source."""
    source = ThreadingHTTPServer(("127.0.0.1", 0), TileSource)
    threading.Thread(target=source.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{source.server_port}/{{z}}/{{x}}/{{y}}.png"
    source.shutdown()
    source.server_close()


@pytest.fixture(scope="module")
def server(
    request: pytest.FixtureRequest, assets: None, tile_source: str,
    storage: Callable[[str], Any], tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Server]:  # fmt: skip
    """An installation on SpatiaLite with a base map."""
    if request.config.getoption("--database") == "postgis":
        pytest.skip("the phone does not notice the database: SpatiaLite will do")
    expect.set_options(timeout=PATIENCE_MS)
    folder = tmp_path_factory.mktemp("failures")
    database = storage("spatialite").copy(folder)
    running = Server(database, folder / "data", WIJKSCHOUW_TILES_URL=tile_source)
    try:
        with running.database.open() as session:
            make_town(session)
        running.start()
        yield running
    finally:
        running.close()


@pytest.fixture
def app(page: Page, server: Server) -> Iterator[FieldApp]:
    """A phone whose inspector is signed in; nothing recorded yet, here or at the office."""
    with server.database.open() as session:
        for model in (Photo, Observation):
            session.exec(delete(model))  # type: ignore[call-overload]
        session.commit()
    opened = FieldApp(page, server).open().sign_in()
    yield opened
    assert opened.errors == []


def picture() -> dict[str, Any]:
    """A photo as a camera app hands it over: the name is always the same."""
    out = io.BytesIO()
    Image.frombytes("RGB", (64, 48), Random(3).randbytes(64 * 48 * 3)).save(out, "JPEG")
    return {"name": "image.jpg", "mimeType": "image/jpeg", "buffer": out.getvalue()}


def observe(app: FieldApp) -> None:
    """Outside a round; by the middle of the map as long as the phone knows no place."""
    app.observe("afval", "zwerfafval", "C")
    app.page.locator(".saved-title, dialog[open] .button-primary").first.wait_for()
    if not app.page.locator(".saved-title").is_visible():
        app.page.locator("dialog[open] .button-primary").click()
        app.page.locator(".saved-title").wait_for()


def add_photo(app: FieldApp, number: int = 1) -> None:
    app.page.set_input_files("input[type=file]", files=[picture()])
    app.page.locator("dialog[open] .button-primary").click()
    expect(app.page.locator("[data-photo-id]")).to_have_count(number)


def photos(server: Server) -> list[Photo]:
    """Those whose bytes are at the office."""
    with server.database.open() as session:
        return list(session.exec(select(Photo).where(Photo.received_at.is_not(None))))  # type: ignore[union-attr]


def test_what_waits_for_photos_sees_that_they_are_still_on_the_phone(
    app: FieldApp, server: Server
) -> None:
    """A webhook fired before the photos arrived (kpi#3957)."""
    app.context.route(PHOTOS, lambda route: route.abort())
    observe(app)
    add_photo(app)
    app.done()
    app.go("#/wachtrij")
    app.page.locator("[data-send]").click()
    [seen] = app.wait_for_observations(1)
    assert not seen.complete
    expect(app.page.locator(".queue-more", has_text="1 foto wacht nog")).to_have_count(1)

    app.context.unroute(PHOTOS)
    app.page.locator("[data-send]").click()
    wait_until(lambda: app.observations()[0].complete, 30, lambda: "the photo never came")
    assert len(photos(server)) == 1


def test_two_equal_photos_of_one_name_are_two_photos(app: FieldApp, server: Server) -> None:
    """The second was refused (central-backend#299, kpi#5794)."""
    observe(app)
    add_photo(app, 1)
    add_photo(app, 2)
    app.done()
    app.send()
    wait_until(lambda: len(photos(server)) == 2, 30, lambda: "not both photos came")
    first, second = photos(server)
    assert first.sha256 == second.sha256
    assert first.id != second.id


def test_a_lost_answer_and_a_second_tab_make_no_second_observation(
    app: FieldApp, server: Server
) -> None:
    """Parallel and repeated sends made duplicates (kobocat#470, kobocat#859)."""
    lost = threading.Event()

    def lose_the_answer(route: Route) -> None:
        assert route.fetch().ok  # the server has it
        route.abort()
        lost.set()

    app.context.route(SENDING, lose_the_answer, times=1)
    observe(app)
    app.done()
    app.go("#/wachtrij")
    app.page.locator("[data-send]").click()
    app.wait_for_observations(1)
    other = FieldApp(app.context.new_page(), server).open()
    other.send()
    expect(app.page.locator(".queue-item:not([data-state=ontvangen])")).to_have_count(0)
    assert lost.is_set()
    assert len(app.observations()) == 1
    assert other.errors == []


def test_a_push_that_goes_on_leaves_alone_what_somebody_is_filling_in(
    app: FieldApp, server: Server
) -> None:
    """Our own: a second push sent the next observation under its open form; its photo came too
    late. Here another tab pushes as well."""
    held: list[Route] = []
    app.context.route(SENDING, lambda route: held.append(route), times=1)
    observe(app)
    app.done()
    app.go("#/wachtrij")
    app.page.locator("[data-send]").click()
    expect(app.page.locator(".queue-item")).to_have_attribute("data-state", "bezig")
    wait_until(lambda: app.page.evaluate("true") and bool(held), 30, lambda: "nothing was sent")
    app.page.locator("[data-send]").click()

    app.go("#/")
    observe(app)
    held[0].continue_()
    app.wait_for_observations(1)
    expect(app.page.locator(".chip")).to_have_attribute("data-status", "straks")
    other = FieldApp(app.context.new_page(), server).open()
    other.go("#/wachtrij")
    other.page.locator("[data-send]").click()
    other.page.locator(".queue-item[data-state=te-verzenden] summary").click()
    expect(other.page.get_by_text("Het formulier is nog open")).to_be_visible()
    add_photo(app)
    app.done()
    app.send()
    wait_until(lambda: len(photos(server)) == 1, 30, lambda: "the photo is not there")
    assert [seen.complete for seen in app.observations()] == [True, True]
    assert other.errors == []


def test_what_was_typed_is_there_when_the_camera_app_killed_the_page(
    app: FieldApp, server: Server
) -> None:
    """Everything typed was gone (enketo-express#399, field-tm#2740, enketo#1321)."""
    observe(app)
    app.page.get_by_label("Opmerking").fill("twee matrassen")
    with app.page.expect_file_chooser():
        app.page.locator("[data-photo=app]").click()
    app.page.close()

    again = FieldApp(app.context.new_page(), server).open()
    expect(again.page.get_by_text("U was een waarneming aan het aanvullen")).to_be_visible()
    again.page.get_by_role("link", name="Verder aanvullen").click()
    expect(again.page.get_by_label("Opmerking")).to_have_value("twee matrassen")
    add_photo(again)
    again.done()
    again.send()
    [seen] = again.observations()
    assert seen.note == "twee matrassen"
    assert again.errors == []


def test_an_iphone_says_that_the_installed_app_keeps_its_own_items(
    browser: Browser, browser_context_args: dict[str, Any], server: Server
) -> None:
    """On iOS home-screen app and browser tab have separate storage."""
    context = browser.new_context(**{**browser_context_args, "user_agent": IPHONE})
    try:
        app = FieldApp(context.new_page(), server).open().sign_in()
        expect(app.page.get_by_text("Tik in Safari op Deel")).to_be_visible()
        app.go("#/instellingen")
        expect(app.page.get_by_text("bewaren hun gegevens apart")).to_be_visible()
    finally:
        context.close()


def test_the_base_map_is_there_without_a_network(app: FieldApp) -> None:
    """The base map was missing offline."""
    app.ready_for_offline()
    app.go(f"#/voorbereiden/los/{AREA}/avondronde")
    button = app.page.get_by_role("button", name="Kaart vooraf ophalen")
    expect(button).to_contain_text("ongeveer")
    button.click()
    expect(app.page.get_by_text("De kaart staat op dit toestel")).to_be_visible()

    app.context.set_offline(True)
    app.page.reload()
    app.page.wait_for_selector(READY)
    expect(app.page.locator("img.leaflet-tile-loaded").first).to_be_attached()
    assert (
        app.page.evaluate("document.querySelector('img.leaflet-tile-loaded').naturalWidth") == 256
    )


def test_a_busy_server_leaves_no_holes_in_the_map(
    browser: Browser, browser_context_args: dict[str, Any], server: Server
) -> None:
    """Our own: many phones at once get 429 from /tiles; each tile is asked for again, politely."""
    asked: Counter[str] = Counter()

    def busy_at_first(route: Route) -> None:
        asked[route.request.url] += 1
        if asked[route.request.url] < 3:
            route.fulfill(status=429, headers={"Retry-After": "1"}, body="")
        else:
            route.fulfill(content_type="image/png", body=TILE)

    context = browser.new_context(**{**browser_context_args, "service_workers": "block"})
    try:
        context.route("**/tiles/*/*/*", busy_at_first)
        app = FieldApp(context.new_page(), server).open().sign_in()
        app.go(f"#/voorbereiden/los/{AREA}/avondronde")
        expect(app.page.locator("img.leaflet-tile-loaded").first).to_be_attached()
        expect(app.page.locator("img.leaflet-tile:not(.leaflet-tile-loaded)")).to_have_count(0)
        assert max(asked.values()) <= 4  # by the map itself, and three times again
    finally:
        context.close()
