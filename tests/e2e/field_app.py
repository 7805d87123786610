"""The field app as somebody with a phone uses it: what tests tap and read."""

from typing import Any

from playwright.sync_api import BrowserContext, Page, expect
from sqlmodel import col, select

import wijkschouw.tables  # noqa: F401 - all tables are known to metadata
from tests.e2e.server import ROOT, Server, wait_until
from tests.factories.town import PASSWORD
from wijkschouw.db import metadata
from wijkschouw.observations.models import Observation

AREA = "BU99990101"
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
READY = "#app[data-ready]"
UPDATES = "Number(document.documentElement.dataset.updates ?? 0)"
# What a busy machine may need; a test that passes does not wait for it.
expect.set_options(timeout=30_000)


KEPT = ("municipalities", "areas", "area_cells", "users", "teams", "team_members",
        "catalogue_versions", "audit_log")  # fmt: skip


def forget_records(server: Server) -> None:
    """Nothing recorded at the office: only the town, its people and its catalogue."""
    with server.database.open() as session:
        for table in reversed(metadata.sorted_tables):
            if table.name not in KEPT:
                session.execute(table.delete())
        session.commit()


class FieldApp:
    """One phone with the app open."""

    def __init__(self, page: Page, server: Server) -> None:
        self.page = page
        self.server = server
        self.errors: list[str] = []
        page.on("pageerror", lambda error: self.errors.append(str(error)))

    @property
    def context(self) -> BrowserContext:
        return self.page.context

    # --- coming in ----------------------------------------------------------------------------

    def open(self) -> "FieldApp":
        """Open or reload the app and wait until it is ready to record."""
        self.page.goto(f"{self.server.url}/veld")
        self.page.wait_for_selector(READY)
        return self

    def sign_in(self, name: str = "inspecteur") -> "FieldApp":
        """Sign in and wait until the areas and the catalogue are on the phone."""
        page = self.page
        times = page.evaluate(UPDATES)
        page.get_by_label("E-mailadres").fill(f"{name}@voorbeeldstad.example")
        page.get_by_label("Wachtwoord").fill(PASSWORD)
        page.get_by_role("button", name="Inloggen").click()
        expect(page.get_by_text(f"Dag {name.capitalize()}")).to_be_visible()
        news = page.locator(f"html[data-updates]:not([data-updates='{times}'])")
        expect(news).to_be_attached()
        return self

    def go(self, address: str) -> None:
        """To a screen by its address, as a link does."""
        self.page.evaluate("address => { location.hash = address; }", address)

    def stand(self, lon: float, lat: float, accuracy: float = 6) -> None:
        """Be somewhere."""
        self.context.set_geolocation({"longitude": lon, "latitude": lat, "accuracy": accuracy})

    def ready_for_offline(self) -> None:
        """Wait until the service worker has everything."""
        self.page.evaluate("navigator.serviceWorker.ready.then(() => true)")
        self.page.reload()
        self.page.wait_for_selector(READY)
        assert self.page.evaluate("Boolean(navigator.serviceWorker.controller)")

    # --- recording ----------------------------------------------------------------------------

    def begin_round(self, area: str = AREA, template: str = "avondronde") -> None:
        """A round on the spot."""
        page = self.page
        page.get_by_label("Buurt", exact=True).select_option(area)
        page.locator(f".choice:has(input[value={template}]) label").click()
        page.locator("[data-prepare]").click()
        expect(page.get_by_text("vakken om te bekijken")).to_be_visible()
        page.locator("[data-begin]").click()
        expect(page.locator(".thumb")).to_be_visible()

    def wait_for_position(self) -> None:
        """Until the round shows how accurate the position is."""
        expect(self.page.locator(".position[data-tone=good]")).to_be_visible()

    def observe(self, theme: str, category: str, level: str) -> None:
        """Three taps."""
        page = self.page
        page.locator(f"[data-theme={theme}]").click()
        page.locator(f"[data-category={category}]").click()
        page.locator(f"[data-level='{level}']").click()

    def done(self) -> None:
        """Close the form; from now on the observation may be sent, whatever becomes of the page."""
        self.page.locator("[data-done]").click()
        expect(self.page.locator("[data-done]")).to_have_count(0)

    # --- the queue ----------------------------------------------------------------------------

    def send(self) -> None:
        """Open the queue and send until everything is received."""
        self.go("#/wachtrij")
        self.page.locator("[data-send]").click()
        expect(self.page.locator(".queue-item").first).to_be_visible()
        expect(self.page.locator(".queue-item:not([data-state=ontvangen])")).to_have_count(0)

    def observations(self) -> list[Observation]:
        """What the server has."""
        with self.server.database.open() as session:
            return list(session.exec(select(Observation).order_by(col(Observation.observed_at))))

    def wait_for_observations(self, count: int) -> list[Observation]:
        """Until the server has so many; AssertionError otherwise."""

        def here() -> bool:
            self.context.cookies()  # while the browser is asked, a test's own routes get their turn
            return len(self.observations()) >= count

        wait_until(here, 30, lambda: f"{len(self.observations())} observations instead of {count}")
        return self.observations()

    def expect_message(self, text: str) -> None:
        """The message on the screen; what is read out says the same."""
        expect(self.page.locator(".toast", has_text=text)).to_be_visible()

    # --- looking ------------------------------------------------------------------------------

    def axe(self) -> list[str]:
        """What axe finds wrong on this screen, AAA contrast included, one line each."""
        self.page.evaluate(AXE.read_text())
        found: dict[str, Any] = self.page.evaluate(
            "axe.run(document, {rules: {'color-contrast-enhanced': {enabled: true}}})"
        )
        return [
            f"{problem['id']}: {node['target']} {node['failureSummary']}"
            for problem in found["violations"]
            for node in problem["nodes"]
        ]

    def small_targets(self) -> list[str]:
        """What can be tapped but is less than 44 pixels high or wide."""
        found: list[str] = self.page.evaluate(SMALL_TARGETS)
        return found


SMALL_TARGETS = """
[...document.querySelectorAll('a, button, select, textarea, summary, input:not([type=file])')]
  .filter((node) => node.offsetParent && !node.closest('.leaflet-control-attribution, .skip'))
  .map((node) => [node, (node.type === 'radio' ? node.labels[0] : node).getBoundingClientRect()])
  .filter(([, box]) => box.width < 44 || box.height < 44)
  .map(([node, box]) => `${node.outerHTML.slice(0, 80)} ${box.width}x${box.height}`)
"""
