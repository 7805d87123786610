import pytest
from shapely.geometry import Point

from tests.factories import areas as made
from wijkschouw import geo
from wijkschouw.areas.columns import read_records
from wijkschouw.areas.rules import AreasError, Level, ReadAreas, level_of, wijk_of_code, year_in


def read(*features, level=None, municipality=None) -> ReadAreas:
    records = [
        (f["properties"], geo.from_geojson(f["geometry"]) if f["geometry"] else None)
        for f in features
    ]
    return read_records(records, geo.WGS84, level, municipality)


def test_a_row_of_statistics_netherlands_becomes_an_area():
    (row,) = read(made.buurt(3)).rows
    assert (row.code, row.name, row.wijk_code) == ("BU77770202", "Buurt 3", "WK777702")
    assert (row.level, row.municipality, row.municipality_name) == (
        Level.BUURT,
        "GM7777",
        "Nergenshuizen",
    )
    assert (row.inhabitants, row.water) == (300, False)
    assert row.geometry.geom_type == "MultiPolygon"


@pytest.mark.parametrize(
    "columns",
    [
        {"code": "BU77770101", "name": "Noord"},
        {"BU_CODE": "BU77770101", "BU_NAAM": "Noord", "WK_CODE": "WK777701"},
        {"Buurtcode": " BU77770101 ", "buurtNaam": "Noord"},
        {"statcode": "BU77770101", "statnaam": "Noord"},
    ],
)
def test_column_names_of_other_years_and_other_writing_are_understood(columns):
    (row,) = read(made.as_feature(made.square(0, 0), columns)).rows
    assert (row.code, row.name, row.wijk_code) == ("BU77770101", "Noord", "WK777701")


@pytest.mark.parametrize(
    ("written", "meant"),
    [(-99995, None), (-99990, None), (-1, None), (0, 0), ("120", 120), ("onbekend", None),
     (float("nan"), None), (None, None), (12.0, 12)],
)  # fmt: skip
def test_missing_numbers_are_missing_and_not_minus_a_hundred_thousand(written, meant):
    (row,) = read(made.buurt(0, aantal_inwoners=written)).rows
    assert row.inhabitants == meant


def test_water_is_told_apart():
    assert [row.water for row in read(made.buurt(0, water="JA"), made.buurt(1)).rows] == [
        True,
        False,
    ]


def test_only_the_level_and_the_municipality_that_were_asked_for_are_read():
    features = [
        made.buurt(0),
        made.wijk(1),
        made.buurt(1, buurtcode="BU88880101", gemeentecode=...),
    ]
    assert [r.code for r in read(*features, level=Level.WIJK).rows] == ["WK777701"]
    assert [r.code for r in read(*features, municipality="GM8888").rows] == ["BU88880101"]


@pytest.mark.parametrize("code", ["", "0101", "BU7777", "BU777701011", "GM7777"])
def test_a_row_without_a_proper_code_refuses_the_whole_table(code):
    with pytest.raises(AreasError, match=r"row 2 has .*BU02430101"):
        read(made.buurt(0), made.buurt(1, buurtcode=code, wijkcode=...))


def test_a_code_of_another_municipality_than_the_row_says_is_refused():
    with pytest.raises(AreasError, match="BU77770101 lies in GM0243"):
        read(made.buurt(0, gemeentecode="GM0243"))


def test_a_wijk_is_derived_from_the_code_where_the_row_names_none():
    (row,) = read(made.buurt(2, wijkcode=...)).rows
    assert row.wijk_code == "WK777702"


def test_parts_of_one_area_are_joined_and_land_goes_before_water():
    north, south = made.buurt(0), made.buurt(0, made.square(0, 1))
    lake = made.buurt(0, made.square(3, 3), water="JA")
    (row,) = read(north, south, lake).rows
    assert not row.water
    assert geo.area_m2(row.geometry) == pytest.approx(2 * 400 * 400, rel=1e-3)


def test_a_spike_is_repaired_and_named():
    areas = read(made.buurt(0, made.spiked(0, 0)))
    assert [str(remark) for remark in areas.repaired] == ["BU77770101 Buurt 0"]
    assert areas.rows[0].geometry.is_valid
    assert geo.area_m2(areas.rows[0].geometry) == pytest.approx(160_000, rel=1e-3)


@pytest.mark.parametrize(
    ("outline", "why"),
    [(made.bow_tie(0, 0), "Self-intersection"), (Point(5.6, 52.3), "no surface"), (None, "empty")],
)
def test_an_outline_that_cannot_be_repaired_safely_is_named_and_left_out(outline, why):
    bad = made.as_feature(outline, made.buurt(0)["properties"])
    areas = read(bad, made.buurt(1))
    assert [row.code for row in areas.rows] == ["BU77770102"]
    assert areas.refused[0].code == "BU77770101"
    assert why in areas.refused[0].text


def test_codes_tell_their_level_and_their_wijk():
    assert (level_of("BU02430101"), level_of("WK024301")) == (Level.BUURT, Level.WIJK)
    assert level_of("GM0243") is None
    assert wijk_of_code("BU02430101") == wijk_of_code("WK024301") == "WK024301"


@pytest.mark.parametrize(
    ("source", "year"),
    [("wijkenbuurten_2025_v1.gpkg", 2025), ("https://x/cbs/wijken-en-buurten-2024/ogc/v1", 2024),
     ("buurten.geojson", None), ("buurten_120251.gpkg", None)],
)  # fmt: skip
def test_the_year_is_read_from_the_name(source, year):
    assert year_in(source) == year
