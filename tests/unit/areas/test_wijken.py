import pytest

from tests.factories import areas as made
from tests.unit.areas.test_reading import read
from wijkschouw import geo
from wijkschouw.areas.ogc_api import item_urls, pdok_url
from wijkschouw.areas.rules import Level, wijken_from
from wijkschouw.areas.snapshot import BuurtIndex, simplified


def test_wijken_are_the_unions_of_their_buurten():
    rows = read(*(made.buurt(number) for number in range(4))).rows
    first, second = wijken_from(rows, {"WK777702": "Oost"})
    assert (first.code, first.name, first.inhabitants) == ("WK777701", "Wijk 01", 100)
    assert (second.code, second.name, second.inhabitants) == ("WK777702", "Oost", 500)
    assert geo.area_m2(first.geometry) == pytest.approx(2 * 160_000, rel=1e-3)
    assert len(first.geometry.geoms) == 1


def test_a_wijk_is_water_only_when_all_its_buurten_are():
    rows = read(made.buurt(0, water="JA"), made.buurt(1), made.buurt(2, water="JA")).rows
    assert [wijk.water for wijk in wijken_from(rows, {})] == [False, True]


def test_a_place_on_a_shared_border_always_lies_in_the_lowest_code():
    index = BuurtIndex(["B", "A"][::-1], [made.square(0, 0), made.square(1, 0)])
    border = made.square(0, 0).intersection(made.square(1, 0)).centroid
    found = {index.locate(border.x, border.y) for _ in range(10)}
    assert len(found) == 1
    inside = made.square(1, 0).centroid
    assert index.locate(inside.x, inside.y) == "B"
    assert index.locate(6.0, 53.0) is None


def test_many_places_are_located_as_one_by_one():
    squares = [made.square(column, row) for row in range(3) for column in range(3)]
    index = BuurtIndex([f"{n}" for n in range(9)], squares)
    west, south, _, _ = squares[0].bounds
    places = [(west + x / 2000, south + y / 3000) for x in range(-2, 40) for y in range(-2, 40)]
    together = index.locate_many([lon for lon, _ in places], [lat for _, lat in places])
    assert together == [index.locate(*place) for place in places]
    assert set(together) == {None, *(f"{n}" for n in range(9))}


def test_an_empty_town_has_no_place():
    assert BuurtIndex([], []).locate(5.6, 52.3) is None
    assert BuurtIndex([], []).locate_many([5.6], [52.3]) == [None]


def test_simplified_neighbours_still_share_their_border():
    bent = made.square(0, 0).union(made.square(1, 1).buffer(-0.0001))
    left = made.square(0, 0).segmentize(0.0002)
    outlines = {"a": left, "b": made.square(1, 0).segmentize(0.0002), "c": bent}
    drawn = simplified(outlines, ["a", "b"], 20)
    a, b = (geo.from_geojson(drawn[code]) for code in "ab")
    assert len(a.exterior.coords) < len(left.exterior.coords)
    assert a.intersection(b).area == pytest.approx(0, abs=1e-12)
    assert a.union(b).area == pytest.approx(
        made.square(0, 0).union(made.square(1, 0)).area, rel=0.01
    )


@pytest.mark.parametrize(
    ("url", "level", "asked"),
    [
        (
            "https://api.example/ogc/v1/",
            None,
            [
                "https://api.example/ogc/v1/collections/wijken/items",
                "https://api.example/ogc/v1/collections/buurten/items",
            ],
        ),
        (
            "https://api.example/collections",
            Level.BUURT,
            ["https://api.example/collections/buurten/items"],
        ),
        (
            "https://api.example/collections/b",
            None,
            ["https://api.example/collections/b/items"],
        ),
        (
            "https://api.example/collections/b/items?f=json",
            None,
            ["https://api.example/collections/b/items?f=json"],
        ),
        ("https://example/b.geojson", None, ["https://example/b.geojson"]),
    ],
)
def test_any_address_of_an_api_leads_to_its_items(url, level, asked):
    assert item_urls(url, level) == asked


def test_pdok_has_an_api_per_year():
    assert (
        pdok_url("https://api.pdok.nl/", 2025)
        == "https://api.pdok.nl/cbs/wijken-en-buurten-2025/ogc/v1"
    )
