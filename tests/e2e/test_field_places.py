"""Where an observation is: a poor fix, none at all, only the cell where it is sensitive."""

import pytest
from playwright.sync_api import expect

from tests.e2e.field_app import AREA, FieldApp
from tests.factories.town import Town

# What a screen does is the same on every database; test_phone_to_map walks the way on both.
pytestmark = [
    pytest.mark.browser,
    pytest.mark.parametrize("server", ["spatialite"], indirect=True),
]


def test_a_fix_of_three_kilometres_asks_for_the_place_on_the_map(app: FieldApp, town: Town) -> None:
    app.stand(*town.place(AREA, 1, 1), accuracy=3000)
    app.sign_in()
    app.begin_round()
    expect(app.page.locator(".position")).to_contain_text("± 3 km")
    app.observe("afval", "bak-vol", "B")
    expect(app.page.locator(".place-poor")).to_contain_text("aan op de kaart")
    app.page.get_by_role("button", name="Plek aanwijzen op de kaart").click()
    app.page.get_by_role("button", name="Deze plek gebruiken").click()
    expect(app.page.get_by_text("Aangewezen op de kaart")).to_be_visible()
    app.done()
    [seen] = app.wait_for_observations(1)
    assert seen.place_source == "kaart"
    assert seen.accuracy is None


def test_without_a_position_the_place_is_asked_and_then_it_is_saved(app: FieldApp) -> None:
    app.context.clear_permissions()
    app.sign_in()
    app.begin_round()
    app.observe("afval", "bak-vol", "B")
    expect(app.page.get_by_text("Wijs eerst aan waar het is")).to_be_visible()
    app.page.get_by_role("button", name="Deze plek gebruiken").click()
    expect(app.page.get_by_text("Opgeslagen op dit toestel", exact=True)).to_be_visible()
    app.done()
    [seen] = app.wait_for_observations(1)
    assert seen.place_source == "kaart"
    assert seen.area_code == AREA


def test_intimidation_takes_no_photo_and_keeps_the_cell_only(app: FieldApp, town: Town) -> None:
    app.sign_in()
    app.begin_round()
    app.wait_for_position()
    lon, lat = town.place(AREA, 1, 1)
    app.stand(lon + 0.0003, lat + 0.0002)
    app.observe("overlast", "intimidatie", "C")
    expect(app.page.get_by_text("Hulp voor wie dit overkomt")).to_be_visible()
    expect(app.page.locator("input[type=file]")).to_have_count(0)
    expect(app.page.get_by_role("button", name="Plek aanwijzen")).to_have_count(0)
    app.done()
    [seen] = app.wait_for_observations(1)
    assert seen.sensitive
    assert (seen.lon, seen.lat) == pytest.approx((lon, lat), abs=2e-6)
    assert seen.heading is None
