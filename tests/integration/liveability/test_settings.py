"""The beheerder's page of weights, half-life and bounds."""

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from tests.factories.town import Town
from wijkschouw.db import Database
from wijkschouw.liveability import service

SignIn = Callable[[str], FlaskClient]
ADDRESS = "/beheer/leefbaarheid"
GIVEN = {
    "gewicht-verlichting": "1",
    "gewicht-afval": "2,5",
    "gewicht-overlast": "0",
    "halfwaardetijd": "90",
    "grens-0": "4",
    "grens-1": "5,5",
    "grens-2": "6,5",
    "grens-3": "7,5",
    "grens-4": "8,5",
}


def chosen(database: Database) -> service.Choices:
    with database.session(write=False) as session:
        return service.choices(session, "GM9999")


def test_what_is_saved_is_what_counts(town: Town, database: Database, signed_in: SignIn) -> None:
    client = signed_in("beheerder")
    assert client.get(ADDRESS).status_code == 200
    assert client.post(ADDRESS, data=GIVEN).status_code == 303
    now = chosen(database)
    assert now.weights == {"verlichting": 1.0, "afval": 2.5, "overlast": 0.0}
    assert (now.half_life, now.version) == (90.0, 1)
    assert "2,5" in client.get(ADDRESS).text
    assert client.post(ADDRESS, data=GIVEN).status_code == 303
    assert chosen(database).version == 2


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"gewicht-verlichting": "0", "gewicht-afval": "0"}, "samen mogen niet 0 zijn"),
        ({"gewicht-afval": "veel"}, "getal van 0 of meer"),
        ({"gewicht-afval": "-1"}, "getal van 0 of meer"),
        ({"gewicht-afval": "nan"}, "getal van 0 of meer"),
        ({"halfwaardetijd": "0"}, "7 tot 3650 dagen"),
        ({"halfwaardetijd": ""}, "7 tot 3650 dagen"),
        ({"grens-2": "5"}, "lopen op"),
        ({"grens-2": ""}, "5 grenzen"),
    ],
)
def test_what_cannot_be_is_refused_with_the_reason(
    town: Town, database: Database, signed_in: SignIn, changed: dict[str, str], words: str
) -> None:
    answer = signed_in("beheerder").post(ADDRESS, data=GIVEN | changed)
    assert answer.status_code == 400
    assert words in answer.text
    assert chosen(database).version == 0


@pytest.mark.parametrize("role", ["wijkmanager", "controleur", "inspecteur", "boa"])
def test_others_change_nothing(
    town: Town, database: Database, signed_in: SignIn, role: str
) -> None:
    assert signed_in(role).get(ADDRESS).status_code == 403
    assert signed_in(role).post(ADDRESS, data=GIVEN).status_code == 403
    assert chosen(database).version == 0
