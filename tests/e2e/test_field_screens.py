"""What somebody with a phone sees and can do, in a real browser against the real server."""

import json
import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import BrowserContext, Page, Route, expect
from sqlmodel import col, select

from tests.e2e.field_app import AREA, FieldApp, forget_records
from tests.e2e.server import Server, wait_until
from tests.factories.follow_up import add_observation
from tests.factories.town import Town
from wijkschouw.perceptions.models import Perception
from wijkschouw.rounds.models import Round
from wijkschouw.tasks.models import Task, TaskEvent, TaskObservation

# What a screen does is the same on every database; test_phone_to_map walks the way on both.
pytestmark = [
    pytest.mark.browser,
    pytest.mark.parametrize("server", ["spatialite"], indirect=True),
]


@pytest.fixture
def app(page: Page, server: Server) -> Iterator[FieldApp]:
    """A phone with the app open; nothing recorded yet, here or at the office."""
    forget_records(server)
    opened = FieldApp(page, server).open()
    yield opened
    assert opened.errors == []


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


def test_the_card_with_emergency_numbers_is_one_tap_away_without_a_network(app: FieldApp) -> None:
    app.sign_in()
    app.ready_for_offline()
    app.context.set_offline(True)
    app.page.reload()
    app.page.get_by_role("button", name="Noodnummers").click()
    for number in ("112", "09008844", "08002000"):
        expect(app.page.locator(f"dialog a[href='tel:{number}']")).to_be_visible()


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


def make_task(server: Server, town: Town) -> Task:
    """A task for the BOA's: something dumped in the first cell."""
    with server.database.open() as session:
        seen = add_observation(session, town, level="D")
        task = Task(
            id=seen.id, municipality=town.municipality, digest="", state="toegewezen",
            team_code="boa", theme=seen.theme, category=seen.category, note="twee matrassen",
            lon=seen.lon, lat=seen.lat, area_code=seen.area_code, wijk_code=seen.wijk_code,
            created_by=town.users["wijkmanager"].id, created_at=seen.received_at,
            updated_at=seen.received_at,
        )  # fmt: skip
        session.add(task)
        session.flush()
        session.add(
            TaskObservation(municipality=town.municipality, task_id=task.id, observation_id=seen.id)
        )
        session.add(
            TaskEvent(
                id=seen.id, municipality=town.municipality, task_id=task.id, digest="", sequence=1,
                kind="toewijzen", state_before="nieuw", state_after="toegewezen", to="boa",
                note="graag voor het weekend", at=seen.received_at, at_raw=seen.received_at,
                received_at=seen.received_at, user_id=town.users["wijkmanager"].id,
            )
        )  # fmt: skip
        session.commit()
        return task


def steps(server: Server) -> list[str]:
    with server.database.open() as session:
        taken = session.exec(select(TaskEvent).order_by(col(TaskEvent.sequence)))
        return [event.kind for event in taken]


def test_a_boa_accepts_and_handles_a_task_without_a_network(
    app: FieldApp, server: Server, town: Town
) -> None:
    make_task(server, town)
    app.sign_in("boa")
    app.go("#/taken")
    card = app.page.locator("[data-task]")
    expect(card).to_contain_text("Bijplaatsing")
    app.context.set_offline(True)
    card.click()
    history = app.page.locator(".timeline li")
    expect(history).to_contain_text(["graag voor het weekend"])
    app.page.locator("[data-accept]").click()
    app.expect_message("Geaccepteerd, op dit toestel opgeslagen")
    expect(history).to_contain_text(["toegewezen", "stap wacht op verzending"])
    app.page.locator("[data-handle]").click()
    expect(app.page.get_by_role("alert").filter(has_text="Kies eerst een uitkomst")).to_be_visible()
    app.page.get_by_role("radio", name="Waarschuwing gegeven").check()
    app.page.get_by_label("Toelichting").fill("bewoner haalt het weg")
    app.page.locator("[data-handle]").click()
    expect(app.page.get_by_text("Er zijn geen open taken voor u")).to_be_visible()
    app.context.set_offline(False)
    app.send()
    wait_until(
        lambda: steps(server)[-2:] == ["accepteren", "afhandelen"], 20, lambda: str(steps(server))
    )
    with server.database.open() as session:
        [task] = session.exec(select(Task)).all()
    assert task.state == "afgehandeld"


