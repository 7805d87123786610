"""Fetch tiles of the configured source and keep them, so that no phone asks a third party.

Polite to the source: a tile is fetched once a month for everybody, at most two at a time by each
process, and after a failure the source is left alone for a while.
"""

import hashlib
import os
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path

import httpx
import structlog

from wijkschouw import errors
from wijkschouw.tiles.rules import FRESH_FOR, MAX_TILE_BYTES, Tile, media_type

log = structlog.get_logger(__name__)

AT_ONCE = 2
WAIT_SECONDS = 4.0
TIMEOUT_SECONDS = 8.0
PAUSE_SECONDS = 20.0
USER_AGENT = "wijkschouw (municipal neighbourhood inspections)"


class TileSource:
    """One source (a URL with {z}, {x} and {y}) and its folder of kept tiles."""

    def __init__(
        self,
        url: str,
        folder: Path,
        transport: httpx.BaseTransport | None = None,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._url = url
        # Another source must not show the tiles of the one before.
        self._folder = folder / hashlib.sha256(url.encode()).hexdigest()[:16]
        self._client = httpx.Client(
            timeout=TIMEOUT_SECONDS, headers={"User-Agent": USER_AGENT}, transport=transport
        )
        self._clock = clock
        self._places = threading.BoundedSemaphore(AT_ONCE)
        self._paused_until = 0.0

    def get(self, tile: Tile) -> tuple[bytes, str]:
        """The image and its media type, kept or fetched; an old one when the source is away.

        Raises 404 outside the Netherlands or our zooms, 429 when too many are being fetched,
        503 when the source does not answer and nothing is kept.
        """
        if not tile.exists:
            raise errors.not_found("Deze kaarttegel bestaat niet.")
        path = self._folder / str(tile.z) / str(tile.x) / str(tile.y)
        kept = self._read(path)
        if kept and self._clock() - path.stat().st_mtime < FRESH_FOR.total_seconds():
            return kept
        try:
            return self._fetch(tile, path)
        except errors.Problem:
            if kept:
                return kept
            raise

    def _read(self, path: Path) -> tuple[bytes, str] | None:
        try:
            image = path.read_bytes()
        except OSError:
            return None
        kind = media_type(image)
        return (image, kind) if kind else None

    def _fetch(self, tile: Tile, path: Path) -> tuple[bytes, str]:
        if self._clock() < self._paused_until:
            raise errors.unavailable("De kaartbron antwoordt niet.", retry_after=int(PAUSE_SECONDS))
        if not self._places.acquire(timeout=WAIT_SECONDS):
            raise errors.too_many(1)
        try:
            image = self._download(tile)
        finally:
            self._places.release()
        kind = media_type(image)
        if kind is None:
            self._pause("no image")
            raise errors.unavailable("De kaartbron geeft geen kaart.", int(PAUSE_SECONDS))
        self._keep(path, image)
        return image, kind

    def _download(self, tile: Tile) -> bytes:
        url = self._url.replace("{z}", str(tile.z)).replace("{x}", str(tile.x))
        url = url.replace("{y}", str(tile.y))
        try:
            with self._client.stream("GET", url, follow_redirects=True) as answer:
                if answer.status_code == httpx.codes.NOT_FOUND:
                    raise errors.not_found("De kaartbron heeft deze tegel niet.")
                answer.raise_for_status()
                image = b""
                for part in answer.iter_bytes():
                    image += part
                    if len(image) > MAX_TILE_BYTES:
                        raise httpx.DecodingError("tile too large")
                return image
        except httpx.HTTPError as error:
            self._pause(type(error).__name__)
            raise errors.unavailable(
                "De kaartbron antwoordt niet.", retry_after=int(PAUSE_SECONDS)
            ) from error

    def _pause(self, reason: str) -> None:
        self._paused_until = self._clock() + PAUSE_SECONDS
        log.warning("tile_source_failed", reason=reason)

    def _keep(self, path: Path, image: bytes) -> None:
        """Whole or not at all; a full disk costs the cache, not the map."""
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as part:
                part.write(image)
            os.replace(part.name, path)
        except OSError as error:
            log.warning("tile_not_kept", error=type(error).__name__)
