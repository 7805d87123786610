"""Looking into a photo with Pillow: its size before anything is decoded, and the derivatives."""

import io
import warnings
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import pillow_heif
from PIL import Image, ImageDraw, ImageOps

from wijkschouw.photos.boxes import FILL, Box, pixels
from wijkschouw.photos.rules import (
    DAMAGED,
    LONGEST_SIDE,
    MAX_PIXELS,
    MOVING,
    Flaw,
    Format,
    Kind,
    check_size,
    check_structure,
)

QUALITY = 82
WHITE = (255, 255, 255)
Image.MAX_IMAGE_PIXELS = MAX_PIXELS
pillow_heif.register_heif_opener(thumbnails=False)

PILLOW_NAMES = {Kind.JPEG: "JPEG", Kind.PNG: "PNG", Kind.WEBP: "WEBP", Kind.HEIC: "HEIF"}


@dataclass(frozen=True)
class Derivatives:
    """JPEG bytes by format, and the size of the upright original."""

    width: int
    height: int
    files: dict[Format, bytes]


def check(kind: Kind, data: bytes) -> tuple[int, int]:
    """Width and height of a usable photo. Raises Flaw. JPEGs, which phones send, are not decoded
    here: their structure says what matters and decoding is the worker's; the rest is rare."""
    check_structure(kind, data)
    image = _open(kind, data)
    check_size(*image.size)
    if kind is not Kind.JPEG:
        _decode(image)
    return image.size


def derive(kind: Kind, data: bytes) -> Derivatives:
    """Upright JPEGs without any metadata. Raises Flaw when the picture can't be decoded."""
    image = _open(kind, data)
    check_size(*image.size)
    width, height = _upright_size(image)
    largest = max(LONGEST_SIDE.values())
    if kind is Kind.JPEG:
        image.draft("RGB", (largest, largest))  # decodes at a half or a quarter where that will do
    _decode(image)
    return Derivatives(width, height, _files(_plain(ImageOps.exif_transpose(image))))


def redact(large: bytes, boxes: Iterable[Box]) -> dict[Format, bytes]:
    """New derivatives out of the large one, with plain boxes where something must not be seen.

    The small one is made of the covered large one: what is under a box is nowhere any more.
    """
    image = _open(Kind.JPEG, large)
    _decode(image)
    plain = _plain(image)
    draw = ImageDraw.Draw(plain)
    for box in boxes:
        left, top, right, bottom = pixels(box, *plain.size)
        draw.rectangle((left, top, right - 1, bottom - 1), fill=FILL)
    return _files(plain)


def _files(plain: Image.Image) -> dict[Format, bytes]:
    files = {}
    for form in sorted(Format, key=lambda f: -LONGEST_SIDE[f]):
        plain = _at_most(plain, LONGEST_SIDE[form])
        files[form] = _jpeg(plain)
    return files


def _open(kind: Kind, data: bytes) -> Image.Image:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            image = Image.open(io.BytesIO(data), formats=[PILLOW_NAMES[kind]])
    except (Image.DecompressionBombWarning, Image.DecompressionBombError) as error:
        raise Flaw(
            "te-veel-beeldpunten", "De foto heeft meer dan 50 miljoen beeldpunten."
        ) from error
    except Exception as error:  # each decoder has its own errors: all mean the same
        raise DAMAGED from error
    if getattr(image, "n_frames", 1) > 1 and kind is not Kind.JPEG:
        raise MOVING
    return image


def _decode(image: Image.Image) -> None:
    try:
        image.load()
    except Exception as error:  # each decoder has its own errors: all mean the same
        raise DAMAGED from error


def _upright_size(image: Image.Image) -> tuple[int, int]:
    turned = image.getexif().get(0x0112, 1) in (5, 6, 7, 8)
    return (image.height, image.width) if turned else image.size


def _plain(image: Image.Image) -> Image.Image:
    """Pixels and nothing else, on white where it is see-through."""
    if image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info:
        see_through = image.convert("RGBA")
        ground: Any = Image.new("RGB", image.size, WHITE)
        ground.paste(see_through, mask=see_through.getchannel("A"))
        return ground  # type: ignore[no-any-return]
    return image.convert("RGB")  # always a new picture, without the file it came from


def _at_most(image: Image.Image, side: int) -> Image.Image:
    """The picture with its longest side shortened to ``side``; a smaller one stays as it is."""
    scale = side / max(image.size)
    if scale >= 1:
        return image
    size = (max(1, round(image.width * scale)), max(1, round(image.height * scale)))
    return image.resize(size, Image.Resampling.BICUBIC, reducing_gap=2.0)


def _jpeg(image: Image.Image) -> bytes:
    out = io.BytesIO()
    image.info = {}  # the writer takes a comment from here
    image.save(out, "JPEG", quality=QUALITY, optimize=True)
    return out.getvalue()
