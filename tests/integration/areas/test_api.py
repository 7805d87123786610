import pytest
from shapely.geometry import shape

URL = "/api/v1/gebieden"


def test_buurten_come_as_a_feature_collection(signed_in, town):
    answer = signed_in("inspecteur").get(URL)
    assert answer.status_code == 200
    assert answer.mimetype == "application/geo+json"
    features = answer.json["features"]
    assert [feature["id"] for feature in features] == list(town.buurten)
    assert features[0]["properties"] == {
        "code": "BU99990101",
        "naam": "Buurt 01",
        "niveau": "buurt",
        "wijkCode": "WK999901",
        "wijkNaam": "Wijk 01",
        "inwoners": 1000,
        "water": False,
        "cellen": 25,
    }
    assert shape(features[0]["geometry"]).is_valid


def test_wijken_come_when_asked_for(signed_in, town):
    features = signed_in("wijkmanager").get(f"{URL}?niveau=wijk").json["features"]
    assert [feature["properties"]["code"] for feature in features] == list(town.wijken)


def test_what_the_phone_has_already_is_not_sent_again(signed_in):
    client = signed_in("boa")
    tag = client.get(URL).headers["ETag"]
    again = client.get(URL, headers={"If-None-Match": tag})
    assert (again.status_code, again.data) == (304, b"")
    assert client.get(f"{URL}?niveau=wijk").headers["ETag"] != tag


@pytest.mark.parametrize("query", ["niveau=straat", "niveau=", "level=buurt"])
def test_an_unknown_level_or_key_is_a_problem(signed_in, query):
    answer = signed_in("inspecteur").get(f"{URL}?{query}")
    assert answer.status_code == 400
    assert answer.mimetype == "application/problem+json"
    assert answer.json["errors"][0]["in"] == "query"


def test_nobody_gets_them_without_signing_in(client):
    assert client.get(URL).status_code == 401
