"""PATCH and DELETE /api/v1/waarnemingen/{uuid}."""

from datetime import timedelta

import pytest
from sqlmodel import select

from tests.factories import capture
from tests.factories.town import add_user
from wijkschouw.db import utc_now
from wijkschouw.liveability.models import PendingRound
from wijkschouw.observations.models import Observation, ObservationChange

HERE = "/api/v1/waarnemingen"


@pytest.fixture
def item(signed_in, town):
    content = capture.observation(town)
    signed_in("inspecteur").put(f"{HERE}/{content['id']}", json=content)
    return f"{HERE}/{content['id']}"


def patch(client, address, body, tag='"1"'):
    headers = {"If-Match": tag} if tag else {}
    return client.patch(address, json=body, headers=headers)


def age(database, **back):
    with database.session() as session:
        row = session.exec(select(Observation)).one()
        row.received_at = utc_now() - timedelta(**back)
        session.add(row)


def test_a_correction_keeps_what_it_was_before(signed_in, item, database):
    answer = patch(
        signed_in("wijkmanager"), item,
        {"properties": {"niveau": "D", "toelichting": "drie"}, "reden": "gezien"},
    )  # fmt: skip
    assert answer.status_code == 200, answer.text
    assert answer.json["properties"]["niveau"] == "D"
    assert answer.headers["ETag"] == '"2"'
    with database.session() as session:
        change = session.exec(select(ObservationChange)).one()
    assert change.before["niveau" if "niveau" in change.before else "level"] == "C"
    assert change.reason == "gezien"


def test_without_if_match_428_and_with_an_old_one_412(signed_in, item):
    client = signed_in("inspecteur")
    assert patch(client, item, {"properties": {"niveau": "D"}}, tag=None).status_code == 428
    assert patch(client, item, {"properties": {"niveau": "D"}}).status_code == 200
    assert patch(client, item, {"properties": {"niveau": "B"}}).status_code == 412
    assert patch(client, item, {"properties": {"niveau": "B"}}, tag='"zomaar"').status_code == 412
    assert client.delete(item).status_code == 428
    assert client.delete(item, headers={"If-Match": '"1"'}).status_code == 412


def test_a_wijkmanager_gives_a_reason_and_an_inspector_needs_none(signed_in, item):
    answer = patch(signed_in("wijkmanager"), item, {"properties": {"niveau": "D"}})
    assert answer.status_code == 400
    assert answer.json["errors"][0]["location"] == "#/reden"
    assert patch(signed_in("inspecteur"), item, {"properties": {"niveau": "D"}}).status_code == 200


def test_after_a_day_an_inspector_can_no_longer_correct_their_own(signed_in, item, database):
    age(database, hours=25)
    client = signed_in("inspecteur")
    assert patch(client, item, {"properties": {"niveau": "D"}}).status_code == 403
    assert client.delete(item, headers={"If-Match": "*"}).status_code == 403
    assert (
        signed_in("wijkmanager")
        .delete(item, json={"reden": "dubbel"}, headers={"If-Match": "*"})
        .status_code
        == 204
    )


def test_who_may_not_see_it_is_told_404(signed_in, item, database):
    with database.session() as session:
        add_user(session, "ander", ["inspecteur"])
        add_user(session, "oost", ["wijkmanager"], areas=["WK999902"])
    body = {"properties": {"niveau": "D"}, "reden": "x"}
    assert patch(signed_in("ander"), item, body).status_code == 404
    assert patch(signed_in("oost"), item, body).status_code == 404


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"properties": {}},
        {"properties": {"niveau": "E"}},
        {"properties": {"categorie": "lamp-uit"}},
        {"properties": {"thema": "overlast"}},
        {"properties": {"toelichting": "\u0000"}},
        {"geometry": {"type": "Point", "coordinates": [52.3, 5.6]}},
    ],
)
def test_a_correction_that_does_not_fit_answers_400(signed_in, item, body):
    assert patch(signed_in("inspecteur"), item, body).status_code == 400


def test_a_better_place_moves_it_to_its_buurt_and_cell(signed_in, item, town):
    lon, lat = town.place("BU99990202", 4, 4)
    body = {"geometry": {"type": "Point", "coordinates": [lon, lat]}}
    answer = patch(signed_in("inspecteur"), item, body)
    assert answer.json["properties"]["gebied"] == "BU99990202"
    assert answer.json["properties"]["cel"] == town.cell("BU99990202", 4, 4)


def test_one_that_becomes_sensitive_loses_its_exact_place(signed_in, town):
    lon, lat = town.place("BU99990101", 2, 2)
    content = capture.observation(town, place=(lon + 0.0004, lat))
    client = signed_in("inspecteur")
    address = f"{HERE}/{content['id']}"
    client.put(address, json=content)
    answer = patch(
        client, address, {"properties": {"thema": "overlast", "categorie": "intimidatie"}}
    )
    assert answer.status_code == 200, answer.text
    assert answer.json["geometry"]["coordinates"] == pytest.approx([lon, lat], abs=1e-6)


def test_one_with_photos_cannot_become_one_without(signed_in, town):
    content = capture.observation(town, fotos=[capture.announced(b"x")])
    client = signed_in("inspecteur")
    client.put(f"{HERE}/{content['id']}", json=content)
    answer = patch(
        client, f"{HERE}/{content['id']}",
        {"properties": {"thema": "overlast", "categorie": "intimidatie"}},
        tag='"1-onvolledig"',
    )  # fmt: skip
    assert answer.status_code == 400
    assert answer.json["errors"][0]["code"] == "foto-niet-toegestaan"


def test_a_withdrawn_one_is_gone_for_everybody_and_its_history_stays(signed_in, item, database):
    client = signed_in("inspecteur")
    assert client.delete(item, headers={"If-Match": '"1"'}).status_code == 204
    assert client.get(item).status_code == 410
    assert client.get(HERE).json["features"] == []
    assert client.delete(item, headers={"If-Match": "*"}).status_code == 410
    with database.session() as session:
        assert session.exec(select(ObservationChange.kind)).all() == ["intrekking"]


def test_a_correction_has_the_readings_of_its_round_made_anew(signed_in, town, database):
    walk = capture.round_of(town)
    content = capture.observation(town, rondeId=walk["id"])
    client = signed_in("inspecteur")
    client.put(f"/api/v1/rondes/{walk['id']}", json=walk)
    client.put(f"{HERE}/{content['id']}", json=content)

    def marks():
        with database.session() as session:
            return len(session.exec(select(PendingRound.id)).all())

    before = marks()
    patch(client, f"{HERE}/{content['id']}", {"properties": {"niveau": "A"}})
    assert marks() == before + 1
    client.delete(f"{HERE}/{content['id']}", headers={"If-Match": "*"})
    assert marks() == before + 2
