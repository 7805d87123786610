"""Which map tiles we fetch, and how long we keep them. Web Mercator (EPSG:3857), XYZ scheme."""

import math
from dataclasses import dataclass
from datetime import timedelta

from wijkschouw import geo

MIN_ZOOM, MAX_ZOOM = 6, 19
# PDOK renews its background map twice a year; a month old is never wrong on a walk.
FRESH_FOR = timedelta(days=30)
MAX_TILE_BYTES = 512 * 1024
IMAGE_STARTS = {b"\x89PNG\r\n\x1a\n": "image/png", b"\xff\xd8\xff": "image/jpeg"}


@dataclass(frozen=True)
class Tile:
    """A tile; ``z`` zoom, ``x`` from the west, ``y`` from the north."""

    z: int
    x: int
    y: int

    @property
    def exists(self) -> bool:
        """Whether it lies in the scheme, in our zooms, and touches the Netherlands."""
        size = 2**self.z if MIN_ZOOM <= self.z <= MAX_ZOOM else 0
        if not (0 <= self.x < size and 0 <= self.y < size):
            return False
        west, south, east, north = geo.NETHERLANDS
        return _column(west, self.z) <= self.x <= _column(east, self.z) and _row(
            north, self.z
        ) <= self.y <= _row(south, self.z)


def _column(lon: float, z: int) -> int:
    return int((lon + 180) / 360 * 2**z)


def _row(lat: float, z: int) -> int:
    """Source: the usual slippy-map formula for Web Mercator."""
    radians = math.radians(lat)
    return int((1 - math.asinh(math.tan(radians)) / math.pi) / 2 * 2**z)


def media_type(image: bytes) -> str | None:
    """PNG, JPEG or WebP by content; None for anything else, such as a page with an error."""
    for start, name in IMAGE_STARTS.items():
        if image.startswith(start):
            return name
    return "image/webp" if image[:4] == b"RIFF" and image[8:12] == b"WEBP" else None
