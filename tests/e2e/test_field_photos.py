"""Photos on the phone: from camera or file to bytes that are safe, blurred and announced."""

import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import Page, Playwright, expect
from sqlmodel import select

from tests.e2e.field_app import FieldApp, forget_records
from tests.e2e.server import Server, wait_until
from wijkschouw.photos.models import Photo

# What a screen does is the same on every database; test_phone_to_map walks the way on both.
pytestmark = [
    pytest.mark.browser,
    pytest.mark.parametrize("server", ["spatialite"], indirect=True),
]

STORED_PHOTOS = """
async () => {
  const open = indexedDB.open('wijkschouw-veld');
  const db = await new Promise((resolve, reject) => {
    open.onsuccess = () => resolve(open.result);
    open.onerror = () => reject(open.error);
  });
  const all = db.transaction('photos').objectStore('photos').getAll();
  await new Promise((resolve) => { all.onsuccess = resolve; });
  db.close();
  return Promise.all(all.result.map(async ({ id, bytes }) => {
    const digest = await crypto.subtle.digest('SHA-256', bytes);
    const image = await createImageBitmap(new Blob([bytes], { type: 'image/jpeg' }));
    const canvas = new OffscreenCanvas(image.width, image.height);
    const pen = canvas.getContext('2d');
    pen.drawImage(image, 0, 0);
    const spread = (x, y) => {
      const { data } = pen.getImageData(x * image.width - 20, y * image.height - 20, 40, 40);
      const reds = [...data].filter((_, index) => index % 4 === 0);
      return Math.max(...reds) - Math.min(...reds);
    };
    return {
      id, width: image.width, height: image.height,
      middle: spread(0.5, 0.5), corner: spread(0.1, 0.1),
      start: [...new Uint8Array(bytes.slice(0, 3))],
      exif: new TextDecoder('latin1').decode(bytes.slice(0, 4000)).includes('Exif'),
      sha256: [...new Uint8Array(digest)]
        .map((byte) => byte.toString(16).padStart(2, '0')).join(''),
    };
  }));
}
"""


@pytest.fixture
def app(page: Page, server: Server) -> Iterator[FieldApp]:
    """On a round with an observation just saved; its form is open."""
    forget_records(server)
    opened = FieldApp(page, server).open().sign_in()
    opened.begin_round()
    opened.wait_for_position()
    opened.observe("afval", "dumping", "C")
    yield opened
    assert opened.errors == []


def chequered(path: Path, width: int = 1600, height: int = 1200, **how: Any) -> Path:
    """A picture of small black and white squares: where it is blurred it turns grey."""
    tile = Image.new("L", (16, 16), 0)
    tile.paste(255, (0, 0, 8, 8))
    tile.paste(255, (8, 8, 16, 16))
    picture = Image.new("L", (width, height))
    for x in range(0, width, 16):
        picture.paste(tile, (x, 0))
    strip = picture.crop((0, 0, width, 16))
    for y in range(0, height, 16):
        picture.paste(strip, (0, y))
    exif = Image.Exif()
    exif[0x010F] = "Camera"
    picture.convert("RGB").save(path, quality=85, exif=exif, **how)
    return path


def choose(app: FieldApp, path: Path) -> None:
    app.page.locator("input[type=file]").set_input_files(path)


def use(app: FieldApp) -> None:
    app.page.get_by_role("button", name="Foto gebruiken").click()


def photos_at_office(server: Server) -> list[Photo]:
    with server.database.open() as session:
        return list(session.exec(select(Photo)))


def test_a_photo_is_scaled_stripped_stored_and_received_with_the_same_digest(
    app: FieldApp, server: Server, tmp_path: Path
) -> None:
    choose(app, chequered(tmp_path / "foto.jpg", 4000, 3000))
    use(app)
    expect(app.page.locator(".photos img")).to_be_visible()
    [stored] = app.page.evaluate(STORED_PHOTOS)
    assert (stored["width"], stored["height"]) == (2048, 1536)
    assert stored["start"] == [0xFF, 0xD8, 0xFF]
    assert not stored["exif"]
    app.done()
    app.send()
    [photo] = photos_at_office(server)
    assert str(photo.id) == stored["id"]
    assert photo.sha256 == stored["sha256"]
    [seen] = app.observations()
    wait_until(lambda: app.observations()[0].complete, 20, lambda: "never complete")
    assert seen.photo_count == 1


