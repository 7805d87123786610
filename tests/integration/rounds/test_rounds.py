"""Rounds, cells, plans: the API and the pages."""

import re
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from sqlmodel import select

from tests.factories import capture
from tests.factories.town import add_user
from wijkschouw.rounds.models import RoundCell, RoundPlan

HERE = "/api/v1/rondes"


def put(client, content):
    return client.put(f"{HERE}/{content['id']}", json=content)


def test_a_round_tells_which_cells_were_seen_and_the_coverage(signed_in, town):
    answer = put(signed_in("inspecteur"), capture.round_of(town))
    assert answer.status_code == 201, answer.text
    assert answer.json["gezieneCellen"] == sorted(
        [town.cell("BU99990101", 1, 1), town.cell("BU99990101", 2, 1)]
    )
    assert answer.json["dekking"] == pytest.approx(2 / 25)
    assert answer.json["inspecteur"] == "Inspecteur"
    assert len(answer.json["looproute"]) == 2


def test_a_higher_reeks_takes_over_and_the_same_or_a_lower_changes_nothing(signed_in, town):
    client = signed_in("inspecteur")
    first = capture.round_of(town, reeks=2)
    longer = {
        **first,
        "reeks": 3,
        "looproute": capture.track(town, [("BU99990101", n, 1) for n in range(4)]),
    }
    assert put(client, first).status_code == 201
    taken = put(client, longer)
    assert taken.status_code == 200
    assert taken.json["reeks"] == 3
    assert len(taken.json["gezieneCellen"]) == 4
    for reeks in (1, 2, 3):
        again = put(client, {**first, "reeks": reeks})
        assert again.status_code == 200
        assert again.json["reeks"] == 3
        assert len(again.json["gezieneCellen"]) == 4


def test_after_its_end_only_the_same_phone_has_anything_to_add(signed_in, town):
    client = signed_in("inspecteur")
    ended = capture.round_of(town, beeindigdOp=capture.recently(1))

    def sync(device, content):
        return client.post(
            "/api/v1/synchronisaties",
            json={
                "apparaat": device,
                "verzondenOp": datetime.now(UTC).isoformat(),
                "items": [{"soort": "ronde", "id": content["id"], "inhoud": content}],
            },
        )

    sync("phone-a", ended)
    more = {**ended, "reeks": 2, "getrokkenCellen": []}
    sync("phone-b", more)
    assert client.get(f"{HERE}/{ended['id']}").json["reeks"] == 1
    sync("phone-a", more)
    assert client.get(f"{HERE}/{ended['id']}").json["reeks"] == 2


def test_somebody_elses_round_answers_409(signed_in, town):
    content = capture.round_of(town)
    put(signed_in("inspecteur"), content)
    assert put(signed_in("boa"), {**content, "reeks": 9}).status_code == 409


def test_a_poor_fix_and_a_long_gap_show_nothing_as_seen(signed_in, town):
    poor = capture.round_of(
        town, looproute=capture.track(town, [("BU99990101", 1, 1)], accuracy=31)
    )
    assert put(signed_in("inspecteur"), poor).json["gezieneCellen"] == []
    gap = capture.round_of(
        town, looproute=capture.track(town, [("BU99990101", 0, 0), ("BU99990101", 4, 0)])
    )
    assert len(put(signed_in("inspecteur"), gap).json["gezieneCellen"]) == 2


def test_a_cell_that_is_marked_as_fine_counts_where_the_phone_was_near(signed_in, town):
    near, far = town.cell("BU99990101", 1, 1), town.cell("BU99990202", 4, 4)
    content = capture.round_of(
        town,
        looproute=capture.track(town, [("BU99990101", 1, 1)], accuracy=80),
        gecontroleerdeCellen=[near, far],
    )
    answer = put(signed_in("inspecteur"), content)
    assert answer.json["gezieneCellen"] == [near]
    assert answer.json["gecontroleerdeCellen"] == [near, far]


