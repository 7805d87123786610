"""(c) An observation and its photo of 300 kB; the photo is on the disk when the answer comes."""

import base64
import hashlib
import io
import random
from collections.abc import Iterator
from uuid import uuid4

from PIL import Image

from benchmarks.harness import Installation, Row, installation, measure

OPERATIONS = 600
CLIENTS = (4, 16)
BYTES = 300_000


def run(kind: str, scale: float) -> Iterator[Row]:
    """One row per number of clients; each has a fresh installation with nothing to derive."""
    count = max(20, int(OPERATIONS * scale))
    picture = a_picture()
    for clients in CLIENTS:
        with installation(kind) as place:
            result = measure(place.server.port, clients, operations(place, count, picture))
        yield Row("c  PUT with photo", kind, f"{clients} clients", str(result), "≥ 200/s")


def a_picture() -> bytes:
    """A JPEG of about BYTES bytes, the same each time."""
    noise = random.Random(1).randbytes(400 * 300 * 3)
    image = Image.frombytes("RGB", (400, 300), noise).resize((1600, 1200), Image.Resampling.BICUBIC)
    for quality in range(95, 30, -1):
        out = io.BytesIO()
        image.save(out, "JPEG", quality=quality)
        if out.tell() <= BYTES:
            break
    return out.getvalue()


def with_comment(picture: bytes, text: str) -> bytes:
    """Another file that shows the same: a comment right after its start."""
    comment = text.encode()
    return picture[:2] + b"\xff\xfe" + (len(comment) + 2).to_bytes(2, "big") + comment + picture[2:]


def operations(place: Installation, count: int, picture: bytes) -> Iterator[list[bytes]]:
    """So many observations, each with the request of its photo after it."""
    for number in range(count):
        photo_id = str(uuid4())
        data = with_comment(picture, photo_id)
        digest = hashlib.sha256(data)
        announced = {
            "id": photo_id,
            "sha256": digest.hexdigest(),
            "omvang": len(data),
            "mediatype": "image/jpeg",
        }
        content = place.observation(number, [announced])
        yield [
            place.put_json(f"/api/v1/waarnemingen/{content['id']}", content),
            place.request(
                "PUT",
                f"/api/v1/fotos/{photo_id}",
                data,
                Content_Type="image/jpeg",
                Content_Digest=f"sha-256=:{base64.b64encode(digest.digest()).decode()}:",
            ),
        ]
