"""GET /api/v1/waarnemingen: what a person may read, filters and pages."""

from uuid import UUID, uuid4

import pytest

from tests.factories import capture
from tests.factories.town import OTHER_MUNICIPALITY, add_user
from wijkschouw.db import utc_now
from wijkschouw.tasks.models import Task, TaskObservation

HERE = "/api/v1/waarnemingen"


def put(client, content):
    answer = client.put(f"{HERE}/{content['id']}", json=content)
    assert answer.status_code == 201, answer.text
    return content["id"]


def ids(answer):
    assert answer.status_code == 200, answer.text
    return [feature["id"] for feature in answer.json["features"]]


def make_task(database, town, observation_id, team="boa"):
    with database.session() as session:
        task = Task(
            id=uuid4(), municipality=town.municipality, digest="x", state="toegewezen",
            team_code=team, theme="afval", category="bijplaatsing", lon=5.6, lat=52.3,
            created_by=town.users["wijkmanager"].id, created_at=utc_now(), updated_at=utc_now(),
        )  # fmt: skip
        session.add(task)
        session.flush()
        session.add(
            TaskObservation(
                municipality=town.municipality, task_id=task.id, observation_id=UUID(observation_id)
            )
        )


def test_an_inspector_reads_their_own_and_nobody_elses(signed_in, town, database):
    with database.session() as session:
        add_user(session, "ander", ["inspecteur"])
    mine, theirs = signed_in("inspecteur"), signed_in("ander")
    item = put(mine, capture.observation(town))
    assert ids(mine.get(HERE)) == [item]
    assert ids(theirs.get(HERE)) == []
    assert theirs.get(f"{HERE}/{item}").status_code == 404


def test_an_inspector_reads_those_of_the_area_they_walk_without_names(signed_in, town, database):
    with database.session() as session:
        add_user(session, "ander", ["inspecteur"])
    item = put(signed_in("inspecteur"), capture.observation(town))
    elsewhere = put(
        signed_in("inspecteur"), capture.observation(town, place=town.place("BU99990201"))
    )
    walker, walk = signed_in("ander"), capture.round_of(town)
    assert walker.put(f"/api/v1/rondes/{walk['id']}", json=walk).status_code == 201
    seen = walker.get(f"{HERE}/{item}")
    assert seen.status_code == 200
    assert seen.json["properties"]["inspecteur"] is None
    assert walker.get(f"{HERE}/{elsewhere}").status_code == 404


def test_a_wijkmanager_reads_those_of_their_areas_with_names(signed_in, town, database):
    with database.session() as session:
        add_user(session, "west", ["wijkmanager"], areas=["WK999901"])
        add_user(session, "oost", ["wijkmanager"], areas=["BU99990201"])
    item = put(signed_in("inspecteur"), capture.observation(town))
    west = signed_in("west").get(f"{HERE}/{item}")
    assert west.json["properties"]["inspecteur"] == "Inspecteur"
    assert signed_in("oost").get(f"{HERE}/{item}").status_code == 404


def test_only_the_whole_municipality_includes_what_lies_outside_its_areas(
    signed_in, town, database
):
    with database.session() as session:
        add_user(session, "west", ["wijkmanager"], areas=["WK999901"])
    item = put(signed_in("inspecteur"), capture.observation(town, place=(5.1, 52.1)))
    assert signed_in("wijkmanager").get(f"{HERE}/{item}").status_code == 200
    assert signed_in("west").get(f"{HERE}/{item}").status_code == 404


def test_a_boa_reads_those_of_their_teams_tasks(signed_in, town, database):
    client, boa = signed_in("inspecteur"), signed_in("boa")
    in_task = put(client, capture.observation(town))
    of_others = put(client, capture.observation(town))
    put(client, capture.observation(town))
    make_task(database, town, in_task)
    make_task(database, town, of_others, team="openbare-ruimte")
    assert ids(boa.get(HERE)) == [in_task]
    assert boa.get(f"{HERE}/{in_task}").json["properties"]["inspecteur"] is None


def test_another_municipality_is_not_there(signed_in, town, database):
    with database.session() as session:
        add_user(
            session, "elders", ["wijkmanager"], municipality=OTHER_MUNICIPALITY,
            areas=[OTHER_MUNICIPALITY],
        )  # fmt: skip
    item = put(signed_in("inspecteur"), capture.observation(town))
    assert signed_in("elders").get(f"{HERE}/{item}").status_code == 404
    assert ids(signed_in("elders").get(HERE)) == []