def test_a_fix_outside_the_country_costs_no_round(signed_in, town):
    content = capture.round_of(town)
    content["looproute"].append(
        {"lon": 0.0, "lat": 0.0, "nauwkeurigheid": 5, "op": capture.recently()}
    )
    answer = put(signed_in("inspecteur"), content)
    assert answer.status_code == 201
    assert len(answer.json["gezieneCellen"]) == 2


def test_drawn_and_free_cells_are_told_apart(signed_in, town, database):
    put(signed_in("inspecteur"), capture.round_of(town))
    with database.session() as session:
        rows = session.exec(select(RoundCell)).all()
    assert {row.cell: row.drawn for row in rows} == {
        town.cell("BU99990101", 1, 1): True,
        town.cell("BU99990101", 2, 1): False,
    }


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("reeks", -1),
        ("reeks", "1"),
        ("schouwlijst", "middernachtronde"),
        ("gebied", "Amsterdam"),
        ("gestartOp", "straks"),
        ("beeindigdOp", "2020-01-01T00:00:00Z"),
        ("getrokkenCellen", ["hier"]),
        ("looproute", [{"lon": "5", "lat": 52}]),
        ("looproute", [{"lon": 500, "lat": 52, "op": "2026-01-01T00:00:00Z"}]),
        ("planningId", "x"),
    ],
)
def test_a_bad_round_answers_400_and_names_the_place(signed_in, town, key, value):
    answer = put(signed_in("inspecteur"), capture.round_of(town, **{key: value}))
    assert answer.status_code == 400
    assert any(e["location"].startswith(("#/" + key, "#")) for e in answer.json["errors"])


def test_rounds_are_seen_by_their_walker_and_the_wijkmanager_of_the_area(signed_in, town, database):
    with database.session() as session:
        add_user(session, "oost", ["wijkmanager"], areas=["WK999902"])
        add_user(session, "west", ["wijkmanager"], areas=["WK999901"])
    content = capture.round_of(town)
    put(signed_in("inspecteur"), content)
    address = f"{HERE}/{content['id']}"
    assert signed_in("west").get(address).status_code == 200
    assert signed_in("oost").get(address).status_code == 404
    assert signed_in("boa").get(address).status_code == 404
    assert [r["id"] for r in signed_in("west").get(HERE).json["rondes"]] == [content["id"]]
    assert signed_in("oost").get(HERE).json["rondes"] == []


def test_cells_of_an_area_say_when_they_were_last_seen(signed_in, town):
    client = signed_in("inspecteur")
    put(client, capture.round_of(town))
    answer = client.get("/api/v1/cellen?gebied=BU99990101")
    seen = {cell["cel"]: cell["laatstGezien"] for cell in answer.json["cellen"]}
    assert len(seen) == 25
    assert {cell for cell, at in seen.items() if at} == {
        town.cell("BU99990101", 1, 1),
        town.cell("BU99990101", 2, 1),
    }
    assert len(client.get("/api/v1/cellen?gebied=WK999901").json["cellen"]) == 50
    assert client.get("/api/v1/cellen?gebied=BU00000000").status_code == 404
    assert client.get("/api/v1/cellen").status_code == 400


def plan(client, town, **changes):
    form = {
        "gebied": "BU99990101",
        "schouwlijst": "dagronde",
        "dagdeel": "middag",
        "dag": (datetime.now(UTC) + timedelta(days=1)).date().isoformat(),
        "inspecteur": str(town.users["inspecteur"].id),
        "vakken": "8",
        "toelichting": "let op het plein",
        **changes,
    }
    return client.post("/rondes/plannen", data=form)


