"""Sessions and tokens: how long they hold, and why they stop."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlmodel import Session, select

from config import ConfigError
from tests.factories.town import Town
from wijkschouw.accounts import access, service, startup
from wijkschouw.accounts.models import Token, User
from wijkschouw.db import utc_now

MINUTE = 60
HOUR = 3600


@pytest.fixture
def bearer(session: Session, town: Town, client: FlaskClient) -> Callable[..., FlaskClient]:
    """A client with a token of the wijkmanager."""

    def make(days: int = 1) -> FlaskClient:
        token = access.create_token(session, town.users["wijkmanager"], "test", days)
        session.commit()
        client.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {token}"
        return client

    return make


def only_token(session: Session) -> Token:
    return session.exec(select(Token)).one()


def age(client: FlaskClient, *, seen: int = 0, began: int = 0, field: bool | None = None) -> None:
    """Make a session older by so many seconds."""
    with client.session_transaction() as session:
        session["seen"] -= seen
        session["began"] -= began
        if field is not None:
            session["field"] = field


# --- tokens ---


def test_a_token_speaks_for_its_person(bearer: Callable[..., FlaskClient]) -> None:
    answer = bearer().get("/api/v1/ik")
    assert answer.status_code == 200
    assert answer.json["rollen"] == ["wijkmanager"]


def test_only_the_hash_of_a_token_is_kept(
    bearer: Callable[..., FlaskClient], session: Session
) -> None:
    sent = bearer().environ_base["HTTP_AUTHORIZATION"].removeprefix("Bearer ")
    assert sent not in only_token(session).token_hash
    assert len(only_token(session).token_hash) == 64


def test_a_change_with_a_token_needs_no_csrf_token(bearer: Callable[..., FlaskClient]) -> None:
    path = "/api/v1/taken/01980000-0000-7000-8000-000000000001"
    answer = bearer().put(path, json={})
    assert answer.json["type"] != "/problemen/csrf"
    assert answer.status_code == 400


def test_an_unknown_token_is_refused_with_the_reason(client: FlaskClient) -> None:
    answer = client.get("/api/v1/ik", headers={"Authorization": "Bearer wks_onzin"})
    assert answer.status_code == 401
    assert answer.mimetype == "application/problem+json"
    assert answer.json["reden"] == "token-onbekend"
    assert answer.headers["WWW-Authenticate"] == 'Bearer error="invalid_token"'


def test_an_expired_token_is_refused_with_the_reason(
    bearer: Callable[..., FlaskClient], session: Session
) -> None:
    person = bearer()
    only_token(session).expires_at = utc_now() - timedelta(seconds=1)
    session.commit()
    answer = person.get("/api/v1/ik")
    assert answer.status_code == 401
    assert answer.json["reden"] == "token-verlopen"
    assert "verlopen" in answer.json["detail"]


def test_a_withdrawn_token_is_refused_with_the_reason(
    bearer: Callable[..., FlaskClient], session: Session, town: Town
) -> None:
    person = bearer()
    token = only_token(session)
    for _ in range(2):
        access.revoke_token(session, town.users["beheerder"], town.users["wijkmanager"], token.id)
    session.commit()
    answer = person.get("/api/v1/ik")
    assert answer.status_code == 401
    assert answer.json["reden"] == "token-ingetrokken"


def test_the_token_of_a_closed_account_is_refused(
    bearer: Callable[..., FlaskClient], session: Session, town: Town
) -> None:
    person = bearer()
    user = session.get(User, town.users["wijkmanager"].id)
    assert user is not None
    service.set_active(session, town.users["beheerder"], user, False)
    session.commit()
    assert person.get("/api/v1/ik").json["reden"] == "account-gesloten"


# --- sessions ---


def test_a_change_without_csrf_token_is_a_problem_of_its_own(
    signed_in: Callable[[str], FlaskClient],
) -> None:
    person = signed_in("wijkmanager")
    del person.environ_base["HTTP_X_CSRF_TOKEN"]
    path = "/api/v1/taken/01980000-0000-7000-8000-000000000001"
    answer = person.put(path, json={})
    assert answer.status_code == 403
    assert answer.mimetype == "application/problem+json"
    assert answer.json["type"] == "/problemen/csrf"
    assert person.put(path, json={}, headers={"X-CSRF-Token": "onzin"}).status_code == 403


def test_another_persons_csrf_token_does_not_do(signed_in: Callable[[str], FlaskClient]) -> None:
    other = signed_in("boa").environ_base["HTTP_X_CSRF_TOKEN"]
    person = signed_in("wijkmanager")
    path = "/api/v1/taken/01980000-0000-7000-8000-000000000001"
    answer = person.put(path, json={}, headers={"X-CSRF-Token": other})
    assert answer.json["type"] == "/problemen/csrf"


def test_an_office_session_ends_after_a_quarter_of_an_hour_unused(
    signed_in: Callable[[str], FlaskClient],
) -> None:
    person = signed_in("wijkmanager")
    age(person, seen=14 * MINUTE, began=2 * HOUR, field=False)
    assert person.get("/api/v1/ik").status_code == 200
    age(person, seen=15 * MINUTE)
    answer = person.get("/api/v1/ik")
    assert answer.status_code == 401
    assert answer.json["reden"] == "sessie-verlopen"


def test_using_an_office_session_keeps_it_alive(signed_in: Callable[[str], FlaskClient]) -> None:
    person = signed_in("wijkmanager")
    for _ in range(3):
        age(person, seen=10 * MINUTE, field=False)
        assert person.get("/api/v1/ik").status_code == 200


def test_a_field_session_lasts_a_working_day_unused(
    signed_in: Callable[[str], FlaskClient],
) -> None:
    person = signed_in("inspecteur")
    age(person, seen=11 * HOUR, began=11 * HOUR)
    assert person.get("/api/v1/ik").status_code == 200
    age(person, began=HOUR)
    assert person.get("/api/v1/ik").json["reden"] == "sessie-verlopen"


def test_closing_an_account_ends_its_sessions_at_once(
    signed_in: Callable[[str], FlaskClient], session: Session, town: Town
) -> None:
    person = signed_in("boa")
    user = session.get(User, town.users["boa"].id)
    assert user is not None
    service.set_active(session, town.users["beheerder"], user, False)
    service.set_active(session, town.users["beheerder"], user, True)
    session.commit()
    answer = person.get("/api/v1/ik")
    assert answer.status_code == 401
    assert answer.json["reden"] == "sessie-beeindigd"


def test_a_session_of_an_account_that_is_not_active_does_not_count_however_it_came_to_be(
    signed_in: Callable[[str], FlaskClient], session: Session, town: Town
) -> None:
    person = signed_in("boa")
    user = session.get(User, town.users["boa"].id)
    assert user is not None
    user.active = False
    session.commit()
    assert person.get("/api/v1/ik").status_code == 401


def test_a_page_leads_to_the_sign_in_page_and_back(client: FlaskClient) -> None:
    answer = client.get("/beheer/gebruikers?zoek=an", headers={"Accept": "text/html"})
    assert answer.status_code == 303
    assert answer.location == "/inloggen?volgende=/beheer/gebruikers?zoek%3Dan"
    assert "volgende" in client.get(answer.location).text


def test_a_part_of_a_page_leads_the_whole_page_there(client: FlaskClient) -> None:
    answer = client.get("/beheer/gebruikers", headers={"Accept": "text/html", "HX-Request": "true"})
    assert answer.status_code == 401
    assert answer.headers["HX-Redirect"].startswith("/inloggen?volgende=")


def test_the_sign_in_page_says_that_the_session_ended(
    signed_in: Callable[[str], FlaskClient],
) -> None:
    person = signed_in("wijkmanager")
    age(person, began=12 * HOUR)
    assert "verlopen" in person.get("/inloggen").text


def test_in_production_cookies_are_bound_to_this_host_and_https(app_config, town: Town) -> None:  # type: ignore[no-untyped-def]
    from dataclasses import replace

    from wijkschouw.app import create_app

    app: Flask = create_app(replace(app_config, environment="production"))
    answer = app.test_client().post(
        "/api/v1/aanmelding",
        json={"email": "boa@voorbeeldstad.example", "wachtwoord": "voorbeeldstad-demo"},
        base_url="https://wijkschouw.example",
    )
    app.extensions["database"].engine.dispose()
    assert answer.status_code == 200
    cookie = answer.headers["Set-Cookie"]
    assert cookie.startswith("__Host-wijkschouw=")
    assert "Secure" in cookie
    assert "Domain" not in cookie


# --- starting in production ---


def test_production_refuses_the_accounts_that_everybody_knows(app_config, town: Town) -> None:  # type: ignore[no-untyped-def]
    from dataclasses import replace

    production = replace(app_config, environment="production")
    with pytest.raises(ConfigError, match=r"voorbeeldstad\.example"):
        startup.refuse_known_accounts(production)
    startup.refuse_known_accounts(app_config)


def test_production_starts_when_they_are_closed(app_config, session: Session, town: Town) -> None:  # type: ignore[no-untyped-def]
    from dataclasses import replace

    for user in session.exec(select(User)):
        user.active = False
    session.commit()
    startup.refuse_known_accounts(replace(app_config, environment="production"))
