"""The HTTP face of tasks: status codes, shapes, who gets in."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from flask.testing import FlaskClient
from sqlmodel import Session

from tests.factories.follow_up import add_observation, add_task
from tests.factories.town import Town

SignIn = Callable[[str], FlaskClient]
OP = "2026-11-20T09:12:44+01:00"


@pytest.fixture
def seen(session: Session, town: Town) -> str:
    observation = add_observation(session, town)
    session.commit()
    return str(observation.id)


def _make(client: FlaskClient, seen: str, task: str, **more: Any) -> Any:
    body = {"waarnemingen": [seen], "team": "boa", "termijn": "2027-03-09"} | more
    return client.put(f"/api/v1/taken/{task}", json=body)


def test_a_task_is_made_once_and_known_after(signed_in: SignIn, seen: str) -> None:
    client, task = signed_in("wijkmanager"), str(uuid4())
    first = _make(client, seen, task, toelichting="snel")
    assert first.status_code == 201, first.text
    assert first.json["type"] == "Feature"
    assert first.json["id"] == task
    assert first.json["properties"]["termijn"] == "2027-03-09"
    again = _make(client, seen, task, toelichting="snel")
    assert again.status_code == 200
    assert again.json == first.json
    other = _make(client, seen, task, toelichting="anders")
    assert other.status_code == 409
    assert other.mimetype == "application/problem+json"
    assert client.get(f"/api/v1/taken/{task}").json["properties"]["toelichting"] == "snel"


def test_bad_input_names_everything_at_once(signed_in: SignIn) -> None:
    answer = signed_in("wijkmanager").put(
        f"/api/v1/taken/{uuid4()}",
        json={"waarnemingen": ["x"], "termijn": "morgen", "toelichting": "a\u0000"},
    )
    assert answer.status_code == 400
    places = {error["location"] for error in answer.json["errors"]}
    assert places == {"#/waarnemingen/0", "#/termijn", "#/toelichting"}
    unknown = signed_in("wijkmanager").put(
        f"/api/v1/taken/{uuid4()}", json={"waarnemingen": [str(uuid4())]}
    )
    assert unknown.status_code == 400
    assert unknown.json["errors"][0]["location"] == "#/waarnemingen/0"


def test_a_step_is_taken_once_and_a_late_one_is_kept(signed_in: SignIn, seen: str) -> None:
    manager, boa, task = signed_in("wijkmanager"), signed_in("boa"), str(uuid4())
    _make(manager, seen, task)
    address = f"/api/v1/taken/{task}/gebeurtenissen"
    accept, event = {"soort": "accepteren", "op": OP}, uuid4()
    assert boa.put(f"{address}/{event}", json=accept).status_code == 201
    assert boa.put(f"{address}/{event}", json=accept).status_code == 200
    handle = {"soort": "afhandelen", "op": OP, "uitkomst": "opgelost", "toelichting": "weg"}
    done = boa.put(f"{address}/{uuid4()}", json=handle)
    assert done.status_code == 201
    assert done.json["properties"]["status"] == "afgehandeld"
    late = boa.put(f"{address}/{uuid4()}", json=handle | {"toelichting": "nog eens"})
    assert late.status_code == 409
    assert late.json["huidigeStatus"] == "afgehandeld"
    assert late.json["taak"]["properties"]["status"] == "afgehandeld"
    kept = manager.get(f"/api/v1/taken/{task}").json["properties"]["gebeurtenissen"]
    assert [(e["toelichting"], e["toegepast"]) for e in kept] == [
        ("", True), ("weg", True), ("nog eens", False),
    ]  # fmt: skip


def test_the_list_is_geojson_and_near_first(
    signed_in: SignIn, session: Session, town: Town
) -> None:
    far = add_task(session, town, add_observation(session, town, buurt="BU99990202"))
    near = add_task(session, town)
    session.commit()
    lon, lat = town.place("BU99990101")
    answer = signed_in("boa").get(f"/api/v1/taken?mijn=true&status=open&bij={lon},{lat}")
    assert answer.status_code == 200
    assert answer.json["type"] == "FeatureCollection"
    assert [task["id"] for task in answer.json["features"]] == [str(near), str(far)]
    assert answer.json["features"][0]["properties"]["afstand"] == 0
    page = signed_in("boa").get("/api/v1/taken?limiet=1").json
    assert len(page["features"]) == 1
    rest = signed_in("boa").get(page["links"][0]["href"]).json
    assert rest["links"] == []
    assert {page["features"][0]["id"], rest["features"][0]["id"]} == {str(far), str(near)}


def test_a_task_is_the_same_in_the_list_and_alone_its_steps_too(
    signed_in: SignIn, session: Session, town: Town, seen: str
) -> None:
    untouched = add_task(session, town)
    session.commit()
    manager, boa, task = signed_in("wijkmanager"), signed_in("boa"), str(uuid4())
    _make(manager, seen, task)
    address = f"/api/v1/taken/{task}/gebeurtenissen"
    boa.put(f"{address}/{uuid4()}", json={"soort": "accepteren", "op": OP})
    photo = {"id": str(uuid4()), "sha256": "ab" * 32, "omvang": 10, "mediatype": "image/jpeg"}
    handle = {"soort": "afhandelen", "op": OP, "uitkomst": "opgelost", "toelichting": "weg"}
    boa.put(f"{address}/{uuid4()}", json=handle | {"fotos": [photo]})
    boa.put(f"{address}/{uuid4()}", json=handle)  # too late: kept, not applied

    found = {t["id"]: t for t in boa.get("/api/v1/taken?mijn=true").json["features"]}
    assert found[task] == boa.get(f"/api/v1/taken/{task}").json
    steps = found[task]["properties"]["gebeurtenissen"]
    assert [(e["soort"], e["toegepast"], len(e["fotos"])) for e in steps] == [
        ("accepteren", True, 0), ("afhandelen", True, 1), ("afhandelen", False, 0),
    ]  # fmt: skip
    assert found[str(untouched)]["properties"]["gebeurtenissen"] == []


@pytest.mark.parametrize("query", ["status=weg", "bij=5.6", "bij=nan,1", "limiet=0", "iets=1"])
def test_a_wrong_query_is_told(signed_in: SignIn, query: str) -> None:
    answer = signed_in("boa").get(f"/api/v1/taken?{query}")
    assert answer.status_code == 400
    assert answer.json["errors"][0]["in"] == "query"


def test_what_is_not_yours_does_not_exist(signed_in: SignIn, session: Session, town: Town) -> None:
    task = add_task(session, town, team="openbare-ruimte")
    session.commit()
    assert signed_in("boa").get(f"/api/v1/taken/{task}").status_code == 404
    assert signed_in("boa").get(f"/api/v1/taken/{uuid4()}").status_code == 404
    assert signed_in("inspecteur").get(f"/api/v1/taken/{task}").status_code == 403


def test_an_event_with_photos_waits_for_their_bytes(signed_in: SignIn, seen: str) -> None:
    manager, boa, task = signed_in("wijkmanager"), signed_in("boa"), str(uuid4())
    _make(manager, seen, task)
    address = f"/api/v1/taken/{task}/gebeurtenissen"
    boa.put(f"{address}/{uuid4()}", json={"soort": "accepteren", "op": OP})
    photo = {"id": str(uuid4()), "sha256": "ab" * 32, "omvang": 10, "mediatype": "image/jpeg"}
    done = boa.put(
        f"{address}/{uuid4()}",
        json={"soort": "afhandelen", "op": OP, "uitkomst": "opgelost", "fotos": [photo]},
    )
    assert done.status_code == 201
    assert done.json["properties"]["volledig"] is False
    assert done.json["properties"]["ontbrekendeFotos"] == 1


def test_a_note_that_points_at_a_person_is_stored_with_a_warning(
    signed_in: SignIn, seen: str
) -> None:
    manager, boa, task = signed_in("wijkmanager"), signed_in("boa"), str(uuid4())
    made = _make(manager, seen, task, toelichting="bel 06-12345678")
    assert made.status_code == 201
    assert [w["code"] for w in made.json["waarschuwingen"]] == ["telefoonnummer"]
    step = {"soort": "accepteren", "op": OP, "toelichting": "auto 12-ABC-3"}
    taken = boa.put(f"/api/v1/taken/{task}/gebeurtenissen/{uuid4()}", json=step)
    assert [w["code"] for w in taken.json["waarschuwingen"]] == ["kenteken"]
    assert "waarschuwingen" not in boa.get(f"/api/v1/taken/{task}").json