def test_a_planned_round_reaches_the_phone_with_its_drawn_cells(signed_in, town, database):
    assert plan(signed_in("wijkmanager"), town).status_code == 303
    (told,) = signed_in("inspecteur").get("/api/v1/planning").json["planning"]
    assert told["gebied"] == "BU99990101"
    assert told["dagdeel"] == "middag"
    assert len(set(told["getrokkenCellen"])) == 8
    page = signed_in("wijkmanager").get("/rondes")
    assert page.status_code == 200
    assert "let op het plein" not in page.text
    walk = capture.round_of(
        town, planningId=told["id"], getrokkenCellen=told["getrokkenCellen"],
        beeindigdOp=capture.recently(1),
    )  # fmt: skip
    put(signed_in("inspecteur"), walk)
    assert signed_in("inspecteur").get("/api/v1/planning").json["planning"] == []
    shown = signed_in("wijkmanager").get("/rondes").text
    assert re.search(r"\d van 8 vakken", shown)


@pytest.mark.parametrize(
    "changes",
    [
        {"gebied": "BU00000000"},
        {"gebied": ""},
        {"schouwlijst": "onzin"},
        {"dagdeel": "nacht"},
        {"dag": "2020-01-01"},
        {"dag": "morgen"},
        {"inspecteur": str(uuid4())},
        {"vakken": "0"},
        {"vakken": "veel"},
        {"toelichting": "\u0000"},
    ],
)
def test_a_plan_that_does_not_fit_comes_back_with_what_was_typed(
    signed_in, town, database, changes
):
    answer = plan(signed_in("wijkmanager"), town, **changes)
    assert answer.status_code == 400
    assert "Dit klopt nog niet" in answer.text
    with database.session() as session:
        assert session.exec(select(RoundPlan.id)).all() == []


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"gebied": "BU00000000"}, "This area is not known."),
        ({"schouwlijst": "onzin"}, "This template does not exist."),
        ({"dagdeel": "nacht"}, "This template is not for this part of the day."),
        ({"inspecteur": str(uuid4())}, "There is no such inspector."),
        ({"dag": "2020-01-01"}, "Choose today or later."),
    ],
    ids=lambda value: next(iter(value)) if isinstance(value, dict) else "",
)
def test_what_is_wrong_with_a_plan_is_said_in_the_language_of_the_page(
    signed_in, town, changes, said
):
    client = signed_in("wijkmanager")
    client.get("/taal/en?volgende=/")
    assert said in plan(client, town, **changes).text


def test_a_wijkmanager_plans_in_their_own_areas_alone(signed_in, town, database):
    with database.session() as session:
        add_user(session, "oost", ["wijkmanager"], areas=["WK999902"])
    assert plan(signed_in("oost"), town).status_code == 403
    assert plan(signed_in("inspecteur"), town).status_code == 403


def test_a_withdrawn_plan_leaves_the_phone(signed_in, town, database):
    plan(signed_in("wijkmanager"), town)
    (told,) = signed_in("inspecteur").get("/api/v1/planning").json["planning"]
    answer = signed_in("wijkmanager").post(f"/rondes/plannen/{told['id']}/intrekken")
    assert answer.status_code == 303
    assert signed_in("inspecteur").get("/api/v1/planning").json["planning"] == []
    unknown = signed_in("wijkmanager").post(f"/rondes/plannen/{uuid4()}/intrekken")
    assert unknown.status_code == 404


def test_the_pages_of_rounds_show_what_was_seen_and_noted(signed_in, town):
    client, walk = signed_in("inspecteur"), capture.round_of(town)
    put(client, walk)
    content = capture.observation(town, rondeId=walk["id"])
    client.put(f"/api/v1/waarnemingen/{content['id']}", json=content)
    for name in ("inspecteur", "wijkmanager"):
        page = signed_in(name).get(f"/rondes/{walk['id']}")
        assert page.status_code == 200, page.text
        assert "Bijplaatsing" in page.text
        assert page.text.count("ws-round__cell--seen") >= 2
        assert signed_in(name).get("/rondes").status_code == 200
    assert signed_in("wijkmanager").get("/rondes/plannen").status_code == 200
    assert signed_in("boa").get(f"/rondes/{walk['id']}").status_code == 404