def test_what_is_drawn_over_is_burnt_in_before_it_is_stored(app: FieldApp, tmp_path: Path) -> None:
    choose(app, chequered(tmp_path / "foto.jpg"))
    box = app.page.locator(".blur-stage").bounding_box()
    assert box is not None
    app.page.mouse.move(box["x"] + box["width"] * 0.35, box["y"] + box["height"] * 0.35)
    app.page.mouse.down()
    app.page.mouse.move(box["x"] + box["width"] * 0.65, box["y"] + box["height"] * 0.65, steps=3)
    app.page.mouse.up()
    expect(app.page.get_by_text("1 vlak", exact=True)).to_be_visible()
    use(app)
    expect(app.page.locator(".photos img")).to_be_visible()
    [stored] = app.page.evaluate(STORED_PHOTOS)
    assert stored["middle"] < 60
    assert stored["corner"] > 150


def test_a_box_is_placed_moved_and_removed_with_the_keyboard(app: FieldApp, tmp_path: Path) -> None:
    choose(app, chequered(tmp_path / "foto.jpg"))
    app.page.get_by_role("button", name="Vlak toevoegen").click()
    box = app.page.locator(".blur-box")
    expect(box).to_be_focused()
    before = box.bounding_box()
    app.page.keyboard.press("ArrowRight")
    app.page.keyboard.press("Shift+ArrowDown")
    after = box.bounding_box()
    assert before is not None
    assert after is not None
    assert after["x"] > before["x"]
    assert after["height"] > before["height"]
    app.page.keyboard.press("Delete")
    expect(box).to_have_count(0)


def test_a_photo_that_is_not_used_leaves_nothing_behind(app: FieldApp, tmp_path: Path) -> None:
    choose(app, chequered(tmp_path / "foto.jpg"))
    app.page.get_by_role("button", name="Niet gebruiken").click()
    expect(app.page.locator(".photos img")).to_have_count(0)
    assert app.page.evaluate(STORED_PHOTOS) == []


def test_two_equal_photos_are_two_photos_and_one_can_be_removed(
    app: FieldApp, server: Server, tmp_path: Path
) -> None:
    path = chequered(tmp_path / "foto.jpg")
    for count in (1, 2):
        choose(app, path)
        use(app)
        expect(app.page.locator(".photos img")).to_have_count(count)
    assert len({photo["id"] for photo in app.page.evaluate(STORED_PHOTOS)}) == 2
    app.page.get_by_role("button", name="Foto 1 weghalen").click()
    expect(app.page.locator(".photos img")).to_have_count(1)
    app.done()
    app.send()
    assert len(photos_at_office(server)) == 1


def write_heic(path: Path) -> None:
    heif = pytest.importorskip("pillow_heif")
    heif.from_pillow(Image.new("RGB", (64, 64), "red")).save(path)


def write_corrupt(path: Path) -> None:
    data = io.BytesIO()
    Image.effect_noise((800, 600), 90).save(data, "JPEG")
    path.write_bytes(data.getvalue()[:300])


def write_video(path: Path) -> None:
    path.write_bytes(b"\x00\x00\x00\x18ftypisom\x00\x00\x02\x00isomiso2mp41" + b"\x00" * 500)


def write_huge(path: Path) -> None:
    Image.new("L", (8200, 6200)).save(path, quality=20)


