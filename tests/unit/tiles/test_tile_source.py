"""The cache of map tiles, against a made-up source."""

from collections.abc import Callable
from pathlib import Path

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from wijkschouw import errors
from wijkschouw.errors import Problem
from wijkschouw.tiles.rules import FRESH_FOR, MAX_TILE_BYTES, Tile, media_type
from wijkschouw.tiles.service import PAUSE_SECONDS, TileSource

PNG = b"\x89PNG\r\n\x1a\n" + b"map" * 10
HERE = Tile(14, 8442, 5393)
URL = "https://tiles.example/{z}/{x}/{y}.png"


class Source:
    """Counts what is asked; answers as told."""

    def __init__(self, folder: Path) -> None:
        self.asked: list[str] = []
        self.answer: Callable[[], httpx.Response] = lambda: httpx.Response(200, content=PNG)
        self.now = 1e9
        self.tiles = TileSource(URL, folder, httpx.MockTransport(self._serve), lambda: self.now)

    def _serve(self, request: httpx.Request) -> httpx.Response:
        self.asked.append(request.url.path)
        return self.answer()


@pytest.fixture
def source(tmp_path: Path) -> Source:
    return Source(tmp_path)


def test_a_tile_is_asked_of_the_source_once(source: Source) -> None:
    source.now = 0.0  # older than the file: fresh
    assert source.tiles.get(HERE) == (PNG, "image/png")
    assert source.tiles.get(HERE) == (PNG, "image/png")
    assert source.asked == ["/14/8442/5393.png"]


def test_an_old_tile_is_fetched_again_and_served_when_the_source_is_away(source: Source) -> None:
    source.tiles.get(HERE)
    source.now = 4e9 + FRESH_FOR.total_seconds()
    source.answer = lambda: httpx.Response(500)
    assert source.tiles.get(HERE) == (PNG, "image/png")
    assert len(source.asked) == 2


def test_after_a_failure_the_source_is_left_alone_for_a_while(source: Source) -> None:
    source.answer = lambda: httpx.Response(503)
    for _ in range(3):
        with pytest.raises(Problem) as raised:
            source.tiles.get(HERE)
        assert raised.value.kind is errors.UNAVAILABLE
    assert len(source.asked) == 1
    source.now += PAUSE_SECONDS + 1
    source.answer = lambda: httpx.Response(200, content=PNG)
    assert source.tiles.get(HERE)[0] == PNG


@pytest.mark.parametrize(
    "content", [b"<html>error</html>", b"\x89PNG\r\n\x1a\n" + b"x" * MAX_TILE_BYTES]
)
def test_what_is_no_small_image_is_neither_served_nor_kept(source: Source, content: bytes) -> None:
    source.answer = lambda: httpx.Response(200, content=content)
    with pytest.raises(Problem) as raised:
        source.tiles.get(HERE)
    assert raised.value.kind is errors.UNAVAILABLE
    source.now += PAUSE_SECONDS + 1
    source.answer = lambda: httpx.Response(200, content=PNG)
    assert source.tiles.get(HERE)[0] == PNG


def test_a_tile_that_the_source_does_not_have_is_404(source: Source) -> None:
    source.answer = lambda: httpx.Response(404)
    with pytest.raises(Problem) as raised:
        source.tiles.get(HERE)
    assert raised.value.kind is errors.NOT_FOUND


@pytest.mark.parametrize(
    "tile", [Tile(2, 1, 1), Tile(25, 1, 1), Tile(14, 0, 0), Tile(14, 8442, -1)]
)
def test_tiles_outside_the_netherlands_are_not_asked(source: Source, tile: Tile) -> None:
    with pytest.raises(Problem) as raised:
        source.tiles.get(tile)
    assert raised.value.kind is errors.NOT_FOUND
    assert source.asked == []


@given(st.integers(6, 19), st.floats(3.3, 7.2), st.floats(50.8, 53.6))
def test_every_place_in_the_netherlands_has_a_tile(z: int, lon: float, lat: float) -> None:
    from wijkschouw.tiles.rules import _column, _row

    assert Tile(z, _column(lon, z), _row(lat, z)).exists


def test_the_kind_of_an_image_is_told_by_its_content() -> None:
    assert media_type(b"\xff\xd8\xff\xe0") == "image/jpeg"
    assert media_type(b"RIFF0000WEBPVP8 ") == "image/webp"
    assert media_type(b"GIF89a") is None
