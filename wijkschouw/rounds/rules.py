"""Which cells a round should visit, in which order, and which it saw. Pure.

The draw is what makes the map honest: nobody chooses the dirtiest corner, and cells seen longest
ago have the best chance. static/js/domain/draw.js does the same for rounds that start on the spot.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from random import Random
from typing import NamedTuple

from wijkschouw import geo

LONGEST_AGO_DAYS = 365.0
DEFAULT_CELLS = 12
# A cell that the inspector marked by hand counts when some fix lay within its own inaccuracy and
# this much more from the cell's centre.
MARK_REACH_M = 150.0

Point = tuple[float, float]


# --- the draw ----------------------------------------------------------------------------------


def weight(last_seen: datetime | None, now: datetime) -> float:
    """Days since a cell was seen, 1 to 365; never seen counts as longest ago."""
    if last_seen is None:
        return LONGEST_AGO_DAYS
    days = (now - last_seen).total_seconds() / 86_400
    return min(LONGEST_AGO_DAYS, max(1.0, days))


def draw(
    cells: Mapping[str, datetime | None], count: int, now: datetime, random: Random
) -> list[str]:
    """``count`` cells (fewer when there are fewer) in walking order; ``cells`` gives when each was
    last seen. Spatially balanced: a cell near one that is drawn already has little chance."""
    rest = sorted(cells)
    weights = {cell: weight(cells[cell], now) for cell in rest}
    nearness = dict.fromkeys(rest, 1.0)
    drawn: list[str] = []
    while rest and len(drawn) < count:
        chances = [weights[cell] * nearness[cell] for cell in rest]
        (chosen,) = random.choices(rest, chances)
        rest.remove(chosen)
        first = not drawn
        drawn.append(chosen)
        for cell in rest:
            squared = _squared_distance(cell, chosen) / geo.CELL_SIZE**2
            nearness[cell] = squared if first else min(nearness[cell], squared)
    return walking_order(drawn)


def walking_order(cells: Sequence[str]) -> list[str]:
    """A short walk past cells, by nearest insertion in straight lines."""
    rest = sorted(set(cells))
    route = rest[:1]
    rest = rest[1:]
    near = {cell: _distance(cell, route[0]) for cell in rest}
    while rest:
        chosen = min(rest, key=lambda cell: (near[cell], cell))
        rest.remove(chosen)
        route.insert(_best_place(route, chosen), chosen)
        for cell in rest:
            near[cell] = min(near[cell], _distance(cell, chosen))
    return route


def route_length(route: Sequence[str]) -> float:
    """Metres along the cells' centres."""
    return math.fsum(_distance(a, b) for a, b in pairwise(route))


def _best_place(route: Sequence[str], cell: str) -> int:
    """Where it makes the walk least longer; never before the first."""
    best, least = len(route), _distance(route[-1], cell)
    for place in range(1, len(route)):
        before, after = route[place - 1], route[place]
        extra = _distance(before, cell) + _distance(cell, after) - _distance(before, after)
        if extra < least:
            best, least = place, extra
    return best


def _squared_distance(a: str, b: str) -> float:
    (ax, ay), (bx, by) = geo.cell_corner(a), geo.cell_corner(b)
    return float((ax - bx) ** 2 + (ay - by) ** 2)


def _distance(a: str, b: str) -> float:
    return math.sqrt(_squared_distance(a, b))


# --- what a round saw --------------------------------------------------------------------------


class TrackPoint(NamedTuple):
    """A fix of the phone; ``at`` by the corrected clock."""

    lon: float
    lat: float
    accuracy: float | None
    at: datetime


class SeenCell(NamedTuple):
    """A cell of one buurt, and when it was first seen. One cut by a border counts for each."""

    area: str
    cell: str
    at: datetime


@dataclass(frozen=True)
class Walk:
    """What is known of a walk: its fixes in order, with the buurt of each, and the marked cells
    with the buurt of their centre."""

    track: Sequence[TrackPoint]
    areas: Sequence[str | None]
    started_at: datetime
    marked: Mapping[str, str | None]


def seen_cells(walk: Walk, centres: Mapping[str, str | None]) -> list[SeenCell]:
    """The cells that count as seen, per buurt. ``centres``: the buurt of the centre of each cell of
    ``cells_of_track``, for cells that a short line between two fixes crossed."""
    first: dict[tuple[str, str], datetime] = {}
    by_fix: set[str] = set()
    good = [
        (point, area) for point, area in zip(walk.track, walk.areas, strict=True) if is_good(point)
    ]
    names = geo.cells_of([p.lon for p, _ in good], [p.lat for p, _ in good]) if good else []
    for (point, area), cell in zip(good, names, strict=True):
        by_fix.add(cell)
        if area is not None:
            first.setdefault((area, cell), point.at)
    between = {cell: area for cell, area in centres.items() if cell not in by_fix}
    for cell, area in {**between, **_believable(walk)}.items():
        if area is not None:
            first.setdefault((area, cell), walk.started_at)
    return sorted(SeenCell(area, cell, at) for (area, cell), at in first.items())


def cells_of_track(track: Sequence[TrackPoint]) -> list[str]:
    """All cells that the track shows as walked in, gaps of over 50 m not bridged."""
    return geo.seen_cells((p.lon, p.lat, p.accuracy) for p in track)


def is_good(point: TrackPoint) -> bool:
    """Whether a fix says in which cell somebody was."""
    return (
        point.accuracy is not None
        and 0 <= point.accuracy <= geo.GOOD_FIX_M
        and geo.in_netherlands(point.lon, point.lat)
    )


def _believable(walk: Walk) -> dict[str, str | None]:
    """Marked cells near which the phone was at all."""
    return {cell: area for cell, area in walk.marked.items() if _was_near(walk.track, cell)}


def _was_near(track: Sequence[TrackPoint], cell: str) -> bool:
    centre = geo.cell_centre(cell)
    return any(
        geo.distance_m((p.lon, p.lat), centre) <= MARK_REACH_M + (p.accuracy or 0.0)
        for p in track
        if geo.in_netherlands(p.lon, p.lat)
    )


# --- its life ----------------------------------------------------------------------------------


def may_replace(
    *, sequence: int, present: int, ended: bool, device: str | None, present_device: str | None
) -> bool:
    """Whether a message about a round takes the place of what is here. After its end only the phone
    that walked it has anything to add."""
    if sequence <= present:
        return False
    return not ended or device == present_device
