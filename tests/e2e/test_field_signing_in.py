"""Signing in on a phone, and what others on the same phone cannot see."""

import pytest
from playwright.sync_api import expect

from tests.e2e.field_app import FieldApp

# What a screen does is the same on every database; test_phone_to_map walks the way on both.
pytestmark = [
    pytest.mark.browser,
    pytest.mark.parametrize("server", ["spatialite"], indirect=True),
]


def sign_out(app: FieldApp) -> None:
    app.go("#/instellingen")
    app.page.get_by_role("button", name="Uitloggen").click()
    app.page.get_by_role("dialog").get_by_role("button", name="Uitloggen").click()


def test_the_first_use_says_that_it_needs_the_network_once(app: FieldApp) -> None:
    expect(app.page.get_by_text("De eerste keer is netwerk nodig")).to_be_visible()
    app.sign_in()


def test_a_wrong_password_is_said_and_the_form_stays(app: FieldApp) -> None:
    app.page.get_by_label("E-mailadres").fill("inspecteur@voorbeeldstad.example")
    app.page.get_by_label("Wachtwoord").fill("niet-het-wachtwoord")
    app.page.get_by_role("button", name="Inloggen").click()
    expect(app.page.get_by_role("alert").filter(has_text="wachtwoord klopt niet")).to_be_visible()
    expect(app.page.get_by_label("E-mailadres")).to_have_value("inspecteur@voorbeeldstad.example")


def test_somebody_else_on_the_same_phone_cannot_see_what_waits(app: FieldApp) -> None:
    app.sign_in()
    app.begin_round()
    app.wait_for_position()
    app.context.set_offline(True)
    app.observe("afval", "zwerfafval", "B")
    app.done()
    app.context.route("**/api/v1/synchronisaties", lambda route: route.abort())
    app.context.set_offline(False)
    sign_out(app)
    app.sign_in("wijkmanager")
    app.context.unroute("**/api/v1/synchronisaties")
    app.go("#/wachtrij")
    expect(app.page.get_by_text("Er staat niets in de wachtrij")).to_be_visible()
    app.page.locator("[data-send]").click()
    assert app.observations() == []
    sign_out(app)
    app.sign_in()
    app.send()
    assert len(app.observations()) == 1


def test_a_session_that_ended_asks_to_sign_in_and_loses_nothing(app: FieldApp) -> None:
    app.sign_in()
    app.begin_round()
    app.wait_for_position()
    app.context.clear_cookies()
    app.observe("afval", "zwerfafval", "B")
    app.done()
    app.go("#/wachtrij")
    app.page.locator("[data-send]").click()
    expect(app.page.locator(".queue-head")).to_contain_text("Log in om te verzenden")
    app.page.get_by_role("link", name="Inloggen").click()
    app.page.get_by_label("E-mailadres").fill("inspecteur@voorbeeldstad.example")
    app.page.get_by_label("Wachtwoord").fill("voorbeeldstad-demo")
    app.page.get_by_role("button", name="Inloggen").click()
    expect(app.page.get_by_text("Dag Inspecteur")).to_be_visible()
    assert len(app.wait_for_observations(1)) == 1


def test_who_signs_out_without_a_network_is_not_signed_in_again_by_it(app: FieldApp) -> None:
    app.sign_in()
    app.ready_for_offline()
    app.context.set_offline(True)
    sign_out(app)
    expect(app.page.get_by_label("E-mailadres")).to_be_visible()
    with app.page.expect_request_finished(lambda request: request.method == "DELETE"):
        app.context.set_offline(False)
    app.open()
    expect(app.page.get_by_label("E-mailadres")).to_be_visible()
    assert app.context.request.get(f"{app.server.url}/api/v1/ik").status == 401
    app.sign_in("wijkmanager")


def test_who_signed_out_without_a_network_stays_so_when_the_app_starts_with_one(
    app: FieldApp,
) -> None:
    app.sign_in()
    app.context.route("**/api/v1/aanmelding", lambda route: route.abort())
    sign_out(app)
    expect(app.page.get_by_label("E-mailadres")).to_be_visible()
    app.context.unroute("**/api/v1/aanmelding")
    with app.page.expect_request_finished(lambda request: request.method == "DELETE"):
        app.open()
    expect(app.page.get_by_label("E-mailadres")).to_be_visible()
    assert app.context.request.get(f"{app.server.url}/api/v1/ik").status == 401
