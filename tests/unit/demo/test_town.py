from collections import Counter

import shapely

from wijkschouw import geo
from wijkschouw.areas.rules import Level
from wijkschouw.demo import town


def rows(level: Level):
    return [row for row in town.make_town() if row.level is level]


def test_there_are_8_wijken_and_40_buurten_with_names_of_their_own():
    buurten, wijken = rows(Level.BUURT), rows(Level.WIJK)
    assert (len(wijken), len(buurten)) == (8, 40)
    assert len({row.name for row in buurten}) == 40
    assert {row.municipality for row in buurten + wijken} == {"GM9999"}
    assert {row.wijk_code for row in buurten} == {row.code for row in wijken}


def test_it_is_the_same_town_every_time():
    assert town.make_town() == town.make_town()


def test_neighbours_share_their_borders_without_gap_or_overlap():
    outlines = [row.geometry for row in rows(Level.BUURT)]
    assert shapely.coverage_is_valid(outlines)
    whole = shapely.union_all(outlines)
    assert all(len(part.interiors) == 0 for part in whole.geoms)


def test_one_buurt_is_an_island_and_one_is_water():
    buurten = rows(Level.BUURT)
    alone = [
        one.name
        for one in buurten
        if not any(one.geometry.touches(o.geometry) for o in buurten if o is not one)
    ]
    assert alone == ["Eiland Grient"]
    assert [row.name for row in buurten if row.water] == ["Voorbeeldermeer"]


def test_sizes_differ_and_every_outline_is_valid_and_within_the_country():
    sizes = sorted(geo.area_m2(row.geometry) for row in rows(Level.BUURT))
    assert sizes[-1] > 50 * sizes[0]
    for row in town.make_town():
        west, south, east, north = row.geometry.bounds
        assert row.geometry.is_valid
        assert geo.in_netherlands(west, south)
        assert geo.in_netherlands(east, north)


def test_every_buurt_has_at_least_one_cell_and_none_has_anothers():
    counts = Counter(cell for row in rows(Level.BUURT) for cell in geo.cells_in(row.geometry))
    assert set(counts.values()) == {1}


def test_the_places_in_the_description_of_the_api_lie_in_its_first_buurt():
    first = next(row for row in town.make_town() if row.code == "BU99990101")
    assert first.geometry.contains(geo.Point(5.62, 52.345))
    assert first.geometry.contains(geo.Point(geo.cell_centre("E1707N4853")))
