"""What a phone sends: observations, rounds, perceptions, photos; valid unless changed."""

import base64
import copy
import hashlib
import io
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from PIL import Image, ImageDraw

from tests.factories.town import Town


def recently(minutes: float = 5) -> str:
    """A moment some minutes ago, as a phone writes it."""
    return (datetime.now(UTC) - timedelta(minutes=minutes)).isoformat(timespec="seconds")


def observation(town: Town, item_id: UUID | None = None, **properties: Any) -> dict[str, Any]:
    """A bijplaatsing in the middle of the first buurt."""
    lon, lat = properties.pop("place", town.place("BU99990101", 2, 2))
    return {
        "type": "Feature",
        "id": str(item_id or uuid4()),
        "geometry": {"type": "Point", "coordinates": [lon, lat]},
        "properties": {
            "rondeId": None,
            "thema": "afval",
            "categorie": "bijplaatsing",
            "niveau": "C",
            "toelichting": "twee matrassen",
            "nauwkeurigheid": 8.5,
            "plaatsbepaling": "gps",
            "waargenomenOp": recently(),
            "catalogusVersie": 1,
            "fotos": [],
            **properties,
        },
    }


def round_of(town: Town, item_id: UUID | None = None, **changes: Any) -> dict[str, Any]:
    """A day round that saw two cells of the first buurt, one of them drawn."""
    return {
        "id": str(item_id or uuid4()),
        "reeks": 1,
        "gebied": "BU99990101",
        "schouwlijst": "dagronde",
        "planningId": None,
        "gestartOp": recently(30),
        "beeindigdOp": None,
        "getrokkenCellen": [town.cell("BU99990101", 1, 1)],
        "looproute": track(town, [("BU99990101", 1, 1), ("BU99990101", 2, 1)]),
        **changes,
    }


def track(town: Town, cells: list[tuple[str, int, int]], accuracy: float = 6.0) -> list[Any]:
    """A fix in the middle of each cell, a minute apart."""
    start = datetime.now(UTC) - timedelta(minutes=30)
    fixes = []
    for number, cell in enumerate(cells):
        lon, lat = town.place(*cell)
        at = (start + timedelta(minutes=number)).isoformat(timespec="seconds")
        fixes.append({"lon": lon, "lat": lat, "nauwkeurigheid": accuracy, "op": at})
    return fixes


def perception(town: Town, item_id: UUID | None = None, figure: int = 7, **changes: Any) -> Any:
    """How safe somebody feels in the first buurt."""
    lon, lat = changes.pop("place", town.place("BU99990101", 2, 2))
    return {
        "type": "Feature",
        "id": str(item_id or uuid4()),
        "geometry": {"type": "Point", "coordinates": [lon, lat]},
        "properties": {
            "rondeId": None,
            "cijfer": figure,
            "toelichting": "",
            "waargenomenOp": recently(),
            **changes,
        },
    }


def picture(width: int = 64, height: int = 48, kind: str = "JPEG", **options: Any) -> bytes:
    """A drawn picture, red on the left and blue on the right."""
    image = Image.new("RGB", (width, height), "blue")
    ImageDraw.Draw(image).rectangle((0, 0, width // 2, height), fill="red")
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def announced(
    data: bytes, photo_id: UUID | None = None, media: str = "image/jpeg"
) -> dict[str, Any]:
    """A photo as its observation announces it."""
    return {
        "id": str(photo_id or uuid4()),
        "sha256": hashlib.sha256(data).hexdigest(),
        "omvang": len(data),
        "mediatype": media,
    }


def digest_header(data: bytes) -> dict[str, str]:
    """``Content-Digest`` of RFC 9530."""
    text = base64.b64encode(hashlib.sha256(data).digest()).decode()
    return {"Content-Digest": f"sha-256=:{text}:"}


def without(content: dict[str, Any], *path: str) -> dict[str, Any]:
    """A copy with one key left out."""
    changed = copy.deepcopy(content)
    target = changed
    for key in path[:-1]:
        target = target[key]
    del target[path[-1]]
    return changed


def changed(content: dict[str, Any], path: str, value: Any) -> dict[str, Any]:
    """A copy with one key changed; ``path`` like ``properties/niveau``."""
    copied = copy.deepcopy(content)
    target: Any = copied
    *way, last = path.split("/")
    for key in way:
        target = target[int(key)] if isinstance(target, list) else target[key]
    target[last] = value
    return copied
