"""Is the field app as fast as it must be? ``python -m benchmarks.field_budget [--runs N]``.

Measures a real installation in Chromium and prints one table. A budget is held when the median of
the runs is within it; the worst is shown beside. Exit status 1 when a budget is missed.

The network is made slow in the browser (CDP): 1.6 Mb/s and 150 ms for each request. The processor
is made slow there too, for the page alone. Server and browser share this machine.
"""

import argparse
import io
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from random import Random
from statistics import median
from time import perf_counter
from typing import Any

from PIL import Image
from playwright.sync_api import Browser, BrowserContext, CDPSession, Page, expect, sync_playwright
from rich.console import Console
from rich.table import Table
from sqlalchemy import func
from sqlmodel import select

from benchmarks.harness import Installation, installation, machine
from tests.e2e.conftest import CHROMIUM
from tests.e2e.field_app import FieldApp
from tests.e2e.server import ROOT, wait_until
from tests.factories.town import PASSWORD
from wijkschouw.observations.models import Observation
from wijkschouw.photos.models import Photo

PATIENCE_MS = 60_000
SLOW_4G = {"offline": False, "latency": 150, "downloadThroughput": 1.6e6 / 8,
           "uploadThroughput": 0.75e6 / 8}  # fmt: skip
SLOW_PROCESSOR = 4
WAITING, PHOTOS = 200, 100
TWELVE_MEGAPIXELS = (4000, 3000)
DRAIN_SECONDS = 900

# Moments in the page, on the page's own clock. `thema`: a theme button is there to be tapped.
# `tik`: the tap that saves; `duurzaam`: the end of the transaction that writes the observation or
# its photo; `gezegd`: the screen says so.
WATCH = """
(() => {
  const once = (name) => {
    if (performance.getEntriesByName(name).length === 0) performance.mark(name);
  };
  globalThis.beginAnew = () => {
    for (const name of ['tik', 'duurzaam', 'gezegd']) performance.clearMarks(name);
  };
  new MutationObserver(() => {
    if (document.querySelector('[data-theme]')) once('thema');
    const saved = document.querySelector('.saved-title, [data-photo-id]');
    if (saved && performance.getEntriesByName('tik').length > 0) once('gezegd');
  }).observe(document, { childList: true, subtree: true });
  document.addEventListener('click', (event) => {
    if (!event.target.closest?.('[data-level], dialog .button-primary')) return;
    globalThis.beginAnew();
    performance.mark('tik');
  }, { capture: true });
  const transaction = IDBDatabase.prototype.transaction;
  IDBDatabase.prototype.transaction = function (stores, mode, options) {
    const begun = transaction.call(this, stores, mode, options);
    if (mode === 'readwrite' && [stores].flat().includes('photos')) {
      begun.addEventListener('complete', () => {
        if (performance.getEntriesByName('tik').length > 0) once('duurzaam');
      });
    }
    return begun;
  };
})();
"""
BETWEEN = """([from, to]) => {
  const at = (name) => performance.getEntriesByName(name)[0]?.startTime;
  return from === null ? at(to) : at(to) - at(from);
}"""
# What the app's own database says; the app is not asked.
STATES = """async () => {
  const settled = (request) => new Promise((done, fail) => {
    request.onsuccess = () => done(request.result);
    request.onerror = () => fail(request.error);
  });
  const db = await settled(indexedDB.open('wijkschouw-veld'));
  const rows = await settled(db.transaction('items').objectStore('items').getAll());
  db.close();
  return rows.map(({ kind, state }) => `${kind} ${state}`);
}"""


@dataclass(frozen=True)
class Measured:
    """One line; ``values`` and ``budget`` in ``unit``. Without a budget: for information."""

    what: str
    budget: float | None
    unit: str
    values: tuple[float, ...]

    @property
    def held(self) -> bool:
        return self.budget is None or median(self.values) <= self.budget

    def show(self, value: float) -> str:
        return f"{value:,.0f} {self.unit}"


@dataclass
class Bench:
    """A browser and an installation to measure with, signed in as the inspector."""

    browser: Browser
    place: Installation
    cookies: Any

    @contextmanager
    def phone(self, *, known: bool = True) -> Iterator[BrowserContext]:
        """A new phone with nothing on it; ``known``: with the cookies of somebody who signed in."""
        lon, lat = self.place.town.place("BU99990101", 1, 1)
        context = self.browser.new_context(
            viewport={"width": 390, "height": 844}, has_touch=True, locale="nl-NL",
            timezone_id="Europe/Amsterdam", permissions=["geolocation"],
            geolocation={"longitude": lon, "latitude": lat, "accuracy": 6},
            storage_state=self.cookies if known else None,
        )  # fmt: skip
        context.set_default_timeout(PATIENCE_MS)
        context.add_init_script(WATCH)
        try:
            yield context
        finally:
            context.close()

    def app(self, page: Page) -> FieldApp:
        """The app, opened."""
        return FieldApp(page, self.place.server).open()

    @contextmanager
    def recording(self) -> Iterator[FieldApp]:
        """A phone on a round, where there is no network: nothing is sent meanwhile."""
        with self.phone() as context:
            app = self.app(context.new_page())
            app.page.wait_for_selector("[data-theme]")
            app.ready_for_offline()
            app.begin_round()
            app.wait_for_position()
            context.set_offline(True)
            yield app


