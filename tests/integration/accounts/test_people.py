"""A beheerder's work: accounts, roles, teams, passwords; and what is written down of it."""

import re
from collections.abc import Callable
from uuid import UUID

import pytest
from flask.testing import FlaskClient
from sqlmodel import Session, select

from tests.factories.town import OTHER_MUNICIPALITY, PASSWORD, Town, add_user, try_to_sign_in
from wijkschouw.accounts import access, passwords, service
from wijkschouw.accounts.models import AuditEntry, User
from wijkschouw.db import Database
from wijkschouw.errors import Problem

NEW = {
    "naam": "Anne  de Vries",
    "email": "Anne@Voorbeeldstad.example",
    "rollen": ["boa", "inspecteur"],
    "teams": ["boa"],
    "gebieden": "",
}


@pytest.fixture
def beheerder(signed_in: Callable[[str], FlaskClient]) -> FlaskClient:
    return signed_in("beheerder")


def find(database: Database, email: str) -> User | None:
    with database.open(write=False) as session:
        return session.exec(select(User).where(User.email == email)).first()


def actions(database: Database, user_id: UUID) -> list[str]:
    with database.open(write=False) as session:
        about = f"gebruiker:{user_id}"
        rows = session.exec(select(AuditEntry).where(AuditEntry.object == about))
        return [row.action for row in rows]


def test_a_new_account_gets_a_first_password_that_is_shown_once(
    beheerder: FlaskClient, database: Database
) -> None:
    answer = beheerder.post("/beheer/gebruikers", data=NEW)
    assert answer.status_code == 201
    found = re.search(r'id="wachtwoord"[^>]*>([^<]+)<', answer.text)
    assert found is not None
    user = find(database, "anne@voorbeeldstad.example")
    assert user is not None
    assert user.name == "Anne de Vries"
    assert user.roles == ["inspecteur", "boa"]
    assert user.municipality == "GM9999"
    with database.open() as session:
        assert try_to_sign_in(session, user.email, found[1], "192.0.2.1").user is not None
        assert service.team_codes_of(session, user) == {"boa"}
    assert found[1] not in beheerder.get(f"/beheer/gebruikers/{user.id}").text
    assert actions(database, user.id)[:1] == ["gebruiker-maken"]


@pytest.mark.parametrize(
    ("field", "value", "says"),
    [
        ("naam", "  ", "Vul dit in"),
        ("naam", "x" * 101, "te lang"),
        ("email", "geen adres", "geen e-mailadres"),
        ("email", "boa@voorbeeldstad.example", "al een account"),
        ("rollen", [], "ten minste één"),
        ("rollen", ["koning"], "bestaat niet"),
        ("gebieden", "WK999901 Centrum", "CENTRUM"),
        ("teams", ["brandweer"], "bestaat niet"),
    ],
)
def test_what_is_wrong_is_said_at_the_field_and_nothing_is_made(
    beheerder: FlaskClient, database: Database, field: str, value: object, says: str
) -> None:
    answer = beheerder.post("/beheer/gebruikers", data=NEW | {field: value})
    assert answer.status_code in (400, 409)
    assert f'id="veld-{field}-fout"' in answer.text
    assert says in answer.text
    assert find(database, "anne@voorbeeldstad.example") is None


def test_everything_wrong_is_said_at_once(beheerder: FlaskClient) -> None:
    answer = beheerder.post("/beheer/gebruikers", data={"naam": "", "email": "x"})
    assert all(f'id="veld-{name}-fout"' in answer.text for name in ("naam", "email", "rollen"))


def test_markup_in_a_name_is_shown_as_text(beheerder: FlaskClient) -> None:
    beheerder.post("/beheer/gebruikers", data=NEW | {"naam": "<script>alert(1)</script>"})
    page = beheerder.get("/beheer/gebruikers").text
    assert "<script>alert" not in page
    assert "&lt;script&gt;" in page


