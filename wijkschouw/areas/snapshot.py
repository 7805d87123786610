"""A municipality's present areas in memory, so that most questions cost no query.

Areas change a few times a year and are asked for with every observation. Each process keeps a
snapshot per municipality with its `areas_version`, which every import changes, and asks for that
number once per session, or once a second where that will do.
"""

import threading
from collections import OrderedDict
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import inf
from time import monotonic
from typing import Any
from weakref import WeakKeyDictionary

import numpy as np
import shapely
from geoalchemy2.shape import to_shape
from shapely import STRtree
from shapely.geometry.base import BaseGeometry
from sqlalchemy import Pool
from sqlmodel import Session

from wijkschouw import geo
from wijkschouw.areas import queries
from wijkschouw.areas.models import Area
from wijkschouw.areas.rules import Level
from wijkschouw.areas.schemas import AreaInfo
from wijkschouw.db import pool_of

KEPT = 32  # municipalities in memory at a time
ASKED_EVERY_SECONDS = 1.0
_SEEN, _CHANGED = "wijkschouw.areas", "wijkschouw.areas changed"


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


@dataclass
class _Kept:
    snapshot: Snapshot
    asked: float  # when its version was last seen to be the present one, by the monotonic clock


# Per database, which its pool of connections stands for: engines are many for one.
kept_by_pool: WeakKeyDictionary[Pool, OrderedDict[str, _Kept]] = WeakKeyDictionary()
_lock = threading.Lock()


def snapshot(
    session: Session, municipality: str, *, recent_will_do: bool = False
) -> Snapshot | None:
    """The present areas, the same ones all through a session; None where there are none.

    With ``recent_will_do`` they may be those of a second ago: enough to say where something was
    seen, not to score or to draw what an import has just changed.
    """
    seen: dict[tuple[str, bool], Snapshot] = session.info.setdefault(_SEEN, {})
    for sure in ((municipality, False), (municipality, recent_will_do)):
        if sure in seen:
            return seen[sure]
    found = _recent(session, municipality) if recent_will_do else None
    found = found or _present(session, municipality)
    if found is not None:
        seen[municipality, recent_will_do] = found
    return found


def _recent(session: Session, municipality: str) -> Snapshot | None:
    kept = _find_kept(session, municipality)
    if kept and _CHANGED not in session.info and monotonic() - kept.asked < ASKED_EVERY_SECONDS:
        return kept.snapshot
    return None


def _present(session: Session, municipality: str) -> Snapshot | None:
    # What a session has changed itself holds for others when they find it committed.
    now = monotonic() if _CHANGED not in session.info else -inf
    version = queries.version(session, municipality)
    if version is None or version.year is None:
        return None
    kept = _find_kept(session, municipality)
    if kept and kept.snapshot.version == version:
        kept.asked = now
        return kept.snapshot
    # Of the version that this session sees: one that began before an import sees the areas of then.
    made = Snapshot(version, queries.present_areas(session, municipality, version.year))
    _keep(session, municipality, _Kept(made, now))
    return made


def forget(session: Session) -> None:
    """The session has changed areas: what is kept does not hold for it, nor soon for others."""
    session.info[_CHANGED] = True
    session.info.pop(_SEEN, None)
    with _lock:
        kept_by_pool.pop(pool_of(session), None)


def _find_kept(session: Session, municipality: str) -> _Kept | None:
    with _lock:
        kept = kept_by_pool.get(pool_of(session), OrderedDict[str, _Kept]())
        if municipality in kept:
            kept.move_to_end(municipality)
        return kept.get(municipality)


def _keep(session: Session, municipality: str, new: _Kept) -> None:
    with _lock:
        kept = kept_by_pool.setdefault(pool_of(session), OrderedDict())
        kept[municipality] = new
        kept.move_to_end(municipality)
        while len(kept) > KEPT:
            kept.popitem(last=False)


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
