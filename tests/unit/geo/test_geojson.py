import pytest
from shapely.geometry import Point, Polygon

from wijkschouw import geo


def test_coordinates_are_rounded_to_a_centimetre():
    assert geo.geometry_json(Point(5.123456789, 52.000000001)) == {
        "type": "Point",
        "coordinates": [5.1234568, 52.0],
    }


def test_outer_rings_run_anticlockwise_whatever_came_in():
    clockwise = Polygon([(5, 52), (5, 53), (6, 53), (6, 52)])
    ring = geo.geometry_json(clockwise)["coordinates"][0]
    assert Polygon(ring).exterior.is_ccw


def test_a_feature_has_its_members_and_an_id_when_given():
    assert geo.feature(None, {"a": 1}) == {
        "type": "Feature",
        "geometry": None,
        "properties": {"a": 1},
    }
    assert geo.feature(Point(5, 52), {}, id="x")["id"] == "x"


def test_a_collection_keeps_further_members():
    collection = geo.feature_collection([], links=[{"rel": "next"}])
    assert collection == {
        "type": "FeatureCollection",
        "features": [],
        "links": [{"rel": "next"}],
    }


def test_a_geometry_survives_the_way_out_and_in():
    outline = geo.cell_polygon("E1707N4853")
    assert geo.from_geojson(geo.geometry_json(outline)).equals(outline)


@pytest.mark.parametrize("bad", [{}, {"type": "Punt"}, {"type": "Point", "coordinates": "hier"}])
def test_what_is_no_geometry_is_refused(bad):
    with pytest.raises(ValueError, match="GeoJSON"):
        geo.from_geojson(bad)
