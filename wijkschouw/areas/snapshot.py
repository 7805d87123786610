"""A municipality's present areas in memory, so that most questions cost one tiny query.

Areas change a few times a year and are asked for with every observation. Each process keeps a
snapshot per municipality, keyed on `areas_version`, which every import changes.
"""

import threading
from collections import OrderedDict
from collections.abc import Hashable, Sequence
from functools import cached_property
from typing import Any

import numpy as np
import shapely
from geoalchemy2.shape import to_shape
from shapely import STRtree
from shapely.geometry.base import BaseGeometry
from sqlmodel import Session

from wijkschouw import geo
from wijkschouw.areas import queries
from wijkschouw.areas.models import Area
from wijkschouw.areas.rules import Level
from wijkschouw.areas.schemas import AreaInfo

KEPT = 32  # municipalities in memory at a time
_MEMO = "wijkschouw.areas"


class Snapshot:
    """The present areas of one municipality; nothing here changes after it was made."""

    def __init__(self, version: queries.Version, areas: Sequence[Area]) -> None:
        self.version = version
        self.infos = {area.code: _info(area) for area in areas}
        self.outlines: dict[str, BaseGeometry] = {
            area.code: to_shape(area.geometry) for area in areas
        }
        self.shapes: dict[Hashable, Any] = {}  # filled by the service, keyed on what was asked
        self._lock = threading.RLock()  # one answer may be made from another

    def of_level(self, level: Level) -> list[AreaInfo]:
        return [info for info in self.infos.values() if info.level is level]

    def remember(self, key: Hashable, make: Any) -> Any:
        """What `make()` gives, worked out once per snapshot."""
        with self._lock:
            if key not in self.shapes:
                self.shapes[key] = make()
            return self.shapes[key]

    @cached_property
    def index(self) -> "BuurtIndex":
        buurten = self.of_level(Level.BUURT)
        return BuurtIndex([b.code for b in buurten], [self.outlines[b.code] for b in buurten])


class BuurtIndex:
    """Which buurt a place lies in. On a shared border the lowest code wins, always the same one."""

    def __init__(self, codes: Sequence[str], outlines: Sequence[BaseGeometry]) -> None:
        self._codes = np.array(codes, dtype=object)
        self._outlines = np.array(outlines, dtype=object)
        self._tree = STRtree(self._outlines)
        # Prepared outlines build their index at first use, which must not happen in two threads.
        shapely.prepare(self._outlines)
        for outline in outlines:
            west, south, east, north = outline.bounds
            shapely.intersects_xy(outline, (west + east) / 2, (south + north) / 2)

    def locate(self, lon: float, lat: float) -> str | None:
        near = np.sort(self._tree.query(shapely.Point(lon, lat)))
        hits = near[shapely.intersects_xy(self._outlines[near], lon, lat)]
        return str(self._codes[hits[0]]) if hits.size else None

    def locate_many(self, lons: Sequence[float], lats: Sequence[float]) -> list[str | None]:
        xs, ys = np.asarray(lons, dtype=float), np.asarray(lats, dtype=float)
        found: list[str | None] = [None] * len(xs)
        places, near = self._tree.query(shapely.points(xs, ys))
        hits = shapely.intersects_xy(self._outlines[near], xs[places], ys[places])
        for place, number in sorted(zip(places[hits], near[hits], strict=True), reverse=True):
            found[int(place)] = str(self._codes[number])
        return found


_kept: OrderedDict[Hashable, Snapshot] = OrderedDict()
_kept_lock = threading.Lock()


def snapshot(session: Session, municipality: str) -> Snapshot | None:
    """The present areas; None for a municipality without any. At most one query when kept."""
    version = _version(session, municipality)
    if version is None or version.year is None:
        return None
    key = (*_database(session), municipality)
    with _kept_lock:
        kept = _kept.get(key)
        if kept is not None and kept.version == version:
            _kept.move_to_end(key)
            return kept
    made = Snapshot(version, queries.present_areas(session, municipality, version.year))
    with _kept_lock:
        _kept[key] = made
        _kept.move_to_end(key)
        while len(_kept) > KEPT:
            _kept.popitem(last=False)
    return made


def forget(session: Session) -> None:
    """The session has changed areas: what it knew of versions no longer holds."""
    session.info.pop(_MEMO, None)


def _version(session: Session, municipality: str) -> queries.Version | None:
    """Asked once per session: a batch of hundreds must not ask hundreds of times."""
    known: dict[str, queries.Version | None] = session.info.setdefault(_MEMO, {})
    if known.get(municipality) is None:
        known[municipality] = queries.version(session, municipality)
    return known[municipality]


def _database(session: Session) -> tuple[Any, ...]:
    url = session.get_bind().engine.url
    return url.host, url.port, url.database


def _info(area: Area) -> AreaInfo:
    return AreaInfo(
        code=area.code,
        name=area.name,
        level=Level(area.level),
        wijk_code=area.wijk_code,
        inhabitants=area.inhabitants,
        water=area.water,
        cell_count=area.cell_count,
        area_m2=area.area_m2,
        year=area.year,
    )


def simplified(
    outlines: dict[str, BaseGeometry], codes: Sequence[str], tolerance_m: float
) -> dict[str, Any]:
    """GeoJSON geometries by code, with borders that neighbours still share.

    Lines move by up to about `tolerance_m` metres; 0 leaves them as they are.
    """
    geometries = [outlines[code] for code in codes]
    if tolerance_m > 0 and geometries:
        in_metres = [geo.geometry_to_rd(outline) for outline in geometries]
        # As a coverage: what two neighbours share is simplified once, for both.
        coarser = shapely.coverage_simplify(in_metres, tolerance_m)
        geometries = [geo.reproject(outline, geo.RD, geo.WGS84) for outline in coarser]
    return {
        code: geo.geometry_json(outline, digits=6)
        for code, outline in zip(codes, geometries, strict=True)
    }
