"""The phone in an episode: the real field app in Chromium, driven as an inspector does."""

import contextlib
import io
from dataclasses import dataclass, field
from random import Random
from typing import Any

from PIL import Image
from playwright.sync_api import BrowserContext, Error, Page

from tests.e2e.chaos.plan import Act
from tests.factories.town import PASSWORD, Town

KINDS = (("afval", "bijplaatsing"), ("afval", "zwerfafval"), ("verlichting", "lamp-uit"),
         ("overlast", "beklad"))  # fmt: skip
LEVELS = ("A", "B", "C", "D")
PATIENCE_MS = 30_000
# A jump of the phone's clock: past "undo", and past most waits of the sender.
JUMP_MS = 11_000

# Reads the app's own database; the app is not asked, it might be the one that errs.
READ_STORE = """async () => {
  const settled = (request) => new Promise((done, fail) => {
    request.onsuccess = () => done(request.result);
    request.onerror = () => fail(request.error);
  });
  const db = await settled(indexedDB.open('wijkschouw-veld'));
  const rows = await settled(db.transaction('items').objectStore('items').getAll());
  db.close();
  return rows.map(({ id, kind, parentId, seq, state, content, problem }) => ({
    id, kind, parentId, seq, state,
    sha256: content?.sha256 ?? null,
    problem: problem ? JSON.stringify(problem) : null,
    content: kind === 'foto' ? null : content,
  }));
}"""


