"""Signing in on a phone, and what others on the same phone cannot see."""

import pytest
from playwright.sync_api import expect

from tests.e2e.field_app import FieldApp

# What a screen does is the same on every database; test_phone_to_map walks the way on both.
pytestmark = [
    pytest.mark.browser,
    pytest.mark.parametrize("server", ["spatialite"], indirect=True),
]


def test_the_first_use_says_that_it_needs_the_network_once(app: FieldApp) -> None:
    expect(app.page.get_by_text("De eerste keer is netwerk nodig")).to_be_visible()
    app.sign_in()
    expect(app.page.get_by_text("Dag Inspecteur")).to_be_visible()


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
    app.go("#/instellingen")
    app.page.get_by_role("button", name="Uitloggen").click()
    app.page.get_by_role("dialog").get_by_role("button", name="Uitloggen").click()
    app.sign_in("wijkmanager")
    app.context.unroute("**/api/v1/synchronisaties")
    app.go("#/wachtrij")
    expect(app.page.get_by_text("Er staat niets in de wachtrij")).to_be_visible()
    app.page.locator("[data-send]").click()
    assert app.observations() == []
    app.go("#/instellingen")
    app.page.get_by_role("button", name="Uitloggen").click()
    app.page.get_by_role("dialog").get_by_role("button", name="Uitloggen").click()
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
    assert len(app.wait_for_observations(1)) == 1
