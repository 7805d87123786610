"""Voorbeeldstad (GM9999): a made-up town by the water. Pure, and the same every time.

Its outlines form a coverage without gaps: neighbours share their border, point by point. One buurt
is an island, one is water, and the largest is sixty times the smallest. The example
places of the API's description lie in its first buurt.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from math import cos, pi, sin
from random import Random

import shapely
from shapely.geometry import MultiPoint, MultiPolygon, Point, Polygon
from shapely.geometry.base import BaseGeometry

from wijkschouw import geo
from wijkschouw.areas.rules import AreaRow, Level, usable_geometry, wijken_from

CODE = "GM9999"
NAME = "Voorbeeldstad"
YEAR = 2025

# The corner of the map that distances below count from, in RD metres.
ORIGIN_X, ORIGIN_Y = 170_900.0, 484_100.0
Place = tuple[float, float]


@dataclass(frozen=True)
class Wijk:
    """A wijk as it is drawn: its centre and how far its buurten lie from it, in metres."""

    name: str
    centre: Place
    reach: float
    people_per_km2: int
    buurten: tuple[str, ...]


WIJKEN = (
    Wijk("Binnenstad", (-420, 620), 190, 9_800,
         ("Havenfront", "Grote Markt", "Kloosterkwartier", "Vismarkt", "Stationsplein")),
    Wijk("Dichterswijk", (-1_150, 1_250), 330, 7_400,
         ("Vondelbuurt", "Brederobuurt", "Potgieterbuurt", "Staringbuurt", "Sonnettenbuurt")),
    Wijk("Bomenwijk", (-1_250, 150), 340, 5_600,
         ("Eikenhorst", "Beukenhof", "Lindenbuurt", "Berkenoord", "Esdoornbuurt")),
    Wijk("Vogelwijk", (-600, -560), 340, 6_200,
         ("Merelbuurt", "Zwaluwbuurt", "Leeuwerikbuurt", "Karekietbuurt", "Reigersbos")),
    Wijk("Nieuwland", (-2_250, -520), 400, 5_100,
         ("Polderhof", "Weidebuurt", "Slotenbuurt", "Rietlanden", "Klaverveld")),
    Wijk("Parkstad", (-2_250, 820), 380, 8_300,
         ("Parkzicht", "De Torens", "Zonnehof", "Kastanjepark", "Gasthuisveld")),
    Wijk("De Werven", (-1_700, 2_150), 420, 900,
         ("Scheepswerf", "Ambachtsveld", "Handelskade", "Campus West")),
    Wijk("Buitengebied", (-3_400, 700), 1_300, 60,
         ("Noorderpolder", "Zuiderpolder", "Oosterbos", "De Kwelder", "Eiland Grient",
          "Voorbeeldermeer")),
)  # fmt: skip

FRONT, ISLAND, LAKE = "Havenfront", "Eiland Grient", "Voorbeeldermeer"
# Buurten that are drawn by hand: a quay, an island, a lake.
QUAY: tuple[Place, ...] = (
    (-250, -120), (150, -120), (190, 420), (150, 900), (90, 1_420), (-260, 1_420), (-230, 900),
    (-170, 420),
)  # fmt: skip
ISLAND_AT, ISLAND_SIZE = (-1_000.0, 3_500.0), (420.0, 210.0)
LAKE_AT, LAKE_SIZE = (-3_050.0, 1_650.0), (420.0, 300.0)
COUNTRYSIDE: Mapping[str, Place] = {
    "Noorderpolder": (-3_950, 2_100),
    "Zuiderpolder": (-4_000, -950),
    "Oosterbos": (-900, -1_650),
    "De Kwelder": (-3_700, 600),
}
EDGE: tuple[Place, ...] = (
    (150, -120), (20, -900), (-350, -1_750), (-1_200, -2_150), (-2_400, -1_950), (-3_700, -2_100),
    (-4_800, -1_600), (-5_100, -200), (-4_900, 1_200), (-5_000, 2_500), (-4_100, 3_000),
    (-2_900, 2_750), (-1_900, 2_900), (-1_150, 2_650), (-700, 2_050), (-260, 1_420), (90, 1_420),
    (150, 900), (190, 420),
)  # fmt: skip


def make_town() -> list[AreaRow]:
    """The areas of Voorbeeldstad: 8 wijken and 40 buurten, ready to be imported."""
    random = Random(CODE)  # noqa: S311 - the same town every time, nothing to keep secret
    outlines = _coverage(_drawn(random))
    buurten = [
        _row(number, place, name, outlines[name], random)
        for number, wijk in enumerate(WIJKEN, start=1)
        for place, name in enumerate(wijk.buurten, start=1)
    ]
    return [*buurten, *wijken_from(buurten, {})]


def _row(number: int, place: int, name: str, outline: BaseGeometry, random: Random) -> AreaRow:
    wijk = WIJKEN[number - 1]
    geometry, _ = usable_geometry(outline, geo.RD)
    crowd = wijk.people_per_km2 * outline.area / 1e6 * random.uniform(0.75, 1.25)
    return AreaRow(
        level=Level.BUURT,
        code=f"BU9999{number:02d}{place:02d}",
        name=name,
        wijk_code=f"WK9999{number:02d}",
        geometry=geometry,
        inhabitants=0 if name == LAKE else max(15, round(crowd / 5) * 5),
        water=name == LAKE,
        wijk_name=wijk.name,
        municipality_name=NAME,
    )


# --- Drawing, in RD metres -----------------------------------------------------------------------


def _drawn(random: Random) -> dict[str, BaseGeometry]:
    """Each buurt roughly: what lies nearest to its middle, and the three that are drawn by hand."""
    by_hand: dict[str, BaseGeometry] = {
        FRONT: Polygon([_rd(place) for place in QUAY]),
        LAKE: _blob(LAKE_AT, LAKE_SIZE, random),
    }
    town = Polygon([_rd(place) for place in EDGE]).difference(
        shapely.union_all([*by_hand.values()])
    )
    middles = _middles(random)
    nearest = shapely.voronoi_polygons(MultiPoint([*middles.values()]), extend_to=town)
    shares = {
        name: share.intersection(town)
        for share in nearest.geoms
        for name, middle in middles.items()
        if share.contains(middle)
    }
    return shares | by_hand | {ISLAND: _blob(ISLAND_AT, ISLAND_SIZE, random)}


def _middles(random: Random) -> dict[str, Point]:
    found = {name: Point(_rd(place)) for name, place in COUNTRYSIDE.items()}
    for wijk in WIJKEN:
        names = [name for name in wijk.buurten if name not in (*found, FRONT, ISLAND, LAKE)]
        turn = random.uniform(0, 2 * pi)
        for number, name in enumerate(names):
            angle = turn + 2 * pi * number / len(names) + random.uniform(-0.35, 0.35)
            reach = wijk.reach * random.uniform(0.65, 1.25)
            x, y = wijk.centre
            found[name] = Point(_rd((x + reach * cos(angle), y + reach * sin(angle))))
    return found


def _blob(centre: Place, size: Place, random: Random) -> Polygon:
    corners = []
    for number in range(14):
        angle, swell = 2 * pi * number / 14, random.uniform(0.8, 1.15)
        dx, dy = size[0] * swell * cos(angle), size[1] * swell * sin(angle)
        corners.append(_rd((centre[0] + dx, centre[1] + dy)))
    return Polygon(corners)


def _rd(place: Place) -> Place:
    return round(ORIGIN_X + place[0]), round(ORIGIN_Y + place[1])


def _coverage(drawn: Mapping[str, BaseGeometry]) -> dict[str, MultiPolygon]:
    """The same areas with borders that neighbours share point by point, in whole metres.

    All lines are laid together, cut where they meet, and what they enclose goes back to its owner.
    """
    lines = shapely.union_all([area.boundary for area in drawn.values()], grid_size=1.0)
    parts: dict[str, list[Polygon]] = {name: [] for name in drawn}
    for face in shapely.get_parts(shapely.polygonize(shapely.get_parts(lines).tolist())):
        inside = face.representative_point()
        owner = next((name for name, area in drawn.items() if area.intersects(inside)), None)
        if owner is not None:
            parts[owner].append(face)
    return {name: _one(faces) for name, faces in parts.items()}


def _one(faces: list[Polygon]) -> MultiPolygon:
    joined = shapely.coverage_union_all(faces)
    return MultiPolygon([part for part in shapely.get_parts(joined) if isinstance(part, Polygon)])
