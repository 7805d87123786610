"""The main job in one go: seen in the street without a network, on the map, a task, handled.

Offline → online → map → task → done, as three people do it: an inspector and a BOA with a phone,
a wijkmanager at a desk.
"""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, FilePayload, Page, expect
from sqlmodel import select

from tests.e2e.field_app import AREA, FieldApp
from tests.e2e.server import Server, wait_until
from tests.factories.capture import picture
from tests.factories.town import PASSWORD, Town
from wijkschouw import geo
from wijkschouw.db import utc_now
from wijkschouw.liveability import periods
from wijkschouw.liveability import service as liveability
from wijkschouw.observations.models import Observation
from wijkschouw.tasks.models import Task

PATIENCE_SECONDS = 90

Person = Callable[..., Page]


@pytest.fixture
def person(browser: Browser, town: Town) -> Iterator[Person]:
    """``person(width, height)``: a browser of one's own, standing in the first buurt."""
    contexts: list[BrowserContext] = []
    lon, lat = town.place(AREA, 1, 1)

    def make(width: int, height: int) -> Page:
        context = browser.new_context(
            viewport={"width": width, "height": height},
            locale="nl-NL",
            timezone_id="Europe/Amsterdam",
            geolocation={"longitude": lon, "latitude": lat, "accuracy": 6},
            permissions=["geolocation"],
        )
        context.set_default_timeout(PATIENCE_SECONDS * 1000)
        contexts.append(context)
        return context.new_page()

    yield make
    for context in contexts:
        context.close()


def sign_in_at_the_office(page: Page, server: Server, name: str) -> None:
    page.goto(f"{server.url}/inloggen")
    page.get_by_label("E-mailadres").fill(f"{name}@voorbeeldstad.example")
    page.get_by_label("Wachtwoord").fill(PASSWORD)
    page.get_by_role("button", name="Inloggen").click()
    page.wait_for_url(f"{server.url}/")


def test_from_the_street_to_the_map_to_a_task_that_is_done(
    server: Server, town: Town, person: Person
) -> None:
    expect.set_options(timeout=PATIENCE_SECONDS * 1000)
    phone = person(390, 844)
    walk_a_round_without_a_network(phone, server, town)
    observation = the_server_has_it(phone, server)

    desk = person(1280, 800)
    sign_in_at_the_office(desk, server, "wijkmanager")
    the_map_reacts(desk, server)
    make_a_task(desk, server, observation)

    boa = person(390, 844)
    handle_it_in_the_street(boa, server)
    check_it(desk, server)


def walk_a_round_without_a_network(page: Page, server: Server, town: Town) -> None:
    page.context.clock.install()
    app = FieldApp(page, server).open().sign_in()
    app.ready_for_offline()
    app.begin_round(AREA, "dagronde")
    app.wait_for_position()

    app.context.set_offline(True)
    expect(page.locator(".round-cells li").first).to_be_attached()
    drawn = page.locator(".round-cells li").all_text_contents()
    for number, line in enumerate(drawn[:3], start=1):
        app.context.clock.fast_forward(60_000)  # nobody is in the next cell at once
        app.stand(*geo.cell_centre(line.split(":")[0]))
        seen = page.locator(".round-cells li", has_text=": gezien")
        expect(seen.nth(number - 1)).to_be_attached()
    app.observe("afval", "bijplaatsing", "D")
    expect(page.locator(".saved-title")).to_contain_text("Opgeslagen op dit toestel")
    page.set_input_files("input[type=file]", files=[app_photo()])
    page.locator("dialog .button-primary").click()
    expect(page.locator("[data-photo-id]")).to_have_count(1)
    app.done()

    page.reload()  # the page is killed; all is still there, without a network
    page.wait_for_selector("#app[data-ready]")
    app.go("#/wachtrij")
    expect(page.locator("details[data-state=te-verzenden]").first).to_be_visible()
    app.go("#/afronden")
    page.locator("[data-end]").click()
    app.expect_message("Ronde afgerond")
    with server.database.session(write=False) as session:
        assert session.exec(select(Observation)).all() == []


