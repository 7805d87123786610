"""Making more of a photo unseen, in a real browser: with the mouse, a finger, the keyboard and with
numbers alone; the picture that comes back is the covered one; axe objects to nothing."""

import io
import secrets
from collections.abc import Callable
from uuid import uuid4

import pytest
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from tests.e2e.server import Server
from tests.e2e.test_office_pages import SCREENS, faults, screen, sign_in
from tests.factories.capture import picture, recently
from tests.factories.follow_up import add_observation, add_photo, add_task
from tests.factories.town import Town
from wijkschouw.photos import pictures
from wijkschouw.photos.boxes import FILL
from wijkschouw.photos.rules import Kind
from wijkschouw.photos.store import FileStore
from wijkschouw.tasks import steps

# What a page looks like does not depend on the database: the embedded one is enough.
pytestmark = [
    pytest.mark.browser,
    pytest.mark.parametrize("server", ["spatialite"], indirect=True),
]
__all__ = ["screen"]  # a fixture


@pytest.fixture
def show(server: Server, town: Town) -> Callable[[], str]:
    """Makes an observation with a photo; the address of its page."""

    def make() -> str:
        with server.database.session() as session:
            seen = add_observation(session, town, photo_count=1)
            add_photo(session, town, seen.id, state="ready", store_key=stored(server))
        return f"{server.url}/waarnemingen/{seen.id}"

    return make


def stored(server: Server) -> str:
    """The key of a photo that lies in the store, ready to be seen."""
    store, key = FileStore.from_setting(server.config.photo_store), secrets.token_hex(16)
    for form, data in pictures.derive(Kind.JPEG, picture(1600, 1200)).files.items():
        store.put(key, form, data)
    return key


@pytest.fixture
def handled(server: Server, town: Town) -> str:
    """The address of a task with a photo that came with the step that handled it."""
    with server.database.session() as session:
        task, boa = add_task(session, town), town.users["boa"]
        for soort, more in (
            ("accepteren", {}),
            ("afhandelen", {"uitkomst": "opgelost", "toelichting": "Meegenomen."}),
        ):
            step = uuid4()
            steps.receive_event(
                session, boa, task, step, {"soort": soort, "op": recently(), **more}
            )
        add_photo(session, town, step, kind="gebeurtenis", state="ready", store_key=stored(server))
    return f"{server.url}/taken/{task}"


def open_page(page: Page, address: str) -> Locator:
    """Through the viewer to the page with the boxes; its stage."""
    page.goto(address)
    page.locator("a[data-photo]").click()
    page.get_by_role("dialog").get_by_role("link", name="Meer afschermen").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Foto afschermen")
    return page.locator("[data-redact-stage]")


def save(page: Page, address: str) -> None:
    page.get_by_label("Waarom schermt u dit af?").fill("Kenteken leesbaar")
    page.get_by_label("Ik heb de hele foto nagekeken").check()
    page.get_by_role("button", name="Definitief afschermen").click()
    page.wait_for_url(address)
    expect(page.get_by_text("De foto is afgeschermd.")).to_be_visible()
    expect(page.get_by_text("foto afgeschermd", exact=True)).to_be_visible()


def shown(page: Page) -> Image.Image:
    """The picture that the page shows by now, as this browser gets it (its cache included)."""
    link = page.locator("a[data-photo]")
    data = page.evaluate(
        "async (address) => [...new Uint8Array(await (await fetch(address)).arrayBuffer())]",
        link.get_attribute("href"),
    )
    return Image.open(io.BytesIO(bytes(data))).convert("RGB")


def is_covered(image: Image.Image, x: float, y: float) -> bool:
    pixel = image.getpixel((round(x * image.width), round(y * image.height)))
    return all(abs(a - b) <= 3 for a, b in zip(pixel, FILL, strict=True))  # type: ignore[arg-type]


def values(page: Page, number: int) -> list[float]:
    inputs = page.locator("[data-box]").nth(number).locator("input")
    return [float(inputs.nth(at).input_value()) for at in range(4)]


def test_a_box_is_drawn_moved_and_sized_with_the_mouse(
    server: Server, screen: BrowserContext, show: Callable[[], str]
) -> None:
    page, address = screen.new_page(), show()
    sign_in(page, server, "wijkmanager")
    stage = open_page(page, address)
    stage.scroll_into_view_if_needed()
    box = stage.bounding_box()
    assert box is not None

    def drag(start: tuple[float, float], end: tuple[float, float]) -> None:
        page.mouse.move(box["x"] + start[0] * box["width"], box["y"] + start[1] * box["height"])
        page.mouse.down()
        page.mouse.move(
            box["x"] + end[0] * box["width"], box["y"] + end[1] * box["height"], steps=4
        )
        page.mouse.up()

    drag((0.1, 0.1), (0.3, 0.4))
    assert values(page, 0) == pytest.approx([10, 10, 20, 30], abs=1)
    drag((0.2, 0.2), (0.4, 0.3))
    assert values(page, 0) == pytest.approx([30, 20, 20, 30], abs=1)
    drag((0.49, 0.49), (0.59, 0.59))
    assert values(page, 0) == pytest.approx([30, 20, 30, 40], abs=1)
    drag((0.05, 0.9), (0.05, 0.9))  # a tap draws nothing
    expect(page.locator("[data-box]")).to_have_count(1)
    old = page.locator("[data-redact-stage] img").get_attribute("src")
    save(page, address)
    assert page.locator("a[data-photo]").get_attribute("href") != old
    image = shown(page)
    assert is_covered(image, 0.45, 0.4)
    assert not is_covered(image, 0.1, 0.1)
    # An address of before shows the new picture too.
    page.goto(f"{server.url}{old}")
    assert page.evaluate("document.images[0].naturalWidth") == 1600


