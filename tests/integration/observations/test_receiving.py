"""PUT /api/v1/waarnemingen/{uuid}: exactly once."""

from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import pytest
from sqlmodel import select

from tests.factories import capture
from tests.factories.town import OTHER_MUNICIPALITY, add_user
from wijkschouw.observations.models import Observation
from wijkschouw.privacy.rules import pseudonym

HERE = "/api/v1/waarnemingen"


def put(client, content):
    return client.put(f"{HERE}/{content['id']}", json=content)


def test_the_first_put_answers_201_with_what_the_server_knows(signed_in, town):
    answer = put(signed_in("inspecteur"), capture.observation(town))
    assert answer.status_code == 201, answer.text
    known = answer.json["properties"]
    assert known["gebied"] == "BU99990101"
    assert known["volledig"] is True
    assert known["tijdOnzeker"] is False
    assert known["inspecteur"] == "Inspecteur"
    assert known["ontvangenOp"].endswith("Z")
    assert answer.json["type"] == "Feature"
    assert answer.headers["ETag"] == '"1"'


def test_a_second_equal_put_answers_200(signed_in, town):
    client, content = signed_in("inspecteur"), capture.observation(town)
    assert put(client, content).status_code == 201
    again = put(client, content)
    assert again.status_code == 200
    assert again.json["id"] == content["id"]


def test_the_order_of_keys_and_the_zone_of_a_time_do_not_make_other_content(signed_in, town):
    client = signed_in("inspecteur")
    content = capture.observation(town, waargenomenOp="2026-03-01T09:12:44+01:00")
    put(client, content)
    turned = dict(reversed(list(content.items())))
    turned["properties"] = {
        **dict(reversed(list(content["properties"].items()))),
        "waargenomenOp": "2026-03-01T08:12:44Z",
    }
    assert put(client, turned).status_code == 200


def test_other_content_under_the_same_id_answers_409_and_changes_nothing(signed_in, town, database):
    client, content = signed_in("inspecteur"), capture.observation(town)
    put(client, content)
    answer = put(client, capture.changed(content, "properties/niveau", "D"))
    assert answer.status_code == 409
    assert answer.mimetype == "application/problem+json"
    with database.session() as session:
        assert session.exec(select(Observation.level)).all() == ["C"]


def test_another_persons_id_answers_409_without_telling_more(signed_in, town):
    content = capture.observation(town)
    put(signed_in("inspecteur"), content)
    answer = put(signed_in("boa"), content)
    assert answer.status_code == 409
    assert "matrassen" not in answer.text


def test_an_id_of_another_municipality_answers_409(signed_in, town, database):
    with database.session() as session:
        add_user(session, "elders", ["inspecteur"], municipality=OTHER_MUNICIPALITY)
        from wijkschouw.catalogue import service as catalogue

        catalogue.load_shipped(session, OTHER_MUNICIPALITY)
    content = capture.observation(town)
    put(signed_in("inspecteur"), content)
    assert put(signed_in("elders"), content).status_code == 409


def test_an_equal_put_after_a_correction_answers_200_with_the_present_state(signed_in, town):
    client, content = signed_in("inspecteur"), capture.observation(town)
    put(client, content)
    client.patch(
        f"{HERE}/{content['id']}",
        json={"properties": {"niveau": "D"}},
        headers={"If-Match": '"1"'},
    )
    again = put(client, content)
    assert again.status_code == 200
    assert again.json["properties"]["niveau"] == "D"


def test_a_put_after_withdrawal_answers_410(signed_in, town):
    client, content = signed_in("inspecteur"), capture.observation(town)
    put(client, content)
    gone = client.delete(f"{HERE}/{content['id']}", headers={"If-Match": '"1"'})
    assert gone.status_code == 204
    assert put(client, content).status_code == 410


def test_eight_equal_puts_at_once_give_one_201_and_seven_200(app, signed_in, town, database):
    content = capture.observation(town, fotos=[capture.announced(b"x" * 10)])
    clients = [signed_in("inspecteur") for _ in range(8)]
    with ThreadPoolExecutor(8) as pool:
        codes = sorted(a.status_code for a in pool.map(lambda c: put(c, content), clients))
    assert codes == [200] * 7 + [201]
    with database.session() as session:
        assert len(session.exec(select(Observation.id)).all()) == 1


def test_a_place_outside_all_areas_is_accepted_and_flagged(signed_in, town):
    answer = put(signed_in("inspecteur"), capture.observation(town, place=(5.1, 52.1)))
    assert answer.status_code == 201
    assert answer.json["properties"]["gebied"] is None


def test_a_time_in_the_far_future_is_accepted_and_counts_at_its_arrival(signed_in, town):
    answer = put(
        signed_in("inspecteur"), capture.observation(town, waargenomenOp="9031-01-01T00:00:00Z")
    )
    assert answer.status_code == 201
    known = answer.json["properties"]
    assert known["tijdOnzeker"] is True
    assert known["geteldOp"] == known["ontvangenOp"]
    assert known["waargenomenOp"] == "9031-01-01T00:00:00.000Z"


def test_a_clock_that_lost_its_battery_costs_no_observation(signed_in, town):
    answer = put(
        signed_in("inspecteur"), capture.observation(town, waargenomenOp="1970-01-01T00:00:00Z")
    )
    assert answer.status_code == 201
    assert answer.json["properties"]["tijdOnzeker"] is True


