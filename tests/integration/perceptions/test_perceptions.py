"""PUT and GET /api/v1/belevingen."""

from datetime import datetime

import pytest

from tests.factories import capture
from wijkschouw.liveability.periods import period_of

HERE = "/api/v1/belevingen"


def put(client, content):
    return client.put(f"{HERE}/{content['id']}", json=content)


def figures(client, query=""):
    answer = client.get(f"{HERE}{query}")
    assert answer.status_code == 200, answer.text
    return {f["id"]: f["properties"] for f in answer.json["features"]}


def test_a_perception_is_received_once(signed_in, town):
    client, content = signed_in("inspecteur"), capture.perception(town)
    assert put(client, content).status_code == 201
    again = put(client, content)
    assert again.status_code == 200
    assert again.json["properties"]["gebied"] == "BU99990101"
    assert put(client, capture.changed(content, "properties/cijfer", 2)).status_code == 409
    assert put(signed_in("boa"), content).status_code == 409


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("properties/cijfer", 0),
        ("properties/cijfer", 11),
        ("properties/cijfer", 5.5),
        ("properties/cijfer", "7"),
        ("properties/cijfer", None),
        ("properties/toelichting", "\u0000"),
        ("properties/waargenomenOp", "nu"),
        ("geometry/coordinates", [52.3, 5.6]),
    ],
)
def test_a_bad_perception_answers_400(signed_in, town, path, value):
    answer = put(signed_in("inspecteur"), capture.changed(capture.perception(town), path, value))
    assert answer.status_code == 400
    assert answer.json["errors"][0]["location"].startswith("#/" + path)


def test_an_area_has_a_mean_from_three_perceptions_on(signed_in, town):
    client = signed_in("inspecteur")
    for figure in (6, 7):
        put(client, capture.perception(town, figure=figure))
    assert figures(client)["BU99990101"]["aantal"] == 2
    assert figures(client)["BU99990101"]["gemiddelde"] is None
    put(client, capture.perception(town, figure=8))
    told = figures(client)
    assert told["BU99990101"]["gemiddelde"] == 7
    assert told["BU99990101"]["ondergrens"] < 7 < told["BU99990101"]["bovengrens"]
    assert told["BU99990201"]["aantal"] == 0
    assert len(told) == 4


def test_a_wijk_takes_its_buurten_together_and_a_quarter_its_own(signed_in, town):
    client, at = signed_in("inspecteur"), capture.recently()
    for buurt, figure in (("BU99990101", 4), ("BU99990102", 6), ("BU99990102", 8)):
        place = town.place(buurt)
        put(client, capture.perception(town, figure=figure, place=place, waargenomenOp=at))
    assert figures(client, "?niveau=wijk")["WK999901"]["gemiddelde"] == 6
    quarter = period_of(datetime.fromisoformat(at))
    assert figures(client, f"?niveau=wijk&periode={quarter}")["WK999901"]["aantal"] == 3
    assert figures(client, "?niveau=wijk&periode=2020-Q1")["WK999901"]["aantal"] == 0
    for wrong in ("?niveau=straat", "?periode=2026", "?kleur=rood"):
        assert client.get(HERE + wrong).status_code == 400
