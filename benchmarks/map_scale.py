"""(d) The map and what hangs on it, while observations grow: what it costs must not grow along.

    python -m benchmarks d                                 1,000 / 100,000 / 1,000,000 observations
    python -m benchmarks.map_scale --municipalities 340 --observations 58824 --database postgis
                                                           20 million over 340 municipalities

One municipality of 60 buurten of 49 cells. For every 50 observations there is a round of 20 cells
with two themes. Measured over HTTP, warm, 4 clients: map JSON, page of a buurt, list of
observations with filters; the recomputation of a municipality's scores; and, with one client,
batches of 100 new observations. Beside it what a map costs that asks the observations themselves:
one PostGIS query that joins points to polygons and groups them, and geopandas doing the same
(reading the rows is counted too).
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from time import perf_counter
from uuid import UUID

import geopandas
import pandas
from geoalchemy2.shape import from_shape, to_shape
from shapely import MultiPolygon, box
from sqlalchemy import text
from sqlmodel import Session, select

from benchmarks.harness import Installation, Row, installation, measure, sign_in
from benchmarks.synchronise import batch, check
from tests.factories.town import MUNICIPALITY, YEAR
from wijkschouw import geo
from wijkschouw.areas.models import Area, AreaCell, Municipality
from wijkschouw.db import Database, insert_many, metadata
from wijkschouw.liveability import periods, readings, service
from wijkschouw.liveability.models import StoredReading
from wijkschouw.observations.models import Observation

SIZES = (1_000, 100_000, 1_000_000)
WEST, SOUTH, SIDE, COLUMNS, BUURTEN = 180_000, 490_000, 700, 10, 60
EAST, NORTH, COPIES_IN_A_ROW = 0.12, 0.05, 20  # degrees; a town is 0.105 by 0.038
COPIED = (
    "municipalities",
    "areas",
    "area_cells",
    "observations",
    "readings",
    "cell_sums",
    "scores",
)
ROUND_CELLS, OBSERVATIONS_PER_ROUND = 20, 50
THEMES = {"afval": "zwerfafval", "overlast": "beklad"}
LEVELS = ("A", "B", "C", "D")
CHUNK = 20_000
REQUESTS = 400
BATCHES = 10
NOW = datetime.now(UTC)

INSERT = """
INSERT INTO observations (id, municipality, digest, version, round_id, theme, category, level,
  sensitive, note, place, lon, lat, accuracy, place_source, cell, area_code, wijk_code, observed_at,
  observed_at_raw, time_uncertain, received_at, inspector_id, catalogue_version, photo_count,
  complete)
VALUES (:id, :municipality, '', 1, :round_id, :theme, :category, :level, {false}, '', {point}, :lon,
  :lat, 8.0, 'gps', :cell, :area, :wijk, :at, :at, {false}, :at, :inspector, 1, 0, {true})
"""
# What a map costs that has no scores: every point in its polygon, counted.
RIVAL = """
SELECT a.code, count(*),
  avg(CASE o.level WHEN 'A' THEN 8 WHEN 'B' THEN 6 WHEN 'C' THEN 4 ELSE 2 END)
