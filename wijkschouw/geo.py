"""Pure geometry: the 100 m cells of the Dutch grid, distances, tracks and GeoJSON.

Everything the readings, the maps and the open data say about "where" goes through here, so that a
cell has one name and a distance one meaning everywhere. Places come in and go out as longitude,
latitude in degrees (WGS84, CRS84 axis order); metres are metres in the Dutch grid (RD,
EPSG:28992). A cell is named as Statistics Netherlands does: 'E1707N4853' is the square whose
lower-left corner lies at x = 170,700 and y = 485,300 m.

A cell is half open: its left and lower edge belong to it, the other two to its neighbours.
"""

import json
import math
import re
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import shapely
from pyproj import Transformer
from shapely.geometry import Point, Polygon, box
from shapely.geometry.base import BaseGeometry

WGS84 = "EPSG:4326"
RD = "EPSG:28992"
SRID = 4326

CELL_SIZE = 100
# The European Netherlands, generously: west, south, east, north.
NETHERLANDS = (3.2, 50.7, 7.3, 53.7)

# A fix that is worse than this says too little about which cell somebody stood in.
GOOD_FIX_M = 30.0
# Over a longer gap nobody knows which way was walked, so no cell is claimed for it.
MAX_GAP_M = 50.0

# 1e-7 degree is about a centimetre: finer than any phone, coarser than noise in the last bits.
DEGREE_DIGITS = 7
METRE_DIGITS = 3

FEW = 8  # places that are done one by one before arrays have begun

EARTH_RADIUS_M = 6_371_008.8
_CELL_NAME = re.compile(r"E(\d{4})N(\d{4})")

Floats = npt.NDArray[np.float64]
Indices = npt.NDArray[np.int64]


class Fix(NamedTuple):
    """One position of a phone; `accuracy` in metres, None when the phone did not say."""

    lon: float
    lat: float
    accuracy: float | None


# --- Coordinates ---------------------------------------------------------------------------------


@lru_cache(maxsize=32)
def transformer(source: str, target: str) -> Transformer:
    """The cached transformation between two CRSs, always in x, y (lon, lat) order."""
    return Transformer.from_crs(source, target, always_xy=True)


def to_rd(lon: float, lat: float) -> tuple[float, float]:
    """x, y in metres (RD), to the millimetre."""
    x, y = transformer(WGS84, RD).transform(lon, lat)
    return round(x, METRE_DIGITS), round(y, METRE_DIGITS)


def to_wgs84(x: float, y: float) -> tuple[float, float]:
    """lon, lat in degrees, to 7 decimals."""
    lon, lat = transformer(RD, WGS84).transform(x, y)
    return round(lon, DEGREE_DIGITS), round(lat, DEGREE_DIGITS)


def in_netherlands(lon: float, lat: float) -> bool:
    """Whether a place lies in the box of the European Netherlands; NaN and swapped ones don't."""
    west, south, east, north = NETHERLANDS
    return west <= lon <= east and south <= lat <= north


def distance_m(a: Sequence[float], b: Sequence[float]) -> float:
    """Metres between two (lon, lat) along the globe, to the centimetre."""
    lon_a, lat_a, lon_b, lat_b = map(math.radians, (a[0], a[1], b[0], b[1]))
    half_chord = (
        math.sin((lat_b - lat_a) / 2) ** 2
        + math.cos(lat_a) * math.cos(lat_b) * math.sin((lon_b - lon_a) / 2) ** 2
    )
    return round(2 * EARTH_RADIUS_M * math.asin(math.sqrt(min(1.0, half_chord))), 2)


def reproject(geometry: BaseGeometry, source: str, target: str) -> BaseGeometry:
    """The geometry in another CRS; both in x, y (lon, lat) order."""
    if source == target:
        return geometry
    change = transformer(source, target)

    def moved(points: Floats) -> Floats:
        return np.column_stack(change.transform(points[:, 0], points[:, 1]))

    return shapely.transform(shapely.force_2d(geometry), moved)


def geometry_to_rd(geometry: BaseGeometry) -> BaseGeometry:
    return reproject(geometry, WGS84, RD)


def area_m2(geometry: BaseGeometry) -> float:
    """Square metres of a lon/lat geometry, whole ones."""
    return float(round(geometry_to_rd(geometry).area))