BAD = [
    ("properties/thema", "ruimtevaart", "#/properties/thema", "onbekend-thema"),
    ("properties/categorie", "beklad", "#/properties/categorie", "onbekende-categorie"),
    ("properties/niveau", "E", "#/properties/niveau", None),
    ("properties/niveau", None, "#/properties/niveau", None),
    ("properties/catalogusVersie", 99, "#/properties/catalogusVersie", "onbekende-versie"),
    ("properties/toelichting", "x" * 2001, "#/properties/toelichting", None),
    ("properties/toelichting", "nul\u0000", "#/properties/toelichting", "stuurteken"),
    ("properties/toelichting", "tab\t", "#/properties/toelichting", "stuurteken"),
    ("properties/toelichting", "half \ud800", "#/properties/toelichting", None),
    ("properties/waargenomenOp", "gisteren", "#/properties/waargenomenOp", "tijdstip"),
    ("properties/waargenomenOp", "2026-03-01T09:12:44", "#/properties/waargenomenOp", None),
    ("properties/waargenomenOp", 1772352764, "#/properties/waargenomenOp", "tijdstip"),
    ("properties/nauwkeurigheid", -1, "#/properties/nauwkeurigheid", None),
    ("properties/nauwkeurigheid", "8", "#/properties/nauwkeurigheid", None),
    ("properties/rondeId", "1234", "#/properties/rondeId", "uuid"),
    ("geometry/coordinates", [52.345, 5.62], "#/geometry/coordinates", "buiten-nederland"),
    ("geometry/coordinates", [5.62], "#/geometry/coordinates", None),
    ("geometry/coordinates", ["5.62", 52.3], "#/geometry/coordinates/0", None),
    ("geometry/coordinates", [True, 52.3], "#/geometry/coordinates/0", None),
    ("geometry/type", "Polygon", "#/geometry/type", None),
    ("geometry", None, "#/geometry", None),
    ("type", "FeatureCollection", "#/type", None),
    ("properties", [], "#/properties", None),
]


@pytest.mark.parametrize(("path", "value", "location", "code"), BAD)
def test_bad_input_answers_400_and_says_where(
    signed_in, town, database, path, value, location, code
):
    content = capture.changed(capture.observation(town), path, value)
    answer = put(signed_in("inspecteur"), content | {"id": content["id"]})
    assert answer.status_code == 400, answer.text
    found = {e["location"]: e["code"] for e in answer.json["errors"]}
    assert location in found
    assert code is None or found[location] == code
    assert all(e["in"] == "body" for e in answer.json["errors"])
    with database.session() as session:
        assert session.exec(select(Observation.id)).all() == []


def test_all_that_is_wrong_is_told_at_once(signed_in, town):
    content = capture.observation(town, thema="ruimtevaart", niveau="Z", toelichting="\u0000")
    content["geometry"]["coordinates"] = [52.3, 5.6]
    answer = put(signed_in("inspecteur"), content)
    assert {e["location"] for e in answer.json["errors"]} >= {
        "#/properties/thema",
        "#/properties/niveau",
        "#/properties/toelichting",
        "#/geometry/coordinates",
    }


@pytest.mark.parametrize("text", ["NaN", "Infinity", "1e999"])
def test_a_coordinate_that_is_no_number_answers_400(signed_in, town, text):
    content = capture.observation(town)
    body = (
        '{"type":"Feature","geometry":{"type":"Point","coordinates":['
        + text
        + ',52.3]},"properties":{}}'
    )
    answer = signed_in("inspecteur").put(
        f"{HERE}/{content['id']}", data=body, content_type="application/json"
    )
    assert answer.status_code == 400


def test_a_note_of_a_megabyte_answers_413_with_the_limit(signed_in, town):
    answer = put(signed_in("inspecteur"), capture.observation(town, toelichting="x" * 1_000_000))
    assert answer.status_code == 413
    assert answer.json["limiet"] > 0


def test_what_is_no_json_answers_400_and_another_type_415(signed_in):
    client, address = signed_in("inspecteur"), f"{HERE}/{uuid4()}"
    wrong = client.put(address, data="{", content_type="application/json")
    assert wrong.status_code == 400
    assert client.put(address, data="a=1").status_code == 415


def test_an_id_in_the_body_that_is_another_answers_400(signed_in, town):
    answer = signed_in("inspecteur").put(f"{HERE}/{uuid4()}", json=capture.observation(town))
    assert answer.status_code == 400
    assert answer.json["errors"][0]["location"] == "#/id"


def test_nobody_is_told_401_and_an_administrator_403(client, signed_in, town):
    content = capture.observation(town)
    assert put(client, content).status_code == 401
    assert put(signed_in("beheerder"), content).status_code == 403


def test_an_observation_may_come_before_its_round(signed_in, town):
    answer = put(signed_in("inspecteur"), capture.observation(town, rondeId=str(uuid4())))
    assert answer.status_code == 201


def test_a_photo_id_that_is_taken_answers_409_and_stores_nothing(signed_in, town, database):
    client, photo = signed_in("inspecteur"), capture.announced(b"x")
    put(client, capture.observation(town, fotos=[photo]))
    assert put(client, capture.observation(town, fotos=[photo])).status_code == 409
    with database.session() as session:
        assert len(session.exec(select(Observation.id)).all()) == 1


def test_content_whose_inspector_is_a_pseudonym_by_now_is_known_all_the_same(
    signed_in, database, town
):
    phone, content = signed_in("inspecteur"), capture.observation(town)
    assert put(phone, content).status_code == 201
    with database.session() as session:
        seen = session.exec(select(Observation)).one()
        seen.inspector_id = pseudonym("secret", town.municipality, seen.inspector_id)
        session.add(seen)
    assert put(phone, content).status_code == 200
    assert put(phone, capture.changed(content, "properties/niveau", "D")).status_code == 409