FROM areas a JOIN observations o ON ST_Intersects(a.geometry, o.place)
WHERE a.municipality = :municipality AND a.level = 'buurt' AND o.municipality = :municipality
GROUP BY a.code
"""


def run(kind: str, scale: float) -> Iterator[Row]:
    """Rows per number of observations."""
    with installation(kind) as place:
        database = place.server.database
        cells = lay_out(database, MUNICIPALITY)
        stored = 0
        for size in SIZES:
            wanted = max(50, int(size * scale))
            inspector = place.town.users["inspecteur"].id
            fill(database, MUNICIPALITY, cells, stored, wanted, inspector)
            stored = wanted
            yield from rows(kind, place, stored, max(20, int(REQUESTS * min(scale, 1))))


def rows(kind: str, place: Installation, size: int, requests: int = REQUESTS) -> Iterator[Row]:
    """Everything measured at one size."""
    manager = Installation(kind, place.server, place.town, sign_in(place.server.url, "wijkmanager"))
    code = area_code(MUNICIPALITY, 0)
    asked = {
        "map JSON": ("/api/v1/leefbaarheid?niveau=buurt&thema=totaal", "p95 < 50 ms"),
        "page of a buurt": (f"/buurten/{code}", ""),
        "list with filters": (
            f"/api/v1/waarnemingen?gebied={code}&thema=afval&limiet=50",
            "",
        ),
    }
    for what, (path, aim) in asked.items():
        request = manager.request("GET", path)
        measure(place.server.port, 2, [[request]] * 10)  # warm
        result = measure(place.server.port, 4, [[request]] * requests)
        yield Row("d  scale", kind, f"{what}, {size:,} observations", str(result), aim)
    seconds = recompute_seconds(place.server.database, MUNICIPALITY)
    yield Row("d  scale", kind, f"recompute, {size:,} observations", f"{seconds:7.2f} s", "< 2 s")
    if kind == "postgis":
        seconds = rival_seconds(place.server.database, MUNICIPALITY)
        what = f"join points to polygons, {size:,}"
        yield Row("d  rival", kind, what, f"{seconds * 1000:7.0f} ms", "")
    read, joined = geopandas_seconds(place.server.database, MUNICIPALITY)
    figures = f"{(read + joined) * 1000:7.0f} ms   of which reading {read * 1000:.0f} ms"
    yield Row("d  rival", kind, f"geopandas sjoin and groupby, {size:,}", figures, "")
    # Last: what they add belongs to no size above.
    check(place)
    result = measure(place.server.port, 1, [batch(place, size + n) for n in range(BATCHES)])
    yield Row("d  scale", kind, f"batch of 100, {size:,}", str(result), "p95 < 500 ms")


def recompute_seconds(database: Database, municipality: str) -> float:
    """One quarter's change: scores of the present quarter made anew from the sums."""
    with database.session() as session:
        service.queries.pending.mark_period(
            session, municipality, service.current_period(), datetime.now(UTC)
        )
    began = perf_counter()
    service.refresh_pending(database)
    return perf_counter() - began


def rival_seconds(database: Database, municipality: str) -> float:
    with database.session(write=False) as session:
        session.execute(text("SET statement_timeout = 0"))
        began = perf_counter()
        session.execute(text(RIVAL), {"municipality": municipality}).all()
        return perf_counter() - began


def geopandas_seconds(database: Database, municipality: str) -> tuple[float, float]:
    """Reading places and levels, and joining them to the buurten and averaging."""
    points, outlines = select(Observation.lon, Observation.lat, Observation.level), select(Area)
    with database.session(write=False) as session:
        rows = session.exec(
            outlines.where(Area.municipality == municipality, Area.level == "buurt")
        )
        buurten = [(area.code, to_shape(area.geometry)) for area in rows]
        began = perf_counter()
        found = session.execute(points.where(Observation.municipality == municipality)).all()
    lons, lats, levels = zip(*found, strict=True)
    read = perf_counter() - began
    marks = pandas.Series(levels).map({"A": 8, "B": 6, "C": 4, "D": 2})
    places = geopandas.GeoDataFrame(
        {"mark": marks}, geometry=geopandas.points_from_xy(lons, lats), crs=4326
    )
    codes, shapes = zip(*buurten, strict=True)
    areas = geopandas.GeoDataFrame({"code": codes}, geometry=list(shapes), crs=4326)
    joined = geopandas.sjoin(places, areas, predicate="intersects")
    joined.groupby("code")["mark"].agg(["count", "mean"])
    return read, perf_counter() - began - read


# --- the town -----------------------------------------------------------------------------------


def area_code(municipality: str, number: int) -> str:
    return f"BU{municipality[2:]}90{number:02}"