def rounded(geometry: BaseGeometry, digits: int = DEGREE_DIGITS) -> BaseGeometry:
    """Coordinates rounded one by one, so that shared borders stay shared."""
    return shapely.transform(geometry, lambda points: np.round(points, digits))


# --- Cells ---------------------------------------------------------------------------------------


def cell_at_rd(x: float, y: float) -> str:
    """The cell of a place in RD metres; ValueError where the grid has no names."""
    return _name(math.floor(x / CELL_SIZE), math.floor(y / CELL_SIZE))


def cell_of(lon: float, lat: float) -> str:
    """The cell of a place; ValueError for places without one (far outside the country, NaN)."""
    x, y = to_rd(lon, lat)
    if not (math.isfinite(x) and math.isfinite(y)):
        raise ValueError(f"no cell at {lon}, {lat}")
    return cell_at_rd(x, y)


def cells_of(lons: Sequence[float], lats: Sequence[float]) -> list[str]:
    """The cells of many places at once, in their order."""
    if len(lons) < FEW:
        return [cell_of(lon, lat) for lon, lat in zip(lons, lats, strict=True)]
    xs, ys = _many_to_rd(lons, lats)
    return [_name(int(e), int(n)) for e, n in zip(_index(xs), _index(ys), strict=True)]


def is_cell(name: str) -> bool:
    return _CELL_NAME.fullmatch(name) is not None


def cell_corner(name: str) -> tuple[int, int]:
    """x, y of the lower-left corner in RD metres; ValueError for what is not a cell's name."""
    match = _CELL_NAME.fullmatch(name)
    if match is None:
        raise ValueError(f"not the name of a cell: {name!r}")
    return int(match[1]) * CELL_SIZE, int(match[2]) * CELL_SIZE


@lru_cache(maxsize=20_000)
def cell_centre(name: str) -> tuple[float, float]:
    """lon, lat of a cell's centre."""
    x, y = cell_corner(name)
    return to_wgs84(x + CELL_SIZE / 2, y + CELL_SIZE / 2)


@lru_cache(maxsize=20_000)
def cell_polygon(name: str) -> Polygon:
    """A cell's outline in lon/lat, anticlockwise from the lower-left corner."""
    x, y = cell_corner(name)
    far_x, far_y = x + CELL_SIZE, y + CELL_SIZE
    return Polygon([to_wgs84(*p) for p in ((x, y), (far_x, y), (far_x, far_y), (x, far_y))])


def cells_in(geometry: BaseGeometry) -> list[str]:
    """The cells whose centre lies in a lon/lat polygon, sorted; at least one unless it is empty."""
    if geometry.is_empty:
        return []
    in_metres = geometry_to_rd(geometry)
    shapely.prepare(in_metres)
    west, south, east, north = (math.floor(bound / CELL_SIZE) for bound in in_metres.bounds)
    columns, rows = np.meshgrid(np.arange(west, east + 1), np.arange(south, north + 1))
    centre_x, centre_y = (index * CELL_SIZE + CELL_SIZE / 2 for index in (columns, rows))
    inside = shapely.contains_xy(in_metres, centre_x, centre_y)
    names = [_name(int(e), int(n)) for e, n in zip(columns[inside], rows[inside], strict=True)]
    if names:
        return sorted(names)
    somewhere = in_metres.representative_point()
    return [cell_at_rd(somewhere.x, somewhere.y)]


def _name(east: int, north: int) -> str:
    if not (0 <= east <= 9999 and 0 <= north <= 9999):
        raise ValueError(f"outside the grid: {east}, {north}")
    return f"E{east:04d}N{north:04d}"


def _index(metres: Floats) -> Indices:
    return np.floor(metres / CELL_SIZE).astype(np.int64)


def _many_to_rd(lons: Sequence[float], lats: Sequence[float]) -> tuple[Floats, Floats]:
    xs, ys = transformer(WGS84, RD).transform(
        np.asarray(lons, dtype=np.float64), np.asarray(lats, dtype=np.float64)
    )
    return np.round(xs, METRE_DIGITS), np.round(ys, METRE_DIGITS)


# --- Tracks --------------------------------------------------------------------------------------


