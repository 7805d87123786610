"""The map of the field app: tiles of our own address, fetched beforehand, or plain ground."""

import base64
import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, Route, expect

from tests.e2e.field_app import AREA, FieldApp, forget_records
from tests.e2e.server import Server
from tests.factories.town import Town

# What a screen does is the same on every database; test_phone_to_map walks the way on both.
pytestmark = [
    pytest.mark.browser,
    pytest.mark.parametrize("server", ["spatialite"], indirect=True),
]

PIXEL = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)


@pytest.fixture
def app(page: Page, server: Server) -> Iterator[FieldApp]:
    """A phone with the app open."""
    forget_records(server)
    opened = FieldApp(page, server)
    yield opened
    assert opened.errors == []


def serve_tiles(app: FieldApp) -> list[str]:
    """As if a base map were configured; gives the tiles that were asked for."""
    asked: list[str] = []

    def answer(route: Route) -> None:
        asked.append(route.request.url)
        if route.request.url.endswith("/bron"):
            route.fulfill(json={"beschikbaar": True, "bronvermelding": "Kaart: Proefkaart"})
        else:
            route.fulfill(body=PIXEL, content_type="image/png")

    app.context.route("**/tiles/**", answer)
    return asked


def walk(app: FieldApp, lon: float, lat: float) -> None:
    """Take a step and wait until the track on the map has it."""
    track = app.page.locator("path.map-track")
    before = track.get_attribute("d") or ""
    app.stand(lon, lat)
    expect(track).not_to_have_attribute("d", before)


def test_without_a_source_the_round_is_drawn_on_plain_ground(app: FieldApp) -> None:
    asked: list[str] = []
    app.page.on("request", lambda request: asked.append(request.url))
    app.open().sign_in()
    app.begin_round()
    expect(app.page.locator("path.map-area")).to_be_attached()
    expect(app.page.locator("path.map-cell:not(.map-cell-extra)")).to_have_count(12)
    expect(app.page.locator(".leaflet-tile")).to_have_count(0)
    assert [url for url in asked if re.search(r"/tiles/\d", url)] == []


def test_the_map_names_its_source(app: FieldApp) -> None:
    serve_tiles(app)
    app.open().sign_in()
    app.begin_round()
    expect(app.page.get_by_text("Kaart: Proefkaart")).to_be_visible()
    expect(app.page.locator(".leaflet-tile").first).to_be_attached()


def test_the_tiles_of_a_round_are_fetched_beforehand_with_their_size(app: FieldApp) -> None:
    asked = serve_tiles(app)
    app.open().sign_in()
    app.page.get_by_label("Buurt", exact=True).select_option(AREA)
    app.page.locator("[data-prepare]").click()
    button = app.page.get_by_role("button", name="Kaart vooraf ophalen")
    expect(button).to_contain_text(re.compile(r"ongeveer [\d,.]+ (kB|MB)"))
    button.click()
    expect(app.page.get_by_text("De kaart staat op dit toestel")).to_be_visible()
    zooms = {match[1] for url in asked if (match := re.search(r"/tiles/(\d+)/\d+/\d+$", url))}
    assert {"14", "15", "16", "17", "18"} <= zooms


def test_the_own_position_shows_its_accuracy_as_circle_and_number(app: FieldApp) -> None:
    app.open().sign_in()
    app.begin_round()
    expect(app.page.locator(".position")).to_have_text("± 6 m")
    expect(app.page.locator(".map-here")).to_be_visible()
    expect(app.page.locator("path.map-accuracy")).to_be_attached()


def test_a_cell_that_was_walked_through_turns_seen(app: FieldApp, town: Town) -> None:
    app.open().sign_in()
    app.begin_round()
    app.wait_for_position()
    seen = app.page.locator("path.map-cell-seen, path.map-cell-extra")
    expect(seen).to_have_count(1)
    lon, lat = town.place(AREA, 1, 1)
    for step in range(1, 5):  # 80 metres east, as somebody walks
        walk(app, lon + step * 0.0003, lat)
    expect(seen).to_have_count(2)


def test_a_position_that_jumps_is_not_believed(app: FieldApp, town: Town) -> None:
    app.open().sign_in()
    app.begin_round()
    app.wait_for_position()
    app.stand(*town.place("BU99990202", 4, 4))
    lon, lat = town.place(AREA, 1, 1)
    walk(app, lon + 0.0002, lat)
    expect(app.page.locator("path.map-cell-seen, path.map-cell-extra")).to_have_count(1)
    expect(app.page.locator(".position")).to_have_text("± 6 m")


def test_the_cells_are_told_in_words_as_well(app: FieldApp, town: Town) -> None:
    app.open().sign_in()
    app.begin_round()
    app.wait_for_position()
    app.page.get_by_text("Vakken van deze ronde").click()
    expect(app.page.locator(".round-cells li")).to_have_count(12)
    expect(app.page.locator(".round-cells li").first).to_contain_text(re.compile(r"E\d{4}N\d{4}"))


def test_the_place_is_moved_under_the_cross_with_the_arrow_keys(app: FieldApp, town: Town) -> None:
    app.open().sign_in()
    app.begin_round()
    app.wait_for_position()
    app.observe("afval", "bak-vol", "B")
    app.page.get_by_role("button", name="Plek aanwijzen op de kaart").click()
    expect(app.page.locator(".place-map")).to_be_focused()
    app.page.keyboard.press("ArrowRight")
    expect(app.page.get_by_text(re.compile(r"[1-9]\d* m van uw plaats"))).to_be_visible()
    app.page.get_by_role("button", name="Deze plek gebruiken").click()
    expect(app.page.get_by_text("Aangewezen op de kaart")).to_be_visible()
    app.done()
    [seen] = app.wait_for_observations(1)
    assert seen.lon > town.place(AREA, 1, 1)[0]
