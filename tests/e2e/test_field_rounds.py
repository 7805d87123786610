"""Walking a round with a phone: the track, cells looked at, how it feels, the end."""

import pytest
from playwright.sync_api import expect
from sqlmodel import select

from tests.e2e.field_app import AREA, FieldApp
from tests.factories.town import Town
from wijkschouw.perceptions.models import Perception
from wijkschouw.rounds.models import Round

# What a screen does is the same on every database; test_phone_to_map walks the way on both.
pytestmark = [
    pytest.mark.browser,
    pytest.mark.parametrize("server", ["spatialite"], indirect=True),
]


def test_a_round_goes_on_after_the_page_was_killed_and_ends_with_a_summary(
    app: FieldApp, town: Town
) -> None:
    app.sign_in()
    app.begin_round()
    app.wait_for_position()
    expect(app.page.locator(".map-cell-seen, .map-cell-extra").first).to_be_attached()
    app.go("#/")
    app.page.reload()
    app.page.get_by_role("link", name="Ronde hervatten").click()
    app.page.locator("[data-finish]").click()
    expect(app.page.locator(".facts")).to_contain_text("Vakken gezien")
    app.page.locator("[data-end]").click()
    app.expect_message("Ronde afgerond en op dit toestel opgeslagen")
    app.send()
    with app.server.database.open() as session:
        [walked] = session.exec(select(Round)).all()
    assert walked.ended_at is not None
    assert walked.area_code == AREA
    assert len(walked.drawn_cells) == 12
    assert walked.track


def test_pause_stops_the_track_and_says_so(app: FieldApp, town: Town) -> None:
    app.sign_in()
    app.begin_round()
    app.wait_for_position()
    app.page.locator("[data-pause]").click()
    expect(app.page.get_by_text("Ronde gepauzeerd")).to_be_visible()
    app.page.locator("[data-pause]").click()
    expect(app.page.get_by_text("Ronde gepauzeerd")).to_have_count(0)


def test_all_is_well_marks_the_cell_as_looked_at(app: FieldApp, town: Town) -> None:
    app.sign_in()
    app.begin_round()
    app.wait_for_position()
    app.page.locator("[data-fine]").click()
    app.expect_message("Vak als gezien gemarkeerd")
    app.send()
    with app.server.database.open() as session:
        [walked] = session.exec(select(Round)).all()
    assert walked.marked_cells == [town.cell(AREA, 1, 1)]


def test_a_feeling_is_kept_apart_from_observations(app: FieldApp) -> None:
    app.sign_in()
    app.begin_round()
    app.wait_for_position()
    app.page.get_by_role("link", name="Beleving").click()
    app.page.get_by_role("button", name="Beleving opslaan").click()
    expect(app.page.get_by_role("alert").filter(has_text="Kies een cijfer")).to_be_visible()
    app.page.get_by_role("radio", name="4", exact=True).check()
    app.page.get_by_role("button", name="Beleving opslaan").click()
    app.expect_message("Beleving 4 op dit toestel opgeslagen")
    app.send()
    with app.server.database.open() as session:
        [felt] = session.exec(select(Perception)).all()
    assert felt.figure == 4
    assert app.observations() == []


def test_buurten_of_the_same_name_are_told_apart_by_their_wijk(app: FieldApp, town: Town) -> None:
    app.sign_in()
    groups = app.page.locator("optgroup")
    expect(groups).to_have_count(2)
    expect(groups.first).to_have_attribute("label", "Wijk 01")
    expect(groups.last).to_have_attribute("label", "Wijk 02")
    expect(groups.last.locator("option")).to_have_text(["Buurt 01", "Buurt 02"])