def seen_cells(track: Iterable[Fix | tuple[float, float, float | None]]) -> list[str]:
    """The cells that somebody demonstrably walked in, sorted.

    `track` holds (lon, lat, accuracy in metres) in walking order. A fix counts at 30 m accuracy or
    better and within the country's box. The straight line between two consecutive good fixes
    counts too, but only over 50 m at most: a longer gap never becomes a seen cell.
    """
    good = [(fix[0], fix[1]) for fix in track if _is_good(*fix[:3])]
    if not good:
        return []
    lons, lats = zip(*good, strict=True)
    xs, ys = _many_to_rd(lons, lats)
    columns, rows = _index(xs), _index(ys)
    corner_columns, corner_rows = _cut_corners(xs, ys, columns, rows)
    pairs = np.unique(
        np.column_stack(
            (np.concatenate((columns, corner_columns)), np.concatenate((rows, corner_rows)))
        ),
        axis=0,
    )
    return sorted(_name(int(east), int(north)) for east, north in pairs)


def _is_good(lon: float, lat: float, accuracy: float | None) -> bool:
    return accuracy is not None and 0 <= accuracy <= GOOD_FIX_M and in_netherlands(lon, lat)


def _cut_corners(
    xs: Floats, ys: Floats, columns: Indices, rows: Indices
) -> tuple[Indices, Indices]:
    """Cells that a short line crosses between the cells of its two ends.

    A line of 50 m meets at most one vertical and one horizontal edge of a 100 m grid, so there is
    at most one such cell, and only when both the column and the row change.
    """
    dx, dy = np.diff(xs), np.diff(ys)
    turned = (np.hypot(dx, dy) <= MAX_GAP_M) & (np.diff(columns) != 0) & (np.diff(rows) != 0)
    at = np.flatnonzero(turned)
    edge_x = np.maximum(columns[at], columns[at + 1]) * CELL_SIZE
    edge_y = np.maximum(rows[at], rows[at + 1]) * CELL_SIZE
    until_x, until_y = (edge_x - xs[at]) / dx[at], (edge_y - ys[at]) / dy[at]
    # Exactly through the corner touches neither of the two cells beside it.
    crossing = until_x != until_y
    at, sideways_first = at[crossing], (until_x < until_y)[crossing]
    return (
        np.where(sideways_first, columns[at + 1], columns[at]),
        np.where(sideways_first, rows[at], rows[at + 1]),
    )


# --- GeoJSON -------------------------------------------------------------------------------------


def geometry_json(geometry: BaseGeometry | None, digits: int = DEGREE_DIGITS) -> Any:
    """A geometry as a GeoJSON object (RFC 7946: outer rings anticlockwise), or None."""
    if geometry is None:
        return None
    tidy = rounded(geometry, digits)
    if isinstance(tidy, Point):
        return {"type": "Point", "coordinates": [tidy.x, tidy.y]}
    return json.loads(shapely.to_geojson(shapely.orient_polygons(tidy)))


def feature(
    geometry: BaseGeometry | None,
    properties: Mapping[str, Any],
    id: str | None = None,  # noqa: A002 - the member's name in GeoJSON
    digits: int = DEGREE_DIGITS,
) -> dict[str, Any]:
    return feature_of(geometry_json(geometry, digits), properties, id)


def feature_of(
    geometry: Any,
    properties: Mapping[str, Any],
    id: str | None = None,  # noqa: A002 - the member's name in GeoJSON
) -> dict[str, Any]:
    """A Feature around a geometry that is GeoJSON already."""
    start: dict[str, Any] = {"type": "Feature"} if id is None else {"type": "Feature", "id": id}
    return {**start, "geometry": geometry, "properties": dict(properties)}


def feature_collection(features: Iterable[Mapping[str, Any]], **members: Any) -> dict[str, Any]:
    """A FeatureCollection; further members such as `links` come after the features."""
    return {"type": "FeatureCollection", "features": list(features), **members}


def from_geojson(geometry: Mapping[str, Any]) -> BaseGeometry:
    """The geometry of a GeoJSON object; ValueError when it is none."""
    try:
        return shapely.from_geojson(json.dumps(geometry))
    except (shapely.GEOSException, TypeError) as error:
        raise ValueError(f"not a GeoJSON geometry: {error}") from error


def bbox_polygon(west: float, south: float, east: float, north: float) -> Polygon:
    return box(west, south, east, north)
