"""Boxes over a photo: which can be used, and that nothing under them is left."""

import io
import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageChops
from pydantic import ValidationError

from wijkschouw.photos import pictures
from wijkschouw.photos.boxes import FILL, SMALLEST, Box, flaw, pixels
from wijkschouw.photos.rules import LONGEST_SIDE, Format, Kind
from wijkschouw.photos.schemas import RedactionIn


@pytest.mark.parametrize(
    ("box", "code"),
    [
        (Box(0, 0, 1, 1), None),
        (Box(0.4, 0.4, 0.6, 0.6), None),  # 1.0000000000000002 at the right
        (Box(0.99, 0.99, 0.01, 0.01), None),
        (Box(-0.01, 0, 0.5, 0.5), "buiten-de-foto"),
        (Box(0, 0.6, 0.5, 0.5), "buiten-de-foto"),
        (Box(1.5, 0, 0.5, 0.5), "buiten-de-foto"),
        (Box(math.nan, 0, 0.5, 0.5), "buiten-de-foto"),
        (Box(0, 0, math.inf, 0.5), "buiten-de-foto"),
        (Box(0, 0, 0, 0.5), "te-klein"),
        (Box(0, 0, 0.5, -0.5), "te-klein"),
        (Box(0, 0, 0.5, 0.009), "te-klein"),
    ],
)
def test_a_box_lies_within_the_photo_and_is_large_enough_to_be_meant(
    box: Box, code: str | None
) -> None:
    found = flaw(box)
    assert (found[0] if found else None) == code


def body(**changes: object) -> dict[str, object]:
    box = {"x": 0.1, "y": 0.1, "breedte": 0.2, "hoogte": 0.2}
    return {"vlakken": [box], "reden": " gezicht "} | changes


def test_everything_that_is_wrong_with_a_redaction_is_told_at_once() -> None:
    assert RedactionIn.model_validate(body()).reason == "gezicht"
    box = {"x": 0.9, "y": 0.1, "breedte": 0.2, "hoogte": 0.2}
    with pytest.raises(ValidationError) as told:
        RedactionIn.model_validate({"vlakken": [box, box | {"x": math.nan}], "reden": " "})
    assert [(e["loc"], e["type"]) for e in told.value.errors()] == [
        (("vlakken", 0), "buiten-de-foto"),
        (("vlakken", 1, "x"), "finite_number"),
        (("reden",), "verplicht"),
    ]
    for boxes, code in (([], "leeg"), ([box | {"x": 0.1}] * 21, "te-veel")):
        with pytest.raises(ValidationError, match=code):
            RedactionIn.model_validate(body(vlakken=boxes))


@st.composite
def boxes(draw: st.DrawFn) -> Box:
    x, y = (draw(st.floats(0, 1 - SMALLEST)) for _ in range(2))
    return Box(x, y, draw(st.floats(SMALLEST, 1 - x)), draw(st.floats(SMALLEST, 1 - y)))


@given(boxes(), st.integers(1, 1600), st.integers(1, 1600))
def test_every_pixel_that_a_box_touches_is_covered(box: Box, width: int, height: int) -> None:
    left, top, right, bottom = pixels(box, width, height)
    assert 0 <= left <= box.x * width
    assert 0 <= top <= box.y * height
    assert width >= right >= min(width, (box.x + box.width) * width)
    assert height >= bottom >= min(height, (box.y + box.height) * height)
    assert left < right
    assert top < bottom


def upright(width: int, height: int, turn: int) -> bytes:
    """A large derivative: soft colours, and white and black stripes as loud as a number plate."""
    image = Image.linear_gradient("L").resize((width, height)).convert("RGB")
    stripes = Image.new("RGB", (2, height), "white")
    for x in range(0, width, 4):
        image.paste(stripes, (x, 0))
    exif = Image.Exif()
    exif[0x0112] = turn
    out = io.BytesIO()
    image.save(out, "JPEG", quality=95, exif=exif)
    return pictures.derive(Kind.JPEG, out.getvalue()).files[Format.LARGE]


def decoded(data: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(data))
    image.load()
    return image


def farthest(image: Image.Image) -> int:
    """How much the pixels differ from black at most."""
    return max(high for _, high in image.getextrema())  # type: ignore[misc]


@settings(max_examples=40, deadline=None)
@given(boxes(), st.integers(40, 1900), st.integers(40, 1900), st.integers(1, 8))
def test_under_a_box_nothing_is_left_and_beside_it_nothing_changes(
    box: Box, width: int, height: int, turn: int
) -> None:
    before = upright(width, height, turn)
    files = pictures.redact(before, [box])
    was, large, small = decoded(before), decoded(files[Format.LARGE]), decoded(files[Format.SMALL])
    assert large.size == was.size
    assert max(small.size) <= LONGEST_SIDE[Format.SMALL]
    # What the box was meant to cover. A picture of one colour there cannot tell what it was.
    inside = (
        math.floor(box.x * large.width), math.floor(box.y * large.height),
        math.ceil((box.x + box.width) * large.width - 1e-9),
        math.ceil((box.y + box.height) * large.height - 1e-9),
    )  # fmt: skip
    other = Image.new("RGB", was.size, FILL)
    covered = was.copy()
    area = pixels(box, *was.size)
    covered.paste(other.crop(area), area[:2])
    assert_equal_where(large, covered, inside)
    # Beside it: all but the blocks of 16 pixels that the edge runs through.
    beside = ImageChops.difference(large, was)
    edge = tuple(side - 16 if at < 2 else side + 16 for at, side in enumerate(area))
    beside.paste((0, 0, 0), edge)  # type: ignore[arg-type]
    assert mean(beside) < 4


def assert_equal_where(image: Image.Image, wanted: Image.Image, inside: tuple[int, ...]) -> None:
    """The noise of JPEG at the edge aside, which comes from what lies beside the box."""
    difference = ImageChops.difference(image, wanted).crop(inside)
    assert mean(difference) < 30
    inner = (inside[0] + 16, inside[1] + 16, inside[2] - 16, inside[3] - 16)
    if inner[0] < inner[2] and inner[1] < inner[3]:
        assert farthest(ImageChops.difference(image, wanted).crop(inner)) <= 3


def mean(image: Image.Image) -> float:
    """The average difference of a pixel's channels."""
    levels = image.convert("L").histogram()
    return sum(level * count for level, count in enumerate(levels)) / max(1, sum(levels))


@settings(max_examples=25, deadline=None)
@given(boxes(), st.sampled_from([(640, 480), (333, 777), (1600, 900), (48, 64)]))
def test_two_photos_that_differ_only_under_a_box_become_the_same_files(
    box: Box, size: tuple[int, int]
) -> None:
    """Byte by byte: nothing of what was there can be calculated back."""
    one = Image.linear_gradient("L").resize(size).convert("RGB")
    other = one.copy()
    left, top = math.ceil(box.x * size[0]), math.ceil(box.y * size[1])
    right = math.floor((box.x + box.width) * size[0])
    bottom = math.floor((box.y + box.height) * size[1])
    # Each JPEG block that lies wholly under the box: the photos are equal everywhere else.
    block = (-(-left // 16) * 16, -(-top // 16) * 16, right // 16 * 16, bottom // 16 * 16)
    if block[0] < block[2] and block[1] < block[3]:
        other.paste((250, 10, 60), block)
    made = []
    for image in (one, other):
        out = io.BytesIO()
        image.save(out, "JPEG", quality=90)
        made.append(pictures.redact(out.getvalue(), [box]))
    assert made[0] == made[1]
