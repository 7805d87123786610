"""The rows of a map as files. Names of columns are those of the API."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Mapping
from typing import Any

import shapely

from wijkschouw import geo
from wijkschouw.liveability.geopackage import geopackage
from wijkschouw.liveability.overview import Overview, Row
from wijkschouw.liveability.schemas import Level, properties

Shapes = Mapping[str, Any]
# A spreadsheet takes a text that begins so for a formula.
FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")


def _values(seen: Overview, row: Row) -> dict[str, Any]:
    values = {
        "gebied": row.code,
        "naam": row.name,
        "wijk": row.wijk_name,
        "niveau": seen.level.value,
        "thema": seen.theme,
        "periode": seen.period,
        **properties(row.score),
    }
    if seen.compared_with:
        one = row.change
        values |= {
            "vergelekenMet": seen.compared_with,
            "verschil": round(one.difference, 3) if one else None,
            "verschilOndergrens": round(one.low, 3) if one else None,
            "verschilBovengrens": round(one.high, 3) if one else None,
        }
    return values


def _rows(seen: Overview) -> list[dict[str, Any]]:
    return [_values(seen, row) for row in seen.rows]


def as_csv(seen: Overview, _shapes: Shapes) -> bytes:
    """UTF-8 with a mark that spreadsheets need to see it; comma between, point in figures."""
    rows = _rows(seen)
    out = io.StringIO()
    writer = csv.DictWriter(out, list(rows[0]) if rows else ["gebied"], lineterminator="\r\n")
    writer.writeheader()
    writer.writerows({key: _harmless(value) for key, value in row.items()} for row in rows)
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def _harmless(value: Any) -> Any:
    if isinstance(value, str) and value.startswith(FORMULA_SIGNS):
        return "'" + value
    return "" if value is None else value


def as_xlsx(seen: Overview, _shapes: Shapes) -> bytes:
    """One sheet, with a table that can be sorted and filtered."""
    # Only here: 10 MB that a web worker need not carry.
    import xlsxwriter  # type: ignore[import-untyped]  # has no types

    rows = _rows(seen)
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False})
    sheet = book.add_worksheet("Leefbaarheid")
    heads = list(rows[0]) if rows else ["gebied"]
    data = [["" if v is None else v for v in row.values()] for row in rows]
    sheet.add_table(
        0,
        0,
        max(len(data), 1),
        len(heads) - 1,
        {"data": data, "columns": [{"header": head} for head in heads]},
    )
    sheet.freeze_panes(1, 2)
    sheet.set_column(0, len(heads) - 1, 14)
    sheet.set_column(1, 2, 26)
    book.close()
    return out.getvalue()


def as_geojson(seen: Overview, shapes: Shapes) -> bytes:
    features = [
        geo.feature_of(_shape(seen, row, shapes), _values(seen, row), id=row.code)
        for row in seen.rows
    ]
    return json.dumps(geo.feature_collection(features), ensure_ascii=False).encode()


def _shape(seen: Overview, row: Row, shapes: Shapes) -> Any:
    if seen.level is Level.CEL:
        return geo.geometry_json(geo.cell_polygon(row.code), 6)
    return shapes.get(row.code)


def as_gpkg(seen: Overview, shapes: Shapes) -> bytes:
    """A GeoPackage in WGS84."""
    rows = _rows(seen)
    outlines = [geo.from_geojson(_shape(seen, row, shapes)) for row in seen.rows]
    multi = [shapely.MultiPolygon(getattr(one, "geoms", [one])) for one in outlines]
    columns = {
        head: str if any(isinstance(row[head], str) for row in rows) else float
        for head in (rows[0] if rows else {"gebied": None})
    }
    return geopackage("leefbaarheid", columns, list(zip(multi, rows, strict=True)))


Write = Callable[[Overview, Shapes], bytes]
FORMATS: dict[str, tuple[str, Write]] = {
    "csv": ("text/csv", as_csv),
    "xlsx": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", as_xlsx),
    "geojson": ("application/geo+json", as_geojson),
    "gpkg": ("application/geopackage+sqlite3", as_gpkg),
}