def moment(page: Page, name: str, since: str | None = None) -> float:
    """Milliseconds from the start of the page, or from another moment, until ``name``."""
    page.wait_for_function("name => performance.getEntriesByName(name).length > 0", arg=name)
    return float(page.evaluate(BETWEEN, [since, name]))


def session_of(page: Page) -> CDPSession:
    """The browser's own switches for this page."""
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    return session


# --- what is measured ---------------------------------------------------------------------------
def first_load(bench: Bench, runs: int) -> list[Measured]:
    """Somebody who signed in on the site opens /veld for the first time over slow 4G."""
    ready, themes, sizes = [], [], []
    for _ in range(runs):
        with bench.phone() as context:
            page = context.new_page()
            session = session_of(page)
            session.send("Network.emulateNetworkConditions", SLOW_4G)
            arrived = {"bytes": 0.0}
            session.on("Network.loadingFinished", _adding(arrived))
            page.goto(f"{bench.place.server.url}/veld", wait_until="commit")
            page.wait_for_selector("[data-theme]")
            sizes.append(arrived["bytes"] / 1000)
            ready.append(moment(page, "veld-klaar"))
            themes.append(moment(page, "thema"))
    return [
        Measured("first load, slow 4G: over the wire until ready", 250, "kB", tuple(sizes)),
        Measured("first load, slow 4G: the app is up", 3000, "ms", tuple(ready)),
        Measured("first load, slow 4G: ready to record", 3000, "ms", tuple(themes)),
    ]


def _adding(total: dict[str, float]) -> Callable[[dict[str, Any]], None]:
    def add(event: dict[str, Any]) -> None:
        total["bytes"] += event["encodedDataLength"]

    return add


def offline_start(bench: Bench, runs: int) -> list[Measured]:
    """The app is opened without a network on a processor that is four times slower."""
    with bench.phone() as context:
        first = bench.app(context.new_page())
        first.page.wait_for_selector("[data-theme]")
        first.ready_for_offline()
        first.page.wait_for_selector("[data-theme]")
        first.page.close()
        context.set_offline(True)
        times = []
        for _ in range(runs):
            page = context.new_page()
            session_of(page).send("Emulation.setCPUThrottlingRate", {"rate": SLOW_PROCESSOR})
            page.goto(f"{bench.place.server.url}/veld", wait_until="commit")
            times.append(max(moment(page, "thema"), moment(page, "veld-klaar")))
            page.close()
    return [Measured("start offline, 4× slower processor", 1000, "ms", tuple(times))]


def save_without_photo(bench: Bench, runs: int) -> list[Measured]:
    """From the third tap to the end of the transaction."""
    durable, said = [], []
    with bench.recording() as app:
        for _ in range(runs):
            app.observe("afval", "zwerfafval", "C")
            durable.append(moment(app.page, "duurzaam", "tik"))
            said.append(moment(app.page, "gezegd", "tik"))
            app.done()
    return [
        Measured("tap “save” → durable, without photo", 100, "ms", tuple(durable)),
        Measured("tap “save” → the screen says so", None, "ms", tuple(said)),
    ]


def save_with_photo(bench: Bench, runs: int) -> list[Measured]:
    """From the tap that uses a photo of twelve megapixels to the end of the transaction."""
    photo = a_photo(TWELVE_MEGAPIXELS, 1)
    durable = []
    with bench.recording() as app:
        for _ in range(runs):
            app.observe("afval", "zwerfafval", "C")
            app.page.locator(".saved-title").wait_for()
            use_photo(app, photo)
            durable.append(moment(app.page, "duurzaam", "tik"))
            app.page.locator("[data-photo-id]").wait_for()
            app.done()
    return [Measured("tap “save” → durable, photo of 12 megapixels", 1000, "ms", tuple(durable))]


