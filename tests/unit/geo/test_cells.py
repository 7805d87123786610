import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely.geometry import Polygon, box

from wijkschouw import geo

CELL = "E1707N4853"


def square(x: float, y: float, width: float, height: float) -> Polygon:
    return geo.reproject(box(x, y, x + width, y + height), geo.RD, geo.WGS84)


def columns() -> st.SearchStrategy[int]:
    return st.integers(100, 2790)


def rows() -> st.SearchStrategy[int]:
    return st.integers(3050, 6200)


def test_a_cell_is_named_after_its_lower_left_corner_in_hectometres():
    assert geo.cell_at_rd(170_700, 485_300) == CELL
    assert geo.cell_at_rd(170_799.999, 485_399.999) == CELL


def test_the_right_and_upper_edge_belong_to_the_neighbours():
    assert geo.cell_at_rd(170_800, 485_300) == "E1708N4853"
    assert geo.cell_at_rd(170_700, 485_400) == "E1707N4854"


def test_small_numbers_keep_four_digits():
    assert geo.cell_at_rd(900, 303_400) == "E0009N3034"


def test_the_onze_lieve_vrouwetoren_lies_at_the_origin_of_the_dutch_grid():
    x, y = geo.to_rd(5.387206, 52.155174)
    assert (x, y) == (pytest.approx(155_000, abs=2), pytest.approx(463_000, abs=2))


@given(columns(), rows())
def test_a_cells_centre_lies_in_that_cell(column, row):
    name = f"E{column:04d}N{row:04d}"
    assert geo.cell_of(*geo.cell_centre(name)) == name


@given(columns(), rows(), st.floats(0.5, 99.5), st.floats(0.5, 99.5))
def test_a_place_lies_in_the_polygon_of_its_cell(column, row, dx, dy):
    lon, lat = geo.to_wgs84(column * 100 + dx, row * 100 + dy)
    outline = geo.cell_polygon(geo.cell_of(lon, lat))
    assert outline.contains(geo.Point(lon, lat))
    assert outline.exterior.is_ccw


@given(st.lists(st.tuples(st.floats(3.2, 7.3), st.floats(50.7, 53.7)), max_size=20))
def test_many_places_get_the_same_cells_as_one_by_one(places):
    together = geo.cells_of([lon for lon, _ in places], [lat for _, lat in places])
    assert together == [geo.cell_of(*place) for place in places]


@given(st.floats(3.2, 7.3), st.floats(50.7, 53.7))
def test_there_and_back_again_stays_within_two_centimetres(lon, lat):
    back = geo.to_wgs84(*geo.to_rd(lon, lat))
    assert geo.distance_m((lon, lat), back) <= 0.02


@pytest.mark.parametrize("name", ["", "E170N4853", "e1707n4853", "E1707N4853 ", "N4853E1707"])
def test_what_is_not_a_cells_name_is_refused(name):
    assert not geo.is_cell(name)
    with pytest.raises(ValueError, match="not the name of a cell"):
        geo.cell_corner(name)


@pytest.mark.parametrize("place", [(math.nan, 52.0), (5.6, math.inf), (-70.0, -30.0)])
def test_a_place_without_a_cell_is_an_error_and_no_guess(place):
    with pytest.raises(ValueError):
        geo.cell_of(*place)


def test_cells_of_an_area_are_those_whose_centre_lies_in_it():
    # 249 m wide: the third column's centre lies one metre outside.
    assert geo.cells_in(square(170_700, 485_300, 249, 200)) == [
        "E1707N4853",
        "E1707N4854",
        "E1708N4853",
        "E1708N4854",
    ]


def test_an_area_smaller_than_a_cell_still_has_one():
    assert geo.cells_in(square(170_710, 485_310, 10, 10)) == [CELL]
    assert geo.cells_in(Polygon()) == []


def test_areas_that_touch_share_no_cell_and_miss_none():
    left, right = square(170_700, 485_300, 333, 500), square(171_033, 485_300, 367, 500)
    whole = square(170_700, 485_300, 700, 500)
    cells = geo.cells_in(left) + geo.cells_in(right)
    assert len(cells) == len(set(cells))
    assert sorted(cells) == geo.cells_in(whole)


@pytest.mark.parametrize(
    ("lon", "lat", "inside"),
    [
        (5.62, 52.345, True),
        (3.2, 50.7, True),
        (7.3, 53.7, True),
        (52.345, 5.62, False),
        (7.31, 52.0, False),
        (5.62, 50.69, False),
        (math.nan, 52.0, False),
        (5.62, math.nan, False),
    ],
)
def test_the_box_of_the_netherlands(lon, lat, inside):
    assert geo.in_netherlands(lon, lat) is inside


def test_a_minute_of_latitude_is_a_nautical_mile():
    assert geo.distance_m((5.6, 52.0), (5.6, 52.0 + 1 / 60)) == pytest.approx(1853, abs=1)
    assert geo.distance_m((5.6, 52.0), (5.6, 52.0)) == 0


def test_the_area_of_a_cell_is_a_hectare():
    assert geo.area_m2(geo.cell_polygon(CELL)) == pytest.approx(10_000, abs=5)