def lay_out(database: Database, municipality: str) -> dict[str, list[str]]:
    """60 square buurten in one wijk; their cells by code."""
    cells: dict[str, list[str]] = {}
    wijk = f"WK{municipality[2:]}90"
    with database.session() as session:
        owner = session.get(Municipality, municipality)
        if owner is None:
            owner = Municipality(code=municipality, name=municipality, area_year=YEAR)
            session.add(owner)
        owner.areas_version += 1
        session.flush()
        for number in range(BUURTEN):
            x = WEST + number % COLUMNS * SIDE
            y = SOUTH + number // COLUMNS * SIDE
            code = area_code(municipality, number)
            add_area(session, municipality, code, "buurt", wijk, (x, y, x + SIDE, y + SIDE))
            cells[code] = [
                geo.cell_at_rd(x + dx + 50, y + dy + 50)
                for dx in range(0, SIDE, 100)
                for dy in range(0, SIDE, 100)
            ]
            insert_many(
                session,
                AreaCell,
                [
                    {"municipality": municipality, "year": YEAR, "area_code": code, "cell": cell}
                    for cell in cells[code]
                ],
            )
        size = (WEST, SOUTH, WEST + COLUMNS * SIDE, SOUTH + BUURTEN // COLUMNS * SIDE)
        add_area(session, municipality, wijk, "wijk", wijk, size)
    return cells


def add_area(
    session: Session,
    municipality: str,
    code: str,
    level: str,
    wijk: str,
    bounds: tuple[int, int, int, int],
) -> None:
    shape = geo.reproject(box(*bounds), geo.RD, geo.WGS84)
    session.add(
        Area(
            municipality=municipality,
            code=code,
            year=YEAR,
            level=level,
            name=code,
            wijk_code=wijk,
            area_m2=float((bounds[2] - bounds[0]) * (bounds[3] - bounds[1])),
            cell_count=(SIDE // 100) ** 2,
            geometry=from_shape(MultiPolygon([shape]), srid=4326),
        )
    )


# --- observations and readings ------------------------------------------------------------------


def fill(
    database: Database,
    municipality: str,
    cells: dict[str, list[str]],
    start: int,
    end: int,
    inspector: UUID,
) -> None:
    """Observations from start up to end over two years, with readings and scores."""
    sqlite = database.is_sqlite
    insert = text(
        INSERT.format(
            point="MakePoint(:lon, :lat, 4326)"
            if sqlite
            else "ST_SetSRID(ST_MakePoint(:lon, :lat), 4326)",
            true="1" if sqlite else "true",
            false="0" if sqlite else "false",
        )
    )
    chance = random.Random(start + end)
    codes = sorted(cells)
    touched: set[str] = set()
    for first in range(start, end, CHUNK):
        with database.session() as session:
            values, seen = chunk(
                chance,
                municipality,
                cells,
                codes,
                first,
                min(first + CHUNK, end),
                inspector,
                sqlite,
            )
            session.execute(insert, values)
            insert_many(session, StoredReading, seen)
        touched |= {periods.period_of(one["at"]) for one in seen}
    for period in sorted(touched):
        with database.session() as session:
            chosen = service.choices(session, municipality)
            readings.add_up_quarter(session, municipality, period, chosen)
    with database.session() as session:
        if touched:
            service.queries.pending.mark_period(session, municipality, min(touched), NOW)
        session.connection().execute(text("ANALYZE"))
    service.refresh_pending(database)


def chunk(
    chance: random.Random,
    municipality: str,
    cells: dict[str, list[str]],
    codes: list[str],
    first: int,
    end: int,
    inspector: UUID,
    sqlite: bool,
) -> tuple[list[dict], list[dict]]:
    """Rows of observations, and the readings of the rounds that they were made on."""
    observations: list[dict] = []
    seen: list[dict] = []
    for start in range(first, end, OBSERVATIONS_PER_ROUND):
        code = chance.choice(codes)
        at = NOW - timedelta(minutes=chance.randrange(2 * 365 * 24 * 60))
        round_id = UUID(int=chance.getrandbits(128), version=4)
        walked = chance.sample(cells[code], ROUND_CELLS)
        seen += [
            {
                "municipality": municipality,
                "round_id": round_id,
                "area_code": code,
                "cell": cell,
                "theme": theme,
                "value": chance.choice((4.0, 6.0, 8.0, 10.0, 10.0)),
                "drawn": True,
                "at": at,
            }
            for cell in walked
            for theme in THEMES
        ]
        for _ in range(start, min(start + OBSERVATIONS_PER_ROUND, end)):
            cell = chance.choice(walked)
            theme = chance.choice(list(THEMES))
            lon, lat = geo.cell_centre(cell)
            new = UUID(int=chance.getrandbits(128), version=4)
            observations.append(
                {
                    "id": new.hex if sqlite else new,
                    "municipality": municipality,
                    "round_id": round_id.hex if sqlite else round_id,
                    "theme": theme,
                    "category": THEMES[theme],
                    "level": chance.choice(LEVELS),
                    "lon": lon,
                    "lat": lat,
                    "cell": cell,
                    "area": code,
                    "wijk": f"WK{municipality[2:]}90",
                    "at": at.strftime("%Y-%m-%d %H:%M:%S.%f") if sqlite else at,
                    "inspector": inspector.hex if sqlite else inspector,
                }
            )
    return observations, seen


def copy_municipality(session: Session, number: int) -> None:
    """The same once more under another code and beside the others: making it all anew would take
    hours. Cells keep their names: nothing that is measured looks for a copy by its cells."""
    to = f"GM{number:04}"
    names = {"from": MUNICIPALITY, "to": to, "digits": to[2:]}
    east, north = number % COPIES_IN_A_ROW * EAST, number // COPIES_IN_A_ROW * NORTH
    for table in COPIED:
        columns = metadata.tables[table].columns.keys()
        own = "code" if table == "municipalities" else "municipality"
        what = ", ".join(_copied(session, column, east, north) for column in columns)
        session.execute(
            text(
                f"INSERT INTO {table} ({', '.join(columns)}) "
                f"SELECT {what} FROM {table} WHERE {own} = :from"
            ),
            names,
        )


def _copied(session: Session, column: str, east: float, north: float) -> str:
    """BU99990001 of GM9999 becomes BU00010001 of GM0001; observations have ids of their own."""
    sqlite = session.get_bind().dialect.name == "sqlite"
    if column == "municipality":
        return ":to"
    if column in ("geometry", "place"):
        return f"{'ShiftCoords' if sqlite else 'ST_Translate'}({column}, {east}, {north})"
    if column in ("lon", "lat"):
        return f"{column} + {east if column == 'lon' else north}"
    if column == "id":
        return "lower(hex(randomblob(16)))" if sqlite else "gen_random_uuid()"
    if column in ("code", "area_code", "wijk_code"):
        changed = f"substr({column}, 1, 2) || :digits || substr({column}, 7)"
        return f"CASE WHEN {column} = '' THEN '' ELSE {changed} END"
    return column


def main() -> None:
    """Many municipalities side by side, alike; measures the first among all the others."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--municipalities", type=int, default=340)
    parser.add_argument("--observations", type=int, default=58_824, help="in each")
    parser.add_argument("--database", choices=("spatialite", "postgis"), default="postgis")
    given = parser.parse_args()
    with installation(given.database) as place:
        database = place.server.database
        inspector = place.town.users["inspecteur"].id
        cells = lay_out(database, MUNICIPALITY)
        fill(database, MUNICIPALITY, cells, 0, given.observations, inspector)
        for number in range(1, given.municipalities):
            with database.session() as session:
                copy_municipality(session, number)
            print(f"\r{number + 1} of {given.municipalities} municipalities", end="", flush=True)
        print()
        with database.session() as session:
            session.connection().execute(text("ANALYZE"))
        for row in rows(given.database, place, given.municipalities * given.observations):
            print(f"{row.what:45} {row.figures}   {row.aim}")


if __name__ == "__main__":
    main()
