"""A GeoPackage (OGC 12-128r18) of one layer of polygons, written with SQLite alone.

GDAL would do it too, but it brings its own SQLite and SpatiaLite into a process that has loaded
mod_spatialite for the database, and the two crash together.
"""

from __future__ import annotations

import sqlite3
import struct
import tempfile
from collections.abc import Mapping, Sequence
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import shapely
from shapely.geometry.base import BaseGeometry

APPLICATION_ID, USER_VERSION = 0x47504B47, 10300  # 'GPKG', 1.3
WGS84 = (
    'GEOGCS["WGS 84",DATUM["WGS_1984",SPHEROID["WGS 84",6378137,298.257223563,'
    'AUTHORITY["EPSG","7030"]],AUTHORITY["EPSG","6326"]],PRIMEM["Greenwich",0,'
    'AUTHORITY["EPSG","8901"]],UNIT["degree",0.0174532925199433,AUTHORITY["EPSG","9122"]],'
    'AXIS["Latitude",NORTH],AXIS["Longitude",EAST],AUTHORITY["EPSG","4326"]]'
)
TABLES = """
CREATE TABLE gpkg_spatial_ref_sys (
  srs_name TEXT NOT NULL, srs_id INTEGER NOT NULL PRIMARY KEY, organization TEXT NOT NULL,
  organization_coordsys_id INTEGER NOT NULL, definition TEXT NOT NULL, description TEXT);
CREATE TABLE gpkg_contents (
  table_name TEXT NOT NULL PRIMARY KEY, data_type TEXT NOT NULL, identifier TEXT UNIQUE,
  description TEXT DEFAULT '', last_change DATETIME NOT NULL, min_x DOUBLE, min_y DOUBLE,
  max_x DOUBLE, max_y DOUBLE, srs_id INTEGER REFERENCES gpkg_spatial_ref_sys(srs_id));
CREATE TABLE gpkg_geometry_columns (
  table_name TEXT NOT NULL, column_name TEXT NOT NULL, geometry_type_name TEXT NOT NULL,
  srs_id INTEGER NOT NULL REFERENCES gpkg_spatial_ref_sys(srs_id), z TINYINT NOT NULL,
  m TINYINT NOT NULL, PRIMARY KEY (table_name, column_name),
  UNIQUE (table_name), FOREIGN KEY (table_name) REFERENCES gpkg_contents(table_name));
"""


def geopackage(
    layer: str,
    columns: Mapping[str, type],
    rows: Sequence[tuple[BaseGeometry, Mapping[str, Any]]],
) -> bytes:
    """The bytes of the file. columns: name → str or float; geometries in lon/lat, MultiPolygon.

    Names of layer and columns are ours, never a user's.
    """
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "layer.gpkg"
        with closing(sqlite3.connect(path)) as file, file:
            _write(file, layer, columns, rows)
        return path.read_bytes()


def _write(
    file: sqlite3.Connection,
    layer: str,
    columns: Mapping[str, type],
    rows: Sequence[tuple[BaseGeometry, Mapping[str, Any]]],
) -> None:
    file.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    file.execute(f"PRAGMA user_version = {USER_VERSION}")
    file.executescript(TABLES)
    file.executemany(
        "INSERT INTO gpkg_spatial_ref_sys VALUES (?, ?, ?, ?, ?, ?)",
        [
            ("WGS 84 geodetic", 4326, "EPSG", 4326, WGS84, "longitude/latitude"),
            ("Undefined cartesian SRS", -1, "NONE", -1, "undefined", ""),
            ("Undefined geographic SRS", 0, "NONE", 0, "undefined", ""),
        ],
    )
    fields = ", ".join(
        f'"{name}" {"TEXT" if kind is str else "REAL"}' for name, kind in columns.items()
    )
    file.execute(
        f'CREATE TABLE "{layer}" (fid INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, '
        f"geom MULTIPOLYGON, {fields})"
    )
    bounds = shapely.total_bounds([shape for shape, _ in rows]) if rows else [None] * 4
    now = f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%S.000Z}"
    file.execute(
        "INSERT INTO gpkg_contents VALUES (?, 'features', ?, '', ?, ?, ?, ?, ?, 4326)",
        (layer, layer, now, *(None if b is None else float(b) for b in bounds)),
    )
    file.execute(
        "INSERT INTO gpkg_geometry_columns VALUES (?, 'geom', 'MULTIPOLYGON', 4326, 0, 0)", (layer,)
    )
    marks = ", ".join("?" * (len(columns) + 1))
    names = ", ".join(f'"{name}"' for name in columns)
    file.executemany(
        f'INSERT INTO "{layer}" (geom, {names}) VALUES ({marks})',
        [(_blob(shape), *(facts[name] for name in columns)) for shape, facts in rows],
    )


def _blob(shape: BaseGeometry) -> bytes:
    """GeoPackage binary: header with envelope, then WKB."""
    west, south, east, north = shape.bounds
    header = b"GP" + struct.pack("<BBi4d", 0, 0b00000011, 4326, west, east, south, north)
    return header + bytes(shapely.to_wkb(shape, byte_order=1))
