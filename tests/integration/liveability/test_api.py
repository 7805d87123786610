"""GET /api/v1/leefbaarheid as the contract has it."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from itertools import count

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event

from tests.factories.town import Town, add_user
from tests.integration.liveability.walks import ROW, walk
from wijkschouw.db import Database
from wijkschouw.liveability import service

A, B = "BU99990101", "BU99990102"
ADDRESS = "/api/v1/leefbaarheid"
SignIn = Callable[[str], FlaskClient]


@pytest.fixture
def scored(database: Database, town: Town, monkeypatch: pytest.MonkeyPatch) -> Town:
    """Voorbeeldstad with one round through A, on 20 November 2026."""
    start, ticks = datetime(2026, 11, 20, 9, tzinfo=UTC), count()
    monkeypatch.setattr(service, "utc_now", lambda: start + timedelta(seconds=next(ticks)))
    with database.session() as session:
        walk(session, town, A, ROW, {(0, 0): [("afval", "C")]})
    service.refresh_pending(database)
    return town


def by_area(answer) -> dict[str, dict]:  # type: ignore[no-untyped-def]
    assert answer.status_code == 200, answer.text
    return {f["properties"]["gebied"]: f["properties"] for f in answer.json["features"]}


def test_scores_come_as_features_with_all_that_qualifies_them(
    scored: Town, signed_in: SignIn
) -> None:
    answer = signed_in("wijkmanager").get(f"{ADDRESS}?niveau=buurt&thema=afval&periode=2026-Q4")
    found = by_area(answer)
    assert answer.json["type"] == "FeatureCollection"
    assert answer.mimetype == "application/geo+json"
    assert set(found) == set(scored.buurten)
    one = found[A]
    assert one["ruweScore"] == pytest.approx(8.8)
    assert one["ondergrens"] < one["score"] < one["bovengrens"]
    assert (one["klasse"], one["dekking"]) == ("zeer goed", 0.2)
    assert (one["cellen"], one["bezoeken"], one["aandeelGetrokken"]) == (5, 5, 1.0)
    assert answer.json["features"][0]["geometry"]["type"] == "MultiPolygon"


def test_where_nobody_walked_the_score_is_empty(scored: Town, signed_in: SignIn) -> None:
    one = by_area(signed_in("wijkmanager").get(f"{ADDRESS}?periode=2026-Q4"))[B]
    empty = ("score", "ondergrens", "bovengrens", "klasse", "ruweScore")
    assert all(one[key] is None for key in empty)
    assert (one["dekking"], one["cellen"], one["bezoeken"]) == (0, 0, 0)


def test_without_a_query_it_is_the_total_per_buurt_of_this_quarter(
    scored: Town, signed_in: SignIn
) -> None:
    one = by_area(signed_in("wijkmanager").get(ADDRESS))[A]
    assert (one["niveau"], one["thema"], one["periode"]) == ("buurt", "totaal", "2026-Q4")
    assert one["ruweScore"] == pytest.approx(9.4)


@pytest.mark.parametrize(("level", "code"), [("wijk", "WK999901"), ("gemeente", "GM9999")])
def test_wijk_and_municipality_have_scores_too(
    scored: Town, signed_in: SignIn, level: str, code: str
) -> None:
    answer = signed_in("wijkmanager").get(f"{ADDRESS}?niveau={level}&thema=afval")
    one = by_area(answer)[code]
    assert one["ruweScore"] == pytest.approx(8.8)
    assert answer.json["features"][0]["geometry"]["type"] in ("Polygon", "MultiPolygon")


def test_a_period_in_the_future_has_no_scores_yet(scored: Town, signed_in: SignIn) -> None:
    found = by_area(signed_in("wijkmanager").get(f"{ADDRESS}?periode=2031-Q1"))
    assert set(found) == set(scored.buurten)
    assert {one["score"] for one in found.values()} == {None}


@pytest.mark.parametrize(
    ("query", "location"),
    [
        ("niveau=straat", "niveau"),
        ("niveau=", "niveau"),
        ("thema=gevoel", "thema"),
        ("periode=2026", "periode"),
        ("periode=2026-Q5", "periode"),
        ("periode=2026-Q4%00", "periode"),
        ("kleur=rood", "kleur"),
        ("niveau=cel", "gebied"),
    ],
)
def test_a_wrong_query_is_refused_by_name(
    scored: Town, signed_in: SignIn, query: str, location: str
) -> None:
    answer = signed_in("wijkmanager").get(f"{ADDRESS}?{query}")
    assert answer.status_code == 400
    assert answer.mimetype == "application/problem+json"
    assert [(e["in"], e["location"]) for e in answer.json["errors"]] == [("query", location)]


def test_who_has_the_answer_gets_304_until_a_score_changes(
    database: Database, scored: Town, signed_in: SignIn
) -> None:
    client = signed_in("wijkmanager")
    tag = client.get(ADDRESS).headers["ETag"]
    assert client.get(ADDRESS, headers={"If-None-Match": tag}).status_code == 304
    with database.session() as session:
        walk(session, scored, A, ROW, {(1, 0): [("afval", "D")]})
    service.refresh_pending(database)
    again = client.get(ADDRESS, headers={"If-None-Match": tag})
    assert again.status_code == 200
    assert again.headers["ETag"] != tag


def test_a_warm_map_costs_a_few_small_statements(
    app: Flask, scored: Town, signed_in: SignIn
) -> None:
    client = signed_in("wijkmanager")
    client.get(ADDRESS)
    statements: list[str] = []
    engine = app.extensions["database"].engine
    event.listen(engine, "before_cursor_execute", lambda *args: statements.append(args[2]))
    client.get(ADDRESS)
    assert len(statements) <= 5, statements
    assert not any("observations" in s or "readings" in s for s in statements)


def test_cells_show_where_somebody_was(scored: Town, signed_in: SignIn) -> None:
    answer = signed_in("wijkmanager").get(f"{ADDRESS}?niveau=cel&thema=afval&gebied={A}")
    assert answer.status_code == 200
    cells = {f["properties"]["cel"]: f["properties"] for f in answer.json["features"]}
    assert len(cells) == 25
    assert cells[scored.cell(A, 0, 0)]["score"] == 4
    assert cells[scored.cell(A, 1, 0)]["score"] == 10
    assert cells[scored.cell(A, 0, 1)]["score"] is None


def test_cells_are_for_wijkmanagers_in_their_own_areas(
    database: Database, scored: Town, signed_in: SignIn
) -> None:
    with database.session() as session:
        add_user(session, "westmanager", ["wijkmanager"], areas=["WK999901"])
    address = f"{ADDRESS}?niveau=cel&gebied="
    assert signed_in("westmanager").get(address + A).status_code == 200
    assert signed_in("westmanager").get(address + "BU99990201").status_code == 404
    assert signed_in("westmanager").get(address + "BU88880101").status_code == 404
    assert signed_in("boa").get(address + A).status_code == 403
    assert signed_in("boa").get(ADDRESS).status_code == 200


def test_who_is_not_signed_in_sees_no_scores_here(client: FlaskClient) -> None:
    assert client.get(ADDRESS).status_code == 401


def test_who_keeps_the_accounts_has_no_use_for_scores(scored: Town, signed_in: SignIn) -> None:
    assert signed_in("beheerder").get(ADDRESS).status_code == 403