def test_the_language_can_be_switched_and_is_remembered(app: FieldApp) -> None:
    app.sign_in()
    app.go("#/instellingen")
    app.page.get_by_role("radio", name="English").check()
    expect(app.page.get_by_role("heading", name="Settings")).to_be_visible()
    app.page.reload()
    expect(app.page.get_by_role("heading", name="Settings")).to_be_visible()
    assert app.page.locator("html").get_attribute("lang") == "en"


SCREENS = (
    "#/",
    "#/voorbereiden/los/BU99990101/avondronde",
    "#/wachtrij",
    "#/taken",
    "#/taken?beeld=kaart",
    "#/instellingen",
    "#/inloggen",
)
ROUND_SCREENS = ("#/ronde", "#/waarneming/afval", "#/waarneming/afval/zwerfafval",
                 "#/waarneming/overlast/intimidatie", "#/beleving", "#/afronden")  # fmt: skip


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_screen_has_accessibility_problems(
    app: FieldApp, server: Server, town: Town, scheme: str
) -> None:
    make_task(server, town)
    app.page.emulate_media(color_scheme=scheme, reduced_motion="reduce")  # type: ignore[arg-type]
    assert app.axe() == []
    app.sign_in("boa")
    found = {screen: check(app, screen) for screen in SCREENS}
    app.go("#/")
    app.begin_round()
    found |= {screen: check(app, screen) for screen in ROUND_SCREENS}
    app.page.locator("[data-end]").wait_for()
    app.go("#/ronde")
    # A browser under test gives a fix only when it is moved, and looking took its time.
    app.stand(*town.place(AREA, 1, 2))
    app.wait_for_position()
    app.observe("afval", "zwerfafval", "C")
    app.page.get_by_label("Opmerking").fill("bel 06-12345678")
    found["details"] = check(app)
    app.page.get_by_role("button", name="Noodnummers").click()
    found["noodnummers"] = check(app)
    app.page.keyboard.press("Escape")
    assert {screen: problems for screen, problems in found.items() if problems} == {}


def check(app: FieldApp, screen: str | None = None) -> list[str]:
    if screen:
        app.go(screen)
        app.page.locator("main h1, main h2, main .page, main .round").first.wait_for()
    return app.axe() + app.small_targets()


def test_text_of_twice_the_size_needs_no_sideways_scrolling(app: FieldApp) -> None:
    app.sign_in()
    app.begin_round()
    app.page.evaluate("document.documentElement.style.fontSize = '200%'")
    for screen in (*SCREENS, *ROUND_SCREENS):
        app.go(screen)
        app.page.locator("main > *").first.wait_for()
        wide = app.page.evaluate("document.documentElement.scrollWidth - innerWidth")
        assert wide <= 0, screen


def test_a_finding_can_be_recorded_with_the_keyboard_alone(app: FieldApp) -> None:
    app.sign_in()
    app.begin_round()
    app.wait_for_position()
    for mark in ("[data-theme=afval]", "[data-category=zwerfafval]", "[data-level=C]"):
        tab_to(app.page, mark)
        app.page.keyboard.press("Enter")
    expect(app.page.get_by_text("Opgeslagen op dit toestel", exact=True)).to_be_visible()


def tab_to(page: Page, mark: str) -> None:
    page.locator(mark).wait_for()
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("mark => document.activeElement.matches(mark)", mark):
            return
    raise AssertionError(f"{mark} cannot be reached with Tab")


def test_the_app_talks_to_its_own_server_only(context: BrowserContext, server: Server) -> None:
    asked: set[str] = set()
    context.on("request", lambda request: asked.add(request.url))
    app = FieldApp(context.new_page(), server).open().sign_in()
    app.begin_round()
    app.wait_for_position()
    app.observe("afval", "zwerfafval", "C")
    foreign = {url for url in asked if not url.startswith((server.url, "blob:", "data:"))}
    assert foreign == set()