def test_a_sensitive_one_is_kept_at_its_cell_and_shown_with_the_right_alone(
    signed_in, town, database
):
    with database.session() as session:
        add_user(session, "vertrouwd", ["wijkmanager"], areas=["GM9999"], sensitive=True)
        add_user(session, "ander", ["inspecteur"])
    lon, lat = town.place("BU99990101", 2, 2)
    content = capture.observation(
        town, thema="overlast", categorie="intimidatie", niveau="D", place=(lon + 0.0004, lat),
        richting=90,
    )  # fmt: skip
    client = signed_in("inspecteur")
    item = put(client, content)
    own = client.get(f"{HERE}/{item}").json
    assert own["geometry"]["coordinates"] == pytest.approx([lon, lat], abs=1e-6)
    assert own["properties"]["nauwkeurigheid"] is None
    assert own["properties"]["richting"] is None
    assert signed_in("vertrouwd").get(f"{HERE}/{item}").status_code == 200
    assert signed_in("wijkmanager").get(f"{HERE}/{item}").status_code == 404
    walk = capture.round_of(town)
    walker = signed_in("ander")
    walker.put(f"/api/v1/rondes/{walk['id']}", json=walk)
    assert walker.get(f"{HERE}/{item}").status_code == 404
    make_task(database, town, item)
    assert signed_in("boa").get(f"{HERE}/{item}").status_code == 404
    assert client.put(f"{HERE}/{item}", json=content).status_code == 200


def test_filters_leave_out_what_does_not_fit(signed_in, town):
    client = signed_in("inspecteur")
    a = put(client, capture.observation(town, waargenomenOp="2026-03-01T12:00:00Z"))
    b = put(
        client,
        capture.observation(
            town, thema="verlichting", categorie="lamp-uit", place=town.place("BU99990201"),
            waargenomenOp="2026-04-01T12:00:00Z",
        ),
    )  # fmt: skip
    lon, lat = town.place("BU99990101", 2, 2)
    for query, wanted in {
        "": [b, a],
        "thema=afval": [a],
        "categorie=lamp-uit": [b],
        "gebied=BU99990101": [a],
        "gebied=WK999902": [b],
        "van=2026-03-15": [b],
        "tot=2026-03-15T00:00:00%2B01:00": [a],
        "van=2026-03-01&tot=2026-03-02": [a],
        f"bbox={lon - 0.001},{lat - 0.001},{lon + 0.001},{lat + 0.001}": [a],
        "thema=afval&gebied=WK999902": [],
    }.items():
        assert ids(client.get(f"{HERE}?{query}")) == wanted, query


def test_pages_follow_each_other_without_gaps_or_repeats(signed_in, town):
    client = signed_in("inspecteur")
    same = "2026-03-01T12:00:00Z"
    wanted = {put(client, capture.observation(town, waargenomenOp=same)) for _ in range(7)}
    address, got = f"{HERE}?limiet=3", []
    while address:
        answer = client.get(address)
        got += ids(answer)
        address = next((li["href"] for li in answer.json["links"] if li["rel"] == "next"), None)
    assert len(got) == 7
    assert set(got) == wanted


@pytest.mark.parametrize(
    "query",
    ["limiet=0", "limiet=1001", "limiet=x", "van=gisteren", "bbox=1,2,3", "bbox=6,52,5,53",
     "cursor=x", "gebied=Amsterdam", "kleur=rood", "cursor=MjAyNnww"],
)  # fmt: skip
def test_a_bad_filter_answers_400_and_names_the_key(signed_in, query):
    answer = signed_in("inspecteur").get(f"{HERE}?{query}")
    assert answer.status_code == 400
    assert answer.json["errors"][0]["in"] == "query"
    assert answer.json["errors"][0]["location"] == query.split("=")[0]


def test_a_reader_who_has_it_gets_304(signed_in, town):
    client = signed_in("inspecteur")
    item = put(client, capture.observation(town))
    tag = client.get(f"{HERE}/{item}").headers["ETag"]
    assert client.get(f"{HERE}/{item}", headers={"If-None-Match": tag}).status_code == 304
