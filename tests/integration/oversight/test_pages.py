"""What the pages of oversight show to whom."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

from flask.testing import FlaskClient

from tests.factories import capture
from tests.factories.town import Town, add_user
from wijkschouw.db import Database
from wijkschouw.oversight import service

SignIn = Callable[[str], FlaskClient]


def put(client: FlaskClient, kind: str, content: dict[str, Any]) -> None:
    answer = client.put(f"/api/v1/{kind}/{content['id']}", json=content)
    assert answer.status_code == 201, answer.text


def test_without_rounds_the_page_says_so(signed_in: SignIn) -> None:
    assert "Er is nog geen ronde gelopen" in signed_in("controleur").get("/inzet").text


def test_a_round_counts_for_the_buurt_that_it_saw(
    signed_in: SignIn, database: Database, town: Town
) -> None:
    put(signed_in("inspecteur"), "rondes", capture.round_of(town))
    with database.session(write=False) as session:
        page = service.effort(session, town.users["wijkmanager"])
    walked, *others = page.efforts
    assert (walked.rounds, walked.cells_seen, walked.cell_visits, walked.drawn_visits) == (
        1,
        2,
        2,
        1,
    )
    assert sum(walked.parts.values()) == 1
    assert [other.warning for other in others] == ["geen"] * 3
    assert walked.rounds_per_1000 == 1.0
    text = signed_in("wijkmanager").get("/inzet").text
    assert "niet gelopen" in text
    assert "8 %" in text


def test_a_wijkmanager_sees_the_own_buurten(
    signed_in: SignIn, database: Database, town: Town
) -> None:
    put(signed_in("inspecteur"), "rondes", capture.round_of(town))
    with database.session() as session:
        add_user(session, "zuid", ["wijkmanager"], areas=[town.wijken[1]])
    text = signed_in("zuid").get("/inzet").text
    assert "Buurt 02" in text
    assert text.count('scope="row"') == 2


def test_a_correction_is_visible_with_its_reason(
    signed_in: SignIn, database: Database, town: Town
) -> None:
    content = capture.observation(town, uuid4())
    put(signed_in("inspecteur"), "waarnemingen", content)
    manager = signed_in("wijkmanager")
    address = f"/api/v1/waarnemingen/{content['id']}"
    answer = manager.patch(
        address,
        json={"properties": {"niveau": "D"}, "reden": "foto bekeken"},
        headers={"If-Match": manager.get(address).headers["ETag"]},
    )
    assert answer.status_code == 200, answer.text
    page = signed_in("controleur").get("/inzet/verbeteringen").text
    assert "foto bekeken" in page
    assert '<td class="utrecht-table__cell">C</td>' in page
    assert '<td class="utrecht-table__cell">D</td>' in page


def test_nothing_corrected_is_said(signed_in: SignIn) -> None:
    assert (
        "Er is niets verbeterd of ingetrokken"
        in signed_in("controleur").get("/inzet/verbeteringen").text
    )


def test_the_register_entry_is_public_and_tells_the_present_choices(
    client: FlaskClient, town: Town
) -> None:
    answer = client.get("/algoritmeregister.json")
    assert answer.status_code == 200
    assert answer.json["organization"] == "Voorbeeldstad"
    assert "180 dagen" in answer.json["methods_and_models"]
