"""What may come in as a photo, judged by its bytes. Pure: no decoding, just the structure.

Structure is enough to tell a photo from something else, a whole file from a cut one, and a plain
file from one that is two things at once. What is inside is decoded later, by the worker, into
derivatives that hold nothing but pixels.
"""

import re
import struct
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

MAX_BYTES = 15 * 1024 * 1024
MAX_PIXELS = 50_000_000
MAX_SIDE = 30_000
# What needs photos waits for them at most so long, then goes without and says so.
PATIENCE = timedelta(days=1)


class Kind(StrEnum):
    """The kinds of file that are taken, by their media type."""

    JPEG = "image/jpeg"
    PNG = "image/png"
    WEBP = "image/webp"
    HEIC = "image/heic"


def is_awaited(announced_at: datetime, now: datetime) -> bool:
    """Whether a photo that is not here yet may still be on its way from the phone."""
    return now - announced_at < PATIENCE


class Format(StrEnum):
    """The derivatives: their name in the API."""

    SMALL = "klein"
    LARGE = "groot"


LONGEST_SIDE = {Format.SMALL: 320, Format.LARGE: 1600}

HEIC_BRANDS = {b"heic", b"heix", b"mif1", b"heim", b"heis"}
MOVING_BRANDS = {b"hevc", b"hevx", b"msf1", b"avis"}


@dataclass(frozen=True)
class Flaw(Exception):  # noqa: N818 - it is what is wrong with a file
    """Why a file can't be used; ``code`` for machines, ``detail`` for the inspector (Dutch)."""

    code: str
    detail: str


DAMAGED = Flaw("beschadigd", "De foto is beschadigd of niet compleet.")
TWO_THINGS = Flaw("meer-dan-een-foto", "Het bestand bevat meer dan alleen een foto.")
MOVING = Flaw("bewegend", "Bewegende beelden kunnen niet; stuur een gewone foto.")
TOO_MANY_PIXELS = Flaw("te-veel-beeldpunten", "De foto heeft meer dan 50 miljoen beeldpunten.")


def kind_of(data: bytes) -> Kind | None:
    """The kind by the first bytes; None for anything that is not taken (PDF, SVG, GIF, video …)."""
    if data.startswith(b"\xff\xd8\xff"):
        return Kind.JPEG
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return Kind.PNG
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return Kind.WEBP
    if data[4:8] == b"ftyp" and data[8:12] in HEIC_BRANDS | MOVING_BRANDS:
        return Kind.HEIC
    return None


def check_structure(kind: Kind, data: bytes) -> None:
    """Raises Flaw for a file that is cut, moves, or is two things at once."""
    try:
        {
            Kind.JPEG: _check_jpeg,
            Kind.PNG: _check_png,
            Kind.WEBP: _check_webp,
            Kind.HEIC: _check_heic,
        }[kind](data)
    except (struct.error, IndexError) as error:
        raise DAMAGED from error


def check_size(width: int, height: int) -> None:
    """Raises Flaw for more pixels than will be decoded."""
    if width < 1 or height < 1:
        raise DAMAGED
    if width * height > MAX_PIXELS or max(width, height) > MAX_SIDE:
        raise TOO_MANY_PIXELS


# Something else that programs would find in the head of a file, whatever its name.
_FOREIGN = re.compile(rb"%PDF-|<\?php|<script|<html|<svg|PK\x03\x04", re.IGNORECASE)


def _refuse_foreign(head: bytes) -> None:
    if _FOREIGN.search(head):
        raise TWO_THINGS


# --- JPEG --------------------------------------------------------------------------------------

_SOI, _EOI, _SOS = 0xD8, 0xD9, 0xDA
_ALONE = {0x01, *range(0xD0, 0xD8)}  # markers without a length
# In the picture's data FF is followed by 00 or a restart marker; anything else is the next marker.
_NEXT_MARKER = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]")


def _check_jpeg(data: bytes) -> None:
    at, has_picture = 2, False
    while True:
        if data[at] != 0xFF:
            raise DAMAGED
        marker = data[at + 1]
        if marker == 0xFF:  # fill
            at += 1
        elif marker == _EOI:
            break
        elif marker == _SOI:
            raise DAMAGED
        elif marker in _ALONE:
            at += 2
        else:
            (length,) = struct.unpack_from(">H", data, at + 2)
            if length < 2 or at + 2 + length > len(data):
                raise DAMAGED
            if marker != _SOS:
                _refuse_foreign(data[at + 4 : at + 2 + length])
            at += 2 + length
            if marker == _SOS:
                has_picture = True
                found = _NEXT_MARKER.search(data, at)
                if found is None:
                    raise DAMAGED
                at = found.start()
    if not has_picture:
        raise DAMAGED
    _nothing_after(data, at + 2)


def _nothing_after(data: bytes, at: int) -> None:
    # Some cameras fill the last block with zeros.
    if data[at:].strip(b"\x00"):
        raise TWO_THINGS


# --- PNG ---------------------------------------------------------------------------------------


def _check_png(data: bytes) -> None:
    at, chunk, has_picture = 8, b"", False
    while chunk != b"IEND":
        length, chunk = struct.unpack_from(">I4s", data, at)
        if at + 12 + length > len(data):
            raise DAMAGED
        if chunk == b"acTL":
            raise MOVING
        if chunk == b"IDAT":
            has_picture = True
        else:
            _refuse_foreign(data[at + 8 : at + 8 + length])
        at += 12 + length
    if not has_picture:
        raise DAMAGED
    _nothing_after(data, at)


# --- WebP --------------------------------------------------------------------------------------


def _check_webp(data: bytes) -> None:
    (length,) = struct.unpack_from("<I", data, 4)
    end = 8 + length
    if end > len(data):
        raise DAMAGED
    at, has_picture = 12, False
    while at + 8 <= end:
        chunk, size = struct.unpack_from("<4sI", data, at)
        if at + 8 + size > end:
            raise DAMAGED
        if chunk in (b"ANIM", b"ANMF"):
            raise MOVING
        if chunk in (b"VP8 ", b"VP8L"):
            has_picture = True
        else:
            _refuse_foreign(data[at + 8 : at + 8 + size])
        at += 8 + size + size % 2
    if not has_picture:
        raise DAMAGED
    _nothing_after(data, end)


# --- HEIC --------------------------------------------------------------------------------------

_HEIC_BOXES = {b"ftyp", b"meta", b"mdat", b"free", b"skip", b"uuid", b"idat"}


def _check_heic(data: bytes) -> None:
    if data[8:12] in MOVING_BRANDS:
        raise MOVING
    at = 0
    seen: set[bytes] = set()
    while at < len(data):
        size, box = struct.unpack_from(">I4s", data, at)
        if size == 1:
            (size,) = struct.unpack_from(">Q", data, at + 8)
        elif size == 0:  # up to the end
            size = len(data) - at
        if box == b"moov":
            raise MOVING
        if box not in _HEIC_BOXES:
            raise DAMAGED if not seen >= {b"meta", b"mdat"} else TWO_THINGS
        if size < 8 or at + size > len(data):
            raise DAMAGED
        if box in (b"uuid", b"free", b"skip"):
            _refuse_foreign(data[at : at + size])
        seen.add(box)
        at += size
    if not seen >= {b"ftyp", b"meta", b"mdat"}:
        raise DAMAGED