def app_photo() -> FilePayload:
    return {"name": "foto.jpg", "mimeType": "image/jpeg", "buffer": picture(640, 480)}


def the_server_has_it(page: Page, server: Server) -> Observation:
    """The network is back: the phone says so only when the server does."""
    page.context.set_offline(False)
    page.evaluate("location.hash = '#/wachtrij'")
    found: list[Observation] = []

    def arrived() -> bool:
        with server.database.session(write=False) as session:
            found[:] = session.exec(select(Observation)).all()
        return bool(found) and found[0].complete

    wait_until(arrived, PATIENCE_SECONDS, lambda: page.inner_text("body"))
    expect(page.locator("details[data-state=ontvangen]").first).to_be_visible()
    expect(page.locator("details[data-state=te-verzenden]")).to_have_count(0)
    (observation,) = found
    assert (observation.area_code, observation.level) == (AREA, "D")
    return observation


def the_map_reacts(page: Page, server: Server) -> None:
    """The worker makes the readings and scores; map, table and buurt's page show them."""
    period = periods.period_of(utc_now())

    def scored() -> bool:
        with server.database.session(write=False) as session:
            found = liveability.scores(session, "GM9999", "buurt", "afval", period)
        score = found.get(AREA)
        return score is not None and score.score is not None and score.raw < 10  # type: ignore[operator]

    wait_until(scored, PATIENCE_SECONDS, lambda: "no score was made")
    page.goto(f"{server.url}/kaart?thema=afval")
    expect(page.locator(".leaflet-interactive").first).to_be_visible()
    page.goto(f"{server.url}/kaart/tabel?thema=afval")
    row = page.locator("tr", has_text="Buurt 01").first
    expect(row).to_contain_text("te weinig gezien")
    page.goto(f"{server.url}/buurten/{AREA}?thema=afval")
    expect(page.locator("main")).to_contain_text("Waarom deze score")


def make_a_task(page: Page, server: Server, observation: Observation) -> None:
    page.goto(f"{server.url}/waarnemingen")
    page.get_by_role("link", name="Bijplaatsing").first.click()
    page.wait_for_url(f"{server.url}/waarnemingen/{observation.id}")
    expect(page.locator("main img").first).to_be_visible()
    page.get_by_role("link", name="Taak maken").click()
    page.get_by_label("Team").select_option("boa")
    page.get_by_label("Opdracht").fill("Graag ophalen en buurt aanspreken.")
    page.get_by_role("button", name="Taak maken").click()
    expect(page.locator("main")).to_contain_text("toegewezen")


def handle_it_in_the_street(page: Page, server: Server) -> None:
    app = FieldApp(page, server).open()
    app.sign_in("boa")
    app.go("#/taken")
    page.get_by_role("link", name="Bijplaatsing").first.click()
    page.locator("[data-accept]").click()
    page.get_by_label("Opgelost").check()
    page.locator("textarea").fill("Meegenomen, geen etiket gevonden.")
    page.set_input_files("input[type=file]", files=[app_photo()])
    page.locator("dialog .button-primary").click()
    expect(page.locator("form .photos li")).to_have_count(1)
    page.locator("[data-handle]").click()

    def handled() -> bool:
        with server.database.session(write=False) as session:
            return session.exec(select(Task.state)).one() == "afgehandeld"

    wait_until(handled, PATIENCE_SECONDS, lambda: page.inner_text("body"))


def check_it(page: Page, server: Server) -> None:
    page.goto(f"{server.url}/taken?status=afgehandeld")
    page.get_by_role("link", name="Bijplaatsing").first.click()
    expect(page.locator("main")).to_contain_text("Meegenomen, geen etiket gevonden.")
    page.get_by_role("button", name="Controle akkoord").click()
    expect(page.locator("main")).to_contain_text("gecontroleerd")
