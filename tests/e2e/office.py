"""What tests of the office's pages share."""

from playwright.sync_api import Page

from tests.e2e.server import Server
from tests.factories.town import PASSWORD


def sign_in(page: Page, server: Server, name: str) -> None:
    """Sign in and come to the start page."""
    page.goto(f"{server.url}/inloggen")
    page.get_by_label("E-mailadres").fill(f"{name}@voorbeeldstad.example")
    page.get_by_label("Wachtwoord").fill(PASSWORD)
    page.get_by_role("button", name="Inloggen").click()
    page.wait_for_url(f"{server.url}/")
