"""A round as a picture: cells as squares and the track as lines, in metres of the grid. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from wijkschouw import geo
from wijkschouw.rounds.models import Round
from wijkschouw.rounds.rules import TrackPoint, is_good
from wijkschouw.rounds.schemas import stored_moment

MARGIN = 40


@dataclass(frozen=True)
class Square:
    """A cell; ``state``: seen, missed (drawn and not seen), extra (seen and not drawn), plain."""

    cell: str
    x: int
    y: int
    state: str
    number: int | None


@dataclass(frozen=True)
class Drawing:
    """Everything in pixels of one metre, y downwards; ``lines`` are the points of polylines."""

    width: int
    height: int
    squares: Sequence[Square]
    lines: Sequence[str]


def draw_round(row: Round, seen: Iterable[str], cells: Sequence[str]) -> Drawing | None:
    """``cells``: those of the round's area. None when there is nothing to draw."""
    looked = set(seen)
    names = [*{*cells, *row.drawn_cells, *looked}]
    if not names:
        return None
    corners = {name: geo.cell_corner(name) for name in names}
    west = min(x for x, _ in corners.values()) - MARGIN
    north = max(y for _, y in corners.values()) + geo.CELL_SIZE + MARGIN
    east = max(x for x, _ in corners.values()) + geo.CELL_SIZE + MARGIN
    south = min(y for _, y in corners.values()) - MARGIN
    numbers = {cell: number for number, cell in enumerate(row.drawn_cells, start=1)}
    squares = [
        Square(
            name, x - west, north - y - geo.CELL_SIZE, _state(name, looked, numbers),
            numbers.get(name),
        )
        for name, (x, y) in sorted(corners.items())
    ]  # fmt: skip
    lines = [
        " ".join(f"{round(x - west)},{round(north - y)}" for x, y in part)
        for part in _parts(row.track)
    ]
    return Drawing(east - west, north - south, squares, lines)


def _state(name: str, seen: set[str], drawn: dict[str, int]) -> str:
    if name in seen:
        return "seen" if name in drawn or not drawn else "extra"
    return "missed" if name in drawn else "plain"


def _parts(track: Sequence[Any]) -> list[list[tuple[float, float]]]:
    """Stretches of the track; where the phone was lost for over 50 m there is no line."""
    parts: list[list[tuple[float, float]]] = []
    before: TrackPoint | None = None
    for lon, lat, accuracy, at in track:
        point = TrackPoint(lon, lat, accuracy, stored_moment(at))
        if not is_good(point):
            continue
        gap = before is None or (
            geo.distance_m((before.lon, before.lat), (lon, lat)) > geo.MAX_GAP_M
        )
        if gap:
            parts.append([])
        parts[-1].append(geo.to_rd(lon, lat))
        before = point
    return parts


def length_m(track: Sequence[Any]) -> int:
    """Metres that were demonstrably walked."""
    total = 0.0
    for part in _parts(track):
        for (ax, ay), (bx, by) in pairwise(part):
            total += ((ax - bx) ** 2 + (ay - by) ** 2) ** 0.5
    return round(total)
