"""Scores as a FeatureCollection, kept in memory until areas or scores change.

What it costs depends on the number of areas, never on that of observations.
"""

from __future__ import annotations

import hashlib
import json
import threading
from collections import OrderedDict
from collections.abc import Hashable
from typing import Any

import shapely
from sqlmodel import Session

from wijkschouw import errors, geo
from wijkschouw.areas import service as areas
from wijkschouw.areas.rules import Level as AreaLevel
from wijkschouw.liveability import cellscores, queries, service
from wijkschouw.liveability.schemas import Level, ScoresQuery, properties

KEPT = 200  # documents in memory; each some 50 kB
TOLERANCE_M = 5.0

_kept: OrderedDict[Hashable, tuple[bytes, str]] = OrderedDict()
_lock = threading.Lock()


def scores_document(session: Session, municipality: str, query: ScoresQuery) -> tuple[bytes, str]:
    """The answer of GET /api/v1/leefbaarheid as JSON, and its entity tag. Raises Problem."""
    period = query.periode or service.current_period()
    if query.thema not in service.known_themes(session, municipality):
        raise errors.bad_field(
            "thema", "onbekend", "Dit thema staat niet in de catalogus.", "query"
        )
    if query.niveau is Level.CEL:
        return _with_tag(_cells(session, municipality, query, period))
    version = service.map_version(session, municipality, query.niveau, query.thema, period)
    address = session.get_bind().engine.url
    key = (address.host, address.port, address.database, municipality, query.niveau, query.thema,
           period, query.gebied, version)  # fmt: skip
    with _lock:
        if key in _kept:
            _kept.move_to_end(key)
            return _kept[key]
    made = _with_tag(_areas(session, municipality, query, period))
    with _lock:
        _kept[key] = made
        while len(_kept) > KEPT:
            _kept.popitem(last=False)
    return made


def _with_tag(document: dict[str, Any]) -> tuple[bytes, str]:
    body = json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()
    return body, hashlib.sha256(body).hexdigest()[:32]


def _areas(session: Session, municipality: str, query: ScoresQuery, period: str) -> dict[str, Any]:
    found = queries.scores.of_level(session, municipality, period, query.niveau, query.thema)
    common = {"niveau": query.niveau.value, "thema": query.thema, "periode": period}
    features = [
        geo.feature_of(
            shape,
            {"gebied": code, "naam": name, **common, **properties(found.get(code), total)},
            id=code,
        )
        for code, name, total, shape in _places(session, municipality, query.niveau)
        if query.gebied in (None, code)
    ]
    if query.gebied is not None and not features:
        raise errors.not_found("Dit gebied is er niet.")
    return geo.feature_collection(features, niveau=query.niveau, thema=query.thema, periode=period)


def _places(session: Session, municipality: str, level: Level) -> list[tuple[str, str, int, Any]]:
    """Code, name, number of cells and GeoJSON geometry of what the map is of."""
    counts = areas.cell_counts(session, municipality)
    if level is Level.GEMEENTE:
        outline = _municipality_shape(session, municipality)
        name = next(
            (m.name for m in areas.list_municipalities(session) if m.code == municipality), ""
        )
        return [(municipality, name, sum(counts.values()), outline)] if outline else []
    shapes = areas.shapes(session, municipality, level.value, TOLERANCE_M)
    infos = areas.list_areas(session, municipality, level.value)
    if level is Level.WIJK:
        totals: dict[str, int] = {}
        for buurt in areas.list_areas(session, municipality):
            totals[buurt.wijk_code] = totals.get(buurt.wijk_code, 0) + counts.get(buurt.code, 0)
        counts = totals
    return [(a.code, a.name, counts.get(a.code, 0), shapes[a.code]) for a in infos if not a.water]


def _municipality_shape(session: Session, municipality: str) -> Any:
    buurten = areas.list_areas(session, municipality, AreaLevel.BUURT)
    shapes = areas.shapes(session, municipality, AreaLevel.BUURT, TOLERANCE_M)
    outlines = [geo.from_geojson(shapes[b.code]) for b in buurten if not b.water]
    return geo.geometry_json(shapely.union_all(outlines), digits=6) if outlines else None


def _cells(session: Session, municipality: str, query: ScoresQuery, period: str) -> dict[str, Any]:
    info = areas.find_area(session, municipality, query.gebied or "")
    if info is None or info.level is not AreaLevel.BUURT:
        raise errors.not_found("Deze buurt is er niet.")
    chosen = service.choices(session, municipality)
    found = cellscores.cell_scores(session, municipality, info.code, query.thema, period, chosen)
    common = {"niveau": "cel", "thema": query.thema, "periode": period}
    features = [
        geo.feature(
            geo.cell_polygon(cell),
            {"gebied": info.code, "cel": cell, **common, **properties(score, 1)},
            id=cell,
            digits=6,
        )
        for cell, score in found.items()
    ]
    return geo.feature_collection(features, niveau="cel", thema=query.thema, periode=period)
