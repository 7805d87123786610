"""Use cases around areas: import them, find the one a place lies in, list and draw them."""

import hashlib
import json
import secrets
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from sqlmodel import Session

from wijkschouw import geo
from wijkschouw.areas import queries
from wijkschouw.areas.importing import Import, by_municipality, municipality_name
from wijkschouw.areas.models import Municipality
from wijkschouw.areas.rules import (
    AreasError,
    Level,
    Progress,
    ReadAreas,
    Report,
    quiet,
)
from wijkschouw.areas.schemas import AreaInfo, WijkBranch
from wijkschouw.areas.snapshot import Snapshot, forget, simplified, snapshot

# --- Import --------------------------------------------------------------------------------------


def import_areas(
    session: Session, read: ReadAreas, year: int | None = None, progress: Progress = quiet
) -> list[Report]:
    """Store what a source gave; a report per municipality. The caller commits all or nothing.

    Without `year` it is the year of the areas that a municipality has now, else the present one.
    """
    parts = by_municipality(read)
    reports = []
    for done, (code, part) in enumerate(parts.items(), start=1):
        if part.rows:
            reports.append(_import_one(session, code, part, year))
        if len(parts) > 1:
            progress("storing municipalities", done, len(parts))
    if not reports:
        raise AreasError("there are no areas to import")
    return reports


def _import_one(session: Session, code: str, read: ReadAreas, year: int | None) -> Report:
    municipality = queries.municipality_for_update(session, code)
    if municipality is None:
        municipality = Municipality(code=code, name=code)
        session.add(municipality)
        session.flush()
    present = municipality.area_year
    chosen = year or present or date.today().year  # noqa: DTZ011 - which year it is needs no time zone
    report = Import(session, code, chosen, read).run()
    municipality.name = municipality_name(read.rows, municipality.name)
    if report.anything_changed:
        municipality.area_year = max(chosen, present or chosen)
        # A step of random size: an import that is rolled back must not leave its number to the
        # next one, since other processes may have kept what they saw under it.
        municipality.areas_version += 1 + secrets.randbelow(50_000)
    session.flush()
    forget(session)
    return report


# --- Find ----------------------------------------------------------------------------------------


def locate(session: Session, municipality: str, lon: float, lat: float) -> str | None:
    """The code of the buurt that a place lies in, None outside the municipality's areas."""
    found = snapshot(session, municipality, recent_will_do=True)
    return found.index.locate(lon, lat) if found else None


def locate_many(
    session: Session, municipality: str, lons: Sequence[float], lats: Sequence[float]
) -> list[str | None]:
    """The same for many places at once, in their order."""
    found = snapshot(session, municipality, recent_will_do=True)
    return found.index.locate_many(lons, lats) if found else [None] * len(lons)


def wijk_of(session: Session, municipality: str, code: str | None) -> str | None:
    """The wijk of a present buurt (a wijk is its own), None for an unknown code."""
    found = snapshot(session, municipality, recent_will_do=True) if code else None
    info = found.infos.get(code or "") if found else None
    return info.wijk_code if info else None


def find_area(session: Session, municipality: str, code: str) -> AreaInfo | None:
    """A present area by its code."""
    found = snapshot(session, municipality)
    return found.infos.get(code) if found else None


def outline(session: Session, municipality: str, code: str) -> Any:
    """The outline of a present area as a shapely geometry in lon/lat, None for an unknown code."""
    found = snapshot(session, municipality)
    return found.outlines.get(code) if found else None


# --- List ----------------------------------------------------------------------------------------


def list_municipalities(session: Session) -> list[Municipality]:
    """All tenants, by code."""
    return queries.municipalities(session)


def name_of(session: Session, municipality: str) -> str:
    """The name of a municipality, or its code where it is unknown."""
    return queries.municipality_name(session, municipality) or municipality


def areas_version(session: Session, municipality: str) -> int:
    """A number that changes with every import; 0 for an unknown municipality."""
    version = queries.version(session, municipality)
    return version.number if version else 0


