"""Made-up areas in the shapes of Statistics Netherlands, and files that hold them."""

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np
import pyogrio
import shapely
from shapely.geometry import Polygon, box
from shapely.geometry.base import BaseGeometry

from wijkschouw import geo

WEST, SOUTH, SIDE = 160_000, 500_000, 400


def square(column: int, row: int, crs: str = geo.WGS84) -> BaseGeometry:
    """A square of 400 m; columns and rows count from an RD corner in the Noordoostpolder."""
    west, south = WEST + column * SIDE, SOUTH + row * SIDE
    return geo.reproject(box(west, south, west + SIDE, south + SIDE), geo.RD, crs)


def bow_tie(column: int, row: int) -> Polygon:
    """A self-crossing outline that nobody can repair without guessing."""
    a, b, c, d = list(square(column, row).exterior.coords)[:4]
    return Polygon([a, c, b, d])


def spiked(column: int, row: int) -> Polygon:
    """A square with a spike of no width: broken, but safe to repair."""
    ring = list(square(column, row).exterior.coords)
    out = (ring[0][0] - 0.001, ring[0][1])
    return Polygon([ring[0], out, *ring])


def buurt(number: int, geometry: Any = None, **properties: Any) -> dict[str, Any]:
    """Buurt `number` of GM7777 as a Feature, its square unless told; two buurten in a wijk."""
    wijk = f"{number // 2 + 1:02d}"
    outline = square(number % 2, number // 2) if geometry is None else geometry
    fields = {
        "buurtcode": f"BU7777{wijk}{number % 2 + 1:02d}",
        "buurtnaam": f"Buurt {number}",
        "wijkcode": f"WK7777{wijk}",
        "gemeentecode": "GM7777",
        "gemeentenaam": "Nergenshuizen",
        "water": "NEE",
        "aantal_inwoners": 100 * number,
    }
    return as_feature(outline, fields | properties)


def wijk(number: int, **properties: Any) -> dict[str, Any]:
    """Wijk `number` (from 1) of GM7777 as a Feature: the rectangle of its two buurten."""
    outline = shapely.union_all([square(0, number - 1), square(1, number - 1)])
    fields = {"wijkcode": f"WK7777{number:02d}", "wijknaam": f"De Wijk {number}"}
    return as_feature(outline, fields | properties)


def as_feature(outline: BaseGeometry | None, fields: dict[str, Any]) -> dict[str, Any]:
    geometry = None if outline is None else json.loads(shapely.to_geojson(outline))
    kept = {name: value for name, value in fields.items() if value is not ...}
    return {"type": "Feature", "properties": kept, "geometry": geometry}


def write_geojson(path: Path, features: Iterable[dict[str, Any]], **members: Any) -> Path:
    """A GeoJSON file; `members` go beside the features."""
    path.write_text(json.dumps({"type": "FeatureCollection", "features": [*features], **members}))
    return path


def write_layer(
    path: Path,
    features: Iterable[dict[str, Any]],
    *,
    crs: str | None,
    driver: str,
    layer: str | None = None,
    append: bool = False,
) -> Path:
    """A GeoPackage or Shapefile with the features' outlines put into `crs`."""
    rows = list(features)
    outlines = [geo.from_geojson(row["geometry"]) for row in rows]
    moved = [geo.reproject(outline, geo.WGS84, crs or geo.RD) for outline in outlines]
    names = list(rows[0]["properties"])
    columns = [np.array([row["properties"][name] for row in rows], dtype=object) for name in names]
    pyogrio.raw.write(
        path,
        shapely.to_wkb(np.array(moved, dtype=object)),
        columns,
        names,
        crs=crs,
        driver=driver,
        layer=layer,
        geometry_type="Unknown" if driver == "GPKG" else "Polygon",
        append=append,
    )
    return path