def network_back(bench: Bench) -> list[Measured]:
    """A long walk without a network; then it is back. Counted at the server."""
    before = at_the_server(bench)
    with bench.recording() as app:
        lon, lat = bench.place.town.place("BU99990101", 1, 1)
        for number in range(WAITING):
            app.stand(lon + number % 2 * 1e-5, lat)  # a phone in a hand: its place stays fresh
            app.observe("afval", "zwerfafval", "ABCD"[number % 4])
            app.page.locator(".saved-title").wait_for()
            if number < PHOTOS:
                use_photo(app, a_photo((2048, 1536), number))
                app.page.locator("[data-photo-id]").wait_for()
            app.done()
        began = perf_counter()
        app.context.set_offline(False)
        aim = (before[0] + WAITING, before[1] + PHOTOS)
        wait_until(lambda: at_the_server(bench) >= aim, DRAIN_SECONDS,
                   lambda: f"received {at_the_server(bench)} of {aim}")  # fmt: skip
        seconds = perf_counter() - began
        wait_until(lambda: all_received(app.page), 60, lambda: str(app.page.evaluate(STATES)))
        here = at_the_server(bench)
    wrong = abs(here[0] - aim[0]) + abs(here[1] - aim[1])
    return [
        Measured(f"{WAITING} observations, {PHOTOS} photos: missing or double", 0, "", (wrong,)),
        Measured("network back → all of them received", None, "s", (seconds,)),
    ]


def at_the_server(bench: Bench) -> tuple[int, int]:
    """Observations, and photos whose bytes are there."""
    with bench.place.server.database.session(write=False) as session:
        observations = session.exec(select(func.count()).select_from(Observation)).one()
        received = select(func.count()).select_from(Photo).where(Photo.received_at.is_not(None))  # type: ignore[union-attr]
        return observations, session.exec(received).one()


def all_received(page: Page) -> bool:
    """Whether the phone knows it too; the round that is being walked is sent again and again."""
    states = page.evaluate(STATES)
    return all(state.endswith(" ontvangen") for state in states if not state.startswith("ronde"))


# --- parts --------------------------------------------------------------------------------------
def a_photo(size: tuple[int, int], seed: int) -> bytes:
    """A JPEG that is neither flat nor noise."""
    noise = Image.frombytes("RGB", (200, 150), Random(seed).randbytes(200 * 150 * 3))
    out = io.BytesIO()
    noise.resize(size, Image.Resampling.BICUBIC).save(out, "JPEG", quality=88)
    return out.getvalue()


def use_photo(app: FieldApp, photo: bytes) -> None:
    """Chosen, looked at, used; returns after the tap."""
    file = {"name": "foto.jpg", "mimeType": "image/jpeg", "buffer": photo}
    app.page.set_input_files("input[type=file]", files=[file])  # type: ignore[list-item]
    app.page.locator("dialog[open] .button-primary").click()


@contextmanager
def bench() -> Iterator[Bench]:
    """A fresh installation on SpatiaLite and a Chromium."""
    if not (ROOT / "static" / "dist" / "manifest.json").exists():
        sys.exit("wijkschouw: the scripts and styles are not built: run `make build`")
    with installation("spatialite") as place, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=_switches())
        try:
            context = browser.new_context()
            answer = context.request.post(
                f"{place.server.url}/api/v1/aanmelding",
                data={"email": "inspecteur@voorbeeldstad.example", "wachtwoord": PASSWORD},
                headers={"Origin": place.server.url},
            )
            assert answer.ok, answer.text()
            cookies = context.storage_state()
            context.close()
            expect.set_options(timeout=PATIENCE_MS)
            yield Bench(browser, place, cookies)
        finally:
            browser.close()


def _switches() -> list[str]:
    """No calls to the browser's maker; as root it needs --no-sandbox."""
    switches = ["--disable-background-networking", "--disable-component-update", "--disable-gpu"]
    return [*switches, "--no-sandbox"] if os.geteuid() == 0 else switches


def table(measured: list[Measured]) -> Table:
    """What, budget, measured."""
    title = f"{machine()}\n{datetime.now().astimezone():%Y-%m-%d %H:%M}"
    shown = Table("what", "budget", "median", "worst", "of", "", title=title)
    for row in measured:
        verdict = "" if row.budget is None else "held" if row.held else "MISSED"
        budget = "–" if row.budget is None else f"≤ {row.show(row.budget)}"
        shown.add_row(row.what, budget, row.show(median(row.values)), row.show(max(row.values)),
                      str(len(row.values)), verdict)  # fmt: skip
    return shown


def main() -> None:
    """Measure, print, and say by the exit status whether all budgets are held."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.field_budget", description="Measure the field app's budgets."
    )
    parser.add_argument("--runs", type=int, default=7, help="how often each is measured (7)")
    runs = max(1, parser.parse_args().runs)
    console = Console(width=120)
    measured: list[Measured] = []
    with bench() as ready:
        for step in (first_load, offline_start, save_without_photo, save_with_photo):
            console.print(f"measuring {step.__name__.replace('_', ' ')} …", style="dim")
            measured += step(ready, runs)
        console.print("measuring network back …", style="dim")
        measured += network_back(ready)
    console.print(table(measured))
    sys.exit(0 if all(row.held for row in measured) else 1)


if __name__ == "__main__":
    main()