def list_areas(
    session: Session, municipality: str, level: Level | str = Level.BUURT
) -> list[AreaInfo]:
    """The present areas of a level, by code."""
    found = snapshot(session, municipality)
    return found.of_level(Level(level)) if found else []


def area_tree(session: Session, municipality: str) -> list[WijkBranch]:
    """The present wijken, each with its buurten, both by code."""
    buurten = list_areas(session, municipality, Level.BUURT)
    return [
        WijkBranch(wijk, [buurt for buurt in buurten if buurt.wijk_code == wijk.code])
        for wijk in list_areas(session, municipality, Level.WIJK)
    ]


def cells_of(session: Session, municipality: str, code: str) -> list[str]:
    """The cells that count for a buurt, or for all buurten of a wijk; sorted, [] if unknown."""
    info = find_area(session, municipality, code)
    if info is None:
        return []
    by_buurt = _cells_by_buurt(session, municipality)
    if info.level is Level.BUURT:
        return by_buurt.get(code, [])
    members = [b.code for b in list_areas(session, municipality) if b.wijk_code == code]
    return sorted({cell for member in members for cell in by_buurt.get(member, [])})


def cell_counts(session: Session, municipality: str) -> dict[str, int]:
    """N of each buurt that is scored: the number of its cells. Water is not scored."""
    return {
        buurt.code: buurt.cell_count
        for buurt in list_areas(session, municipality)
        if not buurt.water
    }


def _cells_by_buurt(session: Session, municipality: str) -> dict[str, list[str]]:
    found = snapshot(session, municipality)
    if found is None or found.version.year is None:
        return {}
    year = found.version.year

    def load() -> dict[str, list[str]]:
        by_buurt: dict[str, list[str]] = {}
        for code, cell in queries.cells(session, municipality, year):
            by_buurt.setdefault(code, []).append(cell)
        return by_buurt

    cells: dict[str, list[str]] = found.remember("cells", load)
    return cells


# --- Draw ----------------------------------------------------------------------------------------


def shapes(
    session: Session, municipality: str, level: Level | str, tolerance_m: float = 5.0
) -> dict[str, Any]:
    """GeoJSON geometries by code for a map, coarser by up to `tolerance_m`; borders stay shared."""
    found = snapshot(session, municipality)
    return _shapes(found, Level(level), tolerance_m) if found else {}


def _shapes(found: Snapshot, level: Level, tolerance_m: float) -> dict[str, Any]:
    codes = [info.code for info in found.of_level(level)]
    drawn: dict[str, Any] = found.remember(
        ("shapes", level, tolerance_m), lambda: simplified(found.outlines, codes, tolerance_m)
    )
    return drawn


def areas_document(session: Session, municipality: str, level: Level) -> tuple[bytes, str]:
    """The areas of a level as a FeatureCollection in JSON, and its entity tag."""
    found = snapshot(session, municipality)
    make: Callable[[], tuple[bytes, str]] = lambda: _document(found, level)  # noqa: E731
    return found.remember(("document", level), make) if found else make()


def _document(found: Snapshot | None, level: Level) -> tuple[bytes, str]:
    infos = found.of_level(level) if found else []
    drawn = _shapes(found, level, 0) if found else {}
    wijken = {info.code: info.name for info in found.of_level(Level.WIJK)} if found else {}
    collection = geo.feature_collection(
        geo.feature_of(drawn[info.code], _properties(info, wijken), id=info.code) for info in infos
    )
    body = json.dumps(collection, ensure_ascii=False, separators=(",", ":")).encode()
    return body, hashlib.sha256(body).hexdigest()[:32]


def _properties(info: AreaInfo, wijken: Mapping[str, str]) -> dict[str, Any]:
    return {
        "code": info.code,
        "naam": info.name,
        "niveau": info.level.value,
        "wijkCode": info.wijk_code,
        "wijkNaam": wijken.get(info.wijk_code or ""),
        "inwoners": info.inhabitants,
        "water": info.water,
        "cellen": info.cell_count,
    }