@pytest.mark.parametrize(
    ("name", "write", "says"),
    [
        ("foto.heic", write_heic, "HEIC"),
        ("stuk.jpg", write_corrupt, "beschadigd"),
        ("film.mp4", write_video, "Dit is een film"),
        ("groot.jpg", write_huge, "te groot"),
        ("tekst.txt", lambda path: path.write_text("geen foto"), "kan niet als foto"),
    ],
)
def test_what_is_no_usable_photo_is_refused_in_words_and_costs_nothing(
    app: FieldApp, tmp_path: Path, name: str, write: Any, says: str
) -> None:
    path = tmp_path / name
    write(path)
    choose(app, path)
    if says == "te groot":  # only known when it is used: the browser could show it
        use(app)
    expect(app.page.locator(".field .notice-negative")).to_contain_text(says)
    assert app.page.evaluate(STORED_PHOTOS) == []
    app.done()
    assert len(app.wait_for_observations(1)) == 1


def test_a_photo_of_48_megapixels_is_taken(app: FieldApp, tmp_path: Path) -> None:
    path = tmp_path / "groot.jpg"
    Image.new("L", (8000, 6000), 120).save(path, quality=30)
    choose(app, path)
    use(app)
    expect(app.page.locator(".photos img")).to_be_visible()
    [stored] = app.page.evaluate(STORED_PHOTOS)
    assert (stored["width"], stored["height"]) == (2048, 1536)


def test_what_was_typed_is_there_again_when_the_camera_killed_the_page(app: FieldApp) -> None:
    app.page.get_by_label("Opmerking").press_sequentially("een bank en twee stoelen")
    with app.page.expect_file_chooser():
        app.page.locator("[data-photo=app]").click()
    app.page.goto("about:blank")  # gone, without a chance to save anything
    app.open()
    app.go("#/")
    app.page.get_by_role("link", name="Verder aanvullen").click()
    expect(app.page.get_by_label("Opmerking")).to_have_value("een bank en twee stoelen")
    app.done()
    [seen] = app.wait_for_observations(1)
    assert seen.note == "een bank en twee stoelen"


@pytest.fixture
def app_with_camera(
    playwright: Playwright,
    browser_type_launch_args: dict[str, Any],
    browser_context_args: dict[str, Any],
    server: Server,
) -> Iterator[FieldApp]:
    """A phone of its own, with a camera that shows a test picture."""
    fake = ["--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"]
    arguments = [*browser_type_launch_args["args"], *fake]
    browser = playwright.chromium.launch(**{**browser_type_launch_args, "args": arguments})
    allowed = {**browser_context_args, "permissions": ["geolocation", "camera"]}
    app = FieldApp(browser.new_context(**allowed).new_page(), server).open().sign_in()
    app.begin_round()
    app.wait_for_position()
    app.observe("afval", "dumping", "C")
    yield app
    browser.close()


def test_the_camera_in_the_page_needs_no_other_app(app_with_camera: FieldApp) -> None:
    page = app_with_camera.page
    page.locator("[data-photo=page]").click()
    expect(page.locator("video")).not_to_have_js_property("videoWidth", 0)
    page.get_by_role("dialog").get_by_role("button", name="Foto nemen").click()
    use(app_with_camera)
    expect(page.locator(".photos img")).to_be_visible()
    assert len(page.evaluate(STORED_PHOTOS)) == 1
    assert app_with_camera.errors == []


PHONE_FULL = """
const put = IDBObjectStore.prototype.put;
IDBObjectStore.prototype.put = function (...values) {
  if (globalThis.storageIsFull && this.name === 'photos') {
    throw new DOMException('', 'QuotaExceededError');
  }
  return put.apply(this, values);
};
"""


def test_a_photo_that_does_not_fit_costs_neither_observation_nor_form(
    app: FieldApp, tmp_path: Path
) -> None:
    app.page.evaluate(PHONE_FULL + "globalThis.storageIsFull = true;")
    choose(app, chequered(tmp_path / "foto.jpg"))
    use(app)
    expect(app.page.locator(".page > div > .notice-negative")).to_contain_text(
        "opslag van dit toestel is vol"
    )
    expect(app.page.locator(".photos img")).to_have_count(0)
    app.done()
    assert len(app.wait_for_observations(1)) == 1
