"""The queue on a phone: receipts, what was refused, finding, sharing and saving items."""

import json
import re

import pytest
from playwright.sync_api import Route, expect

from tests.e2e.field_app import FieldApp

# What a screen does is the same on every database; test_phone_to_map walks the way on both.
pytestmark = [
    pytest.mark.browser,
    pytest.mark.parametrize("server", ["spatialite"], indirect=True),
]


def test_the_queue_says_received_only_with_a_receipt_of_the_server(app: FieldApp) -> None:
    app.sign_in()
    app.begin_round()
    app.wait_for_position()
    app.context.set_offline(True)
    app.observe("overlast", "beklad", "B")
    app.done()
    app.go("#/wachtrij")
    item = app.page.locator(".queue-item").first
    expect(item).to_have_attribute("data-state", "te-verzenden")
    expect(app.page.locator(".queue-head")).to_contain_text("Geen netwerk")
    app.context.set_offline(False)
    app.send()
    app.page.locator(".queue-item summary").first.click()
    expect(app.page.locator(".receipt").first).to_contain_text(re.compile(r"\d{6}-\w{4}-\w{4}"))
    assert len(app.observations()) == 1


def refuse_observations(route: Route) -> None:
    """As a server that no longer knows the category."""
    items = json.loads(route.request.post_data or "{}")["items"]
    problem = {
        "title": "Ongeldige invoer",
        "status": 400,
        "detail": "Deze categorie bestaat niet meer.",
    }
    results = [
        {"id": item["id"], "uitkomst": "geweigerd", "probleem": problem}
        if item["soort"] == "waarneming"
        else {"id": item["id"], "uitkomst": "nieuw"}
        for item in items
    ]
    route.fulfill(json={"ontvangenOp": "2026-03-01T10:00:00Z", "resultaten": results})


def test_a_refused_item_says_why_and_can_be_corrected_and_sent_again(app: FieldApp) -> None:
    app.sign_in()
    app.begin_round()
    app.wait_for_position()
    app.context.route("**/api/v1/synchronisaties", refuse_observations)
    app.observe("afval", "zwerfafval", "B")
    app.done()
    app.go("#/wachtrij")
    app.page.locator("[data-send]").click()
    refused = app.page.locator(".queue-item[data-state=geweigerd]")
    refused.locator("summary").click()
    expect(refused).to_contain_text("Deze categorie bestaat niet meer")
    app.context.unroute("**/api/v1/synchronisaties")
    refused.get_by_role("link", name="Verbeteren").click()
    app.page.get_by_label("Opmerking").fill("bij de bushalte")
    app.done()
    [seen] = app.wait_for_observations(1)
    assert seen.note == "bij de bushalte"


def test_the_text_of_an_item_can_be_shared(app: FieldApp) -> None:
    app.context.grant_permissions(["clipboard-read", "clipboard-write", "geolocation"])
    app.sign_in()
    app.begin_round()
    app.wait_for_position()
    app.observe("afval", "zwerfafval", "B")
    app.done()
    app.send()
    app.page.locator(".queue-item summary").first.click()
    app.page.get_by_role("button", name="Delen als tekst").first.click()
    app.expect_message("Tekst gekopieerd")
    assert "Zwerfafval" in app.page.evaluate("navigator.clipboard.readText()")


def test_what_was_not_received_is_saved_as_a_file(app: FieldApp) -> None:
    app.sign_in()
    app.begin_round()
    app.wait_for_position()
    app.context.set_offline(True)
    app.observe("afval", "zwerfafval", "B")
    app.done()
    app.go("#/wachtrij")
    with app.page.expect_download() as download:
        app.page.locator("[data-export]").click()
    content = json.loads(download.value.path().read_text())
    assert content["format"] == "wijkschouw-wachtrij"
    kinds = [item["soort"] for item in content["items"]]
    assert "waarneming" in kinds


def test_search_and_filter_find_an_item_of_the_queue(app: FieldApp) -> None:
    app.sign_in()
    app.begin_round()
    app.wait_for_position()
    app.context.set_offline(True)
    app.observe("afval", "zwerfafval", "B")
    app.done()
    app.observe("overlast", "beklad", "C")
    app.done()
    app.go("#/wachtrij")
    app.page.get_by_label("Zoeken op soort").fill("zwerf")
    expect(app.page.locator(".queue-item")).to_have_count(1)
    app.page.get_by_label("Zoeken op soort").fill("zzz")
    expect(app.page.get_by_text("Niets gevonden voor")).to_be_visible()
    app.page.get_by_label("Zoeken op soort").fill("")
    app.page.get_by_role("radio", name="Geweigerd").check()
    expect(app.page.locator(".queue-item")).to_have_count(0)
