"""The map beside a list of the office shows the places of the list, whatever the network does."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.field_app import forget_records
from tests.e2e.office import sign_in
from tests.e2e.server import Server
from tests.factories.follow_up import add_observation
from tests.factories.town import Town

pytestmark = [
    pytest.mark.browser,
    pytest.mark.parametrize("server", ["spatialite"], indirect=True),
]
# The town of the tests is less than three kilometres wide; at 8 the whole country is in view.
TOWN_ZOOM = 12


@pytest.fixture
def page(browser: Browser, server: Server, town: Town) -> Iterator[Page]:
    """A manager's browser, with just one observation in the list."""
    forget_records(server)
    with server.database.open() as session:
        add_observation(session, town)
        session.commit()
    context = browser.new_context(locale="nl-NL", viewport={"width": 1280, "height": 800})
    context.set_default_timeout(60_000)
    opened = context.new_page()
    sign_in(opened, server, "wijkmanager")
    yield opened
    context.close()


def test_the_map_of_the_list_opens_on_its_places_and_asks_for_no_other_tiles(
    page: Page, server: Server
) -> None:
    page.route("**/tiles/*/*/*", lambda route: route.abort())
    page.route(
        "**/tiles/bron",
        lambda route: route.fulfill(json={"beschikbaar": True, "bronvermelding": "proef"}),
    )
    with page.expect_request("**/tiles/*/*/*") as first:
        page.goto(f"{server.url}/waarnemingen")
    found = re.search(r"/tiles/(\d+)/", first.value.url)
    assert found is not None
    assert int(found[1]) >= TOWN_ZOOM


def test_the_map_of_the_list_stands_on_its_places_while_the_ground_is_not_there(
    page: Page, server: Server
) -> None:
    page.route("**/tiles/bron", lambda route: None)  # never answered
    page.goto(f"{server.url}/waarnemingen")
    holder = page.locator("[data-map]")
    expect(holder.locator("canvas")).to_have_count(1)
    holder.click()  # in the middle: there lies the one place
    expect(holder.locator(".leaflet-popup")).to_be_visible()
