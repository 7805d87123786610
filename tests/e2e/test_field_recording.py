"""Recording an observation on a phone: three taps, changing, taking back, keeping it."""

import pytest
from playwright.sync_api import expect

from tests.e2e.field_app import AREA, FieldApp
from tests.factories.town import Town

# What a screen does is the same on every database; test_phone_to_map walks the way on both.
pytestmark = [
    pytest.mark.browser,
    pytest.mark.parametrize("server", ["spatialite"], indirect=True),
]


def test_three_taps_save_an_observation_with_the_place_of_the_first_tap(
    app: FieldApp, town: Town
) -> None:
    app.sign_in()
    app.begin_round()
    app.wait_for_position()
    app.page.locator("[data-theme=afval]").click()
    app.stand(*town.place(AREA, 3, 3))
    app.page.locator("[data-category=zwerfafval]").click()
    app.page.locator("[data-level=C]").click()
    expect(app.page.get_by_text("Opgeslagen op dit toestel", exact=True)).to_be_visible()
    app.done()
    [seen] = app.wait_for_observations(1)
    assert (seen.theme, seen.category, seen.level) == ("afval", "zwerfafval", "C")
    assert seen.cell == town.cell(AREA, 1, 1)
    assert seen.place_source == "gps"
    assert seen.accuracy == 6
    assert seen.round_id is not None


def test_undo_takes_an_observation_back_before_it_is_sent(app: FieldApp) -> None:
    app.sign_in()
    app.begin_round()
    app.wait_for_position()
    app.observe("afval", "dumping", "D")
    app.page.locator("[data-undo]").click()
    app.expect_message("De waarneming is weggehaald")
    app.send()
    assert app.observations() == []


def test_an_observation_can_be_changed_until_it_is_sent(app: FieldApp) -> None:
    app.sign_in()
    app.begin_round()
    app.wait_for_position()
    app.observe("afval", "zwerfafval", "B")
    app.page.get_by_role("button", name="Soort of niveau wijzigen").click()
    app.page.locator("dialog [data-category=dumping]").click()
    app.page.locator("dialog [data-level=D]").click()
    app.page.get_by_label("Opmerking").fill("een bankstel")
    app.done()
    [seen] = app.wait_for_observations(1)
    assert (seen.category, seen.level, seen.note) == ("dumping", "D", "een bankstel")


def test_it_starts_and_records_without_a_network_and_sends_when_it_is_back(app: FieldApp) -> None:
    app.sign_in()
    app.ready_for_offline()
    app.context.set_offline(True)
    app.page.reload()
    app.page.wait_for_selector("#app[data-ready]")
    app.begin_round()
    app.wait_for_position()
    app.observe("verlichting", "lamp-uit", "C")
    expect(app.page.get_by_text("Opgeslagen op dit toestel", exact=True)).to_be_visible()
    app.page.reload()  # the page is killed in the middle of the form
    app.page.wait_for_selector("#app[data-ready]")
    assert app.observations() == []
    app.context.set_offline(False)
    app.send()
    [seen] = app.observations()
    assert seen.category == "lamp-uit"


FULL_STORAGE = """
const put = IDBObjectStore.prototype.put;
IDBObjectStore.prototype.put = function (...values) {
  if (globalThis.storageIsFull) throw new DOMException('full', 'QuotaExceededError');
  return put.apply(this, values);
};
"""


def test_full_storage_keeps_the_form_and_says_that_nothing_was_saved(app: FieldApp) -> None:
    app.page.add_init_script(FULL_STORAGE)
    app.page.reload()
    app.sign_in()
    app.begin_round()
    app.wait_for_position()
    app.page.evaluate("globalThis.storageIsFull = true")
    app.observe("afval", "dumping", "C")
    expect(app.page.locator(".notice-negative")).to_contain_text("De opslag van dit toestel is vol")
    expect(app.page.get_by_text("Opgeslagen op dit toestel")).to_have_count(0)
    app.page.evaluate("globalThis.storageIsFull = false")
    app.page.locator("[data-level=C]").click()
    expect(app.page.get_by_text("Opgeslagen op dit toestel", exact=True)).to_be_visible()
    app.done()
    assert len(app.wait_for_observations(1)) == 1