@dataclass
class Phone:
    """The phone of somebody who walks rounds and handles a task.

    What the screen called saved: ``saved`` ids of observations with those of their photos, ``felt``
    belevingen, ``steps`` of the task with ``proofs`` photos.
    """

    context: BrowserContext
    url: str
    random: Random
    task: str
    page: Page = None  # type: ignore[assignment]  # set by start()
    saved: dict[str, list[str]] = field(default_factory=dict)
    felt: int = 0
    steps: list[str] = field(default_factory=list)
    proofs: int = 0

    def start(self, name: str) -> None:
        """Sign in once, with a network, and wait until the app can start without one."""
        self.context.set_default_timeout(PATIENCE_MS)
        answer = self.context.request.post(
            f"{self.url}/api/v1/aanmelding",
            data={"email": f"{name}@voorbeeldstad.example", "wachtwoord": PASSWORD},
            headers={"Origin": self.url},
        )
        assert answer.ok, answer.text()
        self._open()
        self.page.wait_for_selector("[data-theme=afval]")
        self._tasks()
        self.page.evaluate("navigator.serviceWorker.ready.then(() => true)")

    def _open(self) -> None:
        self.page = self.context.new_page()
        self.page.goto(f"{self.url}/veld", wait_until="domcontentloaded")
        self.page.wait_for_selector("#app[data-ready=true]")

    def do(self, act: Act) -> None:
        """One act. Acts of the machine are none of the phone's."""
        match act:
            case Act.OBSERVE:
                self.observe(0)
            case Act.OBSERVE_WITH_PHOTO:
                self.observe(1)
            case Act.OBSERVE_WITH_TWO_PHOTOS:
                self.observe(2)
            case Act.FEEL:
                self.feel()
            case Act.TASK_STEP:
                self.take_step()
            case Act.RELOAD:
                self.page.reload(wait_until="domcontentloaded")
                self.page.wait_for_selector("#app[data-ready=true]")
            case Act.CRASH_PAGE:
                self.crash()
            case Act.OFFLINE:
                self.context.set_offline(True)
            case Act.ONLINE:
                self.context.set_offline(False)
            case Act.SEND_NOW:
                self.send_now()

    def home(self) -> None:
        """The start screen, with its theme buttons."""
        self.page.evaluate("location.hash = '#/'")
        self.page.wait_for_selector("[data-theme=afval]")

    def walk(self) -> None:
        """Some metres on: an emulated phone reports its place only when told."""
        lon, lat = Town().place("BU99990101", 1, 1)
        shift = self.random.uniform(-0.0003, 0.0003)
        self.context.set_geolocation(
            {"longitude": lon + shift, "latitude": lat + shift / 2, "accuracy": 6}
        )

    def observe(self, photos: int) -> None:
        """Three taps, then photos."""
        self.home()
        self.walk()
        theme, category = self.random.choice(KINDS)
        self.page.click(f"[data-theme={theme}]")
        self.page.click(f"[data-category={category}] >> nth=0")
        self.page.click(f"[data-level={self.random.choice(LEVELS)}]")
        self._show_the_place_when_asked(until=".saved-title")
        observation = self.page.evaluate("location.hash.split('/').pop()")
        self.saved[observation] = []
        for number in range(photos):
            self._add_photo(f"[data-photo-id] >> nth={number}")
        ids = self.page.eval_on_selector_all(
            "[data-photo-id]", "nodes => nodes.map((node) => node.dataset.photoId)"
        )
        self.saved[observation] = ids
        self.page.click("[data-done]")
        self.page.wait_for_selector("[data-theme=afval]")

    def _show_the_place_when_asked(self, until: str) -> None:
        """Without a fresh fix the app asks where it is; the middle of the map will do."""
        self.page.wait_for_selector(f"{until}, dialog[open] .button-primary")
        if not self.page.is_visible(until):
            self.page.click("dialog[open] .button-primary")
            self.page.wait_for_selector(until)

    def _add_photo(self, shown: str) -> None:
        """Until the form shows it. Whatever pushes go on, it is never too late for that."""
        self.page.set_input_files(
            "input[type=file]",
            files=[{"name": "foto.jpg", "mimeType": "image/jpeg", "buffer": self._picture()}],
        )
        self.page.click("dialog .button-primary")
        self.page.wait_for_selector(shown)

    def _picture(self) -> bytes:
        """Noise, so that no two are equal and JPEG cannot make it tiny."""
        image = Image.frombytes("RGB", (240, 180), self.random.randbytes(240 * 180 * 3))
        out = io.BytesIO()
        image.save(out, "JPEG", quality=60)
        return out.getvalue()

    def feel(self) -> None:
        """A figure for how safe it feels."""
        self.walk()
        self.page.evaluate("location.hash = '#/beleving'")
        self.page.locator(".figure input").nth(self.random.randrange(10)).check()
        self.page.click("form .button-primary")
        self._show_the_place_when_asked(until="[data-theme=afval]")
        self.felt += 1

    def _tasks(self) -> None:
        self.page.evaluate("location.hash = '#/taken'")
        self.page.wait_for_selector(f"[data-task='{self.task}']")

    def take_step(self) -> None:
        """Accept the task; the next time handle it, with a note and perhaps a photo."""
        if len(self.steps) == 2:
            return
        self._tasks()
        self.page.click(f"[data-task='{self.task}']")
        if not self.steps:
            self.page.click("[data-accept]")
            self.page.wait_for_selector("[data-handle]")
            self.steps.append("accepteren")
            return
        self.page.get_by_label("Opgelost").check()
        self.page.fill("textarea", "Meegenomen.")
        photos = self.random.randrange(2)
        if photos:
            self._add_photo("form .photos li")
        self.page.click("[data-handle]")
        self.page.wait_for_selector("form", state="detached")
        self.steps.append("afhandelen")
        self.proofs += photos

    def send_now(self) -> None:
        """The queue's button, after the time for undoing has passed."""
        self.page.evaluate("location.hash = '#/wachtrij'")
        self.page.wait_for_selector("[data-send]")
        self.context.clock.fast_forward(JUMP_MS)
        self.page.click("[data-send]")

    def crash(self) -> None:
        """The page's process dies; the app is opened anew."""
        dead = self.page
        with contextlib.suppress(Error):  # that is what a crash looks like from outside
            dead.goto("chrome://crash", timeout=2_000)
        dead.close()
        self._open()

    def read(self) -> list[dict[str, Any]]:
        """Every item of the app's store."""
        rows: list[dict[str, Any]] = self.page.evaluate(READ_STORE)
        return rows