def test_a_box_is_added_moved_sized_and_removed_by_keyboard(
    server: Server, screen: BrowserContext, show: Callable[[], str]
) -> None:
    page, address = screen.new_page(), show()
    sign_in(page, server, "wijkmanager")
    stage = open_page(page, address)
    add = page.get_by_role("button", name="Vlak toevoegen")
    add.focus()
    page.keyboard.press("Enter")
    one = stage.get_by_role("group", name="Vlak 1")
    expect(one).to_be_focused()
    for key in ("ArrowLeft", "ArrowLeft", "ArrowUp", "Shift+ArrowRight", "Shift+ArrowDown"):
        page.keyboard.press(key)
    assert values(page, 0) == [38, 39, 21, 21]
    expect(page.locator("[data-redact-said]")).to_contain_text("van links 38%")
    for _ in range(50):
        page.keyboard.press("ArrowLeft")
    assert values(page, 0)[0] == 0  # not out of the photo
    add.focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Delete")
    expect(page.locator("[data-box]")).to_have_count(1)
    expect(one).to_be_focused()
    page.keyboard.press("Delete")
    expect(add).to_be_focused()
    expect(page.get_by_text("Nog geen vlak getekend.")).to_be_visible()


def test_numbers_move_the_box_and_wrong_ones_come_back_with_what_is_wrong(
    server: Server, screen: BrowserContext, show: Callable[[], str]
) -> None:
    page, address = screen.new_page(), show()
    sign_in(page, server, "wijkmanager")
    stage = open_page(page, address)
    page.get_by_role("button", name="Vlak toevoegen").click()
    page.get_by_label("Van links").fill("70")
    page.get_by_label("Breedte").fill("40")
    expect(stage.get_by_role("group", name="Vlak 1")).to_have_class(
        "ws-redact__box ws-redact__box--wrong"
    )
    page.get_by_label("Waarom schermt u dit af?").fill("Gezicht")
    page.get_by_label("Ik heb de hele foto nagekeken").check()
    page.get_by_role("button", name="Definitief afschermen").click()
    expect(page.locator("#veld-vlakken")).to_contain_text("Een vlak moet binnen de foto liggen.")
    assert values(page, 0) == [70, 40, 40, 20]
    page.get_by_label("Breedte").fill("30")
    save(page, address)
    assert is_covered(shown(page), 0.85, 0.5)


def test_a_photo_of_a_step_is_covered_from_its_task(
    server: Server, screen: BrowserContext, handled: str
) -> None:
    page = screen.new_page()
    sign_in(page, server, "wijkmanager")
    open_page(page, handled)
    assert faults(page, page.url) == []
    page.get_by_role("button", name="Vlak toevoegen").click()
    save(page, handled)
    assert is_covered(shown(page), 0.5, 0.5)
    assert faults(page, handled) == []


def test_the_page_is_for_everybody(
    server: Server, screen: BrowserContext, show: Callable[[], str]
) -> None:
    page, address = screen.new_page(), show()
    sign_in(page, server, "wijkmanager")
    assert faults(page, address) == []
    open_page(page, address)
    assert faults(page, page.url) == []
    page.get_by_role("button", name="Vlak toevoegen").click()
    page.get_by_role("button", name="Vlak toevoegen").click()
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")["violations"]
    assert [problem["id"] for problem in found] == []


def test_a_finger_draws_on_a_phone(
    server: Server, browser: Browser, show: Callable[[], str]
) -> None:
    context = browser.new_context(locale="nl-NL", has_touch=True, **SCREENS["phone"])
    context.set_default_timeout(60_000)
    page, address = context.new_page(), show()
    sign_in(page, server, "wijkmanager")
    stage = open_page(page, address)
    stage.scroll_into_view_if_needed()
    box = stage.bounding_box()
    assert box is not None
    touch = context.new_cdp_session(page)

    def finger(kind: str, x: float, y: float) -> None:
        at = {"x": box["x"] + x * box["width"], "y": box["y"] + y * box["height"]}
        points = [] if kind == "touchEnd" else [at]
        touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    finger("touchStart", 0.2, 0.2)
    finger("touchMove", 0.3, 0.4)
    finger("touchMove", 0.5, 0.6)
    finger("touchEnd", 0.5, 0.6)
    expect(page.locator("[data-box]")).to_have_count(1)
    assert values(page, 0) == pytest.approx([20, 20, 30, 40], abs=2)
    context.close()


def test_without_a_script_the_numbers_work(
    server: Server, browser: Browser, show: Callable[[], str]
) -> None:
    context = browser.new_context(locale="nl-NL", java_script_enabled=False)
    context.set_default_timeout(60_000)
    page, address = context.new_page(), show()
    sign_in(page, server, "wijkmanager")
    page.goto(address)
    page.get_by_role("link", name="Meer afschermen op de foto").click()
    for label, value in {"Van links": 10, "Van boven": 10, "Breedte": 50, "Hoogte": 50}.items():
        page.get_by_label(label).fill(str(value))
    save(page, address)
    context.close()
