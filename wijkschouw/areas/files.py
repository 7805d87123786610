"""Areas from files that GDAL reads: GeoPackage, GeoJSON, Shapefile, in any coordinate system."""

from pathlib import Path

import shapely

from wijkschouw.areas.columns import has_codes, read_records
from wijkschouw.areas.rules import (
    AreasError,
    Level,
    ReadAreas,
    check_in_netherlands,
    joined,
    one_line,
)


def read_file(path: Path, level: Level | None = None, municipality: str | None = None) -> ReadAreas:
    """The areas in all layers of a GeoPackage, GeoJSON or Shapefile. Raises AreasError."""
    import pyogrio  # only here: GDAL takes 30 MB of each process, and web processes read no files

    if not path.exists():
        raise AreasError(f"{path}: no such file")
    try:
        layers = [str(name) for name, kind in pyogrio.list_layers(path) if kind is not None]
        read = [_read_layer(path, layer, level, municipality, len(layers)) for layer in layers]
    except RuntimeError as error:  # the base of all that pyogrio and GDAL raise
        raise AreasError(f"{path}: cannot be read: {one_line(error)}") from error
    return joined(read, str(path))


def _read_layer(
    path: Path, layer: str, level: Level | None, municipality: str | None, layers: int
) -> ReadAreas:
    import pyogrio

    meta, _fids, outlines, columns = pyogrio.raw.read(path, layer=layer)
    names = [str(name) for name in meta["fields"]]
    # A file of Statistics Netherlands has a layer of municipalities beside those of areas.
    if len(outlines) == 0 or (layers > 1 and not has_codes(names)):
        return ReadAreas()
    crs = _crs_of(meta["crs"], path)
    geometries = shapely.from_wkb(outlines, on_invalid="fix")
    rows = [
        {name: column[row] for name, column in zip(names, columns, strict=True)}
        for row in range(len(outlines))
    ]
    areas = read_records(zip(rows, geometries, strict=True), crs, level, municipality)
    check_in_netherlands(areas.rows, crs)
    return areas


def _crs_of(crs: str | None, path: Path) -> str:
    if crs is None:
        raise AreasError(f"{path}: does not say which coordinate system it is in")
    return crs
