"""Starting the field app: what recording needs comes first, the rest may be late."""

import re

import pytest
from playwright.sync_api import Page, Route, expect

from tests.e2e.field_app import AREA, FieldApp
from tests.e2e.server import Server
from tests.factories.town import PASSWORD

# What a screen does is the same on every database; test_phone_to_map walks the way on both.
pytestmark = [
    pytest.mark.browser,
    pytest.mark.parametrize("server", ["spatialite"], indirect=True),
]

NEEDED = re.compile(r"/api/v1/(catalogus|gebieden|planning|taken)|/tiles/bron")


def sign_in_at_the_site(page: Page, server: Server) -> None:
    answer = page.context.request.post(
        f"{server.url}/api/v1/aanmelding",
        data={"email": "inspecteur@voorbeeldstad.example", "wachtwoord": PASSWORD},
        headers={"Origin": server.url},
    )
    assert answer.ok


def test_themes_can_be_tapped_before_the_areas_are_there(page: Page, server: Server) -> None:
    sign_in_at_the_site(page, server)
    areas: list[Route] = []
    catalogue: list[Route] = []
    page.route("**/api/v1/gebieden**", lambda route: areas.append(route))
    page.route("**/api/v1/catalogus", lambda route: catalogue.append(route))
    with page.expect_request("**/api/v1/gebieden**"):
        FieldApp(page, server).open()
    expect(page.locator("[data-theme=afval]")).to_have_count(0)
    catalogue[0].continue_()
    # Sooner than the app gives up on the areas, which is after twenty seconds.
    expect(page.locator("[data-theme=afval]")).to_be_visible(timeout=12_000)
    assert areas
    for route in areas:
        route.abort()


def test_who_signs_in_gets_the_catalogue_although_it_was_refused_before(
    page: Page, server: Server
) -> None:
    answers: list[int] = []
    page.on(
        "response",
        lambda answer: answers.append(answer.status) if "catalogus" in answer.url else None,
    )
    app = FieldApp(page, server).open()
    expect(page.get_by_label("E-mailadres")).to_be_visible()
    app.sign_in()
    expect(page.locator("[data-theme=afval]")).to_be_visible()
    assert answers[0] == 401
    assert answers[-1] == 200


def test_the_scripts_that_the_app_begins_with_are_fetched_together(
    page: Page, server: Server
) -> None:
    loaded: list[str] = []
    page.on("request", lambda request: loaded.append(request.url))
    page.route("**/static/dist/field-*.js", lambda route: route.abort())
    page.goto(f"{server.url}/veld")
    imported = page.evaluate(
        "[...document.querySelectorAll('link[rel=modulepreload]')].map((link) => link.href)"
    )
    assert imported
    assert set(imported) <= set(loaded)


def test_what_is_chosen_stays_when_fresh_data_come(page: Page, server: Server) -> None:
    plans: list[Route] = []
    page.route("**/api/v1/planning", lambda route: plans.append(route))
    sign_in_at_the_site(page, server)
    with page.expect_response("**/api/v1/gebieden**"):
        FieldApp(page, server).open()
    area = page.get_by_label("Buurt", exact=True)
    area.select_option(AREA)
    page.locator("label", has_text="Cameralocaties").click()
    page.get_by_role("heading", level=1).focus()  # nobody is in the middle of a field
    area.evaluate("select => { select.dataset.before = ''; }")
    plans[0].continue_()
    expect(page.locator("select[data-before]")).to_have_count(0)  # drawn anew
    expect(area).to_have_value(AREA)
    expect(page.get_by_label("Cameralocaties")).to_be_checked()
    page.locator("[data-prepare]").click()
    expect(page.get_by_text("vakken om te bekijken")).to_be_visible()


@pytest.mark.browser_context_args(service_workers="block")  # it would ask past the held routes
def test_who_signs_in_on_a_known_phone_does_not_wait_for_fresh_data(
    page: Page, server: Server
) -> None:
    app = FieldApp(page, server).open().sign_in()
    page.reload()
    app.go("#/instellingen")
    page.get_by_role("button", name="Uitloggen").click()
    page.get_by_role("dialog").get_by_role("button", name="Uitloggen").click()
    held: list[Route] = []
    page.route(NEEDED, lambda route: held.append(route))
    with page.expect_request("**/api/v1/gebieden**"):
        page.get_by_label("E-mailadres").fill("wijkmanager@voorbeeldstad.example")
        page.get_by_label("Wachtwoord").fill(PASSWORD)
        page.get_by_role("button", name="Inloggen").click()
    expect(page.get_by_text("Dag Wijkmanager")).to_be_visible(timeout=12_000)
    expect(page.get_by_label("Buurt", exact=True)).to_be_visible()
    for route in held:
        route.abort()