def test_roles_areas_and_teams_are_changed_and_the_change_is_written_down(
    beheerder: FlaskClient, database: Database, town: Town
) -> None:
    user_id = town.users["wijkmanager"].id
    form = {
        "naam": "Wil",
        "rollen": ["wijkmanager", "boa"],
        "gebieden": "wk999901, bu99990201",
        "teams": ["openbare-ruimte"],
        "gevoelig": "ja",
    }
    assert beheerder.post(f"/beheer/gebruikers/{user_id}", data=form).status_code == 303
    user = find(database, "wijkmanager@voorbeeldstad.example")
    assert user is not None
    assert user.areas == ["BU99990201", "WK999901"]
    assert user.may_see_sensitive
    assert actions(database, user_id) == ["gebruiker-wijzigen", "teams-wijzigen"]
    with database.open(write=False) as session:
        entry = session.exec(
            select(AuditEntry).where(AuditEntry.action == "gebruiker-wijzigen")
        ).one()
        assert entry.user_id == town.users["beheerder"].id
        assert entry.details["voor"]["rollen"] == ["wijkmanager"]


def test_a_wijkmanager_without_areas_gets_the_whole_municipality(
    beheerder: FlaskClient, database: Database
) -> None:
    beheerder.post("/beheer/gebruikers", data=NEW | {"rollen": ["wijkmanager"]})
    user = find(database, "anne@voorbeeldstad.example")
    assert user is not None
    assert user.areas == ["GM9999"]


def test_a_beheerder_cannot_lock_themself_out(beheerder: FlaskClient, town: Town) -> None:
    own = f"/beheer/gebruikers/{town.users['beheerder'].id}"
    answer = beheerder.post(own, data={"naam": "B", "rollen": ["boa"]})
    assert answer.status_code == 409
    assert "uzelf" in answer.text
    beheerder.post(f"{own}/sluiten")
    assert beheerder.get("/beheer/gebruikers").status_code == 200


def test_a_closed_account_cannot_sign_in_until_it_is_open_again(
    beheerder: FlaskClient, database: Database, town: Town
) -> None:
    path = f"/beheer/gebruikers/{town.users['boa'].id}"
    for step, may in (("sluiten", False), ("openen", True)):
        assert beheerder.post(f"{path}/{step}").status_code == 303
        with database.open() as session:
            email = "boa@voorbeeldstad.example"
            assert bool(try_to_sign_in(session, email, PASSWORD, "192.0.2.1").user) is may


def test_a_new_password_replaces_the_old_one_and_ends_sessions(
    beheerder: FlaskClient,
    signed_in: Callable[[str], FlaskClient],
    database: Database,
    town: Town,
) -> None:
    person = signed_in("boa")
    answer = beheerder.post(f"/beheer/gebruikers/{town.users['boa'].id}/wachtwoord")
    assert answer.status_code == 200
    assert person.get("/api/v1/ik").status_code == 401
    user = find(database, "boa@voorbeeldstad.example")
    assert user is not None
    assert not passwords.matches(user.password_hash, PASSWORD)


def test_people_of_another_municipality_do_not_exist(
    beheerder: FlaskClient, session: Session, town: Town
) -> None:
    other = add_user(session, "elders", ["boa"], municipality=OTHER_MUNICIPALITY)
    session.commit()
    path = f"/beheer/gebruikers/{other.id}"
    assert other.email not in beheerder.get("/beheer/gebruikers").text
    assert beheerder.get(path).status_code == 404
    assert beheerder.post(path, data={"naam": "x", "rollen": ["boa"]}).status_code == 404
    for step in ("sluiten", "openen", "wachtwoord"):
        assert beheerder.post(f"{path}/{step}").status_code == 404


def test_searching_finds_by_name_and_by_address(beheerder: FlaskClient) -> None:
    page = beheerder.get("/beheer/gebruikers?zoek=WIJKMAN").text
    assert "wijkmanager@voorbeeldstad.example" in page
    assert "boa@voorbeeldstad.example" not in page
    assert "Niemand gevonden" in beheerder.get("/beheer/gebruikers?zoek=zzz").text


