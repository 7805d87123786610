"""Every screen of the field app is for everybody: by axe, by keyboard, large, in two languages;
and none of them talks to anybody else."""

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.e2e.field_app import AREA, FieldApp
from tests.e2e.field_tasks import make_task
from tests.e2e.server import Server
from tests.factories.town import Town

# What a screen does is the same on every database; test_phone_to_map walks the way on both.
pytestmark = [
    pytest.mark.browser,
    pytest.mark.parametrize("server", ["spatialite"], indirect=True),
]


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


def test_the_language_can_be_switched_and_is_remembered(app: FieldApp) -> None:
    app.sign_in()
    app.go("#/instellingen")
    app.page.get_by_role("radio", name="English").check()
    expect(app.page.get_by_role("heading", name="Settings")).to_be_visible()
    app.page.reload()
    expect(app.page.get_by_role("heading", name="Settings")).to_be_visible()
    assert app.page.locator("html").get_attribute("lang") == "en"


def test_the_card_with_emergency_numbers_is_one_tap_away_without_a_network(app: FieldApp) -> None:
    app.sign_in()
    app.ready_for_offline()
    app.context.set_offline(True)
    app.page.reload()
    app.page.get_by_role("button", name="Noodnummers").click()
    for number in ("112", "09008844", "08002000"):
        expect(app.page.locator(f"dialog a[href='tel:{number}']")).to_be_visible()


def test_the_app_talks_to_its_own_server_only(context: BrowserContext, server: Server) -> None:
    asked: set[str] = set()
    context.on("request", lambda request: asked.add(request.url))
    app = FieldApp(context.new_page(), server).open().sign_in()
    app.begin_round()
    app.wait_for_position()
    app.observe("afval", "zwerfafval", "C")
    foreign = {url for url in asked if not url.startswith((server.url, "blob:", "data:"))}
    assert foreign == set()
