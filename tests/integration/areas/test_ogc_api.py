import json

import pytest
import shapely

from tests.factories import areas as made
from tests.integration.areas.conftest import PAGE_LIMIT
from wijkschouw import geo
from wijkschouw.areas import ogc_api, service, sources
from wijkschouw.areas.rules import AreasError, Level, NotThereError


def answer(features, status=200, headers=None, **members):
    body = json.dumps({"type": "FeatureCollection", "features": features, **members})
    return status, headers or {}, body.encode()


def no_wait(_seconds):
    return None


def test_a_real_server_is_read_page_by_page(pygeoapi):
    steps = []
    areas = ogc_api.read_url(pygeoapi, progress=lambda *step: steps.append(step))
    assert sorted(row.code for row in areas.rows if row.level is Level.BUURT) == [
        f"BU7777{wijk:02d}{buurt:02d}" for wijk in range(1, 5) for buurt in (1, 2)
    ]
    assert sum(row.level is Level.WIJK for row in areas.rows) == 4
    assert [done for what, done, _ in steps if "buurten" in what] == [PAGE_LIMIT, 6, 8]


def test_the_server_is_asked_for_one_municipality_only(pygeoapi):
    url = f"{pygeoapi}/collections/buurten"
    assert len(ogc_api.read_url(url, municipality="GM7777").rows) == 8
    with pytest.raises(AreasError, match="holds no areas"):
        ogc_api.read_url(url, municipality="GM0243")


def test_a_collection_that_is_not_there_says_so(pygeoapi):
    with pytest.raises(NotThereError, match="404"):
        ogc_api.read_url(f"{pygeoapi}/collections/kernen")


def test_what_came_from_the_server_can_be_stored_and_found(pygeoapi, session):
    read = sources.read_source(pygeoapi)
    (report,) = service.import_areas(session, read, 2025)
    assert len(report.added) == 12
    place = made.square(1, 0).centroid
    assert service.locate(session, "GM7777", place.x, place.y) == "BU77770102"
    (again,) = service.import_areas(session, sources.read_source(pygeoapi), 2025)
    assert (again.anything_changed, again.unchanged) == (False, 12)


def test_a_busy_server_is_asked_again_after_growing_pauses(serve):
    answers = iter([(503, {}, b""), (502, {}, b""), (429, {"Retry-After": "7"}, b"")])
    pauses = []
    url = serve(lambda _path: next(answers, None) or answer([made.buurt(0)]))
    areas = ogc_api.read_url(f"{url}/collections/buurten", wait=pauses.append)
    assert len(areas.rows) == 1
    assert pauses == [1.0, 2.0, 7.0]


def test_a_server_that_stays_down_is_given_up(serve):
    asked = []
    url = serve(lambda path: asked.append(path) or (500, {}, b"kapot"))
    with pytest.raises(AreasError, match="500"):
        ogc_api.read_url(f"{url}/collections/buurten", wait=no_wait)
    assert len(asked) == ogc_api.RETRIES


def test_a_server_that_is_not_there_is_an_error_of_one_line():
    with pytest.raises(AreasError) as error:
        ogc_api.read_url("http://127.0.0.1:9/collections/buurten", wait=no_wait)
    assert "\n" not in str(error.value)


@pytest.mark.parametrize("body", [b"<html>portaal</html>", b"[]", b'{"features": null}'])
def test_something_else_than_features_is_refused(serve, body):
    url = serve(lambda _path: (200, {}, body))
    with pytest.raises(AreasError, match="answers with"):
        ogc_api.read_url(f"{url}/collections/buurten")


def test_pages_that_go_round_in_circles_are_noticed(serve):
    asked = []

    def same_page(path):
        asked.append(path)
        return answer([made.buurt(0)], links=[{"rel": "next", "href": path}])

    url = serve(same_page)
    with pytest.raises(AreasError, match="circles"):
        ogc_api.read_url(f"{url}/collections/buurten/items?f=json")
    assert len(asked) == 1


@pytest.mark.parametrize(
    ("crs", "swap"),
    [
        ("http://www.opengis.net/def/crs/OGC/1.3/CRS84", False),
        ("http://www.opengis.net/def/crs/EPSG/0/4326", True),
        ("http://www.opengis.net/def/crs/EPSG/0/4258", True),
        ("http://www.opengis.net/def/crs/EPSG/0/28992", False),
    ],
)
def test_coordinates_are_read_in_the_order_that_the_server_says(serve, crs, swap):
    outline = made.square(0, 0, geo.RD if crs.endswith("28992") else geo.WGS84)
    sent = shapely.transform(outline, lambda points: points[:, ::-1]) if swap else outline
    url = serve(lambda _path: answer([made.buurt(0, sent)], headers={"Content-Crs": f"<{crs}>"}))
    (row,) = ogc_api.read_url(f"{url}/collections/buurten").rows
    assert row.geometry.symmetric_difference(made.square(0, 0)).area < 1e-8


def test_the_old_crs_member_is_believed_and_keeps_x_y_order(serve):
    member = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::28992"}}
    url = serve(lambda _path: answer([made.buurt(0, made.square(0, 0, geo.RD))], crs=member))
    (row,) = ogc_api.read_url(f"{url}/collections/buurten").rows
    assert row.geometry.symmetric_difference(made.square(0, 0)).area < 1e-8


def test_a_coordinate_system_that_nobody_knows_is_refused(serve):
    url = serve(lambda _path: answer([made.buurt(0)], headers={"Content-Crs": "<maan>"}))
    with pytest.raises(AreasError, match="maan"):
        ogc_api.read_url(f"{url}/collections/buurten")


def test_pdok_is_asked_for_the_latest_year_that_it_has(serve):
    asked = []

    def pdok(path):
        asked.append(path)
        if "-2024/" in path:
            return answer([made.buurt(0)] if "/buurten/" in path else [made.wijk(1)])
        return 404, {}, b""

    base = serve(pdok)
    read, year = sources.read_pdok(base, None, "GM7777", 2024)
    assert (year, len(read.rows)) == (2024, 2)
    assert "gemeentecode=GM7777" in asked[0]
    with pytest.raises(NotThereError):
        sources.read_pdok(base, None, "GM7777", 2023)
