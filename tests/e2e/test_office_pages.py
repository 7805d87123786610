"""The office's pages in a real browser: nothing that axe objects to, nothing that runs off a phone,
nothing that the Content-Security-Policy had to stop, and all of it by keyboard."""

from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.e2e.office import sign_in
from tests.e2e.server import ROOT, Server
from tests.factories.town import PASSWORD, ROLES, Town
from wijkschouw.accounts.rules import Role
from wijkschouw.app import create_app

# What a page looks like does not depend on the database: the embedded one is enough.
pytestmark = [
    pytest.mark.browser,
    pytest.mark.parametrize("server", ["spatialite"], indirect=True),
]

AXE = (ROOT / "node_modules" / "axe-core" / "axe.min.js").read_text()
# A phone in the dark, a laptop in the light.
SCREENS: dict[str, dict[str, Any]] = {
    "phone": {"viewport": {"width": 390, "height": 844}, "color_scheme": "dark"},
    "laptop": {"viewport": {"width": 1280, "height": 800}, "color_scheme": "light"},
}
# No page of the office: the field app has tests of its own, the rest are files.
OTHERS = ("/api/", "/veld", "/tiles/", "/static/", "/healthz", "/readyz", "/.well-known")
SMALL = """
[...document.querySelectorAll('button, summary, select, .ws-nav a, .ws-tool, .ws-tabs a')]
  .filter((node) => node.offsetParent && !node.closest('.leaflet-control'))
  .filter((node) => node.getBoundingClientRect().height < 43.9)
  .map((node) => `${node.className}: ${node.textContent.trim()}`)
"""
RUNS_OFF = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


@pytest.fixture(params=list(SCREENS))
def screen(request: pytest.FixtureRequest, browser: Browser) -> Iterator[BrowserContext]:
    """A browser of each kind."""
    context = browser.new_context(locale="nl-NL", **SCREENS[request.param])
    context.set_default_timeout(60_000)
    yield context
    context.close()


def pages_of(server: Server, role: str) -> list[str]:
    """Addresses without variable parts that this role may open; each at one role is enough."""
    app = create_app(server.config)
    table = app.extensions["permissions"]
    app.extensions["database"].engine.dispose()
    found = []
    for rule in app.url_map.iter_rules():
        first = next((name for name in ROLES if Role(name) in table[rule.endpoint].roles), None)
        plain = "GET" in (rule.methods or ()) and not rule.arguments and "." not in rule.rule[1:]
        if plain and first == role and not rule.rule.startswith(OTHERS):
            found.append(rule.rule)
    return sorted({"/", *found})


def faults(page: Page, address: str) -> list[str]:
    """What is wrong with a page, one line each."""
    said: list[str] = []
    page.on(
        "console", lambda message: said.append(message.text) if message.type == "error" else None
    )
    answer = page.goto(address)
    assert answer is not None
    if not answer.text().lstrip().startswith("<!doctype html"):
        return []  # a file, or a part of a page
    if answer.status == 404:
        said.clear()  # the browser's own word on a page that needs a query; it is a page of ours
    page.wait_for_load_state("networkidle")
    page.evaluate(AXE)
    for problem in page.evaluate("axe.run(document, {resultTypes: ['violations']})")["violations"]:
        said += [f"{problem['id']}: {node['target']}" for node in problem["nodes"]]
    if page.evaluate(RUNS_OFF) > 0:
        said.append("wider than the screen")
    if page.locator("h1").count() != 1:
        said.append("not one heading of the first level")
    if (page.viewport_size or {})["width"] < 500:
        said += [f"small: {name}" for name in page.evaluate(SMALL)]
    return [f"{address}: {text}" for text in said]


@pytest.mark.parametrize("role", ROLES)
def test_every_page_of_a_role_is_for_everybody(
    server: Server, town: Town, screen: BrowserContext, role: str
) -> None:
    sign_in(screen.new_page(), server, role)
    wrong: list[str] = []
    for path in pages_of(server, role):
        page = screen.new_page()
        wrong += faults(page, server.url + path)
        page.close()
    assert wrong == []


def test_pages_without_signing_in_are_for_everybody(server: Server, screen: BrowserContext) -> None:
    wrong = [
        text for path in ("/", "/inloggen") for text in faults(screen.new_page(), server.url + path)
    ]
    assert wrong == []


def test_signing_in_goes_by_keyboard_alone(server: Server, screen: BrowserContext) -> None:
    page = screen.new_page()
    page.goto(f"{server.url}/inloggen")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Naar de inhoud")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.get_by_label("E-mailadres")).to_be_focused()
    page.keyboard.type("beheerder@voorbeeldstad.example")
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(f"{server.url}/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Vandaag")


def test_a_beheerder_makes_an_account_and_the_new_person_signs_in(
    server: Server, screen: BrowserContext
) -> None:
    name = f"nieuw-{uuid4()}"
    page = screen.new_page()
    sign_in(page, server, "beheerder")
    page.goto(f"{server.url}/beheer/gebruikers")
    page.get_by_text("Nieuwe gebruiker").click()
    form = page.locator("#nieuw form")
    form.get_by_label("Naam").fill("Noor Nieuw")
    form.get_by_label("E-mailadres").fill(f"{name}@voorbeeldstad.example")
    form.get_by_role("button", name="Account maken").click()
    expect(page.locator("#veld-rollen-fout")).to_be_visible()  # none chosen: said at the field
    form.get_by_label("BOA handelt").check()
    form.get_by_role("button", name="Account maken").click()
    password = page.locator("#wachtwoord").inner_text()
    page.get_by_role("link", name="Klaar").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Noor Nieuw")
    page.context.clear_cookies()
    page.goto(f"{server.url}/inloggen")
    page.get_by_label("E-mailadres").fill(f"{name}@voorbeeldstad.example")
    page.get_by_label("Wachtwoord").fill(password)
    page.get_by_role("button", name="Inloggen").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Vandaag")