def test_a_team_is_made_and_renamed(beheerder: FlaskClient, database: Database) -> None:
    for name in ("Jongerenwerk", "Jongerenwerk Noord"):
        form = {"code": "jongerenwerk", "naam": name}
        assert beheerder.post("/beheer/teams", data=form).status_code == 303
    with database.open(write=False) as session:
        names = {team.code: team.name for team in service.list_teams(session, "GM9999")}
    assert names["jongerenwerk"].endswith("Noord")
    assert beheerder.post("/beheer/teams", data={"code": "Team 1", "naam": ""}).status_code == 400


def test_a_team_that_is_not_there_cannot_be_joined(session: Session, town: Town) -> None:
    with pytest.raises(Problem):
        service.set_teams(session, town.users["boa"], ["brandweer"])


def test_ones_own_password_is_changed_with_the_current_one(
    signed_in: Callable[[str], FlaskClient], database: Database
) -> None:
    person, elsewhere = signed_in("boa"), signed_in("boa")
    new = "vier lantaarns in de mist"
    wrong = {"huidig": "niet-goed-niet-goed", "nieuw": new, "nogmaals": new}
    assert person.post("/wachtwoord", data=wrong).status_code == 400
    short = {"huidig": PASSWORD, "nieuw": "kort", "nogmaals": "kort"}
    assert "ten minste 12" in person.post("/wachtwoord", data=short).text
    other = {"huidig": PASSWORD, "nieuw": new, "nogmaals": new + "!"}
    assert person.post("/wachtwoord", data=other).status_code == 400
    right = {"huidig": PASSWORD, "nieuw": new, "nogmaals": new}
    assert person.post("/wachtwoord", data=right).status_code == 303
    assert person.get("/api/v1/ik").status_code == 200
    assert elsewhere.get("/api/v1/ik").status_code == 401
    user = find(database, "boa@voorbeeldstad.example")
    assert user is not None
    assert passwords.matches(user.password_hash, new)


def test_a_password_that_was_changed_meanwhile_is_not_changed_again(
    database: Database, town: Town
) -> None:
    asking = town.users["boa"]  # as the request saw them before the other one was done
    first = "vier lantaarns in de mist"
    with database.session() as session:
        service.change_own_password(session, asking, PASSWORD, first)
    with database.session() as session, pytest.raises(Problem) as refused:
        service.change_own_password(session, asking, PASSWORD, "vijf lantaarns in de mist")
    assert [error.code for error in refused.value.errors] == ["gewijzigd"]
    user = find(database, asking.email)
    assert user is not None
    assert passwords.matches(user.password_hash, first)


def test_a_token_is_withdrawn_on_the_persons_page(
    beheerder: FlaskClient, session: Session, town: Town
) -> None:
    access.create_token(session, town.users["boa"], "koppeling", 30)
    session.commit()
    path = f"/beheer/gebruikers/{town.users['boa'].id}"
    page = beheerder.get(path).text
    assert "koppeling" in page
    action = re.search(r'action="([^"]+/intrekken)"', page)
    assert action is not None
    assert beheerder.post(action[1]).status_code == 303
    assert "ingetrokken op" in beheerder.get(path).text


def test_areas_are_chosen_by_name_and_several_at_once(
    beheerder: FlaskClient, database: Database, town: Town
) -> None:
    path = f"/beheer/gebruikers/{town.users['wijkmanager'].id}"
    page = beheerder.get(path).text
    assert "Hele gemeente" in page
    assert 'value="WK999902"' in page
    assert 'value="BU99990101"' in page
    form = {"naam": "Wil", "rollen": ["wijkmanager"], "gebieden": ["WK999902", "BU99990101"]}
    assert beheerder.post(path, data=form).status_code == 303
    user = find(database, "wijkmanager@voorbeeldstad.example")
    assert user is not None
    assert user.areas == ["BU99990101", "WK999902"]
    page = beheerder.get(path).text
    assert "2 gebieden gekozen" in page
    assert re.search(r'value="BU99990101" checked', page)
