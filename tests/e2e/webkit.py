"""WebKit for the tests: MiniBrowser of WebKitGTK, by WebKitWebDriver, on a screen of its own.

The engine of every browser on an iPhone, not the iPhone itself: that cannot be run in tests.
"""

import contextlib
import os
import signal
import subprocess
from collections.abc import Iterator
from glob import glob
from pathlib import Path
from shutil import which
from typing import Any

from selenium import webdriver
from selenium.common.exceptions import TimeoutException, WebDriverException
from selenium.webdriver.common.by import By
from selenium.webdriver.support.ui import WebDriverWait
from selenium.webdriver.webkitgtk.options import Options
from selenium.webdriver.webkitgtk.service import Service

from tests.e2e.chaos.phone import READ_STORE
from tests.e2e.field_app import UPDATES

PATIENCE_SECONDS = 60
# Debian and Ubuntu, Arch, Fedora; the newest interface first.
_BROWSERS = ("/usr/lib/*/webkit2gtk-4.*/MiniBrowser", "/usr/lib/webkit2gtk-4.*/MiniBrowser",
             "/usr/libexec/webkit2gtk-4.*/MiniBrowser")  # fmt: skip


def mini_browser() -> str | None:
    """Where MiniBrowser is; None when it is not installed."""
    found = sorted(path for pattern in _BROWSERS for path in glob(pattern))
    return found[-1] if found else None


def missing() -> list[str]:
    """What of the three programs is not on this machine."""
    found = {
        "WebKitWebDriver": which("WebKitWebDriver"),
        "Xvfb": which("Xvfb"),
        "MiniBrowser (WebKitGTK)": mini_browser(),
    }
    return [name for name, path in found.items() if path is None]


@contextlib.contextmanager
def screen() -> Iterator[str]:
    """A virtual screen; its display (``:7``). Xvfb itself chooses a number that is free."""
    read, write = os.pipe()
    process = subprocess.Popen(
        ["Xvfb", "-displayfd", str(write), "-screen", "0", "1024x1024x24", "-nolisten", "tcp"],
        pass_fds=(write,),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    os.close(write)
    try:
        with os.fdopen(read) as said:
            number = said.readline().strip()  # comes when the screen is there; empty when it died
        assert number, "Xvfb did not start"
        yield f":{number}"
    finally:
        process.terminate()
        process.wait()


@contextlib.contextmanager
def browser(display: str, home: Path) -> Iterator[webdriver.WebKitGTK]:
    """One browser with an empty profile below ``home``; nothing of it is left running."""
    options = Options()
    options.binary_location = mini_browser() or ""
    options.add_argument("--automation")
    service = Service(
        env=_environment(display, home),
        log_output=str(home / "webkit.log"),
        popen_kw={"start_new_session": True},  # driver and browser end together, whatever happens
    )
    group: int | None = None
    try:
        driver = webdriver.WebKitGTK(options=options, service=service)
        group = service.process.pid
        driver.set_script_timeout(PATIENCE_SECONDS)
        driver.set_page_load_timeout(PATIENCE_SECONDS)
        try:
            yield driver
        finally:
            with contextlib.suppress(WebDriverException):
                driver.quit()
    finally:
        if group is not None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(group, signal.SIGKILL)


def _environment(display: str, home: Path) -> dict[str, str]:
    """Its own home, no accessibility bus, no graphics card."""
    home.mkdir(parents=True, exist_ok=True)
    home.chmod(0o700)  # what XDG_RUNTIME_DIR must be
    return {
        "PATH": os.environ.get("PATH", "/usr/bin:/bin"),
        "DISPLAY": display,
        "GDK_BACKEND": "x11",
        "HOME": str(home),
        "XDG_RUNTIME_DIR": str(home),
        "LANG": "C.UTF-8",
        "TZ": "Europe/Amsterdam",
        "NO_AT_BRIDGE": "1",
        "LIBGL_ALWAYS_SOFTWARE": "1",
        "WEBKIT_DISABLE_DMABUF_RENDERER": "1",
    }


class WebKitPhone:
    """The field app in WebKit: what tests tap and read."""

    def __init__(self, driver: webdriver.WebKitGTK, url: str) -> None:
        self.driver = driver
        self.url = url

    def open(self) -> None:
        """Until the app is ready to record."""
        self.driver.get(f"{self.url}/veld")
        self.wait_for("#app[data-ready]")

    def reload(self) -> None:
        """As after a killed page."""
        self.driver.refresh()
        self.wait_for("#app[data-ready]")

    def go(self, address: str) -> None:
        """To a screen by its address, as a link does."""
        self.driver.execute_script("location.hash = arguments[0]", address)

    def sign_in(self, email: str, password: str) -> None:
        """Through the app's own form, until what an inspector needs is on the phone."""
        self.type("input[type=email]", email)
        self.type("input[type=password]", password)
        self.tap("form button[type=submit]")
        self._until(lambda driver: driver.execute_script(f"return {UPDATES}"), "still signing in")

    def tap(self, css: str) -> None:
        """Tap the first that is on the screen; again when it was just drawn anew."""

        def tapped(driver: Any) -> bool:
            element = driver.find_element(By.CSS_SELECTOR, css)
            if not element.is_displayed():
                return False
            element.click()
            return True

        self._until(tapped, f"cannot tap {css}")

    def type(self, css: str, text: str) -> None:
        """Into an empty field."""
        self.wait_for(css)
        self.driver.find_element(By.CSS_SELECTOR, css).send_keys(text)

    def choose_file(self, path: Path) -> None:
        """As the picker does."""
        self.driver.find_element(By.CSS_SELECTOR, "input[type=file]").send_keys(str(path))

    def count(self, css: str) -> int:
        """How many are on the page."""
        return len(self.driver.find_elements(By.CSS_SELECTOR, css))

    def wait_for(self, css: str) -> None:
        """Until at least one is on the page."""
        self._until(lambda _: self.count(css) > 0, f"no {css}")

    def wait_for_none(self, css: str) -> None:
        """Until none is on the page."""
        self._until(lambda _: self.count(css) == 0, f"still {css}")

    def store(self) -> dict[str, dict[str, Any]]:
        """Every item of the app's own database, by kind (this test saves one of each)."""
        rows = self.driver.execute_async_script(
            f"const done = arguments[0]; ({READ_STORE})().then(done, (e) => done(String(e)));"
        )
        assert isinstance(rows, list), rows
        return {row["kind"]: row for row in rows}

    def _until(self, condition: Any, trouble: str) -> None:
        waiting = WebDriverWait(
            self.driver, PATIENCE_SECONDS, 0.2, ignored_exceptions=(WebDriverException,)
        )
        try:
            waiting.until(condition)
        except TimeoutException as error:
            text = self.driver.execute_script("return document.body.innerText")
            raise AssertionError(f"{trouble}; on the screen:\n{text}") from error
