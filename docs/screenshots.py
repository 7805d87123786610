"""Take the pictures of the README from a running demonstration.

make demo PORT=8000            # in one terminal
.venv/bin/python docs/screenshots.py http://localhost:8000
"""

import io
import sys
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from tests.e2e.browser import CHROMIUM, chromium_arguments

IMAGES = Path(__file__).parent / "images"
PASSWORD = "voorbeeldstad-demo"  # noqa: S105 - of the demonstration, printed by `make demo`
BUURT = "BU99990104"
PAGES = {"map": "/kaart", "neighbourhood": f"/buurten/{BUURT}", "tasks": "/taken"}
PHONE, DESK = (390, 844), (1280, 800)


def main(base: str) -> None:
    """All pictures."""
    IMAGES.mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=chromium_arguments())
        desk = sign_in(browser, base, "wijkmanager", DESK)
        for name, path in PAGES.items():
            desk.goto(base + path, wait_until="networkidle")
            save(desk, name)
        phone = sign_in(browser, base, "inspecteur", PHONE)
        phone.goto(f"{base}/veld", wait_until="networkidle")
        phone.wait_for_selector("#app[data-ready]")
        phone.get_by_label("Buurt", exact=True).select_option(BUURT)
        phone.locator("[data-prepare]").click()
        phone.locator("[data-begin]").click()
        phone.locator(".position[data-tone=good]").wait_for()
        phone.locator(".toast button").first.click()  # this browser cannot keep a screen on
        save(phone, "field")
        phone.locator("[data-theme=afval]").click()
        phone.locator("[data-category=bijplaatsing]").first.click()
        phone.locator("[data-level=C]").wait_for()
        save(phone, "level")


def sign_in(browser: Browser, base: str, who: str, size: tuple[int, int]) -> Page:
    """A page of somebody who stands in the town."""
    context = browser.new_context(
        viewport={"width": size[0], "height": size[1]},
        locale="nl-NL",
        geolocation={"longitude": 5.2, "latitude": 52.5, "accuracy": 6},
        permissions=["geolocation"],
    )
    answer = context.request.post(
        f"{base}/api/v1/aanmelding",
        data={"email": f"{who}@voorbeeldstad.example", "wachtwoord": PASSWORD},
        headers={"Origin": base},
    )
    assert answer.ok, answer.text()  # noqa: S101 - a script for developers
    areas = context.request.get(f"{base}/api/v1/gebieden?niveau=buurt").json()["features"]
    area = next(found for found in areas if found["properties"]["code"] == BUURT)
    ring = area["geometry"]["coordinates"][0][0]
    lon, lat = (sum(point[i] for point in ring) / len(ring) for i in (0, 1))
    context.set_geolocation({"longitude": lon, "latitude": lat, "accuracy": 6})
    return context.new_page()


def save(page: Page, name: str) -> None:
    """As a small PNG: 128 colours are enough for flat pages."""
    image = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
    image.quantize(128).save(IMAGES / f"{name}.png", optimize=True)


if __name__ == "__main__":
    main(sys.argv[1].rstrip("/"))
